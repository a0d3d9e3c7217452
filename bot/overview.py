"""What `paperboy --help` prints, as plain text: click takes longer to import than Python takes to start.

A test holds it to what the commands say of themselves.
"""

from __future__ import annotations

COMMANDS = (
    ("backup", "Copy the database to FILE, whole and checked, while the bot may run."),
    ("chats", "Subscribe and unsubscribe chats, and move them to another database or bot account."),
    ("check", "Check the summaries of posts: sections, language, figures, broken-off or stray text, copies."),
    ("deliver", "Queue what is due now, send all of it, stop; what a chat has already is never sent again."),
    ("demo", "Show a whole day offline: list, summaries, posts, messages, and a page to look at."),
    ("digest", "Build one day's digest and write a post in each language."),
    ("doctor", "Look at settings, database, sources, model and tokens; say of each how it is and how to mend it."),
    ("paper", "Show one paper, by any form of arXiv id or link; it is read now if it is not stored."),
    ("run", "Run the bot: look at the lists, deliver to every chat at its hour, until SIGTERM or Ctrl-C."),
    ("search", "Search the archive by words, author:, org:, cat:, code:, votes:, or an id."),
    ("split", "Split an existing POST into one message per paper."),
    ("status", "Tell honestly what became of a day, and what waits in the outbox."),
)
"""Each command's name and the first sentence of its help, in the order of their names."""

_FRAME = """\
Usage: paperboy [OPTIONS] COMMAND [ARGS]...

  Paperboy: the day's AI papers, read once, told in your language.

Options:
  -v, --verbose  Tell more on stderr.
  --version      Show the version and exit.
  -h, --help     Show this message and exit.

Commands:
{commands}

`paperboy COMMAND --help` tells more of a command."""


def overview() -> str:
    """Return the help of the program as a whole."""
    width = max(len(name) for name, _ in COMMANDS)
    return _FRAME.format(commands="\n".join(f"  {name:<{width}}  {line}" for name, line in COMMANDS))
