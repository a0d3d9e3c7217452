"""What the full-text index holds of each paper, kept in step with papers and summaries, or made anew page by page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from storage.database import Database, Row, places
from storage.models import PaperKey
from storage.search_text import COLUMNS, category_words, indexed, organization_words
from storage.word_forms import fold, is_glued, spellings_of

MIN_NAME = 4
"""A shorter name is near too many others."""
_COLUMNS = ", ".join(COLUMNS)
_PAGE = 500
"""So many papers are held in memory at once."""
_NEW_IDS, _OLD_IDS = ("0", ":"), (":", "~")
"""Where the keys of both kinds begin and end. Within a kind they are in the order of their months."""


def refresh(db: Database, keys: Sequence[PaperKey]) -> None:
    """Bring the index of these papers up to date, inside the transaction that changed them; new ones are the newest."""
    for begin in range(0, len(keys), _PAGE):
        row = db.row("SELECT COALESCE(MAX(id), 0) + 1 AS id FROM search_docs")
        assert row is not None
        _index(db, keys[begin : begin + _PAGE], row["id"])


def missing(db: Database) -> int:
    """Return how many papers the index does not hold."""
    row = db.row("SELECT (SELECT COUNT(*) FROM papers) - (SELECT COUNT(*) FROM search_docs) AS n")
    assert row is not None
    return int(row["n"])


def fill(db: Database, limit: int, below: str) -> str | None:
    """Index so many papers that the index does not hold, the newest whose keys are `below` one.

    Returns the key below which the next page begins, or None if that was the last. Those that are added meanwhile stay
    newer than all of these.
    """
    with db.transaction():
        keys = [*_unindexed(db, limit, (_NEW_IDS[0], below))] or [*_unindexed(db, limit, _OLD_IDS)]
        row = db.row("SELECT COALESCE(MIN(id) - 1, (SELECT COUNT(*) FROM papers)) AS id FROM search_docs")
        assert row is not None
        _index(db, keys, row["id"] - len(keys) + 1)
    return min([below, *keys]) if keys else None


FIRST_KEY = _NEW_IDS[1]
"""Below this key `fill` begins."""


def _unindexed(db: Database, limit: int, among: tuple[str, str]) -> Iterable[PaperKey]:
    rows = db.rows(
        "SELECT key FROM papers p WHERE key >= ? AND key < ?"
        " AND NOT EXISTS (SELECT 1 FROM search_docs d WHERE d.paper_key = p.key) ORDER BY key DESC LIMIT ?",
        [*among, limit],
    )
    return (PaperKey(row["key"]) for row in rows)


def _index(db: Database, keys: Sequence[PaperKey], first_id: int) -> None:
    """Write what has changed of these papers; those that the index does not hold yet get ids from `first_id` on."""
    rows = db.rows(
        "SELECT p.*, (SELECT json_group_array(json(s.sections)) FROM summaries s WHERE s.paper_key = p.key) AS told"
        f" FROM papers p WHERE p.key IN ({places(keys)}) ORDER BY p.key",
        keys,
    )
    held = db.rows(f"SELECT id, paper_key, {_COLUMNS} FROM search_docs WHERE paper_key IN ({places(keys)})", keys)
    known = {row["paper_key"]: row for row in held}
    forgotten, written, names = [], [], set[str]()
    for row in rows:
        authors = "\n".join(json.loads(row["authors"]))
        columns = _columns_of(row, authors)
        before = known.get(row["key"])
        if before is not None:
            if tuple(before[column] for column in COLUMNS) == columns:
                continue
            forgotten.append(tuple(before))
            written.append((before["id"], row["key"], *columns))
        else:
            written.append((first_id, row["key"], *columns))
            first_id += 1
        if before is None or before["authors"] != columns[COLUMNS.index("authors")]:
            names.update(spellings_of(fold(authors)))
    _write(db, sorted(forgotten), sorted(written))
    _keep_names(db, {name for name in names if len(name) >= MIN_NAME and not is_glued(name)})


def _write(db: Database, forgotten: Sequence[tuple[object, ...]], written: Sequence[tuple[object, ...]]) -> None:
    """Take papers out of the index and put them in, each (id, key, columns).

    They come by their ids: FTS5 makes a segment, that others must be merged with, each time that an id is lower.
    """
    # An index without its own copy of the text has to be told what it forgets.
    db.run_many(
        f"INSERT INTO search_index (search_index, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)",
        ((number, *columns) for number, _, *columns in forgotten),
    )
    db.run_many(
        f"INSERT INTO search_docs (id, paper_key, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id)"
        f" DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in COLUMNS)}",
        written,
    )
    db.run_many(
        f"INSERT INTO search_index (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
        ((number, *columns) for number, _, *columns in written),
    )


def _keep_names(db: Database, names: set[str]) -> None:
    """Keep the forms of names that are not known; one name is a form of itself."""
    known = db.rows(
        "SELECT name FROM name_forms WHERE form = name AND form IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(names))],
    )
    fresh = names - {row["name"] for row in known}
    db.run_many(
        "INSERT INTO name_forms (form, name) VALUES (?, ?)",
        sorted((form, name) for name in fresh for form in forms_of(name)),
    )


def _columns_of(row: Row, authors: str) -> tuple[str, str, str, str]:
    """Return the words of each of COLUMNS, in the form in which they are compared."""
    told = (text for sections in json.loads(row["told"]) for text in sections.values())
    organization = row["organization"] or ""
    labels = (
        indexed("\n".join((*json.loads(row["keywords"]), organization))),
        organization_words(organization),
        category_words(json.loads(row["categories"])),
    )
    return (
        indexed(row["title"]),
        indexed(authors),
        " ".join(filter(None, labels)),
        indexed("\n".join((row["abstract"], row["ai_summary"] or "", *told))),
    )


def forms_of(name: str) -> set[str]:
    """Return a name and what is left of it without one letter: two names that share one differ in little."""
    return {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}
