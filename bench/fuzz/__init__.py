"""Fuzzers of both doors: `python -m bench.fuzz.http`, `python -m bench.fuzz.sockets`."""
