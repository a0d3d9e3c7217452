"""One module per command: what it does, and how it tells it."""
