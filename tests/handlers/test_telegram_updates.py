"""What an update asks for, read from its JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.layout import press
from handlers.requests import Request
from handlers.telegram_updates import (
    Asked,
    Change,
    ChatMoved,
    Ignored,
    InlineQuestion,
    Myself,
    PlaceChanged,
    lane_of,
    read_update,
)
from storage.models import Address, ChatKind, Language, Platform

ME = Myself(1, "paperboy_bot", frozenset({"paper", "today"}))
ADA = {"id": 501, "is_bot": False, "first_name": "Ada", "language_code": "ko"}
PRIVATE = {"id": 501, "type": "private"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Readers"}
CHANNEL = {"id": -1002, "type": "channel", "title": "Papers"}


def message(text: str | None = None, chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    body = {"message_id": 7, "chat": chat, "from": ADA} | ({} if text is None else {"text": text}) | fields
    return {"update_id": 1, "message": body}


def pressed(data: str, chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    under = {"message_id": 7, "chat": chat, "from": {"id": 1, "is_bot": True}} | fields
    return {"update_id": 1, "callback_query": {"id": "9", "from": ADA, "message": under, "data": data}}


def changed(old: dict[str, Any], new: dict[str, Any], chat: dict[str, Any] = GROUP) -> dict[str, Any]:
    body = {"chat": chat, "from": ADA, "date": 0, "old_chat_member": old, "new_chat_member": new}
    return {"update_id": 1, "my_chat_member": body}


def asked(update: dict[str, Any]) -> Asked:
    effect = read_update(update, ME)
    assert isinstance(effect, Asked), effect
    return effect


def request(update: dict[str, Any]) -> Request:
    return asked(update).request


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("/today", "today", ""),
        ("/paper 2509.03867", "paper", "2509.03867"),
        ("/Paper@Paperboy_Bot  2509.03867\nnow ", "paper", "2509.03867\nnow"),
        ("/start paper_2509-03867", "start", "paper_2509-03867"),
        ("/nonsense", "nonsense", ""),
        ("arXiv:2509.03867", "", "arXiv:2509.03867"),
        ("/오늘", "", "/오늘"),
        ("/time\u30008:15 東京", "time", "8:15 東京"),
        ("/time\u00a08:15", "time", "8:15"),
        ("\u2060/time 8:15 Seoul\u2060", "time", "8:15 Seoul"),
        ("설정은 \u2060/settings\u2060", "", "설정은 /settings"),
        ("/" + "x" * 33, "", "/" + "x" * 33),
        ("/paper " + "x" * 4089, "paper", "x" * 4089),
    ],
)
def test_a_private_message_is_a_command_with_its_words_or_words_alone(text: str, command: str, words: str) -> None:
    assert request(message(text)) == Request(
        Address(Platform.TELEGRAM, "501"), ChatKind.PRIVATE, "501", command, words, Language("ko"), bot="paperboy_bot"
    )


@pytest.mark.parametrize("code", ["xx", "", None])
def test_a_language_that_there_is_no_file_of_is_none(code: str | None) -> None:
    assert request(message("/today", **{"from": ADA | {"language_code": code}})).language is None
    assert request(message("/today", **{"from": ADA | {"language_code": "zh-hans"}})).language == "zh"


def test_a_caption_is_read_like_a_text() -> None:
    assert request(message(caption="2509.03867", photo=[])).words == "2509.03867"


@pytest.mark.parametrize("text", ["/today", "/paper@paperboy_bot 1", "/other@paperboy_bot"])
def test_in_a_group_a_command_of_ours_is_answered_and_only_telegram_knows_who_may_change(text: str) -> None:
    effect = asked(message(text, GROUP))
    assert (effect.request.kind, effect.request.may_change) == (ChatKind.GROUP, False)
    assert (effect.ask_member, effect.message) == (True, 7)


@pytest.mark.parametrize("text", ["hello", "/other", "/today@other_bot", "2509.03867", "@paperboy_bot hello", ""])
def test_in_a_group_nothing_else_is_answered(text: str) -> None:
    assert isinstance(read_update(message(text, GROUP), ME), Ignored)


def test_another_bots_command_is_ignored_in_private_too() -> None:
    assert read_update(message("/today@other_bot"), ME) == Ignored("not said to the bot")


def test_a_topic_of_a_forum_is_a_chat_of_its_own_and_a_thread_of_replies_is_not() -> None:
    topic = request(message("/today", GROUP, message_thread_id=9, is_topic_message=True))
    replies = request(message("/today", GROUP, message_thread_id=9))
    private = request(message("/today", message_thread_id=9, is_topic_message=True))
    assert (topic.chat, topic.kind) == (Address(Platform.TELEGRAM, "-1001", "9"), ChatKind.TOPIC)
    assert (replies.chat, replies.kind) == (Address(Platform.TELEGRAM, "-1001"), ChatKind.GROUP)
    assert (private.chat, private.kind) == (Address(Platform.TELEGRAM, "501"), ChatKind.PRIVATE)


def test_an_anonymous_administrator_may_change_and_another_channels_voice_may_not() -> None:
    bot = {"id": 1087968824, "is_bot": True, "username": "GroupAnonymousBot"}
    for sender, may_change in ((GROUP, True), (CHANNEL, False)):
        effect = asked(message("/today", GROUP, sender_chat=sender, **{"from": bot}))
        assert (effect.request.may_change, effect.ask_member) == (may_change, False)
        assert effect.request.person == str(sender["id"])


def test_a_post_of_a_channel_is_its_administrators() -> None:
    update = {"update_id": 1, "channel_post": {"message_id": 7, "chat": CHANNEL, "text": "/today"}}
    effect = asked(update)
    assert (effect.request.kind, effect.request.may_change, effect.ask_member) == (ChatKind.CHANNEL, True, False)
    assert (effect.request.person, effect.message) == ("-1002", None)


def test_a_forwarded_command_is_nobodys_wish() -> None:
    origin = {"type": "user", "sender_user": ADA, "date": 0}
    assert request(message("/forget", forward_origin=origin)).command == ""
    assert isinstance(read_update(message("/today", GROUP, forward_origin=origin), ME), Ignored)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 9, "is_bot": True}},
        {"via_bot": {"id": 1}},
        {"is_automatic_forward": True},
        {"text": "", "sticker": {}},
        {"text": None, "new_chat_members": [ADA]},
    ],
)
def test_what_no_person_wrote_to_the_bot_is_ignored(fields: dict[str, Any]) -> None:
    assert isinstance(read_update(message(**({"text": "/today"} | fields)), ME), Ignored)


@pytest.mark.parametrize("kind", ["edited_message", "message_reaction", "poll", "a_kind_to_come"])
def test_c19_updates_of_other_kinds_are_ignored(kind: str) -> None:
    body = message("/today")["message"]
    assert read_update({"update_id": 1, kind: body}, ME) == Ignored("a kind of update that is not used")


@pytest.mark.parametrize("kind", ["message", "channel_post", "callback_query", "inline_query", "my_chat_member"])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["chat", "from", "message", "id", "type", "data", "text"]), inner)
        ),
        max_leaves=12,
    )
)
def test_c19_whatever_form_an_update_has_is_read_or_ignored(kind: str, body: Any) -> None:
    update = {"update_id": 1, kind: body}
    assert read_update(update, ME) is not None
    assert isinstance(lane_of(update), str)


def test_a_press_names_command_words_and_message() -> None:
    button = press("8:15", "time", "0815", "2026-05-13")
    effect = asked(pressed(button.action))
    assert (effect.request.command, effect.request.words) == ("time", "0815 2026-05-13")
    assert (effect.request.pressed, effect.callback, effect.ask_member) == ("7", "9", False)


def test_a_press_in_a_group_or_channel_is_anybodys() -> None:
    for chat in (GROUP, CHANNEL):
        effect = asked(pressed("v1:time:0815", chat))
        assert (effect.request.may_change, effect.ask_member) == (False, True)


def test_a_press_under_a_message_too_old_to_be_shown_counts() -> None:
    old = {"update_id": 1, "callback_query": pressed("v1:like:1")["callback_query"]}
    old["callback_query"]["message"] = {"message_id": 7, "chat": PRIVATE, "date": 0}
    assert request(old).pressed == "7"


def test_a_press_under_a_forwarded_copy_is_answered_beneath_it() -> None:
    effect = asked(pressed("v1:like:1", forward_origin={"type": "hidden_user"}))
    assert (effect.request.pressed, effect.callback) == (None, "9")


@pytest.mark.parametrize("data", ["", "v1", "v1:", "v2:like:1", "like:1", ":", "v1::x"])
def test_a_button_that_is_not_ours_is_acknowledged_only(data: str) -> None:
    effect = read_update(pressed(data), ME)
    assert isinstance(effect, Ignored)
    assert effect.callback == "9"


def test_a_button_under_a_message_of_others_or_of_none_is_acknowledged_only() -> None:
    foreign = pressed("v1:like:1", **{"from": {"id": 8, "is_bot": True}})
    inline = {"update_id": 1, "callback_query": {"id": "9", "from": ADA, "inline_message_id": "x", "data": "v1:a"}}
    for update in (foreign, inline):
        effect = read_update(update, ME)
        assert isinstance(effect, Ignored)
        assert effect.callback == "9"


@pytest.mark.parametrize(
    ("chat", "old", "new", "change"),
    [
        (GROUP, {"status": "left"}, {"status": "member"}, Change.ADDED),
        (GROUP, {"status": "kicked"}, {"status": "administrator"}, Change.ADDED),
        (GROUP, {"status": "member"}, {"status": "kicked"}, Change.REMOVED),
        (GROUP, {"status": "administrator"}, {"status": "left"}, Change.REMOVED),
        (GROUP, {"status": "member"}, {"status": "restricted", "can_send_messages": False}, Change.MUTED),
        (GROUP, {"status": "restricted", "can_send_messages": False}, {"status": "member"}, Change.BACK),
        (PRIVATE, {"status": "member"}, {"status": "kicked"}, Change.REMOVED),
        (PRIVATE, {"status": "kicked"}, {"status": "member"}, Change.BACK),
        (CHANNEL, {"status": "left"}, {"status": "administrator", "can_post_messages": True}, Change.ADDED),
        (
            CHANNEL,
            {"status": "administrator", "can_post_messages": True},
            {"status": "administrator", "can_post_messages": False},
            Change.MUTED,
        ),
        (
            CHANNEL,
            {"status": "administrator", "can_post_messages": False},
            {"status": "administrator", "can_post_messages": True},
            Change.BACK,
        ),
    ],
)
def test_what_becomes_of_the_bots_place(
    chat: dict[str, Any], old: dict[str, Any], new: dict[str, Any], change: Change
) -> None:
    effect = read_update(changed(old, new, chat), ME)
    assert isinstance(effect, PlaceChanged)
    assert (effect.change, effect.chat.chat, effect.person) == (change, str(chat["id"]), "501")


def test_a_promotion_that_changes_nothing_for_us_is_ignored() -> None:
    assert isinstance(read_update(changed({"status": "member"}, {"status": "administrator"}), ME), Ignored)
    no_posts = {"status": "administrator", "can_post_messages": False}
    assert isinstance(read_update(changed({"status": "left"}, no_posts, CHANNEL), ME), Ignored)


def test_c16_both_messages_of_a_migration_say_the_same() -> None:
    group = {"id": -77, "type": "group"}
    moved = ChatMoved(Address(Platform.TELEGRAM, "-77"), Address(Platform.TELEGRAM, "-1001"))
    assert read_update(message(None, group, migrate_to_chat_id=-1001), ME) == moved
    assert read_update(message(None, GROUP, migrate_from_chat_id=-77), ME) == moved


def test_an_inline_question_has_its_words_and_the_persons_language() -> None:
    update = {"update_id": 1, "inline_query": {"id": "5", "from": ADA, "query": " 2509.03867 ", "offset": ""}}
    assert read_update(update, ME) == InlineQuestion("5", "501", "2509.03867", Language("ko"))
    assert lane_of(update) == "inline:501", "typing goes beside the person's commands"


def test_the_lane_of_an_update_is_its_chat() -> None:
    assert lane_of(message("/today", GROUP)) == "-1001"
    assert lane_of(pressed("v1:like:1", GROUP)) == "-1001"
    assert lane_of(changed({"status": "left"}, {"status": "member"})) == "-1001"
    assert lane_of({"update_id": 1, "poll": {}}) == ""


def test_a_press_tells_what_the_person_is_called() -> None:
    update = pressed("v1:present:1:2509.03867", GROUP)
    update["callback_query"]["from"] = {"id": 8, "is_bot": False, "first_name": "Ada", "last_name": "Kim"}
    assert request(update).name == "Ada Kim"
    del update["callback_query"]["from"]["last_name"]
    assert request(update).name == "Ada"
