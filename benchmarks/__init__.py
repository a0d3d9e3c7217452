"""Measurements of what the program promises, each beside its goal: `make bench`."""
