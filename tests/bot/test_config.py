"""The settings: where they come from, which one counts, and every fault told at once without its value."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import (
    MAX_FILE_BYTES,
    PREFIX,
    Secret,
    Settings,
    SettingsError,
    load_settings,
    setting_names,
    unknown_names,
)
from storage.models import Address, Platform

NOWHERE = Path("no such file")


def load(dotenv: Path = NOWHERE, /, **environment: str) -> Settings:
    return load_settings({f"{PREFIX}{name}": value for name, value in environment.items()}, dotenv)


def faults(dotenv: Path = NOWHERE, /, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load(dotenv, **environment)
    return str(refused.value).splitlines()


def test_nothing_set_is_the_defaults_of_the_readme() -> None:
    found = load()
    assert found == Settings()
    assert (found.db, found.languages, found.timezone) == (Path("data/paperboy.db"), ("ko", "en"), "Asia/Seoul")
    assert (found.deliver_at, found.arxiv_interval, found.http_port) == (time(8, 15), 3, 8080)
    assert found.telegram_token is None
    assert found.secrets() == ()


def test_every_kind_of_setting_is_read_from_its_text(tmp_path: Path) -> None:
    found = load(
        DB=str(tmp_path / "p.db"),
        LANGUAGES=" KO, de,ko ",
        TIMEZONE="Europe/Berlin",
        DELIVER_AT="7:05",
        TELEGRAM_TOKEN="123:abc",
        TELEGRAM_RATE="0.5",
        TELEGRAM_PAID="Yes",
        LLM_CONCURRENCY="256",
        LLM_BASE_URL="http://[::1]:11434/v1",
        LLM_MODEL="some/model",
        ADMIN_CHATS="telegram:1, slack:C1,",
        ARXIV_INTERVAL="0",
        LOG_FORMAT="json",
    )
    assert found.db == tmp_path / "p.db"
    assert (found.languages, found.timezone, found.deliver_at) == (("ko", "de"), "Europe/Berlin", time(7, 5))
    assert found.telegram_token == Secret("123:abc")
    assert (found.telegram_rate, found.telegram_paid, found.arxiv_interval) == (0.5, True, 0)
    assert (found.llm_concurrency, found.llm_base_url, found.llm_model) == (256, "http://[::1]:11434/v1", "some/model")
    assert (found.admin_chats, found.log_format) == (
        (Address(Platform.TELEGRAM, "1"), Address(Platform.SLACK, "C1")),
        "json",
    )
    assert not load(TELEGRAM_PAID="off").telegram_paid


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "fe80::1%eth0", "localhost", "my_bot.example.org.", "xn--bcher-kva.de"]
)
def test_a_host_may_be_a_number_or_a_name(host: str) -> None:
    assert load(HTTP_HOST=host).http_host == host


def test_a_password_in_an_address_is_a_secret() -> None:
    found = load(
        HF_BASE_URL="https://ada:pa55word@mirror.example", ARXIV_BASE_URL="https://t0ken@mirror.example:8443/x"
    )
    assert found.secrets() == ("pa55word", "t0ken")


def test_a_home_folder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(DB="~/p.db").db == tmp_path / "p.db"
    assert faults(DB="~nobody-of-this-name/p.db") == [
        "PAPERBOY_DB names the home folder of a user that is not known; write the whole path"
    ]


def test_the_environment_counts_before_dotenv_and_a_value_before_none(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:from-a-file\n")
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"PAPERBOY_TIMEZONE=UTC\nPAPERBOY_HTTP_HOST=theirs\nPAPERBOY_HF_TOKEN_FILE={tmp_path}/token\n")
    found = load(dotenv, HTTP_HOST="ours", TIMEZONE="")
    assert (found.timezone, found.http_host) == ("UTC", "ours")
    assert found.hf_token == Secret("1:from-a-file")
    # What the environment overrides is not looked at, however wrong it is.
    dotenv.write_text("PAPERBOY_HF_TOKEN_FILE=/no/such/file\nPAPERBOY_TIMEZONE=Mars\n")
    assert load(dotenv, HF_TOKEN="1:x", TIMEZONE="UTC").hf_token == Secret("1:x")


def test_dotenv_is_read_as_shells_write_it(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(
        b"\xef\xbb\xbf# a comment\r\n\r\nexport PAPERBOY_LANGUAGES='en' # why\r\nPAPERBOY_SLACK_CLIENT_ID=\"a b\"\r\n"
        b"PAPERBOY_LLM_API_KEY=pa$$word${HOME}\r\nOTHER\r\nPAPERBOY_TIMEZONE=UTC\r\nPAPERBOY_TIMEZONE=Asia/Tokyo"
    )
    found = load(dotenv)
    assert (found.languages, found.slack_client_id, found.timezone) == (("en",), "a b", "Asia/Tokyo")
    assert found.llm_api_key == Secret("pa$$word${HOME}")


def test_every_fault_of_every_setting_is_told_at_once_and_no_value_is_shown() -> None:
    wrong = {name.upper(): "wr\0ng, värde" for name in setting_names()} | {
        "TELEGRAM_RATE": "0",
        "SLACK_CHANNEL_RATE": "nan",
    }
    told = faults(**wrong)
    free = {"SLACK_CLIENT_ID", "LLM_MODEL", "LLM_FALLBACK_MODEL"}
    assert [line.split()[0].removeprefix(PREFIX) for line in told] == [
        name.upper() for name in setting_names() if name.upper() not in free
    ]
    assert "värde" not in "".join(told)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TIMEZONE", "../../etc/passwd", "is no time zone; use a name such as Asia/Seoul, Europe/Berlin or UTC"),
        ("ADMIN_CHATS", "telegram:1,@me", "is no list of chats; write addresses such as telegram:123,slack:C0123"),
        ("DELIVER_AT", "24:00", "is no hour; write it as 08:15"),
        ("SLACK_KEY", "c2hvcnQ=", "is no key of 32 bytes in base64; make one with: openssl rand -base64 32"),
        ("DELIVER_AT", "٠٨:١٥", "is no hour; write it as 08:15"),
        ("LANGUAGES", "ko;en", "is no list of languages; write codes such as ko,en"),
        ("LANGUAGES", ",", "is no list of languages; write codes such as ko,en"),
        ("HF_BASE_URL", "huggingface.co", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "ftp://huggingface.co", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "http://[::1", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "http://host:99999", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "http://a b", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "http://a..b", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", f"http://{'a' * 64}.org", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "http://bücher.example", "is no address; write it as https://example.org"),
        ("HF_BASE_URL", "http://xn--a", "is no address; write it as https://example.org"),
        ("HTTP_HOST", "http://localhost", "is no host; write it as 127.0.0.1, :: or example.org"),
        ("HTTP_HOST", "[::1]", "is no host; write it as 127.0.0.1, :: or example.org"),
        ("HTTP_HOST", "a" * 64, "is no host; write it as 127.0.0.1, :: or example.org"),
        ("HTTP_HOST", ".".join("a" * 200), "is no host; write it as 127.0.0.1, :: or example.org"),
        (
            "TELEGRAM_WEBHOOK_SECRET",
            "a+b=",
            "is no secret that Telegram takes: write up to 256 of A-Z, a-z, 0-9, _ and -",
        ),
        ("LLM_TIMEOUT", "0", "is too short for any answer; write seconds from 1 to 3600"),
        ("TELEGRAM_RATE", "-1", "is no rate; write how many a second, above 0"),
        ("TELEGRAM_RATE", "fast", "is no number; write it as 3 or 0.5"),
        ("ARXIV_INTERVAL", "3601", "is no number of seconds from 0 to 3600"),
        ("LLM_CONCURRENCY", "0", "is no whole number from 1 to 256"),
        ("LLM_DAILY_COST", "-1", "is no amount of US dollars; write it as 2.50"),
        ("LLM_PRICE", "0.15", "is no price; write US dollars for a million tokens in and out, as 0.15,0.60"),
        ("LLM_PRICE", "0.15,-1", "is no price; write US dollars for a million tokens in and out, as 0.15,0.60"),
        ("HTTP_PORT", "8080.0", "is no whole number from 0 to 65535"),
        ("TELEGRAM_PAID", "maybe", "is neither 1 nor 0"),
        ("LOG_FORMAT", "xml", "is none of text, json"),
        (
            "HF_TOKEN",
            "one two",
            "is no secret that can be sent: it holds a space, a line break or a letter outside ASCII",
        ),
    ],
)
def test_a_fault_says_what_would_be_right(name: str, value: str, told: str) -> None:
    assert faults(**{name: value}) == [f"{PREFIX}{name} {told}"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"LLM_BASE_URL": "http://a/v1"}, "LLM_BASE_URL is set without PAPERBOY_LLM_MODEL"),
        ({"LLM_MODEL": "big"}, "LLM_MODEL is set without PAPERBOY_LLM_BASE_URL"),
        (
            {"LLM_BASE_URL": "http://a/v1", "LLM_MODEL": "big", "LLM_FALLBACK_MODEL": "small"},
            "LLM_FALLBACK_MODEL is set without PAPERBOY_LLM_FALLBACK_BASE_URL",
        ),
        (
            {"LLM_FALLBACK_BASE_URL": "http://a/v1", "LLM_FALLBACK_MODEL": "small"},
            "LLM_FALLBACK_MODEL is set without PAPERBOY_LLM_MODEL",
        ),
    ],
)
def test_a_model_that_is_set_by_halves_is_refused(given: dict[str, str], told: str) -> None:
    assert faults(**given) == [f"{PREFIX}{told}; set both, or neither"]


def test_a_value_told_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:from-a-file")
    told = "PAPERBOY_HF_TOKEN and PAPERBOY_HF_TOKEN_FILE are both set; keep one of them"
    assert faults(HF_TOKEN="1:x", HF_TOKEN_FILE=str(tmp_path / "token")) == [told]


def test_a_file_of_a_secret_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    content = {"binary": b"\xff\xfe\0", "empty": b" \n", "long": b"x" * (MAX_FILE_BYTES + 1), "two lines": b"a\nb"}
    for name, text in content.items():
        (tmp_path / name).write_bytes(text)
    name = "PAPERBOY_HF_TOKEN_FILE"
    assert faults(HF_TOKEN_FILE=str(tmp_path / "missing")) == [f"{name} cannot be read: No such file or directory"]
    assert faults(HF_TOKEN_FILE=str(tmp_path)) == [f"{name} cannot be read: Is a directory"]
    assert faults(HF_TOKEN_FILE=str(tmp_path / "binary")) == [f"{name} cannot be read: it is no text in UTF-8"]
    assert faults(HF_TOKEN_FILE=str(tmp_path / "empty")) == [
        f"{name} names an empty file; write the value into it, or unset it"
    ]
    assert faults(HF_TOKEN_FILE=str(tmp_path / "long")) == [f"{name} cannot be read: it has more than 1,000,000 bytes"]
    assert faults(HF_TOKEN_FILE=str(tmp_path / "two lines"))[0].startswith("PAPERBOY_HF_TOKEN is no secret")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\0\xff", ["{} cannot be read: it is no text in UTF-8"]),
        (b"PAPERBOY_TIMEZONE=UTC\n\n\nthis is prose\nPAPERBOY_DB='open\n", ["{} line 4 {}", "{} line 5 {}"]),
        (None, ["{} cannot be read: Is a directory"]),
    ],
)
def test_a_dotenv_that_cannot_be_read_is_told_with_all_other_faults(
    content: bytes | None, told: list[str], tmp_path: Path
) -> None:
    dotenv = tmp_path / ".env"
    if content is None:
        dotenv.mkdir()
    else:
        dotenv.write_bytes(content)
    expected = [line.format(dotenv, "is no NAME=value") for line in told]
    assert faults(dotenv, TIMEZONE="Mars") == [*expected, *faults(TIMEZONE="Mars")]


def test_a_name_that_nothing_reads_is_found_wherever_it_stands(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PAPERBOY_ADMIN_CHAT=telegram:1\nPAPERBOY_HF_TOKEN_FILE=x\nHOME=/\n")
    given = {"PAPERBOY_DB_PATH": "x", "PAPERBOY_DB": "x", "PAPERBOY_TEST_DATA": "x", "PATH": "/bin"}
    assert unknown_names(given, dotenv) == ("PAPERBOY_ADMIN_CHAT", "PAPERBOY_DB_PATH")


def test_a_secret_is_in_no_repr() -> None:
    found = load(TELEGRAM_TOKEN="123:abc", SLACK_CLIENT_SECRET="s3cret")
    assert "abc" not in repr(found)
    assert "s3cret" not in f"{found} {found.slack_client_secret!s}"
    assert found.secrets() == ("123:abc", "s3cret")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(setting_names()), st.text(max_size=12), max_size=6))
def test_whatever_is_set_is_read_or_told(values: dict[str, str]) -> None:
    try:
        load(**{name.upper(): value for name, value in values.items()})
    except SettingsError as error:
        named = [line.split()[0].removeprefix(PREFIX).lower() for line in str(error).splitlines()]
        assert set(named) <= {name for name, value in values.items() if value.strip()}
