"""Size: how many bytes of database a year takes, for 1 and 1,000 chats as it is and for 100,000 as it grows."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from benchmarks.measure import MEGABYTE, Figure, show
from bot.fan_out import FanOut
from bot.housekeeping import KEEP_MESSAGES
from storage.database import Database
from storage.models import (
    Address,
    Basis,
    Chat,
    ChatKind,
    Language,
    ListDay,
    Method,
    Paper,
    PaperKey,
    Platform,
    Sections,
    Summary,
)
from storage.outbox import Arrived
from storage.store import Store

PAPERS = 14
DAYS = 365
FIRST = date(2026, 1, 1)
LANGUAGES = (Language("en"), Language("ko"))
ABSTRACT = "We study how models forget, and propose a memory that keeps what they have read. " * 15
"""As long as abstracts are: some 1,200 characters."""


def main() -> int:
    """Print the figures."""
    figures = []
    sizes: dict[int, int] = {}
    for chats, days in ((1, DAYS), (1_000, 60)):
        size, per_day = _grown(chats, days)
        sizes[chats] = size + per_day * (DAYS - days)
        told = f"{sizes[chats] / MEGABYTE:,.0f} MB, {per_day / 1000:,.0f} kB more a day at the end"
        figures.append(Figure(f"{chats:,} chats, {days} days" if chats > 1 else f"1 chat, {days} days", told))
    each = (sizes[1_000] - sizes[1]) / 999
    hundred_thousand = sizes[1] + each * 99_999
    figures.append(Figure("a chat more, a year", f"{each / 1000:,.0f} kB"))
    figures.append(Figure("100,000 chats, reckoned", f"{hundred_thousand / 1e9:,.0f} GB"))
    show(*figures)
    return 0


def _grown(chats: int, days: int) -> tuple[int, int]:
    """Let a database live through days; return its size and its growth a day after the first month has been thinned."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paperboy.db"
        with Store.open(path) as store:
            begun = datetime.combine(FIRST, time(6), UTC)
            for number in range(chats):
                address = Address(Platform.TELEGRAM, str(1_000_000 + number))
                language = LANGUAGES[number % 2]
                chat = Chat(address, ChatKind.PRIVATE, language, "Asia/Seoul", time(8, 15), created_at=begun)
                store.chats.add(chat, begun)
            subscribed = store.chats.active()
            bytes_in_use: list[int] = []
            for number in range(days):
                _day(path, store, subscribed, FIRST + timedelta(days=number))
                bytes_in_use.append(_in_use(path))
        steady = KEEP_MESSAGES.days + 10
        return bytes_in_use[-1], (bytes_in_use[-1] - bytes_in_use[steady]) // (days - 1 - steady)


def _day(path: Path, store: Store, chats: tuple[Chat, ...], day: date) -> None:
    """Deliver a day of papers to every chat, and thin what is old."""
    now = datetime.combine(day, time(12), UTC)
    keys = [PaperKey(f"{day:%y%m}.{day.day * 100 + number:05}") for number in range(PAPERS)]
    store.papers.put(Paper(key, f"Memory {key} for models that forget", ABSTRACT, ("Ada Kim",) * 8) for key in keys)
    for key in keys:
        for language in LANGUAGES:
            store.summaries.put(_summary(key, language, now))
    store.days.record_look(day, keys, [], now)
    store.days.mark_settled(day, now)
    known: ListDay = store.days.get(day)
    for first in range(0, len(chats), 100):
        FanOut(store, [known], now).queue_day(chats[first : first + 100], known)
    _send_all(path, store, now)
    after_id, before = 0, now - KEEP_MESSAGES
    while (page := store.retention.thin(before, after_id)).after_id is not None:
        after_id = page.after_id


def _send_all(path: Path, store: Store, now: datetime) -> None:
    """Mark all that waits as sent, in the order of the rows, as the delivery does."""
    db = Database(path, read_only=True)
    rows = db.rows("SELECT id, chat_id FROM outbox WHERE state = 'pending' AND chat_id > 0 ORDER BY id")
    db.close()
    ids = [row["id"] for row in rows]
    for first in range(0, len(ids), 10_000):
        page = ids[first : first + 10_000]
        store.outbox.claim(page, now)
        store.outbox.mark_sent((Arrived(item_id, str(item_id), "account") for item_id in page), now)


def _in_use(path: Path) -> int:
    """Return the bytes of the pages that hold something: free ones are filled again before the file grows."""
    db = Database(path, read_only=True)
    (row,) = db.rows(
        "SELECT (page_count - freelist_count) * page_size AS bytes"
        " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
    )
    db.close()
    return int(row["bytes"])


def _summary(key: PaperKey, language: Language, now: datetime) -> Summary:
    text = "The aim is a memory that keeps what models read, and recall rises by 12%. " * 2
    sections = Sections(text, text, text, text, text, text, text)
    return Summary(key, language, language, sections, Basis.FULL_TEXT, Method.MODEL, now, "small")


if __name__ == "__main__":
    sys.exit(main())
