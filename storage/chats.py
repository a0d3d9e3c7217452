"""Who is subscribed: where, in which language, at which hour, and whether paused and why.

A chat that is only told of trouble has a row as well, but is no subscriber: nothing here finds it, except by its id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from storage.addresses import address_in
from storage.database import Database, Row, places
from storage.errors import AddressTakenError, NotFoundError
from storage.models import Address, Chat, ChatKind, Language, Platform, Style
from storage.moments import hour_text, moment_text, read_day, read_hour, read_moment

REMOVED = "removed"
"""Why a chat is paused whose subscription has ended."""
_AWAKE = "subscribed AND paused_because IS NULL"
_SUBSCRIBED = "subscribed AND (paused_because IS NULL OR paused_because <> ?)"


class Chats:
    """The chats and topics tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, chat: Chat, now: datetime) -> Chat:
        """Subscribe a chat, or give the subscribed one at this address all these preferences; wakes a paused one."""
        with self._db.transaction():
            row = _to_row(chat) | {"created_at": moment_text(chat.created_at or now), "subscribed": 1}
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "created_at")
            # Who comes back is a new subscriber: not owed what was published meanwhile.
            changes += (
                f", created_at = CASE WHEN chats.paused_because = '{REMOVED}' OR NOT chats.subscribed"
                " THEN excluded.created_at ELSE chats.created_at END"
            )
            self._db.run(
                f"INSERT INTO chats ({names}) VALUES ({values}) ON CONFLICT (address) DO UPDATE SET {changes}",
                row,
            )
            stored = self.find(chat.address)
            assert stored is not None
            self._db.run(
                f"DELETE FROM topics WHERE chat_id = ? AND query NOT IN ({places(chat.topics)})",
                [stored.id, *chat.topics],
            )
            # A topic that is there already keeps what was said of it: when it is told of, and since when.
            self._db.run_many(
                "INSERT INTO topics (chat_id, query, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(stored.id, topic, moment_text(now)) for topic in chat.topics],
            )
            return self.get(stored.id)

    def remove(self, address: Address) -> bool:
        """End a subscription; its ledger stays, so that coming back repeats nothing. Return whether there was one."""
        sql = f"UPDATE chats SET paused_because = ? WHERE address = ? AND {_SUBSCRIBED}"
        return self._db.run(sql, [REMOVED, str(address), REMOVED]) > 0

    def make_known(self, chat: Chat, now: datetime) -> Chat:
        """Return the subscribed chat at an address, or give it a row that messages can go to, without a subscription.

        One whose subscription has ended is written to again, but not with what was left of its digests.
        """
        with self._db.transaction():
            row = _to_row(replace(chat, next_due_at=None)) | {"created_at": moment_text(now), "subscribed": 0}
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            self._db.run(
                f"INSERT INTO chats ({names}) VALUES ({values}) ON CONFLICT (address) DO UPDATE"
                " SET language = excluded.language, zone = excluded.zone WHERE NOT chats.subscribed",
                row,
            )
            stored = self._at(chat.address)
            assert stored is not None
            if stored.paused_because == REMOVED:
                self._db.run(
                    "UPDATE chats SET subscribed = 0, paused_because = NULL, paused_at = NULL, next_due_at = NULL,"
                    " weekly_due_at = NULL WHERE id = ?",
                    [stored.id],
                )
                for table in ("topics", "watches"):
                    self._db.run(f"DELETE FROM {table} WHERE chat_id = ?", [stored.id])
                self._db.run("UPDATE outbox SET state = 'dropped' WHERE chat_id = ? AND state = 'pending'", [stored.id])
            return self.get(stored.id)

    def forget(self, address: Address) -> None:
        """Remove all that is kept of a chat: its address and preferences, and what it was ever given.

        Two empty rows stay, because a number that is free again is given to the next: that of the chat, so that the
        next chat inherits nothing, and those of its messages, so that one on its way is recorded as no other.
        """
        chat = self.find(address)
        if chat is None:
            return
        with self._db.transaction():
            for table in ("ledger", "deliveries", "topics", "alerts", "weeklies", "claims", "watches"):
                self._db.run(f"DELETE FROM {table} WHERE chat_id = ?", [chat.id])
            self._db.run("DELETE FROM turns WHERE scope = ?", [address.whole_chat])
            self._db.run(
                "UPDATE outbox SET message_id = NULL, sequence = NULL, error = NULL, state = CASE"
                " WHEN state IN ('pending', 'sending', 'unknown') THEN 'dropped' ELSE state END WHERE chat_id = ?",
                [chat.id],
            )
            self._db.run(
                "UPDATE chats SET address = ?, chat = '', thread = NULL, team = NULL, zone = 'UTC', quiet_from = NULL,"
                " quiet_to = NULL, days = '', away_until = NULL, paused_because = ?, paused_at = NULL,"
                " next_due_at = NULL, weekly_day = NULL, weekly_due_at = NULL, added_by = NULL WHERE id = ?",
                [f"forgotten:{chat.id}", REMOVED, chat.id],
            )

    def forget_person(self, person: str) -> None:
        """Remove a person's name from the chats which they subscribed."""
        self._db.run("UPDATE chats SET added_by = NULL WHERE added_by = ?", [person])

    def find(self, address: Address) -> Chat | None:
        """Return the subscribed chat at an address, or None."""
        return next(iter(self._chats("WHERE address = ? AND subscribed", [str(address)])), None)

    def get(self, chat_id: int) -> Chat:
        """Return a chat; raises NotFoundError."""
        for chat in self._chats("WHERE id = ?", [chat_id]):
            return chat
        raise NotFoundError(f"chat {chat_id} is not stored")

    def of_ids(self, chat_ids: Sequence[int]) -> tuple[Chat, ...]:
        """Return those of the chats that are stored, by id."""
        return tuple(self._chats("WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", [json.dumps(chat_ids)]))

    def all(self) -> tuple[Chat, ...]:
        """Return every chat that has not been removed, oldest first."""
        return tuple(self._chats(f"WHERE {_SUBSCRIBED} ORDER BY id", [REMOVED]))

    def without_team(self, platform: Platform) -> tuple[Chat, ...]:
        """Return the chats of a platform that were subscribed without their team, oldest first."""
        clause = f"WHERE platform = ? AND team IS NULL AND {_SUBSCRIBED} ORDER BY id"
        return tuple(self._chats(clause, [platform, REMOVED]))

    def active(self, after: int = 0, limit: int = 1_000_000) -> tuple[Chat, ...]:
        """Return chats that are not paused, in the order of their ids, after one of them."""
        return tuple(self._chats(f"WHERE {_AWAKE} AND id > ? ORDER BY id LIMIT ?", [after, limit]))

    def count_active(self) -> int:
        """Count the chats that are not paused."""
        row = self._db.row(f"SELECT COUNT(*) AS n FROM chats WHERE {_AWAKE}")
        assert row is not None
        return int(row["n"])

    def added_by(self, person: str) -> tuple[Chat, ...]:
        """Return the chats that a person subscribed, oldest first."""
        return tuple(self._chats("WHERE added_by = ? ORDER BY id", [person]))

    def in_place(self, address: Address) -> tuple[Chat, ...]:
        """Return a chat and all topics of its forum that are subscribed, paused ones too."""
        clause = "WHERE platform = ? AND chat = ? AND (paused_because IS NULL OR paused_because <> ?) ORDER BY id"
        return tuple(self._chats(clause, [address.platform, address.chat, REMOVED]))

    def languages(self) -> frozenset[Language]:
        """Return the languages that somebody reads: those of all chats that are not paused."""
        rows = self._db.rows(
            # From one language to the next by their index: it is asked every minute, of a hundred thousand chats.
            f"""WITH RECURSIVE spoken(language) AS (
                SELECT MIN(language) FROM chats WHERE {_AWAKE}
                UNION ALL
                SELECT (SELECT MIN(language) FROM chats WHERE {_AWAKE} AND language > spoken.language)
                FROM spoken WHERE spoken.language IS NOT NULL
            ) SELECT language FROM spoken WHERE language IS NOT NULL"""
        )
        return frozenset(Language(row["language"]) for row in rows)

    def next_due_at(self) -> datetime | None:
        """Return when the next chat is due, or None if none is."""
        row = self._db.row("SELECT MIN(next_due_at) AS at FROM chats WHERE paused_because IS NULL")
        return read_moment(row["at"]) if row else None

    def due(self, now: datetime, limit: int) -> tuple[Chat, ...]:
        """Return at most `limit` chats whose moment has come, longest waiting first."""
        clause = "WHERE paused_because IS NULL AND next_due_at <= ? ORDER BY next_due_at, id LIMIT ?"
        return tuple(self._chats(clause, [moment_text(now), limit]))

    def set_next_due(self, moments: Iterable[tuple[int, datetime | None]]) -> None:
        """Set when chats are due next: pairs of chat id and moment."""
        self._db.run_many(
            "UPDATE chats SET next_due_at = ? WHERE id = ?",
            [(moment_text(at), chat_id) for chat_id, at in moments],
        )

    def weekly_due(self, now: datetime, limit: int) -> tuple[Chat, ...]:
        """Return at most `limit` chats whose papers of the week it is time for, longest waiting first."""
        clause = "WHERE paused_because IS NULL AND weekly_due_at <= ? ORDER BY weekly_due_at, id LIMIT ?"
        return tuple(self._chats(clause, [moment_text(now), limit]))

    def set_weekly_due(self, moments: Iterable[tuple[int, datetime | None]]) -> None:
        """Set when chats get their next papers of the week: pairs of chat id and moment."""
        self._db.run_many(
            "UPDATE chats SET weekly_due_at = ? WHERE id = ?",
            [(moment_text(at), chat_id) for chat_id, at in moments],
        )

    def pause(self, chat_id: int, reason: str, now: datetime) -> bool:
        """Stop delivering to a chat until it is woken; the reason is kept and shown.

        One that is paused already, or left, keeps its own reason; return whether there was none.
        """
        return self._db.run(
            "UPDATE chats SET paused_because = ?, paused_at = ? WHERE id = ? AND paused_because IS NULL",
            [reason, moment_text(now), chat_id],
        ) > 0  # fmt: skip

    def wake(self, chat_id: int) -> None:
        """Deliver to a paused chat again."""
        self._db.run("UPDATE chats SET paused_because = NULL, paused_at = NULL WHERE id = ?", [chat_id])

    def move(self, chat_id: int, address: Address) -> None:
        """Follow a chat to its new address; raises AddressTakenError if another chat already stands there.

        One that is newer and was never given anything gives way: where a group becomes a supergroup, a bot is told that
        somebody has added it there, and may hear only then that it is the old group
        (github.com/tdlib/telegram-bot-api/issues/266).
        """
        other = self.find(address)
        if other is not None and other.id != chat_id and not self._gives_way(other, self.get(chat_id)):
            raise AddressTakenError(f"chat {chat_id} cannot move: {address} is another subscribed chat")
        with self._db.transaction():
            if (known := self._at(address)) is not None and known.id != chat_id:
                # What it is told of trouble there goes to the subscriber from now on; the number stays taken.
                self._db.run("UPDATE OR IGNORE outbox SET chat_id = ? WHERE chat_id = ?", [chat_id, known.id])
                self._db.run(
                    "UPDATE chats SET address = ?, paused_because = ? WHERE id = ?",
                    [f"merged:{known.id}", REMOVED, known.id],
                )
            # What its people marked goes with it.
            self._db.run(
                "UPDATE marks SET chat = ? WHERE chat = (SELECT address FROM chats WHERE id = ?)",
                [str(address), chat_id],
            )
            self._db.run(
                "UPDATE chats SET address = ?, chat = ?, thread = ?, team = ? WHERE id = ?",
                [str(address), address.chat, address.thread, address.team, chat_id],
            )

    def _gives_way(self, newcomer: Chat, chat: Chat) -> bool:
        given = self._db.row("SELECT 1 FROM ledger WHERE chat_id = ?", [newcomer.id])
        return given is None and bool(chat.created_at and newcomer.created_at and chat.created_at < newcomer.created_at)

    def _at(self, address: Address) -> Chat | None:
        """Return the chat that has a row, subscribed or not."""
        return next(iter(self._chats("WHERE address = ?", [str(address)])), None)

    def _chats(self, clause: str, values: list[Any]) -> list[Chat]:
        rows = self._db.rows(f"SELECT * FROM chats {clause}", values)
        topics: dict[int, list[str]] = {}
        if rows:
            found = self._db.rows(
                "SELECT * FROM topics WHERE chat_id IN (SELECT value FROM json_each(?)) ORDER BY id",
                [json.dumps([row["id"] for row in rows])],
            )
            for row in found:
                topics.setdefault(row["chat_id"], []).append(row["query"])
        return self._db.made(lambda row: _from_row(row, tuple(topics.get(row["id"], ()))), rows)


