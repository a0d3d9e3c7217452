"""Pure: what the messages of one paper say, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import regex

from digest.ids import alphaxiv_url, hugging_face_url, is_on_hugging_face, pdf_url
from digest.latex import readable
from digest.post import PostPaper
from digest.texts import say
from handlers.command_text import unmarked
from handlers.layout import Button, Layout, Line, Look, Span, press, spaced
from handlers.markup import TELEGRAM_CALLBACK_BYTES, clean, clip, safe_url
from storage.models import Language, PaperKey, Section

AUTHORS_SHOWN = 3
TITLE_CHARS = 300
"""A longer title is clipped and stands whole below; the longest on record has 175 characters."""
NAME_CHARS = 60
LABEL_CHARS = 40
LINKS_SHOWN = 6
KEY_CHARS = TELEGRAM_CALLBACK_BYTES - 28
"""No action has more than 28 bytes beside its key; no arXiv id has half of the rest."""

_FOLDED = frozenset({Section.METHOD, Section.RESULTS, Section.LIMITATIONS, Section.CONCLUSION})
BUTTON_ROWS = (("like", "save", "language"), ("evidence", "dismiss", "report"))
"""The commands of the buttons under a paper; each has its label in `button-<command>`."""
_GAPS = regex.compile(r"\n{3,}")


def paper_layout(paper: PostPaper, total: int, language: Language, *, pictures: bool = False) -> Layout:
    """Lay out one paper of `total`; `pictures` adds its thumbnail, where it has one."""
    title = title_of(paper)
    return Layout(
        language=language,
        number=f"{paper.position}/{total}" if 1 <= paper.position <= total > 1 else "",
        title=clip(title, TITLE_CHARS),
        url=linked_url(paper),
        byline=_byline(paper, language),
        lines=(
            *([Line((Span(title, Look.BOLD),))] if len(title) > TITLE_CHARS else []),
            *_section_lines(paper),
            *_other_lines(paper, language),
        ),
        links=_links(paper, language),
        buttons=_buttons(paper, language),
        picture=safe_url(paper.thumbnail_url) if pictures and paper.thumbnail_url else None,
    )


def title_of(paper: PostPaper) -> str:
    """Return the title on one line; what has none is called by its id."""
    return one_line(paper.title) or str(paper.key or paper.position)


def linked_url(paper: PostPaper) -> str | None:
    """Return the address that the title leads to, where it is safe to follow."""
    return paper.url if safe_url(paper.url) else None


def marks(paper: PostPaper, language: Language) -> tuple[str, ...]:
    """Say what is out of the ordinary with a paper: that it came late, that it was withdrawn."""
    late = [say(language, "late")] if paper.late else []
    withdrawn = [say(language, "withdrawn")] if paper.withdrawn else []
    return (*late, *withdrawn)


def acting_key(paper: PostPaper) -> PaperKey | None:
    """Return the key by which buttons name the paper; what is not on arXiv has none."""
    return paper.key if paper.key and len(paper.key) <= KEY_CHARS else None


def one_line(text: str) -> str:
    """Make a text safe to show on one line, its LaTeX readable; nothing in it is a command of ours."""
    return readable(unmarked(clean(text)))


def _byline(paper: PostPaper, language: Language) -> str:
    """Return who wrote it, how much it is liked, and what is out of the ordinary."""
    names = [clip(name, NAME_CHARS) for name in map(one_line, paper.authors) if name]
    shown = ", ".join(names[:AUTHORS_SHOWN])
    more = len(names) - AUTHORS_SHOWN
    parts = [f"{shown} {say(language, 'more-authors', count=more)}" if more > 0 else shown]
    if paper.upvotes:
        parts.append(say(language, "votes", count=paper.upvotes))
    # A line may break after a dot, never before it.
    return "\u00a0· ".join(filter(None, (*parts, *marks(paper, language))))


def _section_lines(paper: PostPaper) -> Iterator[Line]:
    for section, text in paper.sections.items():
        if shown := _paragraphs(text):
            label = Span(f"{section.value.capitalize()}:", Look.BOLD)
            yield Line((label, Span(" "), Span(shown)), folded=section in _FOLDED)


def _other_lines(paper: PostPaper, language: Language) -> Iterator[Line]:
    if extra := _paragraphs(paper.extra):
        yield Line((Span(extra),))
    if notes := [note for note in map(one_line, paper.notes) if note]:
        said = reduce(lambda first, second: say(language, "sentences", first=first, second=second), notes)
        yield Line((Span(said, Look.ITALIC),))


def _links(paper: PostPaper, language: Language) -> tuple[Span, ...]:
    """Return the links that are safe to follow, each address once; a standard one leads where the post says."""
    standard = _standard_links(paper, language)
    labels = {label.casefold(): label for label in standard}
    others = []
    for link in paper.links:
        if label := labels.get(link.label.casefold()):
            standard[label] = link.url
        else:
            others.append((clip(one_line(link.label), LABEL_CHARS), link.url))
    shown: dict[str, Span] = {}
    for label, url in (*standard.items(), *others):
        if safe := safe_url(url):
            shown.setdefault(safe, Span(label or _host(safe), url=safe))
    return spaced(list(shown.values())[:LINKS_SHOWN])


def _standard_links(paper: PostPaper, language: Language) -> dict[str, str]:
    """Return what every paper has, in the order that readers know; an old post may name only the first."""
    if paper.key is None:
        return {"": paper.url}
    return {
        "arXiv": paper.url,
        "PDF": pdf_url(paper.key),
        "Hugging Face": hugging_face_url(paper.key) if is_on_hugging_face(paper.key) else "",
        "Code": "",
        "alphaXiv": alphaxiv_url(paper.key, language),
    }


def _host(url: str) -> str:
    return url.split("/")[2]


def _buttons(paper: PostPaper, language: Language) -> tuple[tuple[Button, ...], ...]:
    if (key := acting_key(paper)) is None:
        return ()
    return tuple(tuple(press(say(language, f"button-{name}"), name, key) for name in row) for row in BUTTON_ROWS)


def _paragraphs(text: str) -> str:
    """Make LaTeX readable line by line, for the line breaks of a text are its paragraphs."""
    lines = "\n".join(map(readable, clean(text).split("\n")))
    return str(_GAPS.sub("\n\n", lines)).strip()
