"""The progress bar: seen where somebody looks, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from bot.progress import paper_progress


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def draw() -> None:
    with paper_progress() as progress:
        progress(0, 2, "A [bold]title[/bold] that is no markup")
        progress(2, 2, "")


def test_on_a_terminal_it_shows_what_is_done_and_what_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "stderr", terminal)
    draw()
    assert "2/2" in terminal.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_elsewhere_it_draws_nothing(stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    draw()
    assert stream is None or stream.getvalue() == ""
