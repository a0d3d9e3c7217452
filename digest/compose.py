"""Pure: papers and their summaries become the post of one day in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from digest.ids import abs_url, alphaxiv_url, hugging_face_url, is_on_hugging_face, pdf_url
from digest.latex import readable
from digest.post import Link, Post, PostPaper
from digest.texts import say
from storage.models import Basis, Language, Method, Paper, PaperKey, Section, Sections, Summary


def compose_post(
    day: date,
    papers: Sequence[Paper],
    summaries: Mapping[PaperKey, Summary],
    language: Language,
    late: frozenset[PaperKey] = frozenset(),
) -> Post:
    """Put a day's papers into a post, in the order given; a paper without a summary stands with its links alone."""
    return Post(
        day=day,
        title=f"Daily Papers — {day.isoformat()}",
        language=language,
        papers=tuple(
            compose_paper(paper, summaries.get(paper.key), language, position, late=paper.key in late)
            for position, paper in enumerate(papers, 1)
        ),
    )


def compose_paper(
    paper: Paper, summary: Summary | None, language: Language, position: int = 1, *, late: bool = False
) -> PostPaper:
    """Put one paper and its summary together; what the summary does not state is said so in the reader's language."""
    return PostPaper(
        position=position,
        title=readable(paper.title),
        url=abs_url(paper.key),
        key=paper.key,
        sections=_stated(summary.sections, language) if summary else Sections(),
        links=_links(paper, language),
        notes=_notes(paper, summary, language),
        authors=paper.authors,
        upvotes=paper.upvotes,
        late=late,
        withdrawn=paper.withdrawn,
        thumbnail_url=paper.thumbnail_url,
    )


def _stated(sections: Sections, language: Language) -> Sections:
    not_stated = say(language, "not-stated")
    return Sections(**{section.value: sections[section] or not_stated for section in Section})


def _links(paper: Paper, language: Language) -> tuple[Link, ...]:
    links = [Link("PDF", pdf_url(paper.key))]
    if is_on_hugging_face(paper.key):
        links.append(Link("Hugging Face", hugging_face_url(paper.key)))
    if paper.code_url:
        links.append(Link("Code", paper.code_url))
    links.append(Link("alphaXiv", alphaxiv_url(paper.key, language)))
    return tuple(links)


def _notes(paper: Paper, summary: Summary | None, language: Language) -> tuple[str, ...]:
    """Say what a reader must know: withdrawn by its authors; and each fallback by which the summary was made."""
    withdrawn = (say(language, "note-withdrawn"),) if paper.withdrawn else ()
    if summary is None:
        return (*withdrawn, say(language, "note-no-summary"))
    notes = []
    if summary.text_language != language:
        notes.append(say(language, "note-original-language"))
    if summary.method is Method.BUILT_IN:
        notes.append(say(language, "note-built-in"))
    if summary.basis is Basis.ABSTRACT and summary.method is not Method.PREPARED:
        notes.append(say(language, "note-abstract"))
    if summary.unverified:
        notes.append(say(language, "note-unverified"))
    return (*withdrawn, *notes)
