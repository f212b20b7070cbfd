"""How the bank says things: Korean's particles, and moments in its own time."""
