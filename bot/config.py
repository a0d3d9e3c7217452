"""The settings: from the environment, `.env` and `NAME_FILE`; typed, all faults told at once, secrets hidden.

They are read by hand rather than by a library: to import pydantic-settings took as long as a short command.
"""

from __future__ import annotations

import base64
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from io import StringIO
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.addresses import parse_address
from storage.models import Address

PREFIX = "PAPERBOY_"
OF_TESTS = "PAPERBOY_TEST_DATA"
"""Where recorded data lies: no setting of the program."""
MAX_FILE_BYTES = 1_000_000
"""No `.env` and no file of a secret is so long; a device that is read by mistake may have no end."""

T = TypeVar("T")


class SettingsError(Exception):
    """Settings that cannot be used; the text names every fault, one a line, and never a value."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that is written nowhere by accident: its repr does not hold it."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text


def _secret(text: str) -> Secret:
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("is no secret that can be sent: it holds a space, a line break or a letter outside ASCII")
    return Secret(text)


def _webhook_secret(text: str) -> Secret:
    """Read what Telegram takes as a secret token (core.telegram.org/bots/api#setwebhook)."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("is no secret that Telegram takes: write up to 256 of A-Z, a-z, 0-9, _ and -")
    return Secret(text)


def _key(text: str) -> Secret:
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ValueError("is no key of 32 bytes in base64; make one with: openssl rand -base64 32")
    return Secret(text)


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("is no path: it holds a zero byte")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError("names the home folder of a user that is not known; write the whole path") from error


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone; use a name such as Asia/Seoul, Europe/Berlin or UTC") from error
    return name


def _hour(text: str) -> time:
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text, re.ASCII):
        raise ValueError("is no hour; write it as 08:15")
    return time.fromisoformat(text.zfill(5))


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _addresses(text: str) -> tuple[Address, ...]:
    try:
        return tuple(parse_address(word) for word in _words(text))
    except ValueError as error:
        raise ValueError("is no list of chats; write addresses such as telegram:123,slack:C0123") from error


def read_languages(text: str) -> tuple[str, ...]:
    """Read a list of language codes as people write it, each once; raises ValueError."""
    languages = _words(text.lower())
    if not languages or not all(re.fullmatch(r"[a-z]{2,3}", language) for language in languages):
        raise ValueError("is no list of languages; write codes such as ko,en")
    return languages


_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)


def _host(text: str) -> str:
    """Read the name or number of a machine; a letter outside ASCII would be spelled by each library in its own way."""
    try:
        if ":" in text:
            IPv6Address(text)
        elif len(text) > 253 or not _NAME.fullmatch(text):
            raise ValueError("is no name")
        elif "xn--" in text.lower():
            text.encode("ascii").decode("idna")
    except ValueError as error:
        raise ValueError("is no host; write it as 127.0.0.1, :: or example.org") from error
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        _host(parts.hostname or "")
        usable = parts.scheme in ("http", "https") and parts.port != 0 and text.isprintable()
    except ValueError:  # a port, a host or an address in brackets that is none
        usable = False
    if not usable or " " in text:
        raise ValueError("is no address; write it as https://example.org")
    return text


def _flag(text: str) -> bool:
    flags = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in flags:
        raise ValueError("is neither 1 nor 0")
    return flags[text.lower()]


def _rate(text: str) -> float:
    value = _number(text)
    if value <= 0:
        raise ValueError("is no rate; write how many a second, above 0")
    return value


def _seconds(text: str) -> float:
    value = _number(text)
    if not 0 <= value <= 3600:
        raise ValueError("is no number of seconds from 0 to 3600")
    return value


def _patience(text: str) -> float:
    value = _seconds(text)
    if value < 1:
        raise ValueError("is too short for any answer; write seconds from 1 to 3600")
    return value


def _dollars(text: str) -> float:
    value = _number(text)
    if value < 0:
        raise ValueError("is no amount of US dollars; write it as 2.50")
    return value


