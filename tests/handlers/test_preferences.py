"""Preferences as people write them, in any of the languages, and what is said of those that cannot be read."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.texts import languages
from handlers.errors import CommandError
from handlers.preferences import (
    is_off,
    language_name,
    read_hour,
    read_language,
    read_quiet,
    read_style,
    read_switch,
    shown,
)
from storage.models import Language, Style
from tests.handlers.samples import EN, KO


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("8", time(8)),
        ("8:15", time(8, 15)),
        ("08:15", time(8, 15)),
        ("０８：１５", time(8, 15)),
        ("0815", time(8, 15)),
        ("8.15", time(8, 15)),
        ("8pm", time(20)),
        ("8:15 PM", time(20, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("자정", time(0)),
        ("오전 8시", time(8)),
        ("오후 8시 15분", time(20, 15)),
        ("저녁 7시 반", time(19, 30)),
        ("午前8時", time(8)),
        ("午後8時15分", time(20, 15)),
        ("下午8点半", time(20, 30)),
        ("23:59", time(23, 59)),
    ],
)
def test_an_hour_is_read_however_it_is_written(text: str, hour: time) -> None:
    assert read_hour(text) == hour


@pytest.mark.parametrize("text", ["", "25:00", "24", "8:60", "8:5", "13pm", "am 8 pm", "-1", "soon", "8 8", "9" * 4096])
def test_no_hour_is_told_with_what_would_work(text: str) -> None:
    with pytest.raises(CommandError) as told:
        read_hour(text)
    assert "8:15" in told.value.said(EN)
    assert len(told.value.said(KO)) < 120


@given(st.times().map(lambda hour: hour.replace(second=0, microsecond=0)))
def test_every_hour_is_read_as_it_is_written_in_a_button_and_by_the_clock(hour: time) -> None:
    assert read_hour(f"{hour:%H%M}") == read_hour(f"{hour:%H:%M}") == read_hour(f"{hour:%I:%M %p}") == hour


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("22-07", (time(22), time(7))),
        ("22:30 ~ 7", (time(22, 30), time(7))),
        ("10pm to 7am", (time(22), time(7))),
        ("밤 10시부터 아침 7시까지", (time(22), time(7))),
        ("off", (None, None)),
        ("끔", (None, None)),
        ("", (None, None)),
    ],
)
def test_quiet_hours_are_read(text: str, quiet: tuple[time | None, time | None]) -> None:
    assert read_quiet(text) == quiet


@pytest.mark.parametrize("text", ["22", "8-8", "22-07-09", "night", "22-25", "-"])
def test_no_quiet_hours_are_told_with_what_would_work(text: str) -> None:
    with pytest.raises(CommandError, match="22-07"):
        read_quiet(text)


@pytest.mark.parametrize("text", ["ko", "KO", "Korean", "korean", "한국어", "韓国語", "韩语"])
def test_a_language_is_read_by_its_code_or_its_name_in_any_language(text: str) -> None:
    assert read_language(text, (EN, KO)) == KO


@pytest.mark.parametrize("text", ["ja", "Klingon", "", "K"])
def test_a_language_that_is_not_offered_is_told_with_those_that_are(text: str) -> None:
    with pytest.raises(CommandError, match=r"English \(en\), 한국어 \(ko\)"):
        read_language(text, (EN, KO))


def test_a_language_without_a_file_has_its_name_too() -> None:
    assert language_name(Language("fr")) == "français"
    assert language_name(Language("xx")) == "xx"
    assert read_language("French", (Language("fr"), Language("xx"))) == "fr"


@pytest.mark.parametrize(("text", "style"), [("compact", Style.COMPACT), ("목록", Style.COMPACT), ("Full", Style.FULL)])
def test_a_style_is_read_by_its_name_in_any_language(text: str, style: Style) -> None:
    assert read_style(text, tuple(Style), EN) is style


def test_a_style_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(CommandError) as refused:
        read_style("loud", (Style.FULL, Style.COMPACT), KO)
    assert "고를 수 있는 형식: 전체, 목록" in refused.value.said(KO)


def test_switches_are_read_in_any_language() -> None:
    assert all(map(read_switch, ["on", "YES", "켬", "オン", "开"]))
    assert not any(map(read_switch, ["off", "no", "끔", "オフ", "关"]))
    assert is_off("OFF")
    assert not is_off("on")
    with pytest.raises(CommandError, match="neither on nor off"):
        read_switch("maybe")


@given(st.text())
def test_what_is_repeated_of_somebodys_words_is_short_and_cannot_act(text: str) -> None:
    assert len(shown(text)) <= 40
    assert not {"\ue000", "\ue001", "\n", "\x1b"} & set(shown(f"\ue000/start\ue001\x1b{text}"))


@pytest.mark.parametrize("language", languages())
def test_every_fault_is_told_in_every_language(language: Language) -> None:
    faults = [CommandError(f"wrong-{what}", given="x", zones="y", offered="z") for what in ("hour", "zone", "style")]
    assert all("x" in fault.said(language) for fault in faults)
