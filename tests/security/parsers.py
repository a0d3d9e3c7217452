"""Every parser of what strangers write, as a function of bytes, with the errors that it may answer with.

A new parser is added here once; both the tests of every day and the long fuzzing run it from then on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx

from bot.config import SettingsError, load_settings
from bot.telegram import plain_text
from digest.arxiv import parse_batch, parse_feed
from digest.chat_answer import read_answer, usage_of
from digest.errors import FullTextError, IdError, ModelError, PostError, SourceError
from digest.fetch import Fetcher
from digest.fulltext import from_html, from_markdown, from_pdf
from digest.hugging_face import HuggingFace
from digest.ids import find_ids, parse_id
from digest.json_repair import read_object
from digest.latex import readable
from digest.post_read import load_post, read_post
from digest.response_body import TooLargeError, read_body
from digest.sentences import split_sentences
from digest.topics import TopicError, parse_topic
from digest.trends import normalised
from handlers.chat_records import read_record
from handlers.command_text import spans_of, unmarked
from handlers.day_words import read_away, read_days, read_list_day
from handlers.errors import CommandError
from handlers.layout import read_press
from handlers.preferences import read_hour, read_language, read_quiet, read_style, read_switch
from handlers.slack_events import key_of, read_event, team_of
from handlers.slack_words import plain_words, read_channel
from handlers.telegram_updates import Myself, lane_of, read_update
from handlers.zones import read_zone
from storage.addresses import parse_address
from storage.models import Language, PaperKey, Style

T = TypeVar("T")
TODAY = date(2026, 5, 13)
LANGUAGES = (Language("ko"), Language("en"), Language("ja"), Language("zh"))


@dataclass(frozen=True, slots=True)
class Parser:
    """`read` takes any bytes, and returns or raises one of `refusals`; `words` are what its language is made of."""

    name: str
    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...] = ()
    words: tuple[bytes, ...] = ()


def text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """Give a parser of text the text that bytes are."""
    return lambda data: read(data.decode("utf-8", "replace"))


def done(work: Coroutine[Any, Any, T]) -> T:
    """Run what waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    raise AssertionError("it waits for something")


