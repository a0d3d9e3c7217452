"""The client for sites and models, through the proxies and with the certificates that the system names."""

from __future__ import annotations

import httpx

from bot.config import SettingsError


def make_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Make the client; `transport` replaces the network.

    Raises SettingsError for what the environment names and nobody can use, without its value: the address of a proxy
    may hold a password.
    """
    try:
        return httpx.AsyncClient(transport=transport, follow_redirects=False)
    except ImportError as error:
        told = "ALL_PROXY, HTTP_PROXY or HTTPS_PROXY is a SOCKS proxy, which Paperboy cannot use; set one of http://"
        raise SettingsError(told) from error
    except (ValueError, httpx.InvalidURL) as error:
        told = "ALL_PROXY, HTTP_PROXY or HTTPS_PROXY is no address of a proxy; write it as http://127.0.0.1:3128"
        raise SettingsError(told) from error
    except OSError as error:
        told = f"SSL_CERT_FILE or SSL_CERT_DIR names no certificates that can be read: {error.strerror or error}"
        raise SettingsError(told) from error