def _price(text: str) -> tuple[float, float]:
    try:
        prices = [_dollars(part) for part in text.split(",")]
    except ValueError:
        prices = []
    if len(prices) != 2:
        raise ValueError("is no price; write US dollars for a million tokens in and out, as 0.15,0.60")
    return prices[0], prices[1]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError("is no number; write it as 3 or 0.5")
    return value


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not low <= int(text) <= high:
            raise ValueError(f"is no whole number from {low} to {high}")
        return int(text)

    return read


def _choice(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"is none of {', '.join(choices)}")
        return text

    return read


def _setting(default: T, read: Callable[[str], T]) -> T:
    """Declare a setting by its default and by what makes a value of its text, or raises ValueError saying why not."""
    return field(default=default, metadata={"read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting of the program; the names are those of the environment without `PAPERBOY_`."""

    db: Path = _setting(Path("data/paperboy.db"), _path)
    languages: tuple[str, ...] = _setting(("ko", "en"), read_languages)
    timezone: str = _setting("Asia/Seoul", _zone)
    deliver_at: time = _setting(time(8, 15), _hour)
    telegram_token: Secret | None = _setting(None, _secret)
    telegram_base_url: str = _setting("https://api.telegram.org", _url)
    telegram_webhook_url: str | None = _setting(None, _url)
    telegram_webhook_secret: Secret | None = _setting(None, _webhook_secret)
    telegram_rate: float = _setting(30.0, _rate)
    telegram_chat_rate: float = _setting(1.0, _rate)
    telegram_group_rate: float = _setting(0.333, _rate)
    telegram_paid: bool = _setting(False, _flag)
    slack_bot_token: Secret | None = _setting(None, _secret)
    slack_app_token: Secret | None = _setting(None, _secret)
    slack_signing_secret: Secret | None = _setting(None, _secret)
    slack_client_id: str | None = _setting(None, str)
    slack_client_secret: Secret | None = _setting(None, _secret)
    slack_key: Secret | None = _setting(None, _key)
    slack_admins_only: bool = _setting(False, _flag)
    slack_base_url: str = _setting("https://slack.com/api/", _url)
    slack_channel_rate: float = _setting(1.0, _rate)
    hf_base_url: str = _setting("https://huggingface.co", _url)
    hf_token: Secret | None = _setting(None, _secret)
    arxiv_base_url: str = _setting("https://export.arxiv.org", _url)
    arxiv_api_url: str = _setting("https://export.arxiv.org/api/query", _url)
    arxiv_interval: float = _setting(3.0, _seconds)
    llm_base_url: str | None = _setting(None, _url)
    llm_api_key: Secret | None = _setting(None, _secret)
    llm_model: str | None = _setting(None, str)
    llm_concurrency: int = _setting(8, _whole(1, 256))
    llm_timeout: float = _setting(120.0, _patience)
    llm_text_tokens: int = _setting(20_000, _whole(1_000, 1_000_000))
    llm_price: tuple[float, float] | None = _setting(None, _price)
    llm_fallback_base_url: str | None = _setting(None, _url)
    llm_fallback_api_key: Secret | None = _setting(None, _secret)
    llm_fallback_model: str | None = _setting(None, str)
    llm_fallback_price: tuple[float, float] | None = _setting(None, _price)
    llm_daily_tokens: int | None = _setting(None, _whole(0, 999_999_999))
    llm_daily_cost: float | None = _setting(None, _dollars)
    http_host: str = _setting("127.0.0.1", _host)
    http_port: int = _setting(8080, _whole(0, 65535))
    admin_chats: tuple[Address, ...] = _setting((), _addresses)
    log_format: str = _setting("text", _choice("text", "json"))

    def secrets(self) -> tuple[str, ...]:
        """Return the texts of all secrets, those inside addresses too, for whatever has to keep them out of sight."""
        return tuple(text for name in setting_names() for text in _secrets_in(getattr(self, name)))


def _secrets_in(value: object) -> Iterator[str]:
    if isinstance(value, Secret):
        yield value.reveal()
    elif isinstance(value, str) and "://" in value:
        # `https://name:password@host`, or a token where the name stands.
        parts = urlsplit(value)
        if told := parts.password or parts.username:
            yield told


def setting_names() -> tuple[str, ...]:
    """Return the names of all settings, without `PAPERBOY_` and in small letters."""
    return tuple(setting.name for setting in fields(Settings))


def unknown_names(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> tuple[str, ...]:
    """Return the names, in the environment and in `.env`, that begin like a setting and are none: misspelt, perhaps."""
    given = {*(os.environ if environment is None else environment), *_dotenv(dotenv, [])}
    return tuple(sorted(name for name in given - variables() - {OF_TESTS} if name.startswith(PREFIX)))


def variables() -> frozenset[str]:
    """Return every name by which a setting can be given."""
    return frozenset(f"{PREFIX}{name.upper()}{file}" for name in setting_names() for file in ("", "_FILE"))


def load_settings(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Read the settings: the environment before `.env`, and in each either `NAME` or `NAME_FILE`; empty is unset.

    Raises SettingsError naming every fault at once, never a value.
    """
    faults: list[str] = []
    sources = (os.environ if environment is None else environment, _dotenv(dotenv, faults))
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        name = f"{PREFIX}{setting.name.upper()}"
        try:
            if (text := _text_of(name, sources)) is not None:
                values[setting.name] = setting.metadata["read"](text)
        except SettingsError as fault:
            faults.append(str(fault))
        except ValueError as fault:
            faults.append(f"{name} {fault}")
    if not faults:
        faults += _halves(values)
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**values)


def _halves(values: Mapping[str, Any]) -> Iterator[str]:
    """Tell of models that are set by halves."""
    needed = (
        ("llm_model", "llm_base_url"),
        ("llm_base_url", "llm_model"),
        ("llm_fallback_model", "llm_fallback_base_url"),
        ("llm_fallback_base_url", "llm_fallback_model"),
        ("llm_fallback_model", "llm_model"),
    )
    for name, other in needed:
        if name in values and other not in values:
            yield f"{PREFIX}{name.upper()} is set without {PREFIX}{other.upper()}; set both, or neither"


def _text_of(name: str, sources: tuple[Mapping[str, str], ...]) -> str | None:
    """Find a setting in the first source that has it; raises SettingsError for what cannot be read or is told twice."""
    for source in sources:
        text, file = source.get(name, "").strip(), source.get(f"{name}_FILE", "").strip()
        if text and file:
            raise SettingsError(f"{name} and {name}_FILE are both set; keep one of them")
        if file:
            text = _content(Path(file), f"{name}_FILE").strip()
            if not text:
                raise SettingsError(f"{name}_FILE names an empty file; write the value into it, or unset it")
        if text:
            return text
    return None


def _dotenv(path: Path, faults: list[str]) -> dict[str, str]:
    """Read a `.env` file, if there is one; of a name that it holds twice, the last line counts."""
    try:
        content = _content(path, str(path))
    except SettingsError as fault:
        if not isinstance(fault.__cause__, FileNotFoundError):
            faults.append(str(fault))
        return {}
    from dotenv.parser import parse_stream

    found: dict[str, str] = {}
    for line in parse_stream(StringIO(content)):
        if line.error:
            faults.append(f"{path} line {_first_line(line.original.string, line.original.line)} is no NAME=value")
        elif line.key and line.value is not None:
            found[line.key] = line.value
    return found


def _first_line(text: str, line: int) -> int:
    """Count from where a statement was looked for to where it stands: blank lines may come before it."""
    return line + text[: len(text) - len(text.lstrip())].count("\n")


def _content(path: Path, name: str) -> str:
    """Read a text file; raises SettingsError, naming it by what names it."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise SettingsError(f"{name} cannot be read: it has more than {MAX_FILE_BYTES:,} bytes")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{name} cannot be read: it is no text in UTF-8") from error
