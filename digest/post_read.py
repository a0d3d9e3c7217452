"""Read any post of the generator's history: nothing of its text is lost, what is odd becomes a warning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from digest.errors import IdError, PostError
from digest.ids import abs_url, parse_id
from digest.languages import language_of
from digest.post import Link, Post, PostPaper
from digest.post_markdown import unescape
from storage.models import Language, PaperKey, Section, Sections

MAX_BYTES = 8 * 1024 * 1024
MAX_TITLE_LINES = 8

_HEADING = re.compile(r"^(#{1,4})\s*(\d{1,4})[.)]\s*\[(.*)\]\(\s*(\S*?)\s*\)\s*$", re.DOTALL)
_HEADING_BEGINS = re.compile(r"^#{1,4}\s*\d{1,4}[.)]\s*\[")
_ANY_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"^[-*•]\s+(.*)$")
_LABEL = re.compile(r"^\**(Goal|Motivation|Contribution)\**\s*[:：]\s*\**\s*(.*)$", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\((\S*?)\)")
_REPEATED_TITLE = re.compile(r"^제목\s*[:：]\s*(.*)$")
_REPEATED_ID = re.compile(r"^arXiv\s*[:：]\s*(\S+)\s*$", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GENERATED_TITLE = re.compile(r"^\"?\s*(?:Daily Papers|Arxiv)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)\]】」』*]*$")

_SECTIONS = {
    "method": Section.METHOD,
    "methods": Section.METHOD,
    "results": Section.RESULTS,
    "result": Section.RESULTS,
    "limitations": Section.LIMITATIONS,
    "limitation": Section.LIMITATIONS,
    "conclusion": Section.CONCLUSION,
    "conclusions": Section.CONCLUSION,
}
_INTRODUCTION = (Section.GOAL, Section.MOTIVATION, Section.CONTRIBUTION)


def load_post(path: Path) -> Post:
    """Read a post from its file; raises PostError, in one line, for a file that cannot be read or is no digest."""
    try:
        if path.is_dir():
            raise PostError(f"{path} is a folder; name one post in it")
        if path.stat().st_size > MAX_BYTES:
            raise PostError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB; that is no post")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise PostError(f"there is no file {path}; check its name") from error
    except OSError as error:
        raise PostError(f"cannot read {path}: {error.strerror}") from error
    text, warnings = _decoded(content, path)
    post = read_post(text, path.name)
    return replace(post, warnings=(*warnings, *post.warnings)) if warnings else post


def _decoded(content: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), ("is UTF-16, not UTF-8",)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PostError(f"{path} is no text in UTF-8; save it as UTF-8 and try again") from error
    if "\0" in text:
        raise PostError(f"{path} is no text but binary; name a Markdown post")
    return text, ()


def read_post(text: str, name: str = "the post") -> Post:
    """Read a post; raises PostError if it is no digest of any form that the generator ever wrote."""
    front, body = _front_matter(text.splitlines())
    blocks, before = _paper_blocks(body)
    title = front.get("title", "")
    if not blocks and not _GENERATED_TITLE.match(title):
        raise PostError(f"{name} is no digest: it has no heading like '# 1. [Title](https://arxiv.org/abs/2509.03867)'")
    papers = tuple(_read_paper(block) for block in blocks)
    warnings = [*_front_warnings(title), *(f"text before the first paper: {line}" for line in before)]
    if not papers:
        warnings.append("holds no paper")
    return Post(
        day=_day_of(front),
        title=" ".join(title.strip().strip('"').split()),
        language=_language(papers),
        papers=_with_order_warnings(papers),
        warnings=tuple(warnings),
    )


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], Sequence[str]]:
    """Split off the front matter, read as lines of `name: value`: older posts are no valid YAML."""
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or lines[first].strip() != "---":
        return {}, lines
    for end in range(first + 1, len(lines)):
        if lines[end].strip() == "---":
            pairs = (line.partition(":") for line in lines[first + 1 : end] if ":" in line)
            return {key.strip(): value.strip() for key, _, value in pairs}, lines[end + 1 :]
    return {}, lines


def _front_warnings(title: str) -> list[str]:
    return ["the title's quotes are broken"] if title.count('"') == 1 else []


def _day_of(front: dict[str, str]) -> date | None:
    for source in (front.get("date", ""), front.get("title", "")):
        if match := _DAY.search(source):
            try:
                return date.fromisoformat(match[0])
            except ValueError:
                continue
    return None


@dataclass(slots=True)
class _Block:
    """One paper's heading as it stands, and the lines below it."""

    level: int
    position: int
    title: str
    url: str
    lines: list[str] = field(default_factory=list)


