"""Reads a PDF in a process of its own, which is stopped when its time is over; one at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from digest.errors import FullTextError
from digest.text import FullText, Origin, TextSection
from digest.worker_process import DiedError, NotStartedError, TooLongError, TooSlowError, ask, command_of

DEADLINE_S = 30.0
"""From the start of the process; more than the reader itself takes, so that it can say why it gave up."""
MAX_ANSWER_BYTES = 16_000_000
"""A text of `outline.MAX_TEXT_CHARS` whose every letter is written as an escape, and room for headings."""
COMMAND = command_of("digest.pdf_worker")


class PdfReader:
    """Reads PDFs; a new process for each, because limits of time and memory count from the start of one.

    That costs a tenth of a second a file, where reading one takes seconds.
    """

    def __init__(self, command: Sequence[str] = COMMAND, deadline_s: float = DEADLINE_S) -> None:
        self._command = command
        self._deadline_s = deadline_s
        self._turn = asyncio.Lock()

    async def read(self, data: bytes) -> FullText:
        """Return the text of a PDF; raises FullTextError as `fulltext.from_pdf` does, and when a limit is reached.

        When the caller is cancelled the process is stopped at once.
        """
        async with self._turn:
            return _text_of(await self._ask(data))

    async def _ask(self, data: bytes) -> bytes:
        try:
            return await ask(self._command, data, deadline_s=self._deadline_s, max_bytes=MAX_ANSWER_BYTES)
        except NotStartedError as error:
            raise FullTextError(f"the PDF cannot be read: no process can be started ({error})") from error
        except TooSlowError as error:
            raise FullTextError("the PDF takes too long to be read", permanent=True) from error
        except TooLongError as error:
            raise FullTextError("the PDF holds more text than any paper", permanent=True) from error
        except DiedError as error:
            raise FullTextError(f"the PDF cannot be read (its process {error})", permanent=True) from error


def _text_of(answer: bytes) -> FullText:
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise FullTextError("the PDF cannot be read (its process gave no answer)", permanent=True) from error
    if "refused" in told:
        raise FullTextError(told["refused"], permanent=True)
    return FullText(Origin.PDF, tuple(TextSection(*part) for part in told["sections"]))
