"""Readers of the files that articles come in; each yields what it found, unchecked."""
