"""Chats as lines of JSON: what is exported is what is imported."""

from __future__ import annotations

from datetime import time

import pytest

from handlers.chat_records import describe_chat, read_record
from storage.models import Language
from tests.makers import make_chat


@pytest.mark.parametrize("day", [None, 0, 6])
def test_the_day_of_the_weeks_papers_survives_an_export(day: int | None) -> None:
    chat = make_chat(weekly_day=day)
    assert read_record(describe_chat(chat), Language("ko"), "Asia/Seoul", time(8, 15)).chat == chat


def test_a_day_of_the_week_that_cannot_be_read_is_named() -> None:
    raw = describe_chat(make_chat()) | {"weekly": "someday"}
    with pytest.raises(ValueError, match="weekly 'someday' cannot be read"):
        read_record(raw, Language("ko"), "Asia/Seoul", time(8, 15))
