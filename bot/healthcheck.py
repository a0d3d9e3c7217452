"""Asks the running bot whether it is alive, for containers: `python -m bot.healthcheck` exits 0 if it is, else 1.

On the standard library alone: it runs twice a minute, in a process of its own each time.
"""

from __future__ import annotations

import http.client
import sys

from bot.config import Settings, SettingsError, load_settings

TIMEOUT_S = 4.0
"""Less than the five seconds that the image gives."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 — asked at loopback, not served there


def fault(settings: Settings) -> str | None:
    """Return what is wrong with the bot that these settings describe, or None."""
    host = EVERYWHERE.get(settings.http_host, settings.http_host)
    connection = http.client.HTTPConnection(host, settings.http_port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"no answer from {host}:{settings.http_port} ({type(error).__name__})"
    finally:
        connection.close()
    return None if status == 200 else f"{host}:{settings.http_port} answers {status}"


def main() -> int:
    """Tell on stderr what is wrong, and return the exit code."""
    try:
        told = fault(load_settings())
    except SettingsError as error:
        told = str(error)
    if told:
        print(f"paperboy: {told}", file=sys.stderr)  # noqa: T201
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
