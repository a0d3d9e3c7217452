"""Posts become messages, and words become replies; no SQL and no HTTP of its own."""
