"""One person's data: its pages."""
