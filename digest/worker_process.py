"""Asks a process of its own for one answer and stops it when its time is over: for work of any time and memory.

WorkerError                 the process gave no answer
├── NotStartedError         the system starts no process now
├── TooSlowError            its time was over
├── TooLongError            its answer goes on after what may be read
└── DiedError               it ended with a fault, or was stopped
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress


class WorkerError(Exception):
    """The process gave no answer."""


class NotStartedError(WorkerError):
    """The system starts no process now; the text is its reason."""


class TooSlowError(WorkerError):
    """Its time was over."""


class TooLongError(WorkerError):
    """Its answer goes on after what may be read."""


class DiedError(WorkerError):
    """It ended with a fault, or was stopped; the text says which."""


def command_of(module: str) -> tuple[str, ...]:
    """Return the command that runs a module of ours as a process of its own."""
    return (sys.executable, "-P", "-s", "-m", module)


async def ask(
    command: Sequence[str], data: bytes, *, deadline_s: float, max_bytes: int, settings: Mapping[str, str] | None = None
) -> bytes:
    """Return what a process answers to some bytes; raises WorkerError.

    The process gets no setting of the bot and no token: its environment is the search path for modules and `settings`.
    When the caller is cancelled it is stopped at once.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **(settings or {})},
        )
    except OSError as error:
        raise NotStartedError(error.strerror) from error
    try:
        async with asyncio.timeout(deadline_s):
            answer, _ = await asyncio.gather(_answer(process, max_bytes), _feed(process, data))
            code = await process.wait()
    except TimeoutError as error:
        raise TooSlowError(f"after {deadline_s:.0f} s") from error
    finally:
        await _stop(process)
    if code != 0:
        raise DiedError(_ending(code))
    return answer


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    # A process that has ended reads no more; its exit code tells why.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _answer(process: asyncio.subprocess.Process, max_bytes: int) -> bytes:
    assert process.stdout is not None
    answer = bytearray()
    while chunk := await process.stdout.read(65_536):
        answer += chunk
        if len(answer) > max_bytes:
            raise TooLongError(f"more than {max_bytes:,} bytes")
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
