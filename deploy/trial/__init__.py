"""The built image, run as docker-compose.yml runs it, without an engine."""
