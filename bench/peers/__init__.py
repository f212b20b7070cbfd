"""Ours beside peers that speak as much of the same protocol as a turn needs. See __main__."""
