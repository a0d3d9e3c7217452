"""Inline mode: `@bot 2509.03867`, or words to search for, in any chat; a tap sends the paper there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import TelegramError

from bot.telegram import MISREAD, message_arguments
from digest.archive import search_archive
from digest.compose import compose_paper
from digest.ids import find_ids
from digest.post import PostPaper
from digest.topics import TopicError
from handlers.markup import clip, safe_url
from handlers.paper_layout import AUTHORS_SHOWN, one_line, paper_layout, title_of
from handlers.telegram_messages import telegram_payloads
from handlers.telegram_updates import InlineQuestion
from storage.models import Address, Language, Paper, PaperKey, Platform
from storage.store import Store

logger = logging.getLogger(__name__)

Find = Callable[[str, Language], Sequence[PostPaper]]
"""Returns the papers that words or ids mean, the best first, told in a language; for no words, the latest."""

RESULTS = 20
CACHE_S = 60
"""Telegram repeats an answer to the same person for so long; a new summary or language shows after that."""
RECENT = timedelta(days=14)
"""How far back the latest papers are looked for."""
_TITLE_CHARS = 120
_LINE_CHARS = 160


class TelegramInline:
    """Answers inline questions in the language of the person's own chat, else of their Telegram."""

    def __init__(self, bot: Bot, store: Store, find: Find, default: Language) -> None:
        self._bot = bot
        self._store = store
        self._find = find
        self._default = default

    async def answer(self, question: InlineQuestion) -> None:
        """Answer one question; one that Telegram takes for too old is answered by the next keystroke."""
        language = self._language(question)
        papers = self._find(question.words, language)[:RESULTS]
        try:
            await self._bot.answer_inline_query(
                question.id,
                [_result(paper, language) for paper in papers],
                cache_time=CACHE_S,
                is_personal=True,
            )
        except (TelegramError, *MISREAD) as error:
            logger.info("inline.not_answered reason=%s", type(error).__name__)

    def _language(self, question: InlineQuestion) -> Language:
        chat = self._store.chats.find(Address(Platform.TELEGRAM, question.person))
        return chat.language if chat else question.language or self._default


class StoredPapers:
    """Finds what the store has: papers by their ids, or by a search of the archive; the latest for no words."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def __call__(self, words: str, language: Language) -> list[PostPaper]:
        """Return at most `RESULTS` papers, the best first."""
        papers = self._found(words)
        summaries = self._store.summaries.all_of([paper.key for paper in papers], language)
        return [compose_paper(paper, summaries.get(paper.key), language) for paper in papers]

    def _found(self, words: str) -> Sequence[Paper]:
        if not words:
            return self._stored(self._latest())
        if ids := find_ids(words):
            return self._stored(found.key for found in ids)
        try:
            return search_archive(self._store, words, limit=RESULTS).papers
        except TopicError:  # signs, and no word among them
            return ()

    def _stored(self, keys: Iterable[PaperKey]) -> list[Paper]:
        wanted = list(islice(dict.fromkeys(keys), RESULTS))
        stored = self._store.papers.all_of(wanted)
        return [stored[key] for key in wanted if key in stored]

    def _latest(self) -> Iterator[PaperKey]:
        days = self._store.days.since(self._clock().date() - RECENT)
        return (listed.key for day in reversed(days) for listed in day.papers)


def _result(paper: PostPaper, language: Language) -> InlineQueryResultArticle:
    """Return one line of the list and the message that it stands for; buttons would not know their chat."""
    payload = telegram_payloads(replace(paper_layout(paper, 1, language), buttons=()))[0]
    message = message_arguments(payload, plain=False)
    authors = ", ".join(map(one_line, paper.authors[:AUTHORS_SHOWN]))
    line = one_line(paper.sections.goal or paper.sections.contribution or "")
    picture = safe_url(paper.thumbnail_url) if paper.thumbnail_url else None
    return InlineQueryResultArticle(
        id=str(paper.key or paper.position),
        title=clip(title_of(paper), _TITLE_CHARS),
        description="\n".join(filter(None, (authors, clip(line, _LINE_CHARS)))),
        input_message_content=InputTextMessageContent(
            message["text"],
            parse_mode=message["parse_mode"],
            link_preview_options=message["link_preview_options"],
        ),
        url=paper.url,
        thumbnail_url=picture,
    )
