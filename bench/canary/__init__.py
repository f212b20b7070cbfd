"""Canaries: personal data of every kind into every field, then found nowhere."""
