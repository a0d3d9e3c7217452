"""However a body is packed, no more of it than allowed is ever unpacked."""

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.response_body import TooLargeError, read_body

ZEROS = gzip.compress(b"\0" * 100_000_000)


class Pieces(httpx.AsyncByteStream):
    """A body as it arrives."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.given = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.given += 1
            yield piece


def response(stream: Pieces, packing: str | None) -> httpx.Response:
    headers = {} if packing is None else {"Content-Encoding": packing}
    return httpx.Response(200, headers=headers, stream=stream, request=httpx.Request("GET", "https://arxiv.org/a"))


async def read(*pieces: bytes, packing: str | None = "gzip", max_bytes: int = 1_000) -> bytes:
    return await read_body(response(Pieces(*pieces), packing), max_bytes)


@given(st.binary(max_size=400), st.integers(1, 50), st.integers(0, 400))
async def test_a_body_comes_out_as_it_went_in_or_not_at_all(body: bytes, step: int, max_bytes: int) -> None:
    packed = gzip.compress(body)
    for packing, sent in (("gzip", packed), (None, body), ("identity", body)):
        pieces = [sent[at : at + step] for at in range(0, len(sent), step)]
        try:
            assert await read(*pieces, packing=packing, max_bytes=max_bytes) == body
        except TooLargeError:
            assert len(body) > max_bytes
        else:
            assert len(body) <= max_bytes


@pytest.mark.parametrize("packing", ["gzip", "x-gzip", "GZIP"])
async def test_a_bomb_ends_at_the_limit_and_not_in_memory(packing: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            await read(ZEROS, packing=packing, max_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


async def test_nothing_is_read_once_the_limit_is_passed() -> None:
    stream = Pieces(*[b"x" * 600] * 50)
    with pytest.raises(TooLargeError):
        await read_body(response(stream, None), 1_000)
    assert stream.given == 2


@pytest.mark.parametrize("packing", ["gzip, gzip", "deflate", "br", "zstd", "identity, gzip"])
async def test_what_was_not_asked_for_is_not_unpacked(packing: str) -> None:
    with pytest.raises(httpx.DecodingError, match="not asked for"):
        await read(gzip.compress(ZEROS), packing=packing)


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"abc" * 90)[:-9], zlib.compress(b"abc")])
async def test_a_body_that_is_damaged_or_cut_off_is_told(body: bytes) -> None:
    with pytest.raises(httpx.DecodingError):
        await read(body)


async def test_an_empty_body_may_be_called_packed() -> None:
    assert await read() == b""