def _to_row(chat: Chat) -> dict[str, Any]:
    return {
        "address": str(chat.address),
        "platform": chat.address.platform,
        "chat": chat.address.chat,
        "thread": chat.address.thread,
        "team": chat.address.team,
        "kind": chat.kind,
        "language": chat.language,
        "zone": chat.zone,
        "deliver_at": hour_text(chat.deliver_at),
        "days": "".join(map(str, sorted(chat.days))),
        "quiet_from": hour_text(chat.quiet_from),
        "quiet_to": hour_text(chat.quiet_to),
        "style": chat.style,
        "pictures": int(chat.pictures),
        "weekly_day": chat.weekly_day,
        "away_until": chat.away_until.isoformat() if chat.away_until else None,
        "paused_because": chat.paused_because,
        "paused_at": moment_text(chat.paused_at),
        "next_due_at": moment_text(chat.next_due_at),
        "added_by": chat.added_by,
    }


def _from_row(row: Row, topics: tuple[str, ...]) -> Chat:
    deliver_at = read_hour(row["deliver_at"])
    assert deliver_at is not None
    away_until: date | None = read_day(row["away_until"])
    return Chat(
        address=address_in(row),
        kind=ChatKind(row["kind"]),
        language=Language(row["language"]),
        zone=row["zone"],
        deliver_at=deliver_at,
        id=row["id"],
        days=frozenset(map(int, row["days"])),
        quiet_from=read_hour(row["quiet_from"]),
        quiet_to=read_hour(row["quiet_to"]),
        style=Style(row["style"]),
        pictures=bool(row["pictures"]),
        weekly_day=row["weekly_day"],
        topics=topics,
        away_until=away_until,
        paused_because=row["paused_because"],
        paused_at=read_moment(row["paused_at"]),
        next_due_at=read_moment(row["next_due_at"]),
        added_by=row["added_by"],
        created_at=read_moment(row["created_at"]),
    )
