"""The settings: from the environment, `.env` and `NAME_FILE`; typed, all faults told at once, secrets hidden."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "PAPERBOY_"


class SettingsError(Exception):
    """Settings that cannot be used; the text names every fault, one a line."""


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone; use a name such as Asia/Seoul, Europe/Berlin or UTC") from error
    return name


def _read_hour(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value):
            raise ValueError("is no hour; write it as 08:15")
        return time.fromisoformat(value.zfill(5))
    return value


def _read_list(value: object) -> object:
    if isinstance(value, str):
        return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    return value


def _check_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    if not languages or not all(re.fullmatch(r"[a-z]{2,3}", language) for language in languages):
        raise ValueError("is no list of languages; write codes such as ko,en")
    return languages


def _check_url(value: str) -> str:
    TypeAdapter(HttpUrl).validate_python(value)
    return value


_Url = Annotated[str, AfterValidator(_check_url)]
_Hour = Annotated[time, BeforeValidator(_read_hour)]
_Zone = Annotated[str, AfterValidator(_check_zone)]
_List = Annotated[tuple[str, ...], BeforeValidator(_read_list)]
_Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Every setting of the program; the names are those of the environment without `PAPERBOY_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", enable_decoding=False)

    db: Path = Path("data/paperboy.db")
    languages: Annotated[_List, AfterValidator(_check_languages)] = ("ko", "en")
    timezone: _Zone = "Asia/Seoul"
    deliver_at: _Hour = time(8, 15)
    telegram_token: SecretStr | None = None
    telegram_base_url: _Url = "https://api.telegram.org"
    telegram_webhook_url: _Url | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_rate: _Rate = 30
    telegram_chat_rate: _Rate = 1
    telegram_group_rate: _Rate = 0.333
    telegram_paid: bool = False
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_base_url: _Url = "https://slack.com/api/"
    slack_channel_rate: _Rate = 1
    hf_base_url: _Url = "https://huggingface.co"
    hf_token: SecretStr | None = None
    arxiv_base_url: _Url = "https://export.arxiv.org"
    arxiv_api_url: _Url = "https://export.arxiv.org/api/query"
    arxiv_interval: Annotated[float, Field(ge=0, le=3600)] = 3
    llm_base_url: _Url | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    llm_concurrency: Annotated[int, Field(ge=1, le=256)] = 8
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    admin_chats: _List = ()
    log_format: Annotated[str, Field(pattern="^(text|json)$")] = "text"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read everything in `load_settings`, so that each name has one place and one order of precedence."""
        return (init_settings,)


def load_settings(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Read the settings: the environment before `.env`, and in each `NAME` before `NAME_FILE`; empty is unset.

    Raises SettingsError naming every fault at once, never a value.
    """
    faults: list[str] = []
    values: dict[str, str] = {}
    for source in (_dotenv(dotenv), os.environ if environment is None else environment):
        values |= _named(source, faults)
    try:
        settings = Settings(**values)  # type: ignore[arg-type]  # texts are what the validators take
    except ValidationError as error:
        faults += [_told(fault) for fault in error.errors(include_input=False, include_url=False)]
    if faults:
        raise SettingsError("\n".join(dict.fromkeys(faults)))
    return settings


def _dotenv(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    source = DotEnvSettingsSource(Settings, env_file=path, case_sensitive=True)
    return {name: value for name, value in source.env_vars.items() if value is not None}


def _named(source: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """Pick our settings out of one source, reading the files that `NAME_FILE` names."""
    values: dict[str, str] = {}
    for field in Settings.model_fields:
        name = f"{PREFIX}{field.upper()}"
        if source.get(name):
            values[field] = source[name].strip()
        elif file := source.get(f"{name}_FILE"):
            try:
                values[field] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{name}_FILE cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}")
    return values


def _told(fault: Any) -> str:
    name = f"{PREFIX}{str(fault['loc'][0]).upper()}"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name} {message}" if message.startswith("is ") else f"{name}: {message}"
