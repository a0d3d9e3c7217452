"""The quick part, without the network: settings, database, disk, clock, SQLite, fonts, port; `run` begins with it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX, Settings, SettingsError, variables
from bot.lease import NAME, TTL
from bot.trouble import ROOM_BYTES
from digest.fonts import without_font
from digest.texts import languages
from storage.errors import StorageError
from storage.features import missing_features
from storage.models import Language, Platform
from storage.store import Form, Store

LEAST_ROOM_BYTES = 20_000_000
"""With less, the next day may not fit."""
CLOCK_BACK = timedelta(hours=1)
_PROGRAM_MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that goes right shows an earlier moment."""
_ZONES = ("UTC", "Asia/Seoul", "America/New_York")
_TOKENS = {Platform.TELEGRAM: "TELEGRAM_TOKEN", Platform.SLACK: "SLACK_BOT_TOKEN"}


def look_at_machine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield what is found, part by part."""
    yield from _settings(settings)
    database = _database(settings.db)
    yield database
    yield _disk(settings.db)
    runs = False
    if database.health is Health.OK and settings.db.exists():
        with (
            Store.open_to_read(settings.db) if Store.form_of(settings.db) is Form.CURRENT else Store.open(None) as store
        ):
            yield _clock(store, now)
            lease = store.leases.find(NAME)
            runs = lease is not None and now - lease.seen_at < TTL
    yield _zones()
    yield _sqlite()
    yield from _fonts(settings)
    if settings.http_port and not runs:
        yield _port(settings.http_host, settings.http_port)


def look_at_names(unknown: Iterable[str]) -> Iterator[Finding]:
    """Yield that something was set which nothing reads, and what may have been meant."""
    known = sorted(name.removeprefix(PREFIX) for name in variables())
    for name in unknown:
        meant = get_close_matches(name.removeprefix(PREFIX), known, 1)
        mend = f"write {PREFIX}{meant[0]}" if meant else "docs/settings.md has every setting"
        yield Finding("settings", Health.WARN, f"{name} is no setting: nothing reads it", mend)


def _fonts(settings: Settings) -> Iterator[Finding]:
    """Yield that pictures cannot be in a language that is offered."""
    if missing := without_font(map(Language, settings.languages)):
        told = f"no font for {', '.join(missing)}: pictures of /trends are in English, their words are not"
        yield Finding("fonts", Health.WARN, told, "install Noto Sans CJK, or fonts-droid-fallback, which takes 8 MB")


def _settings(settings: Settings) -> Iterator[Finding]:
    yield from _slack_settings(settings)
    yield from _hook(settings)
    platforms = _platforms(settings)
    if not platforms:
        yield Finding(
            "settings",
            Health.WARN,
            "neither Telegram nor Slack is set up: only chats of the console are served",
            f"set {PREFIX}TELEGRAM_TOKEN or {PREFIX}SLACK_BOT_TOKEN",
        )
    else:
        yield well("settings", f"{' and '.join(platforms)}; languages {', '.join(settings.languages)}")
    if unknown := [language for language in settings.languages if language not in languages()]:
        yield Finding(
            "settings",
            Health.WARN,
            f"there are no texts in {', '.join(unknown)}: they are told with English labels",
            f"there are texts in {', '.join(languages())}",
        )
    if not settings.admin_chats:
        told = "nobody is told of trouble"
        yield Finding("admins", Health.WARN, told, f"set {PREFIX}ADMIN_CHATS to a chat such as telegram:123")
    for address in settings.admin_chats:
        if address.platform not in platforms and address.platform is not Platform.CONSOLE:
            yield Finding(
                "admins",
                Health.BAD,
                f"{address} cannot be told of trouble: {address.platform} is not set up",
                f"set {PREFIX}{_TOKENS[address.platform]}",
            )
        elif address.platform is Platform.SLACK and settings.slack_client_id and address.team is None:
            told = f"{address} cannot be told of trouble: it does not say in which workspace"
            yield Finding("admins", Health.BAD, told, "name the workspace too, as in slack:T0123/C0123")


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with them together; Slack's library is imported only where something of it is set."""
    given = (
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.slack_client_id,
        settings.slack_client_secret,
        settings.slack_key,
    )
    if not any(given):
        return
    from bot.slack_bot import check_settings

    try:
        check_settings(settings)
    except SettingsError as error:
        yield from (Finding("settings", Health.BAD, fault) for fault in str(error).splitlines())


