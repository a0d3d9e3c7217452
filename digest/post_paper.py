"""Pure: one paper of a post, from its heading and the lines below: every word has its place, what is odd is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from digest.errors import IdError
from digest.ids import abs_url, find_ids, parse_id
from digest.post import Link, PostPaper
from digest.post_blocks import Block, Heading
from digest.post_markdown import one_line, paragraph, unescape
from digest.post_parts import Part, divide
from digest.post_skeleton import BULLETS, label_of, section_named
from storage.models import PaperKey, Section, Sections

SHORT_CHARS = 30
"""A text of a few words needs no full stop."""

_BULLET = re.compile(r"(\s*)(?:[-*+•]|\d{1,2}[.)])(?:\s+(.*)|$)")
_LABEL = re.compile(r"([*_]{0,3})([^\s:：*_][^:：*_]{0,30})(?:\1\s*[:：]|[:：]\1)\s*(.*)")
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)")
_REPEATED_TITLE = re.compile(r"제목\s*[:：]\s*(.*)")
_REPEATED_LINK = re.compile(r"arXiv\s*[:：]\s*(https?://\S+)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’)\]】」』*]*$")


def read_paper(block: Block, place: int) -> PostPaper:
    """Read the paper that stands at a place of its post, counted from 1."""
    heading = block.heading
    found = _Found(dict.fromkeys(_heading_warnings(heading, place)))
    preamble, *parts = divide(block.lines)
    key, url = _address(heading, preamble.lines, found.warnings)
    found.take_preamble(preamble.lines, has_introduction=any(part.is_introduction for part in parts))
    for part in parts:
        found.take(part)
    title = _text(heading.title)
    again = _text(" ".join(found.title_again))
    if again:
        found.warn(f"the title stands twice: {again}")
    extra = [heading.after, *([again] if again != title else []), *found.extra]
    sections = found.sections()
    return PostPaper(
        position=place if heading.position is None else heading.position,
        title=title,
        url=url,
        key=key,
        sections=Sections(**{section.value: text for section, text in sections.items()}),
        links=tuple(found.links),
        notes=tuple(found.notes),
        extra="\n".join(filter(None, map(_text, extra))),
        warnings=(*map(one_line, found.warnings), *_section_warnings(sections)),
    )


def _text(line: str) -> str:
    return one_line(unescape(line))


def _heading_warnings(heading: Heading, place: int) -> Iterator[str]:
    if heading.position is None:
        yield "the heading has no number"
    elif heading.position != place:
        yield f"is numbered {heading.position}, but is paper {place}"
    if heading.level != 1:
        yield f"the heading is of level {heading.level}, not 1"
    if "\n" in heading.title:
        yield "the title is broken over lines"
    elif "  " in heading.title.strip():
        yield "the title holds runs of spaces"
    if not heading.title.strip():
        yield "the title is empty"
    if heading.after and heading.url is not None:
        yield "text follows the link of the heading"


def _address(heading: Heading, preamble: Iterable[str], warnings: dict[str, None]) -> tuple[PaperKey | None, str]:
    """Return the paper that a heading links to; where it has no link, the first that is named below it."""
    if heading.url is None:
        named = find_ids("\n".join([heading.title, heading.after, *preamble]))
        warnings["the heading has no link" + (f"; the paper named there is {named[0].key}" if named else "")] = None
        return (named[0].key, abs_url(named[0].key)) if named else (None, "")
    try:
        found = parse_id(heading.url)
    except IdError:
        warnings[f"the link {heading.url!r} leads to no paper of arXiv"] = None
        return None, heading.url
    if heading.url.lower().startswith("http:"):
        warnings["the link is http, not https"] = None
    if found.version is not None:
        warnings[f"the link names version {found.version}: {heading.url}"] = None
    elif "arxiv.org/abs/" not in heading.url:
        warnings[f"the link is not the one to the abstract: {heading.url}"] = None
    return found.key, abs_url(found.key)


def _section_warnings(sections: dict[Section, str]) -> Iterator[str]:
    for section in Section:
        text = sections.get(section)
        if text is None:
            yield f"there is no text for {label_of(section)}"
        elif len(text) > SHORT_CHARS and not _SENTENCE_END.search(text):
            yield f"the text of {label_of(section)} breaks off"


@dataclass(slots=True)
class _Found:
    """What the lines of one paper have given so far; the warnings are kept as keys, each once."""

    warnings: dict[str, None]
    texts: dict[Section, list[str]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    title_again: list[str] = field(default_factory=list)

    def warn(self, warning: str) -> None:
        """Tell what is odd."""
        self.warnings[warning] = None

    def sections(self) -> dict[Section, str]:
        """Return the text of each section that has one."""
        texts = {section: paragraph(map(unescape, lines)) for section, lines in self.texts.items()}
        return {section: text for section, text in texts.items() if text}

    def take_preamble(self, lines: Sequence[str], *, has_introduction: bool) -> None:
        """Take the lines above the first section: links, notes, the title once more, or bullets without a heading."""
        in_title = False
        for place, line in enumerate(lines):
            stripped = line.strip()
            plain = _unquoted(stripped)
            bullet = _BULLET.match(line)
            if not stripped or self._take_links((bullet[2] or "") if bullet else plain):
                in_title = False
            elif stripped.startswith(">"):
                self.notes += filter(None, [_text(plain)])
            elif match := _REPEATED_TITLE.match(stripped):
                in_title = True
                self.title_again.append(match[1])
            elif match := _REPEATED_LINK.match(stripped):
                in_title = False
                self.links.append(Link("arXiv", match[1]))
            elif in_title:
                self.title_again.append(stripped)
            elif not has_introduction and (bullet or _labelled(stripped)):
                self.warn("the introduction has no heading")
                self._take_introduction(lines[place:])
                return
            else:
                self.warn("text stands before the first section")
                self.extra.append(stripped)

    def take(self, part: Part) -> None:
        """Take a headed part."""
        for warning in part.warnings:
            self.warn(warning)
        lines = [
            line for line in part.lines if not (line.lstrip().startswith(">") and self._take_links(_unquoted(line)))
        ]
        if part.is_introduction:
            self._take_introduction(lines)
        elif part.section:
            self._add(part.section, map(_unquoted, lines))
        else:
            self.extra += map(_unquoted, lines)

    def _take_links(self, text: str) -> bool:
        """Take a line that holds links and nothing else."""
        found = _LINK.findall(text)
        if not found or _LINK.sub("", text).strip(" ·|,"):
            return False
        self.links += [Link(_text(label), url) for label, url in found]
        return True

    def _take_introduction(self, lines: Sequence[str]) -> None:
        """Read the bullets by their labels, and by their order where they have none."""
        unlabelled = []
        for bullet in self._bullets(lines):
            if found := _labelled(bullet[0]):
                section, name, text = found
                if name.casefold() != section.value:
                    self.warn(f"the label {name!r} is read as {label_of(section)}")
                self._add(section, [text, *bullet[1:]])
            else:
                unlabelled.append(bullet)
        if unlabelled:
            self.warn(f"bullets without a label: {len(unlabelled)}")
        free = iter([section for section in BULLETS if section not in self.texts])
        for bullet in unlabelled:
            if (place := next(free, None)) is not None:
                self._add(place, bullet)
            else:
                self.extra += bullet

    def _bullets(self, lines: Sequence[str]) -> list[list[str]]:
        bullets: list[list[str]] = []
        for line in filter(str.strip, lines):
            match = _BULLET.match(line)
            text = (match[2] or "") if match else _unquoted(line)
            nested = match and bullets and len(match[1].expandtabs()) > 1
            if (match and not nested) or _labelled(text) or not bullets:
                if not match:
                    self.warn("the introduction is no list")
                bullets.append([text])
            else:
                bullets[-1].append(f"- {text}" if nested else text)
        return bullets

    def _add(self, section: Section, lines: Iterable[str]) -> None:
        if section in self.texts:
            self.warn(f"{label_of(section)} stands twice")
        self.texts.setdefault(section, []).extend(lines)


def _unquoted(line: str) -> str:
    return line.strip().lstrip("> ") if line.lstrip().startswith(">") else line.strip()


def _labelled(text: str) -> tuple[Section, str, str] | None:
    """Read a text that begins with the label of a section: which one, the label as it stands, and the rest."""
    match = _LABEL.match(text)
    section = section_named(name := match[2].strip()) if match else None
    return (section, name, match[3]) if match and section else None
