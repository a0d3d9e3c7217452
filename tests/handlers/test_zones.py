"""Time zones as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.errors import CommandError
from handlers.zones import read_zone, zone_text


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Asia/Seoul", "Asia/Seoul"),
        ("asia/seoul", "Asia/Seoul"),
        ("KST", "Asia/Seoul"),
        ("Seoul", "Asia/Seoul"),
        ("서울", "Asia/Seoul"),
        ("한국", "Asia/Seoul"),
        ("東京", "Asia/Tokyo"),
        ("北京", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("San Francisco", "America/Los_Angeles"),
        ("EST", "America/New_York"),
        ("utc", "UTC"),
        ("+9", "Etc/GMT-9"),
        ("GMT+9", "Etc/GMT-9"),
        ("UTC -3:00", "Etc/GMT+3"),
        ("+0530", "Asia/Kolkata"),
        ("+0", "UTC"),
        ("Etc/GMT+9", "Etc/GMT+9"),
    ],
)
def test_a_zone_is_read_however_it_is_written(text: str, zone: str) -> None:
    assert read_zone(text) == zone


@pytest.mark.parametrize("hours", [*range(-12, 15)])
def test_an_offset_is_the_zone_that_is_so_many_hours_ahead(hours: int) -> None:
    zone = ZoneInfo(read_zone(f"GMT{hours:+}"))
    assert datetime(2026, 5, 13, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["Mars", "+25", "-13", "+9:17", "", "9", "\ue000/start\ue001", "x" * 4096])
def test_no_zone_is_told_with_what_would_work(text: str) -> None:
    with pytest.raises(CommandError, match="Asia/Seoul, Seoul, KST"):
        read_zone(text)


def test_a_zone_that_is_nearly_one_is_suggested() -> None:
    with pytest.raises(CommandError, match="These work: Asia/Seoul"):
        read_zone("Seuol")
    with pytest.raises(CommandError, match="Europe/Berlin"):
        read_zone("Berlni")


def test_an_abbreviation_of_several_zones_is_asked_about() -> None:
    with pytest.raises(CommandError, match="Asia/Shanghai, America/Chicago"):
        read_zone("CST")


def test_fixed_zones_are_told_as_people_count_them() -> None:
    assert zone_text("Etc/GMT-9") == "UTC+9"
    assert zone_text("Etc/GMT+3") == "UTC-3"
    assert zone_text("Asia/Seoul") == "Asia/Seoul"


@given(st.sampled_from(sorted(available_timezones() - {"localtime", "EST", "MST", "CET", "MET", "EET", "WET"})))
def test_every_zone_of_the_tables_is_read_by_its_name(zone: str) -> None:
    moment = datetime(2026, 5, 13, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo(read_zone(zone))).utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset()
