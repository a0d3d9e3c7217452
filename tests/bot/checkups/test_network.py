"""The doctor over the network: sources, model, tokens, scopes, channels and admin chats, on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web

from bot.checkups.chats import MAX_CHATS, look_at_chats
from bot.checkups.findings import Finding, Health
from bot.checkups.model import look_at_models
from bot.checkups.slack import MAX_WORKSPACES, look_at_slack, look_at_workspaces
from bot.checkups.telegram import look_at_telegram
from bot.config import Secret, load_settings
from bot.senders import UnreachableError
from bot.slack import build_client
from bot.slack_bot import SCOPES
from bot.slack_clients import Installations
from bot.slack_tokens import TokenCipher
from bot.telegram import build_bot
from storage.models import Address, ChatKind, Platform
from storage.store import Store
from storage.workspaces import Workspace
from tests.bot.checkups.test_machine import NOWHERE
from tests.fakes.chat_endpoint import choice
from tests.fakes.slack_platform import FakeSlack
from tests.fakes.slack_talk import KEY
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_platform import FakeTelegram
from tests.makers import MADE_AT, make_chat


async def telegram(fake: FakeTelegram, token: str, *admins: int) -> list[Finding]:
    bot = build_bot(token, fake.base_url)
    async with bot.request:
        addresses = [Address(Platform.TELEGRAM, str(chat)) for chat in admins]
        return [finding async for finding in look_at_telegram(bot, addresses)]


async def test_telegram_tells_the_name_of_the_bot_and_which_admins_it_can_reach() -> None:
    async with FakeTelegram() as fake:
        fake.unknown_chats.add(2)
        found = await telegram(fake, fake.token, 1, 2)
    assert [finding.health for finding in found] == [Health.OK, Health.OK, Health.BAD]
    assert found[0].text == "the bot is @paperboy_bot"
    assert "telegram:2 cannot be told of trouble" in found[2].told
    assert "send the bot /start there" in found[2].told


async def test_a_token_that_telegram_refuses_is_told_once() -> None:
    async with FakeTelegram() as fake:
        (found,) = await telegram(fake, "2:b", 1)
    assert (found.health, found.text) == (Health.BAD, "the token is refused")


async def test_telegram_that_cannot_be_reached_is_told() -> None:
    fake = FakeTelegram()
    fake.origin = "http://127.0.0.1:9"
    (found,) = await telegram(fake, fake.token)
    assert (found.health, found.mend) == (Health.BAD, "check the network and PAPERBOY_TELEGRAM_BASE_URL")


async def slack(fake: FakeSlack, token: str = "xoxb-1", app_token: str | None = None) -> list[Finding]:
    client = build_client(token, fake.base_url)
    return [finding async for finding in look_at_slack(client, Secret(app_token) if app_token else None)]


async def test_slack_tells_what_its_tokens_are_good_for() -> None:
    async with FakeSlack() as fake:
        fake.method_errors["apps.connections.open"] = "invalid_auth"
        found = await slack(fake, app_token="xoxb-1")
        assert [finding.health for finding in found] == [Health.OK, Health.BAD, Health.BAD]
        assert found[1].text == "the bot token lacks chat:write"
        assert found[2].text == "the app token is refused (invalid_auth)"
        (refused,) = await slack(fake, "xoxb-2")
    assert refused.text == "the bot token is refused (invalid_auth)"


async def test_slack_that_cannot_be_reached_is_told() -> None:
    fake = FakeSlack()
    fake.origin = "http://127.0.0.1:9"
    (found,) = await slack(fake)
    assert (found.health, found.mend) == (Health.BAD, "check the network and PAPERBOY_SLACK_BASE_URL")


@pytest.mark.parametrize(
    ("scopes", "health", "told"),
    [
        (SCOPES, Health.OK, "the bot token has the scopes it needs"),
        (
            ("chat:write", *SCOPES[3:]),
            Health.WARN,
            "the bot token lacks app_mentions:read, channels:history, channels:join",
        ),
        (("commands",), Health.BAD, "the bot token lacks chat:write"),
    ],
)
async def test_scopes_that_lack_are_named(scopes: tuple[str, ...], health: Health, told: str) -> None:
    async with FakeSlack() as fake:
        fake.scopes = scopes
        _, found = await slack(fake)
    assert (found.health, found.text) == (health, told)


def installations(store: Store, fake: FakeSlackApp, key: str = KEY) -> Installations:
    """Have every workspace of a fake Slack install the app."""
    clients = Installations(
        store.workspaces, TokenCipher(KEY), lambda token: build_client(token, fake.base_url), lambda: MADE_AT
    )
    for team, token in fake.tokens.items():
        sealed = TokenCipher(key).seal(token, team)
        store.workspaces.put(Workspace(team, f"Team {team}", "U0BOT", sealed, SCOPES, "U1", MADE_AT))
    return clients


async def look(clients: Installations, store: Store) -> list[Finding]:
    return [finding async for finding in look_at_workspaces(clients, store.workspaces.all())]


async def test_every_workspace_that_installed_the_app_is_asked_with_its_own_token(store: Store) -> None:
    async with FakeSlackApp({"T1": "xoxb-one", "T2": "xoxb-two"}) as fake:
        fake.scopes = SCOPES
        clients = installations(store, fake)
        fake.tokens["T2"] = "revoked since"
        found = await look(clients, store)
    assert [finding.health for finding in found] == [Health.OK, Health.OK, Health.BAD]
    assert found[1].text == "the token of Team T1 (T1) has the scopes it needs"
    assert found[2].told == (
        "the token of Team T2 (T2) is refused (invalid_auth); let somebody there install the app again, at"
        " /slack/install of your server"
    )


async def test_a_token_of_another_key_is_told_with_what_to_do(store: Store) -> None:
    async with FakeSlackApp() as fake:
        (found,) = await look(installations(store, fake, "B" * 43 + "="), store)
    assert found.health is Health.BAD
    assert "set PAPERBOY_SLACK_KEY to that one" in found.text


async def test_no_workspace_yet_is_well_and_very_many_are_not_all_asked(store: Store) -> None:
    async with FakeSlackApp({f"T{number}": f"xoxb-{number}" for number in range(MAX_WORKSPACES + 2)}) as fake:
        clients = installations(store, fake)
        (none,) = [finding async for finding in look_at_workspaces(clients, ())]
        found = await look(clients, store)
        assert len(fake.made_calls) == MAX_WORKSPACES
    assert (none.health, none.text.split(";")[0]) == (Health.OK, "no workspace has installed the app yet")
    assert found[-1].text == "2 more workspaces were not asked about"


@asynccontextmanager
async def model(status: int, said: str, asked: list[dict[str, object]]) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        asked.append(await request.json() | {"key": request.headers.get("Authorization")})
        return web.json_response(choice(said), status=status)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    await runner.cleanup()


async def models(given: dict[str, str]) -> list[Finding]:
    settings = load_settings({f"PAPERBOY_{name}": value for name, value in given.items()}, NOWHERE)

    async def at_once(_: float) -> None:
        """Wait for nothing."""

    return [finding async for finding in look_at_models(settings, at_once)]


@pytest.mark.parametrize(
    ("status", "said", "health", "mend"),
    [
        (200, '{"ready": true}', Health.OK, ""),
        (200, "Certainly! I am ready.", Health.BAD, "it cannot fill in a form: choose another model"),
        (401, "", Health.BAD, "set PAPERBOY_LLM_API_KEY to a key that may use this model"),
        (402, "", Health.BAD, "top up the balance of the account"),
        (
            404,
            "",
            Health.BAD,
            "check PAPERBOY_LLM_BASE_URL, which ends in /v1 for most endpoints, and PAPERBOY_LLM_MODEL",
        ),
        (500, "", Health.BAD, "its own log says why; papers are quoted until it answers"),
    ],
)
async def test_the_model_is_asked_for_one_word(status: int, said: str, health: Health, mend: str) -> None:
    asked: list[dict[str, object]] = []
    async with model(status, said, asked) as address:
        (found,) = await models({"LLM_BASE_URL": address, "LLM_MODEL": "small", "LLM_API_KEY": "sk-1"})
    assert (found.health, found.mend) == (health, mend)
    assert {(question["model"], question["key"]) for question in asked} == {("small", "Bearer sk-1")}


async def test_the_second_model_is_looked_at_too_and_its_mend_names_its_own_settings() -> None:
    async with model(200, '{"ready": true}', []) as one, model(401, "", []) as other:
        first, second = await models(
            {
                "LLM_BASE_URL": one,
                "LLM_MODEL": "small",
                "LLM_FALLBACK_BASE_URL": other,
                "LLM_FALLBACK_MODEL": "spare",
            }
        )
    assert first.told == f"small at {one} answers"
    assert second.mend == "set PAPERBOY_LLM_FALLBACK_API_KEY to a key that may use this model"


async def test_a_model_that_is_not_there_is_told_and_none_at_all_is_well() -> None:
    (found,) = await models({"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "small"})
    assert found.told.startswith("small at http://127.0.0.1:9/v1 cannot be reached")
    assert found.mend == "check that it runs, and PAPERBOY_LLM_BASE_URL"
    (none,) = await models({})
    assert none.health is Health.OK


@dataclass(frozen=True, slots=True)
class Rights:
    """A directory that knows of rights alone."""

    mute: frozenset[str]

    async def find(self, name: str) -> tuple[Address, ChatKind] | None:
        raise NotImplementedError

    async def may_change(self, person: str, chat: Address) -> bool:
        raise NotImplementedError

    async def may_post(self, chat: Address) -> bool:
        if chat.chat == "-9":
            raise UnreachableError("no network")
        return chat.chat not in self.mute


async def test_chats_that_the_bot_was_shut_out_of_are_told() -> None:
    chats = [
        make_chat(name, Platform.TELEGRAM, kind=ChatKind(kind))
        for name, kind in (("-1", "channel"), ("-2", "group"), ("-9", "group"), ("5", "private"))
    ]
    slack = make_chat("C1", Platform.SLACK, kind=ChatKind.CHANNEL)
    rights = {Platform.TELEGRAM: Rights(frozenset(["-2", "5"]))}
    found = [finding async for finding in look_at_chats(rights, [*chats, slack])]
    assert [finding.health for finding in found] == [Health.OK, Health.BAD, Health.WARN]
    assert found[1].told == (
        "telegram:-2 cannot be written to; add the bot there with the right to post, or run paperboy chats remove"
        " telegram:-2"
    )


async def test_a_thousand_channels_do_not_take_minutes() -> None:
    chats = [make_chat(f"-{n + 10}", Platform.TELEGRAM, kind=ChatKind.CHANNEL) for n in range(MAX_CHATS + 2)]
    found = [finding async for finding in look_at_chats({Platform.TELEGRAM: Rights(frozenset())}, chats)]
    assert len(found) == MAX_CHATS + 1
    assert found[-1].text == "2 more channels and groups were not asked about"