def _paper_blocks(lines: Sequence[str]) -> tuple[list[_Block], list[str]]:
    blocks: list[_Block] = []
    before: list[str] = []
    place = 0
    while place < len(lines):
        block, used = _heading_at(lines, place)
        if block is not None:
            blocks.append(block)
        elif blocks:
            blocks[-1].lines.append(lines[place])
        elif lines[place].strip():
            before.append(lines[place].strip())
        place += used
    return blocks, before


def _heading_at(lines: Sequence[str], place: int) -> tuple[_Block | None, int]:
    """Read a paper's heading, which older posts break over several lines; return it and how many lines it took."""
    if not _HEADING_BEGINS.match(lines[place]):
        return None, 1
    for used in range(1, MAX_TITLE_LINES + 1):
        joined = "\n".join(lines[place : place + used])
        if match := _HEADING.match(joined):
            return _Block(len(match[1]), int(match[2]), match[3], match[4]), used
        if place + used >= len(lines) or _ANY_HEADING.match(lines[place + used]):
            break
    return None, 1


class _PaperReader:
    """Collects one paper's text line by line; every line lands in exactly one place."""

    def __init__(self) -> None:
        self.sections: dict[Section, list[str]] = {}
        self.links: list[Link] = []
        self.notes: list[str] = []
        self.extra: list[str] = []
        self.bullets: list[str] = []
        self.title_again: list[str] = []
        self.warnings: list[str] = []
        self._open: list[str] | None = None
        self._in_introduction = False

    def take(self, line: str) -> None:
        """Put one line where it belongs."""
        stripped = line.strip()
        if not stripped:
            return
        if match := _ANY_HEADING.match(stripped):
            self._take_heading(match[1])
        elif stripped.startswith(">"):
            self._take_quoted(stripped.lstrip("> ").strip())
        elif self._in_introduction:
            self._take_introduction(stripped)
        elif self._open is not None:
            self._open.append(stripped)
        else:
            self._take_preamble(stripped)

    def _take_heading(self, heading: str) -> None:
        name = heading.strip().rstrip(":").lower()
        self._in_introduction = name == "introduction"
        if self._in_introduction:
            self._open = None
        elif section := _SECTIONS.get(name):
            self._open = self.sections.setdefault(section, [])
        else:
            if name != "more":
                self.warnings.append(f"the heading {heading!r} is unknown")
                self.extra.append(heading)
            self._open = self.extra

    def _take_quoted(self, text: str) -> None:
        if not text:
            return
        links = _LINK.findall(text)
        if links and not _LINK.sub("", text).strip(" ·|,"):
            self.links += [Link(unescape(label), url) for label, url in links]
        else:
            self.notes.append(unescape(text))

    def _take_introduction(self, line: str) -> None:
        if match := _BULLET.match(line):
            self.bullets.append(match[1])
        elif self.bullets:
            self.bullets[-1] += f" {line}"
        else:
            self.bullets.append(line)
            self.warnings.append("the introduction is no list")

    def _take_preamble(self, line: str) -> None:
        if match := _REPEATED_TITLE.match(line):
            self.title_again.append(match[1])
        elif match := _REPEATED_ID.match(line):
            self.links.append(Link("arXiv", match[1]))
        elif self.title_again and not self.links:
            self.title_again.append(line)
        else:
            self.extra.append(line)
            self.warnings.append("text stands before the first section")


