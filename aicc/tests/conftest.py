from aicc.testing.ready_embedder import ready_embedder  # noqa: F401  (it enters here)
