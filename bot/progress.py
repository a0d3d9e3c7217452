"""A progress bar for long work: on stderr, and only where somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from digest.pipeline import Progress


@contextmanager
def paper_progress() -> Iterator[Progress]:
    """Give a callback that draws how many papers are done; where nobody can see it, it draws nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total, _title: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def draw(done: int, total: int, title: str) -> None:
            bar.update(task, completed=done, total=total, description=escape(title[:60]))

        yield draw
