"""Reads a PDF in a process of its own, which is stopped when its time is over; one at a time."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from digest.errors import FullTextError
from digest.text import FullText, Origin, TextSection

logger = logging.getLogger(__name__)

DEADLINE_S = 30.0
"""From the start of the process; more than the reader itself takes, so that it can say why it gave up."""
MAX_ANSWER_BYTES = 16_000_000
"""A text of `outline.MAX_TEXT_CHARS` whose every letter is written as an escape, and room for headings."""
COMMAND = (sys.executable, "-P", "-s", "-m", "digest.pdf_worker")


class PdfReader:
    """Reads PDFs; a new process for each, because limits of time and memory count from the start of one.

    That costs a tenth of a second a file, where reading one takes seconds. The process gets no setting and no token:
    its environment is the search path for modules alone.
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
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except OSError as error:
            raise FullTextError(f"the PDF cannot be read: no process can be started ({error.strerror})") from error
        try:
            async with asyncio.timeout(self._deadline_s):
                answer, _ = await asyncio.gather(_answer(process), _feed(process, data))
                code = await process.wait()
        except TimeoutError as error:
            raise FullTextError("the PDF takes too long to be read", permanent=True) from error
        finally:
            await _stop(process)
        if code != 0:
            raise FullTextError(f"the PDF cannot be read (its process {_ending(code)})", permanent=True)
        return answer


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    # A process that has ended reads no more; its exit code tells why.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _answer(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    answer = bytearray()
    while chunk := await process.stdout.read(65_536):
        answer += chunk
        if len(answer) > MAX_ANSWER_BYTES:
            raise FullTextError("the PDF holds more text than any paper", permanent=True)
    return bytes(answer)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End the process if it still runs, and wait until nothing of it is left."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    # Also closes the pipes, which the loop would otherwise find open at its end.
    await process.communicate()


def _ending(code: int) -> str:
    return f"was stopped by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


def _text_of(answer: bytes) -> FullText:
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise FullTextError("the PDF cannot be read (its process gave no answer)", permanent=True) from error
    if "refused" in told:
        raise FullTextError(told["refused"], permanent=True)
    return FullText(Origin.PDF, tuple(TextSection(*part) for part in told["sections"]))
