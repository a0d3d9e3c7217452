"""Who installed the Slack app: workspaces, and organisations with the workspaces that belong to them.

Tokens come and go sealed; the key is not in the database, so a copy of the file is no access to anybody's Slack.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Database, Row
from storage.models import Platform
from storage.moments import moment_text, read_moment

STATE_LIVES = timedelta(minutes=10)
"""How long a person may take from the install page to Slack's consent and back."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One installation: `team` is the id of a workspace (T…) or, where a whole organisation installed it, of that (E…).

    `sealed_token` is the bot's token, encrypted.
    """

    team: str
    name: str
    bot_user: str
    sealed_token: str
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime


class Workspaces:
    """The tables of installations."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, workspace: Workspace) -> None:
        """Keep an installation, or what a new installation of the same workspace changed."""
        self._db.run(
            "INSERT INTO workspaces (team, name, bot_user, sealed_token, scopes, installed_by, installed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (team) DO UPDATE SET name = excluded.name,"
            " bot_user = excluded.bot_user, sealed_token = excluded.sealed_token, scopes = excluded.scopes,"
            " installed_by = excluded.installed_by, installed_at = excluded.installed_at",
            [
                workspace.team,
                workspace.name,
                workspace.bot_user,
                workspace.sealed_token,
                ",".join(workspace.scopes),
                workspace.installed_by,
                moment_text(workspace.installed_at),
            ],
        )

    def find(self, team: str) -> Workspace | None:
        """Return a workspace's own installation, else that of the organisation it belongs to, else None."""
        found = self._db.read(
            _workspace,
            "SELECT * FROM workspaces WHERE team = ? OR team = (SELECT organisation FROM members WHERE team = ?)"
            " ORDER BY team = ? DESC LIMIT 1",
            [team, team, team],
        )
        return found[0] if found else None

    def all(self) -> tuple[Workspace, ...]:
        """Return every installation, oldest first."""
        return tuple(self._db.read(_workspace, "SELECT * FROM workspaces ORDER BY installed_at, team"))

    def join(self, team: str, organisation: str) -> bool:
        """Keep that a workspace belongs to an organisation, and return True, if that one has installed the app."""
        joined = self._db.run(
            "INSERT INTO members (team, organisation) SELECT ?, team FROM workspaces WHERE team = ?"
            " ON CONFLICT (team) DO UPDATE SET organisation = excluded.organisation",
            [team, organisation],
        )
        return joined > 0

    def remove(self, team: str, reason: str, now: datetime) -> int:
        """Forget an installation and pause the chats that no other serves now; return how many these were."""
        with self._db.transaction():
            paused = self._db.run(
                "UPDATE chats SET paused_because = ?, paused_at = ?"
                f" WHERE {_CHATS} AND paused_because IS NULL AND NOT EXISTS"
                " (SELECT 1 FROM workspaces WHERE workspaces.team <> ? AND (workspaces.team = chats.team"
                " OR workspaces.team = (SELECT organisation FROM members WHERE members.team = chats.team)))",
                [reason, moment_text(now), Platform.SLACK, team, team, team],
            )
            self._db.run("DELETE FROM workspaces WHERE team = ?", [team])
        return paused

    def wake_chats(self, team: str, reasons: Iterable[str]) -> int:
        """Deliver again to a workspace's chats that were paused for one of these reasons; return how many that were."""
        return self._db.run(
            f"UPDATE chats SET paused_because = NULL, paused_at = NULL WHERE {_CHATS}"
            " AND paused_because IN (SELECT value FROM json_each(?))",
            [Platform.SLACK, team, team, json.dumps(sorted(reasons))],
        )

    def add_state(self, state: str, now: datetime) -> None:
        """Keep the state of an installation that begins; those whose time is over are removed."""
        with self._db.transaction():
            self._db.run("DELETE FROM install_states WHERE issued_at < ?", [moment_text(now - STATE_LIVES)])
            self._db.run("INSERT INTO install_states (state, issued_at) VALUES (?, ?)", [state, moment_text(now)])

    def take_state(self, state: str, now: datetime) -> bool:
        """Tell whether a state was issued within its time, and let it be used this once."""
        since = moment_text(now - STATE_LIVES)
        return self._db.run("DELETE FROM install_states WHERE state = ? AND issued_at >= ?", [state, since]) > 0


_CHATS = "platform = ? AND (team = ? OR team IN (SELECT team FROM members WHERE organisation = ?))"
"""The chats that an installation serves; without a member's own installation they are the organisation's."""


def _workspace(row: Row) -> Workspace:
    installed_at = read_moment(row["installed_at"])
    assert installed_at is not None
    return Workspace(
        row["team"],
        row["name"],
        row["bot_user"],
        row["sealed_token"],
        tuple(filter(None, row["scopes"].split(","))),
        row["installed_by"],
        installed_at,
    )