class Answering(Fetcher):
    """A fetcher that has one answer."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    async def get(self, url: str, **_: object) -> bytes:
        """Give it."""
        return self.answer


class Bytes(httpx.AsyncByteStream):
    """A body that arrives in pieces."""

    def __init__(self, data: bytes) -> None:
        self.rest = BytesIO(data)

    def __aiter__(self) -> Bytes:
        return self

    async def __anext__(self) -> bytes:
        if piece := self.rest.read(4_096):
            return piece
        raise StopAsyncIteration


def listed(data: bytes) -> object:
    return done(HuggingFace(Answering(data), "https://huggingface.co").list_day(TODAY))


def recorded(data: bytes) -> object:
    return done(HuggingFace(Answering(data), "https://huggingface.co").paper(PaperKey("2605.00001")))


def unpacked(data: bytes) -> object:
    asked = httpx.Request("GET", "https://arxiv.org/a")
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Bytes(data), request=asked)
    return done(read_body(answer, 10_000))


def settings(data: bytes) -> object:
    with TemporaryDirectory() as folder:
        dotenv = Path(folder) / ".env"
        dotenv.write_bytes(data)
        return load_settings({}, dotenv)


def post_file(data: bytes) -> object:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "2026-05-13-daily-papers.md"
        path.write_bytes(data)
        return load_post(path)


def imported_chat(data: bytes) -> object:
    return read_record(json.loads(data), Language("ko"), "Asia/Seoul", time(8, 15))


def brought(read: Callable[[dict[str, Any]], object]) -> Callable[[bytes], object]:
    """Give a parser of what a platform brings the object that bytes are; whatever else they are goes no further."""

    def parse(data: bytes) -> object:
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return None
        return read(document) if isinstance(document, dict) else None

    return parse


def telegram_update(update: dict[str, Any]) -> object:
    return read_update(update, MYSELF), lane_of(update)


def slack_event(body: dict[str, Any]) -> object:
    return read_event(body, ("paper", "help")), key_of(body), team_of(body)


MYSELF = Myself(7, "paperboy_bot", ("paper", "help"))
PAPER = b"<article class='ltx_document'><p>" + b"Models forget what they read. " * 80
ENTRY = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/abs/2605.00001v1</id>"
RECORD = b'[{"paper":{"id":"2605.00001","title":"Tides","summary":"We look.","authors":[{"name":"Kim"}]}}]'
PDF = (
    b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n"
)

ANSWER = (
    b'{"choices":[{"message":{"content":',
    b'"finish_reason":"length"',
    b'"error":{"message":',
    b"null",
    b"}]}",
    b"[",
)
OBJECT = (b'{"goal":', b"```json\n", b"'", b'"', b"\\alpha", b"}", b"{", b"properties", b"<think>", b",")
UPDATE = (
    b'{"message":{"chat":{"id":1,"type":"private"},"from":',
    b'"text":"/paper',
    b'"entities":[',
    b"null",
    b"}}",
    b"[]",
)
EVENT = (
    b'{"type":"event_callback","event":{"type":"message","user":',
    b'"authorizations":',
    b'"view":{',
    b"1",
    b"}}",
    b"[]",
)

PARSERS = (
    Parser("id", text(parse_id), (IdError,), (b"arXiv:", b"2509.03867", b"v2", b"hep-th/", b"https://", b"arxiv.org/")),
    Parser("ids in a text", text(find_ids), (), (b"2509.03867", b" ", b"arxiv.org/abs/", b"v", b"hf.co/papers/")),
    Parser("keyword", text(normalised), (), (b"(", b")", b"s", b"-", "가".encode(), "ﷺ".encode())),
    Parser("topic", text(parse_topic), (TopicError,), (b'"', b"-", b"OR ", b"author:", b"votes:>", b"9", b"code:yes")),
    Parser(
        "post", text(read_post), (PostError,), (b"---\n", b"title: ", b"# 1. [", b"](", b"\n> ", b"## Method\n", b"-")
    ),
    Parser("file of a post", post_file, (PostError,), (b"\xff\xfe", b"\xef\xbb\xbf", b"# [a](b)\n", b"\r", b"---\n")),
    Parser(
        "HTML", from_html, (FullTextError,), (PAPER, b"<p>", b"<math alttext='", b"<!--", b"<table>", b"</p>", b"<")
    ),
    Parser("Markdown", text(from_markdown), (FullTextError,), (b"# ", b"```", b"$$", b"](", b"|", b"\n", PAPER[40:])),
    Parser(
        "PDF", from_pdf, (FullTextError,), (PDF, b"stream\n", b" obj\n", b"<<", b"[", b"(", b"/Kids [2 0 R]", b"xref")
    ),
    Parser("LaTeX", text(readable), (), (b"\\frac{", b"$", b"}", b"^", b"_", b"\\begin{", b"\\left(", b"%", b"\\")),
    Parser("sentences", text(split_sentences), (), (b". ", b"e.g. ", b"A", b"\xe3\x80\x82", b"? ", b'"', b")")),
    Parser(
        "list", listed, (SourceError,), (RECORD, b"[", b"{", b'"paper":', b"null", b",", b"9" * 5_000, b'"id":', b"}")
    ),
    Parser("record", recorded, (SourceError,), (RECORD[10:-2], b"[", b"{", b"null", b'"upvotes":', b"1e999", b"}")),
    Parser(
        "Atom",
        lambda data: parse_feed(data, PaperKey("2605.00001")),
        (SourceError,),
        (ENTRY, b"<title>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"</entry></feed>", b"<author>", b"]]>", b"<"),
    ),
    Parser(
        "Atom batch",
        lambda data: parse_batch(data, [PaperKey("2605.00001"), PaperKey("2605.00002")]),
        (SourceError,),
        (ENTRY, b"<title>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"</entry></feed>", b"<author>", b"]]>", b"<"),
    ),
    Parser("packed answer", unpacked, (TooLargeError, httpx.DecodingError), (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\x01")),
    Parser(
        "settings", settings, (SettingsError,), (b"PAPERBOY_HTTP_PORT=", b"PAPERBOY_ZONE='", b"\n", b"export ", b"${A}")
    ),
    Parser(
        "address", text(parse_address), (ValueError,), (b"telegram:", b"-100", b"/", b"slack:", b"T0/", b"C0", b"1")
    ),
    Parser("button", text(read_press), (), (b"v1:", b"open:", b":", b"2605.00001")),
    Parser(
        "imported chat",
        imported_chat,
        (ValueError, RecursionError),
        (b'{"address":"console:a"', b',"at":"', b"}", b"["),
    ),
    Parser("hour", text(read_hour), (CommandError,), (b"8", b":15", b"pm", b"\xec\x98\xa4\xec\xa0\x84", b"0", b"-")),
    Parser("quiet hours", text(read_quiet), (CommandError,), (b"22", b"-", b"07", b"~", b"off", b"to ")),
    Parser("days", text(read_days), (CommandError,), (b"mon", b"-", b",", b"weekdays", b"\xec\x9b\x94")),
    Parser(
        "list day",
        text(lambda day: read_list_day(day, TODAY, TODAY)),
        (CommandError,),
        (b"2026-", b"05", b"-", b"31", b"/"),
    ),
    Parser("away", text(lambda day: read_away(day, TODAY)), (CommandError,), (b"until ", b"Mon", b"99999999", b"days")),
    Parser("zone", text(read_zone), (CommandError,), (b"Asia/", b"UTC", b"+09:00", b"../", b"Seoul", b"-")),
    Parser("language", text(lambda name: read_language(name, LANGUAGES)), (CommandError,), (b"ko", b"English", b"-")),
    Parser(
        "style", text(lambda name: read_style(name, tuple(Style), LANGUAGES[0])), (CommandError,), (b"full", b"compact")
    ),
    Parser("switch", text(read_switch), (CommandError,), (b"on", b"off")),
    Parser("told commands", text(spans_of), (), (b"\x02", b"/paper", b"`", b"@", b" ")),
    Parser("marked words", text(unmarked), (), (b"\x02", b"/paper", b"`")),
    Parser("Telegram's markup", text(plain_text), (), (b"<b>", b"&lt;", b"&#x110000;", b"<a href='", b"</", b"&")),
    Parser("model's answer", lambda data: read_answer("host", 200, {}, data), (ModelError,), ANSWER),
    Parser("model's refusal", lambda data: read_answer("host", 429, {}, data), (ModelError,), ANSWER),
    Parser("model's count", usage_of, (), (b'{"usage":{"prompt_tokens":', b'"cost":', b"-1", b"1e999", b"}}", b"true")),
    Parser("model's object", text(lambda told: read_object(told, ("goal",))), (ValueError,), OBJECT),
    Parser("update of Telegram", brought(telegram_update), (), UPDATE),
    Parser("event of Slack", brought(slack_event), (), EVENT),
    Parser(
        "words from Slack", text(lambda told: plain_words(told, "T0")), (), (b"<@U0|ada>", b"<#C0", b"<https://", b">")
    ),
    Parser("channel of Slack", text(read_channel), (), (b"<#C0|papers>", b"slack:T0/C0", b"#")),
)
