"""Whose data lies where, how long it is kept, and how one person's is taken out or erased."""
