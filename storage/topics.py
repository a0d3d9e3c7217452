"""Topics of chats, when each is told of, and what was told of already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.database import Database, Row
from storage.models import Alert, ChatTopic, PaperKey
from storage.moments import moment_text, read_moment


class Topics:
    """The topics and alerts tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, topic: ChatTopic) -> None:
        """Add a topic to a chat, or say of one that is there when it is told of."""
        self._db.run(
            "INSERT INTO topics (chat_id, query, alert, again, added_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (chat_id, query) DO UPDATE SET alert = excluded.alert, again = excluded.again",
            [topic.chat_id, topic.query, topic.alert, int(topic.again), moment_text(topic.added_at)],
        )

    def remove(self, chat_id: int, query: str) -> bool:
        """Take a topic from a chat; return whether it had it."""
        return self._db.run("DELETE FROM topics WHERE chat_id = ? AND query = ?", [chat_id, query]) > 0

    def of_chats(self, chat_ids: Sequence[int], alert: Alert | None = None) -> Mapping[int, tuple[ChatTopic, ...]]:
        """Return the topics of chats, oldest first; with `alert` only those that are told of so."""
        rows = self._db.read(
            _topic,
            "SELECT * FROM topics WHERE chat_id IN (SELECT value FROM json_each(?)) AND (? IS NULL OR alert = ?)"
            " ORDER BY id",
            [json.dumps(chat_ids), alert, alert],
        )
        found: dict[int, tuple[ChatTopic, ...]] = {}
        for topic in rows:
            found[topic.chat_id] = (*found.get(topic.chat_id, ()), topic)
        return found

    def chats_with(self, alert: Alert, after: int, limit: int) -> tuple[int, ...]:
        """Return chats, by id after one of them, that have a topic which is told of so and that are not paused."""
        rows = self._db.rows(
            "SELECT DISTINCT t.chat_id FROM topics t JOIN chats c ON c.id = t.chat_id"
            " WHERE t.alert = ? AND t.alert <> 'digest' AND t.chat_id > ? AND c.paused_because IS NULL"
            " ORDER BY t.chat_id LIMIT ?",
            [alert, after, limit],
        )
        return tuple(row["chat_id"] for row in rows)

    def told(self, chat_ids: Sequence[int], keys: Iterable[PaperKey]) -> Mapping[int, frozenset[PaperKey]]:
        """Return for each chat those of the papers that it was told of apart from a digest."""
        rows = self._db.rows(
            "SELECT chat_id, paper_key FROM alerts WHERE chat_id IN (SELECT value FROM json_each(?))"
            " AND paper_key IN (SELECT value FROM json_each(?))",
            [json.dumps(chat_ids), json.dumps([*keys])],
        )
        found: dict[int, set[PaperKey]] = {chat_id: set() for chat_id in chat_ids}
        for row in rows:
            found[row["chat_id"]].add(PaperKey(row["paper_key"]))
        return {chat_id: frozenset(told) for chat_id, told in found.items()}

    def words_told(self, chat_id: int, key: PaperKey) -> tuple[tuple[str, ...], datetime] | None:
        """Return by which words a chat was told of a paper, and when; None if it was not."""
        row = self._db.row("SELECT * FROM alerts WHERE chat_id = ? AND paper_key = ?", [chat_id, key])
        if row is None:
            return None
        told_at = read_moment(row["told_at"])
        assert told_at is not None
        return tuple(json.loads(row["words"])), told_at

    def record(self, chat_id: int, words: Mapping[PaperKey, tuple[str, ...]], now: datetime) -> None:
        """Keep that a chat was told of papers, each by these words; what was told before stays as it is."""
        self._db.run_many(
            "INSERT INTO alerts (chat_id, paper_key, words, told_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(chat_id, key, json.dumps(by, ensure_ascii=False), moment_text(now)) for key, by in words.items()],
        )


def _topic(row: Row) -> ChatTopic:
    return ChatTopic(
        row["chat_id"], row["query"], Alert(row["alert"]), bool(row["again"]), read_moment(row["added_at"])
    )