def _read_paper(block: _Block) -> PostPaper:
    reader = _PaperReader()
    for line in block.lines:
        reader.take(line)
    title = unescape(" ".join(block.title.split()))
    key, url, warnings = _read_url(block.url)
    warnings = [*_heading_warnings(block), *warnings, *reader.warnings]
    if reader.title_again:
        again = " ".join(" ".join(reader.title_again).split())
        warnings.append("the title stands twice")
        if again != title:
            reader.extra.insert(0, again)
    sections = _sections(reader, warnings)
    return PostPaper(
        position=block.position,
        title=title,
        url=url,
        key=key,
        sections=sections,
        links=tuple(reader.links),
        notes=tuple(reader.notes),
        extra=unescape(" ".join(" ".join(reader.extra).split())),
        warnings=tuple(warnings),
    )


def _heading_warnings(block: _Block) -> list[str]:
    warnings = []
    if block.level != 1:
        warnings.append(f"the heading is of level {block.level}, not 1")
    if "\n" in block.title:
        warnings.append("the title is broken over lines")
    elif "  " in block.title.strip():
        warnings.append("the title holds runs of spaces")
    return warnings


def _read_url(url: str) -> tuple[PaperKey | None, str, list[str]]:
    try:
        found = parse_id(url)
    except IdError:
        return None, url, [f"the link {url!r} is none of arXiv"]
    warnings = ["the link is http, not https"] if url.startswith("http:") else []
    if found.version is not None:
        warnings.append(f"the link names version {found.version}")
    return found.key, abs_url(found.key), warnings


def _sections(reader: _PaperReader, warnings: list[str]) -> Sections:
    texts = {section: " ".join(" ".join(lines).split()) for section, lines in reader.sections.items()}
    texts |= _introduction(reader, warnings)
    texts = {section: unescape(text) for section, text in texts.items() if text}
    warnings += [f"there is no {section.value}" for section in Section if section not in texts]
    warnings += [f"the {section.value} breaks off" for section, text in texts.items() if _breaks_off(text)]
    return Sections(**{section.value: text for section, text in texts.items()})


def _introduction(reader: _PaperReader, warnings: list[str]) -> dict[Section, str]:
    """Read the three bullets by their labels, and by their order where they have none."""
    found: dict[Section, str] = {}
    unlabelled = []
    for bullet in reader.bullets:
        text = " ".join(bullet.split())
        match = _LABEL.match(text)
        section = Section(match[1].lower()) if match else None
        if match and section and section not in found:
            found[section] = match[2]
        else:
            unlabelled.append(text)
    if unlabelled:
        warnings.append(f"{len(unlabelled)} bullets of the introduction have no label")
    for text in unlabelled:
        section = next((section for section in _INTRODUCTION if section not in found), None)
        if section:
            found[section] = text
        else:
            reader.extra.append(text)
    return found


def _breaks_off(text: str) -> bool:
    return not _SENTENCE_END.search(text) and len(text) > 30


def _with_order_warnings(papers: Sequence[PostPaper]) -> tuple[PostPaper, ...]:
    seen: set[str] = set()
    checked = []
    for place, paper in enumerate(papers, 1):
        warnings = list(paper.warnings)
        if paper.position != place:
            warnings.append(f"is numbered {paper.position}, but is paper {place}")
        if paper.key in seen:
            warnings.append("stands twice in this post")
        if paper.key:
            seen.add(paper.key)
        checked.append(replace(paper, warnings=tuple(warnings)))
    return tuple(checked)


def _language(papers: Sequence[PostPaper]) -> Language:
    return language_of(" ".join(text for paper in papers for _, text in paper.sections.items()))
