from aicc.testing.cast import engine, fresh_limits_and_layer, lin  # noqa: F401  (the cast enters)
