"""The first page of whoever may see figures: what is going on now, and how it went."""
