"""Read any post of the generator's history: nothing of its text is lost, what is odd becomes a warning."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from digest.errors import PostError
from digest.languages import language_of
from digest.post import Post, PostPaper
from digest.post_blocks import divide_papers, find_headings
from digest.post_markdown import one_line
from digest.post_paper import read_paper
from storage.models import Language

MAX_BYTES = 8 * 1024 * 1024
MAX_LINES = 250_000
MAX_PAPERS = 10_000
"""Together these bound what any file costs to about two seconds; the longest post on record has 95 papers."""
LANGUAGE_CHARS = 10_000
"""The first ten papers or so tell the language of all."""

_NAME = re.compile(r"-daily-papers-([a-z]{2,3})\.md$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GENERATED_TITLE = re.compile(r"(?:Daily Papers|Arxiv)\b", re.IGNORECASE)
_FOLDED = re.compile(r"^[>|][+-]? ")
_PAPER = re.compile(r"#{1,6}\s*(?:\d|\[)")


def load_post(path: Path) -> Post:
    """Read a post from its file; raises PostError, in one line, for a file that cannot be read or is no digest."""
    try:
        if path.is_dir():
            raise PostError(f"{path} is a folder; name one post in it")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise PostError(f"there is no file {path}; check its name") from error
    except OSError as error:
        raise PostError(f"cannot read {path}: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise PostError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB; that is no post")
    text, warnings = _decoded(content, path)
    post = read_post(text, path.name)
    return replace(post, warnings=(*warnings, *post.warnings)) if warnings else post


def _decoded(content: bytes, path: Path) -> tuple[str, list[str]]:
    """Decode a file; a few damaged characters, as where a text was cut at a byte, cost only themselves."""
    warnings = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
        warnings.append("is UTF-16, not UTF-8")
    else:
        text = content.decode("utf-8-sig", "replace")
    if damaged := text.count("\ufffd"):
        if damaged * 100 > len(text):
            raise PostError(f"{path} is no text in UTF-8; save it as UTF-8 and try again")
        warnings.append(f"characters that are damaged and show as \ufffd: {damaged}")
    if "\0" in text:
        raise PostError(f"{path} is no text but binary; name a Markdown post")
    return text, warnings


def read_post(text: str, name: str = "the post") -> Post:
    """Read a post; raises PostError if it is no digest of any form that the generator ever wrote."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise PostError(f"{name} has more than {MAX_LINES:,} lines; that is no post")
    front, body = _read_front(lines)
    headings = list(islice(find_headings(body), MAX_PAPERS + 1))
    if len(headings) > MAX_PAPERS:
        raise PostError(f"{name} has more than {MAX_PAPERS:,} papers; that is no post")
    blocks, above = divide_papers(body, headings)
    papers = [read_paper(block, place) for place, block in enumerate(blocks, 1)]
    title = _unquoted(front.title)
    if not _GENERATED_TITLE.match(title) and not any(paper.key or any(paper.sections.items()) for paper in papers):
        raise PostError(f"{name} is no digest: it has no heading like '# 1. [Title](https://arxiv.org/abs/2509.03867)'")
    extra = [line.rstrip() for line in above]
    return Post(
        day=_day(front, name),
        title=title,
        language=_language(name, papers),
        papers=tuple(_told_twice(papers)),
        warnings=(
            *front.warnings,
            *(f"text above the first paper: {one_line(line)}" for line in extra if line),
            *([] if papers else ["holds no paper"]),
        ),
        front=front.lines,
        extra="\n".join(extra).strip("\n"),
    )


@dataclass(frozen=True, slots=True)
class _Front:
    """The front matter as lines, for that of older posts is no YAML: the title's value, and all other lines."""

    title: str = ""
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _read_front(lines: Sequence[str]) -> tuple[_Front, Sequence[str]]:
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or lines[first].rstrip() != "---":
        return _Front(warnings=("there is no front matter",)), lines
    end = len(lines)
    for place in range(first + 1, len(lines)):
        line = lines[place].strip()
        if line == "---":
            return _front(lines[first + 1 : place]), lines[place + 1 :]
        if not line or _PAPER.match(line):
            end = min(end, place)
        if _PAPER.match(line):
            break
    front = _front(lines[first + 1 : end])
    return replace(front, warnings=("the front matter has no end", *front.warnings)), lines[end:]


def _front(lines: Sequence[str]) -> _Front:
    title: list[str] = []
    others = []
    in_title = False
    for line in lines:
        in_title = line.startswith("title:") or (in_title and line.startswith((" ", "\t")))
        if in_title:
            title.append(line)
        elif line.strip():
            others.append(line.rstrip())
    value = _FOLDED.sub("", one_line(" ".join(title)).removeprefix("title:").strip())
    broken = (value.count('"') - value.count('\\"')) % 2
    return _Front(value, tuple(others), ("the title's quotes are broken",) if broken else ())


def _unquoted(title: str) -> str:
    """Read the value of a title, which is plain, in quotes, or in half of them."""
    try:
        return one_line(str(json.loads(title))) if title.startswith('"') else title.strip("\"'").strip()
    except ValueError:
        return title.strip('"').strip()


def _day(front: _Front, name: str) -> date | None:
    """Find the day in the front matter's date, in the title, or in the name of the file."""
    dates = [line for line in front.lines if line.startswith("date:")]
    for source in (*dates, front.title, name):
        if match := _DAY.search(source):
            try:
                return date.fromisoformat(match[0])
            except ValueError:
                continue
    return None


def _language(name: str, papers: Sequence[PostPaper]) -> Language:
    """Return the language that our name of the file says, for a paper's text can be in another; else what is read."""
    if match := _NAME.search(name):
        return Language(match[1])
    return language_of(" ".join(text for paper in papers for _, text in paper.sections.items())[:LANGUAGE_CHARS])


def _told_twice(papers: Sequence[PostPaper]) -> Iterator[PostPaper]:
    seen: set[str] = set()
    for paper in papers:
        again = paper.key in seen
        yield replace(paper, warnings=(*paper.warnings, "stands twice in this post")) if again else paper
        if paper.key:
            seen.add(paper.key)
