"""Tokens and people's words, fed through every way in which the platforms, the sources and the model can fail: nothing
that is written holds them, neither the output nor the log nor the database."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import telegram_calls, telegram_intake
from bot.__main__ import run
from bot.app import open_parts
from bot.config import Secret, Settings, setting_names
from bot.doctor import examine
from bot.log import hide, set_up_logging
from bot.now import utc_now
from digest import chat_endpoint, fetch
from storage.models import ChatKind, Message, Platform
from storage.store import Store
from tests.bot.conftest import fresh_log as fresh_log
from tests.fakes.loopback import Fault, answer, gateway_page, reset
from tests.fakes.replay import Answer, Replay
from tests.fakes.serving import serving
from tests.fakes.slack_workspace import APP_TOKEN, FakeSlackApp
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.waiting import until
from tests.makers import make_chat, make_paper, make_summary, queue_messages

TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
SLACK = "xoxb-1234567890-0987654321-abcdefGHIJKL"
HUGGING_FACE = "hf_SecretSecretSecretSecret"
MODEL = "sk-proj-SecretSecretSecretSecret"
ODD = "a-secret_of.no-known+form"
TOKENS = (TELEGRAM, SLACK, APP_TOKEN, HUGGING_FACE, MODEL, ODD)
PRIVATE = "zebra-unterwegs-77"
"""What people write, and nobody else."""


@dataclass(slots=True)
class Written:
    """All that a run leaves behind."""

    folder: Path
    form: str
    captured: pytest.CaptureFixture[str]

    def begin(self) -> None:
        """Log everything, as `paperboy -v run` does."""
        set_up_logging(verbose=True, form=self.form)
        hide(TOKENS)

    def assert_silent(self) -> None:
        """Look into the output, the log and every file."""
        told = self.captured.readouterr()
        spoken = told.out + told.err
        files = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}
        for token in TOKENS:
            # Of Telegram's, the number alone is the bot's public id.
            kept = token.rpartition(":")[2]
            assert kept not in spoken
            assert [name for name, content in files.items() if kept.encode() in content] == []
        assert PRIVATE not in spoken


@pytest.fixture(params=["text", "json"])
def written(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    fresh_log: logging.Logger,
    monkeypatch: pytest.MonkeyPatch,
) -> Written:
    """What a run leaves, with a log in either form; what is asked a second time is asked at once."""
    for module in (fetch, chat_endpoint):
        monkeypatch.setattr(module, "FIRST_BACKOFF_S", 0.0)
    monkeypatch.setattr(fetch, "BUSY_BACKOFF_S", 0.0)
    monkeypatch.setattr(telegram_intake, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(telegram_calls, "FIRST_WAIT_S", 0.01)
    return Written(tmp_path, request.param, capfd)


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[tuple[Settings, TelegramPeople, FakeSlackApp, Replay]]:
    """Both platforms and the sources on loopback, and settings that hold a secret wherever one can stand."""
    slack = FakeSlackApp({"T1": SLACK})
    async with TelegramPeople(token=TELEGRAM, speed=10_000) as telegram, slack:
        with Replay() as source:
            yield (
                Settings(
                    db=folder / "paperboy.db",
                    languages=("en",),
                    telegram_token=Secret(TELEGRAM),
                    telegram_base_url=telegram.base_url,
                    telegram_chat_rate=1000,
                    slack_bot_token=Secret(SLACK),
                    slack_app_token=Secret(APP_TOKEN),
                    slack_base_url=slack.base_url,
                    hf_base_url=source.url,
                    hf_token=Secret(HUGGING_FACE),
                    arxiv_base_url=source.url,
                    arxiv_api_url=source.url,
                    arxiv_interval=0,
                    llm_base_url=f"{source.url}/v1",
                    llm_api_key=Secret(MODEL),
                    llm_model="small",
                    llm_timeout=1,
                    http_port=0,
                ),
                telegram,
                slack,
                source,
            )


def echoing(token: str) -> dict[str, Fault]:
    """Refusals of every kind, and answers that tell the token back, as proxies and debug pages do."""
    told = f"https://api.example.org/bot{token}/sendMessage Authorization: Bearer {token}"

    def refusal(code: int, **more: object) -> Fault:
        body = {"ok": False, "error_code": code, "description": f"{told}: can't", "error": told} | more
        return answer(code, json.dumps(body))

    return {
        "refused": refusal(400),
        "forbidden": refusal(403),
        "unauthorized": refusal(401),
        "not found": refusal(404),
        "flood": refusal(429, parameters={"retry_after": 1}),
        "fault": answer(500, told, content_type="text/plain"),
        "page": answer(200, told, content_type="text/html"),
        "redirect": answer(302, "", Location=f"http://127.0.0.1:9/bot{token}"),
        "gateway": gateway_page(),
        "cut": reset(accepted=False),
        "lost": reset(accepted=True),
    }


@pytest.mark.parametrize("fault", echoing(""))
async def test_a_send_that_fails_writes_no_token(written: Written, fault: str) -> None:
    written.begin()
    async with world(written.folder) as (settings, telegram, slack, _):
        with Store.open(settings.db) as store:
            now = utc_now()
            for name, platform in ((str(ADA), Platform.TELEGRAM), ("C1", Platform.SLACK)):
                chat = store.chats.add(make_chat(name, platform, kind=ChatKind.CHANNEL), now)
                payload = json.dumps({"text": "Good morning", "blocks": []})
                queue_messages(store, chat.id, "x", [Message("head:x", 0, payload)], (), now - timedelta(minutes=5))
            telegram.fail_next(*[echoing(TELEGRAM)[fault]] * 3)
            slack.fail_next(*[echoing(SLACK)[fault]] * 3)
            async with open_parts(settings, store) as parts:
                await parts.delivery.drain(patience_s=0)
            assert store._db.row("SELECT 1 FROM outbox WHERE attempts > 0 OR error IS NOT NULL")
    written.assert_silent()


@pytest.mark.parametrize("status", [200, 401, 403, 429, 503])
async def test_sources_and_a_model_that_fail_write_no_token(written: Written, status: int) -> None:
    written.begin()
    async with world(written.folder) as (settings, *_, source):
        told = f"Bearer {HUGGING_FACE} {MODEL}".encode()
        for path in ("/api/daily_papers", "/api/query"):
            source.fail(path, *[Answer(status, told)] * 9)
        with Store.open(settings.db) as store:
            async with open_parts(settings, store) as parts:
                await parts.jobs.look_at_lists()
            assert any(day.failure for day in store.days.since(date(2026, 1, 1)))
        for finding in await examine(settings, utc_now()):
            logging.getLogger("doctor").info("%s", finding)
    written.assert_silent()


@pytest.mark.parametrize("written", ["json"], indirect=True)
async def test_people_who_talk_while_everything_fails_are_not_quoted(written: Written) -> None:
    written.begin()
    async with world(written.folder) as (settings, telegram, slack, _):
        with Store.open(settings.db) as store:
            store.papers.put([make_paper("2509.03867")])
            store.summaries.put(make_summary("2509.03867"))
            async with serving(settings, store, utc_now):
                await slack.connected()
                faults = echoing(TELEGRAM)
                telegram.fail_next(*(faults[name] for name in ("fault", "page", "gateway", "cut", "lost")))
                for words in ("/topic", "/paper", "/search", "/language", "/time", "/quiet", "/style", "/", ""):
                    telegram.says(f"{words} {PRIVATE}")
                for command in ("/papers", "/paper"):
                    await slack.bring("slash_commands", slack.slash(command, f"topic {PRIVATE}"))
                await until(lambda: _arrived(store) and not store.inbox.open(Platform.TELEGRAM))
            rows = store._db.rows("SELECT body FROM inbox WHERE done_at IS NOT NULL")
            assert [row["body"] for row in rows if row["body"]] == []
    written.assert_silent()


def _arrived(store: Store) -> bool:
    row = store._db.row("SELECT COUNT(*) AS n FROM inbox WHERE platform = 'telegram'")
    assert row is not None
    return int(row["n"]) == 9


@pytest.mark.parametrize("command", [["status"], ["doctor"], ["deliver"], ["paper", "2509.03867"], ["run"], ["digest"]])
def test_a_command_that_fails_writes_no_token(
    command: list[str], written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written.folder)
    for name in setting_names():
        if name.endswith(("token", "secret", "key")):
            monkeypatch.setenv(f"PAPERBOY_{name.upper()}", ODD)
    for name in ("SLACK_KEY", "TELEGRAM_WEBHOOK_SECRET"):  # of these, no such form is taken
        monkeypatch.setenv(f"PAPERBOY_{name}", "")
    for name in ("hf_base", "arxiv_base", "arxiv_api", "telegram_base", "slack_base", "llm_base"):
        monkeypatch.setenv(f"PAPERBOY_{name.upper()}_URL", f"http://127.0.0.1:9/{ODD}")
    monkeypatch.setenv("PAPERBOY_ARXIV_INTERVAL", "0")
    monkeypatch.setenv("PAPERBOY_LLM_MODEL", "small")
    monkeypatch.setenv("PAPERBOY_LLM_FALLBACK_API_KEY", "")
    monkeypatch.setenv("PAPERBOY_DB", "/dev/null")
    assert run(["-v", *command]) != 0
    written.assert_silent()
