"""manifest.yaml: it names what the program answers, for either way in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack_bot import EVENTS_PATH, SCOPES
from handlers.slack_events import SUMMARISE

TEXT = (Path(__file__).parents[1] / "manifest.yaml").read_text(encoding="utf-8")
OVER_HTTP = TEXT.replace("# http: ", "").replace("socket_mode_enabled: true", "socket_mode_enabled: false")


def manifest(text: str) -> dict[str, Any]:
    """Read a manifest without the comment at its beginning, which explains the marks."""
    read = yaml.safe_load(text[text.index("display_information") :])
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize("text", [TEXT, OVER_HTTP], ids=["socket", "http"])
def test_it_asks_for_what_the_program_uses(text: str) -> None:
    read = manifest(text)
    assert tuple(read["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert [command["command"] for command in read["features"]["slash_commands"]] == ["/paper", "/papers"]
    assert [shortcut["callback_id"] for shortcut in read["features"]["shortcuts"]] == [SUMMARISE]
    assert {"app_uninstalled", "tokens_revoked", "app_home_opened", "link_shared", "app_mention", "message.im"} == set(
        read["settings"]["event_subscriptions"]["bot_events"]
    )


def test_over_a_socket_no_address_is_named() -> None:
    read = manifest(TEXT)
    assert read["settings"]["socket_mode_enabled"] is True
    assert "YOUR-HOST" not in yaml.safe_dump(read)


def test_over_http_every_address_is_one_that_the_program_answers() -> None:
    read = manifest(OVER_HTTP)
    settings, features = read["settings"], read["features"]
    assert settings["socket_mode_enabled"] is False
    events = f"https://YOUR-HOST{EVENTS_PATH}"
    named = [settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]]
    assert named + [command["url"] for command in features["slash_commands"]] == [events] * 4
    assert read["oauth_config"]["redirect_urls"] == ["https://YOUR-HOST/slack/oauth_redirect"]
