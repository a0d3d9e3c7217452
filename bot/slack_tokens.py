"""Slack's tokens at rest: sealed with a key from the settings, each bound to its workspace."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
"""The length that AES-GCM is made for (NIST SP 800-38D); at random, a key may seal four thousand million tokens."""


class SealError(Exception):
    """A sealed token cannot be read: the key is another one, or the token was moved or damaged."""


class TokenCipher:
    """Seals and opens tokens; one that was sealed for a workspace opens for no other."""

    def __init__(self, key: str) -> None:
        """Take a key of 32 bytes in base64, in either of its alphabets."""
        self._cipher = AESGCM(base64.b64decode(key.replace("-", "+").replace("_", "/")))

    def seal(self, token: str, team: str) -> str:
        """Encrypt a workspace's token."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, token.encode(), team.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, team: str) -> str:
        """Decrypt a workspace's token; raises SealError."""
        try:
            whole = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], team.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError(
                f"the token of Slack workspace {team} was sealed with another key;"
                " set PAPERBOY_SLACK_KEY to that one (docs/slack.md has what to do if it is lost)"
            ) from error
