"""Find the best text there is of a paper: arXiv HTML, then Hugging Face Markdown, then PDF, then the abstract."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from digest import fulltext
from digest.arxiv import Arxiv
from digest.errors import DigestError
from digest.hugging_face import HuggingFace
from digest.pdf_process import PdfReader
from digest.text import FullText
from storage.models import Paper

logger = logging.getLogger(__name__)


class TextFinder:
    """Tries one place after the other; a place that fails costs depth, never the paper."""

    def __init__(self, arxiv: Arxiv, hugging_face: HuggingFace) -> None:
        self._arxiv = arxiv
        self._hugging_face = hugging_face
        self._pdfs = PdfReader()

    async def find(self, paper: Paper) -> FullText:
        """Return the first usable text; the abstract always is one, and the only one of a withdrawn paper."""
        if paper.withdrawn:
            return fulltext.from_abstract(paper.abstract)
        attempts: tuple[Callable[[Paper], Awaitable[FullText]], ...] = (self._html, self._markdown, self._pdf)
        for attempt in attempts:
            try:
                return await attempt(paper)
            except DigestError as error:
                logger.debug("text.not_found paper=%s reason=%s", paper.key, error)
            except Exception:
                # A fault of ours, or of a parser, met in one file that somebody else made.
                logger.exception("text.fault paper=%s", paper.key)
        return fulltext.from_abstract(paper.abstract)

    async def _html(self, paper: Paper) -> FullText:
        return await asyncio.to_thread(fulltext.from_html, await self._arxiv.html(paper.key))

    async def _markdown(self, paper: Paper) -> FullText:
        return await asyncio.to_thread(fulltext.from_markdown, await self._hugging_face.markdown(paper.key))

    async def _pdf(self, paper: Paper) -> FullText:
        return await self._pdfs.read(await self._arxiv.pdf(paper.key))
