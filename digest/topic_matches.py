"""Pure: which papers a chat is told of because of its topics, by which words, and whether they come again."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.topic_index import TopicIndex, parsed
from digest.topics import TopicError
from storage.models import ChatTopic, PaperKey, Topic

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """Why a chat is told of a paper; with `again` the paper comes in the digest too."""

    words: tuple[str, ...]
    again: bool


def told_of(
    index: TopicIndex, topics: Iterable[ChatTopic], listed: Mapping[PaperKey, datetime] | None = None
) -> dict[PaperKey, Told]:
    """Return the papers on any of the topics; with `listed`, not those that were listed before the topic was added."""
    found: dict[PaperKey, Told] = {}
    for topic in topics:
        for key, words in index.matches(readable_topics([topic.query])).items():
            if listed and topic.added_at and listed[key] < topic.added_at:
                continue
            before = found.get(key, Told((), again=False))
            found[key] = Told(tuple(dict.fromkeys((*before.words, *words))), before.again or topic.again)
    return found


def readable_topics(queries: Iterable[str]) -> Iterator[Topic]:
    """Yield topics as they are stored; one that an older or another Paperboy left unreadable costs itself only."""
    for query in queries:
        try:
            yield parsed(query)
        except TopicError as error:
            logger.warning("topic.unreadable fault=%s", error.fault)
