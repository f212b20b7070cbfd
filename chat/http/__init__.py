"""The chat's calls on a short way: past Django's middlewares and DRF, to the same views."""
