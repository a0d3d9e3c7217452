"""The day's work, platform-neutral: list, full text, summaries, post."""
