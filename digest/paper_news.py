"""What is new about papers that somebody watches: a version, a first code repository, a withdrawal."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from digest.arxiv import Arxiv
from digest.errors import PaperNotFoundError, SourceError
from digest.hugging_face import HuggingFace
from storage.models import Paper, PaperKey
from storage.watches import PaperWatch

logger = logging.getLogger(__name__)


class PaperEvent(StrEnum):
    """What a chat is told of a paper that it watches."""

    VERSION = "version"
    CODE = "code"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the sites say of papers, and of which they could not be asked everything."""

    papers: tuple[Paper, ...]
    unasked: frozenset[PaperKey] = frozenset()


class PaperNews:
    """Asks arXiv for versions and withdrawals, and Hugging Face for code."""

    def __init__(self, arxiv: Arxiv, hugging_face: HuggingFace) -> None:
        self._arxiv = arxiv
        self._hugging_face = hugging_face

    async def look(self, keys: Sequence[PaperKey], without_code: Collection[PaperKey]) -> Looked:
        """Return what is said of papers now; of those `without_code` also whether there is some by now.

        Raises SourceError if arXiv cannot be asked. A paper that it does not know is left out.
        """
        records = dict(await self._arxiv.papers(keys))
        unasked = set()
        for key in [key for key in keys if key in without_code and key in records]:
            try:
                found = await self._hugging_face.paper(key)
            except PaperNotFoundError:
                continue
            except SourceError as error:
                logger.info("paper.not_asked paper=%s reason=%s", key, error)
                unasked.add(key)
            else:
                records[key] = replace(records[key], code_url=found.code_url, code_stars=found.code_stars)
        return Looked(tuple(records.values()), frozenset(unasked))


def news_of(watch: PaperWatch, paper: Paper) -> tuple[PaperEvent, ...]:
    """Return what a paper has that its watcher does not know; a withdrawal is the last that there is to tell.

    A withdrawal makes a new version (arXiv, help/withdraw), which is no news beside it. What the first look at a paper
    finds is no new version, but where it began.
    """
    if paper.withdrawn:
        return (PaperEvent.WITHDRAWN,)
    newer = watch.version is not None and paper.version is not None and paper.version > watch.version
    code = bool(paper.code_url) and not watch.has_code
    return (*([PaperEvent.VERSION] if newer else []), *([PaperEvent.CODE] if code else []))


def brought_up_to_date(watch: PaperWatch, paper: Paper) -> PaperWatch:
    """Return a watch whose chat knows what a paper has now; no version is ever taken back."""
    version = max(filter(None, (watch.version, paper.version)), default=None)
    return replace(watch, version=version, has_code=watch.has_code or bool(paper.code_url))
