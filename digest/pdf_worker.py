"""A process of its own for one PDF: bytes come in at stdin, a FullText or a refusal goes out at stdout as JSON.

A file that somebody else made may ask for any time and memory. Here the system refuses both, whatever the parser does.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from digest.errors import FullTextError
from digest.pdf_text import MAX_BYTES
from digest.worker_limits import limit_process

if TYPE_CHECKING:
    from digest.text import FullText

MAX_MEMORY_BYTES = 512_000_000
"""Of address space. The interpreter with its parser takes 46 MB of it, 60 pages of text 51 MB."""
MAX_CPU_S = 25
"""More than `pdf_text.MAX_SECONDS`, which ends an ordinary long file with a clear reason."""
MAX_OPEN_FILES = 16


def limit_self() -> None:
    """Take from this process what reading a PDF does not need; it cannot be given back."""
    limit_process(cpu_s=MAX_CPU_S, memory_bytes=MAX_MEMORY_BYTES, open_files=MAX_OPEN_FILES)


def main() -> None:
    """Read one PDF."""
    # Imported before the limits, and here: the process that asks never needs them.
    import pypdf  # noqa: F401

    from digest.fulltext import from_pdf

    limit_self()
    try:
        answer = _told(from_pdf(sys.stdin.buffer.read(MAX_BYTES + 1)))
    except FullTextError as error:
        answer = {"refused": str(error)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _told(text: FullText) -> dict[str, object]:
    """Make a text ready for JSON."""
    return {"sections": [[part.heading, part.text, part.level, part.appendix] for part in text.sections]}


if __name__ == "__main__":
    main()
