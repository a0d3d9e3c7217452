"""What Paperboy needs of SQLite, tried out: a Python may have been built without it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

_NEEDED = {
    "FTS5": "CREATE VIRTUAL TABLE words USING fts5(word)",
    "JSON operators": """SELECT '{"a": 1}' ->> 'a'""",
    "json_each": "SELECT value FROM json_each('[1]')",
    "RETURNING": "INSERT INTO kept VALUES (1) RETURNING id",
}


def missing_features() -> tuple[str, ...]:
    """Return the names of what this Python's SQLite cannot do."""
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
        return tuple(name for name, sql in _NEEDED.items() if not _can(conn, sql))


def _can(conn: sqlite3.Connection, sql: str) -> bool:
    try:
        conn.execute(sql).fetchall()
    except sqlite3.Error:
        return False
    return True