def _hook(settings: Settings) -> Iterator[Finding]:
    """Yield that a platform brings what people say over HTTP, where nothing is answered."""
    hooked = [
        name
        for name, given in (
            ("TELEGRAM_WEBHOOK_URL", settings.telegram_webhook_url),
            ("SLACK_CLIENT_ID", settings.slack_client_id),
        )
        if given
    ]
    if hooked and not settings.http_port:
        told = f"{PREFIX}{hooked[0]} is set, but {PREFIX}HTTP_PORT is 0: nothing that people say comes in"
        yield Finding("settings", Health.BAD, told, f"set {PREFIX}HTTP_PORT to the port that your proxy passes to")


def _platforms(settings: Settings) -> list[Platform]:
    slack = settings.slack_bot_token or settings.slack_client_id
    given = {Platform.TELEGRAM: settings.telegram_token, Platform.SLACK: slack}
    return [platform for platform, token in given.items() if token]


def _database(path: Path) -> Finding:
    try:
        form = Store.form_of(path) if _is_seen(path) else Form.MISSING
    except StorageError as error:
        return Finding("database", Health.BAD, str(error))
    if form is Form.MISSING:
        folder = _nearest_folder(path)
        if not os.access(folder, os.W_OK | os.X_OK):
            told = f"{path} cannot be made: this user may not write {folder}"
            return Finding("database", Health.BAD, told, f"give it the right to, or set {PREFIX}DB")
        return well("database", f"{path} will be made")
    if not os.access(path, os.W_OK) or not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        mend = "give this user the right to write it and its folder"
        return Finding("database", Health.BAD, f"{path} cannot be written", mend)
    size = f"{path.stat().st_size / 1_000_000:.1f} MB"
    if form is Form.OLD:
        return well("database", f"{path}, {size}, of an earlier version: it is copied, then brought up to date")
    return well("database", f"{path}, {size}")


def _disk(path: Path) -> Finding:
    folder = _nearest_folder(path)
    free = shutil.disk_usage(folder).free
    told = f"{free / 1_000_000:,.0f} MB are free in {folder}"
    mend = f"make room, or set {PREFIX}DB to a larger disk"
    if free < LEAST_ROOM_BYTES:
        return Finding("disk", Health.BAD, told, mend)
    taken = path.stat().st_size if _is_seen(path) else 0
    return Finding("disk", Health.WARN, told, mend) if free < ROOM_BYTES + taken // 4 else well("disk", told)


def _nearest_folder(path: Path) -> Path:
    """Return the folder that a file is in, or would be made in with folders of its own."""
    return next(parent for parent in path.absolute().parents if _is_seen(parent))


def _is_seen(path: Path) -> bool:
    """Tell whether something is there, as far as this user may look."""
    try:
        return path.exists()
    except PermissionError:
        return False


def _clock(store: Store, now: datetime) -> Finding:
    looked = store.vitals.last_look()
    if now < _PROGRAM_MADE:
        return Finding("clock", Health.BAD, f"the clock shows {now:%F}, which is before this program", "set the clock")
    if looked is not None and now < looked - CLOCK_BACK:
        told = f"the clock shows {now:%F %H:%MZ}, but lists were looked at until {looked:%F %H:%MZ}"
        return Finding("clock", Health.WARN, told, "set the clock, and let it follow a time server")
    return well("clock", f"{now:%F %H:%MZ}")


def _zones() -> Finding:
    try:
        for zone in _ZONES:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        return Finding("zones", Health.BAD, f"the data of time zones cannot be read ({error})", "install tzdata again")
    return well("zones", "the data of time zones is there")


def _sqlite() -> Finding:
    if missing := missing_features():
        told = f"this Python's SQLite lacks {', '.join(missing)}"
        return Finding("sqlite", Health.BAD, told, "use a Python with SQLite 3.38 or newer that has FTS5")
    return well("sqlite", "has full-text search and JSON")


def _port(host: str, port: int) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            told = f"{host}:{port} cannot be listened at: {error.strerror or error}"
            mend = f"set {PREFIX}HTTP_PORT to a free one, or to 0 to go without /healthz and /metrics"
            return Finding("http", Health.WARN, told, mend)
    return well("http", f"{host}:{port} is free")
