"""A day's post as values: what the writer takes, what the reader gives, and what messages are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.models import Language, PaperKey, Sections


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address: `PDF`, `Hugging Face`, `Code`, `alphaXiv`, `arXiv`."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PostPaper:
    """One paper of a post, in one language.

    `key` is None where an old post links to something that is no arXiv paper. The text of a section is one paragraph,
    but the items of a list and the rows of a table stand on lines of their own. `notes` are labels for the reader (for
    instance that the text is not translated). `extra` is text of a post that belongs to no section,
    line by line: kept, because nothing of a post's text is lost. Authors and votes are known for papers from the store
    only; a post does not carry them.
    """

    position: int
    title: str
    url: str
    key: PaperKey | None = None
    sections: Sections = Sections()
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    extra: str = ""
    warnings: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    upvotes: int | None = None
    late: bool = False
    withdrawn: bool = False
    thumbnail_url: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """The post of one day in one language; `warnings` are those of the post as a whole.

    `front` and `extra` are what people wrote into a file by hand, as it stands there: the lines of the front matter but
    for the title, and the Markdown above the first paper. A post from the store has neither.
    """

    day: date | None
    title: str
    language: Language
    papers: tuple[PostPaper, ...] = ()
    warnings: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    extra: str = ""
