"""Reads the body of an answer, unpacked and as sent, up to a number of bytes and never beyond."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import httpx

ACCEPT_ENCODING = "gzip"
"""What is asked for: of this packing alone it is known how much comes out before it is in memory."""
_PLAIN = ("", "identity")
_GZIP = ("gzip", "x-gzip")
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class TooLargeError(Exception):
    """There is more of the body than may be read."""


async def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the body of a response that is being streamed.

    Raises TooLargeError when it has more than `max_bytes`, and httpx.DecodingError when it cannot be unpacked. httpx
    would unpack each piece whole, and each packing inside another: 64 kB of `gzip, gzip` become 64 GB before it can be
    counted.
    """
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in _PLAIN:
        return await _joined(response.aiter_bytes(), max_bytes)
    if packing not in _GZIP:
        raise httpx.DecodingError("the body is packed in a way that was not asked for", request=response.request)
    try:
        return await _unpacked(response.aiter_raw(), max_bytes)
    except zlib.error as error:
        raise httpx.DecodingError(str(error), request=response.request) from error


async def _joined(pieces: AsyncIterator[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > max_bytes:
            raise TooLargeError
    return bytes(body)


async def _unpacked(pieces: AsyncIterator[bytes], max_bytes: int) -> bytes:
    unpacking = zlib.decompressobj(_GZIP_WINDOW)
    body = bytearray()
    async for piece in pieces:
        # One byte of room is left always, so that the limit is never 0, which would mean none.
        body += unpacking.decompress(piece, max_bytes + 1 - len(body))
        if len(body) > max_bytes:
            raise TooLargeError
    if not unpacking.eof and body:
        raise zlib.error("the body ends in the middle")
    return bytes(body)
