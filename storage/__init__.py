"""What Paperboy remembers: the nouns, and the only package that knows SQL."""
