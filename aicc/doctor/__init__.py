"""What is configured, reachable, out of date or insecure, with the remedy for each.

Each section is a module with one function that yields findings. A section looks and changes
nothing; what it asks of another machine has a time limit, and no finding shows a secret.
"""
