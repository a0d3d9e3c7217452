"""What the environment says of proxies and certificates is a setting like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import run
from bot.config import SettingsError
from bot.web_client import make_client

NO_FILE = "/nowhere/certificates.pem"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a machine with a direct way to the network."""
    for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ALL_PROXY", "socks5://reader:pass-word@127.0.0.1:1080", "is a SOCKS proxy"),
        ("HTTPS_PROXY", "ftp://reader:pass-word@127.0.0.1", "is no address of a proxy"),
        ("HTTP_PROXY", "http://reader:pass-word@127.0.0.1:none", "is no address of a proxy"),
        ("SSL_CERT_FILE", NO_FILE, "No such file or directory"),
    ],
)
def test_what_nobody_can_use_is_told_without_its_password(
    name: str,
    value: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told) as raised:
        make_client()
    assert "pass-word" not in str(raised.value)
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    assert run(["paper", "2605.00001"]) == 2
    error = capsys.readouterr().err
    assert name in error
    assert told in error


async def test_without_any_the_way_is_direct() -> None:
    async with make_client() as client:
        assert not client.follow_redirects
