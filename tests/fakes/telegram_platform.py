"""A strict stand-in for the Bot API on loopback: its limits, its error texts, its counting of message ids.

Error texts and the counting of ids are the official server's (github.com/tdlib/telegram-bot-api),
as far as they are known; the limits are the Bot FAQ's (core.telegram.org/bots/faq), taken literally.
Everything accepted is kept in `arrivals`, so that a test can compare it with the ledger.
"""

from __future__ import annotations

import html
import json
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from tests.fakes.loopback import Attempt, Bucket, Clock, Fault, LoopbackPlatform, Window, answer

BOT_ID = 1
FIRST_CHANNEL = -1_000_000_000_000
"""Ids of supergroups and channels are smaller than this, those of basic groups lie between it and 0."""

_TAGS = frozenset("b strong i em u ins s strike del a code pre span tg-spoiler tg-emoji blockquote".split())
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z0-9-]*)(?P<rest>[^<>]*)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9A-Fa-f]+);")


Entities = tuple[tuple[str, str, int, int], ...]
"""Of each entity: its tag, its attributes, where it begins and ends."""


class RefusedError(Exception):
    """An answer with ok=false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> str:
        """Return the JSON that says so."""
        told: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return json.dumps(told | ({"parameters": self.parameters} if self.parameters else {}))

    def as_fault(self, *, accepted: bool = False) -> Fault:
        """Return this answer as a fault to inject."""
        return answer(self.code, self.body(), accepted=accepted)


def too_many(retry_after: int) -> Fault:
    """Ask to wait so many seconds."""
    return RefusedError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after).as_fault()


def blocked() -> Fault:
    """Say that the user has blocked the bot."""
    return RefusedError(403, "Forbidden: bot was blocked by the user").as_fault()


def moved(to: int) -> Fault:
    """Say that the group is a supergroup now."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return RefusedError(400, text, migrate_to_chat_id=to).as_fault()


def bad_gateway(code: int = 502, *, accepted: bool = False) -> Fault:
    """Fail inside, and say so in JSON."""
    text = {500: "Internal Server Error", 502: "Bad Gateway"}[code]
    return RefusedError(code, text).as_fault(accepted=accepted)


@dataclass(frozen=True, slots=True)
class Content:
    """What the platform compares to tell whether an edit changes anything."""

    text: str
    entities: Entities = ()
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One accepted message; `own` is False for those that others wrote."""

    chat: int
    message_id: int
    content: Content
    at: float
    thread: int | None = None
    silent: bool = False
    preview: str = ""
    paid: bool = False
    own: bool = True

    @property
    def text(self) -> str:
        """The text as people read it."""
        return self.content.text


class FakeTelegram(LoopbackPlatform):
    """The Bot API for one bot.

    `channels` are the chats that are channels (others with such ids are supergroups), `editable` the channels
    where the bot may edit posts of others, `closed_topics` the (chat, thread) pairs that take no message.
    """

    def __init__(
        self,
        *,
        token: str = "1:a",
        clock: Clock = time.monotonic,
        speed: float = 1,
        faults: Callable[[Attempt], Fault | None] | None = None,
    ) -> None:
        super().__init__(clock=clock, speed=speed, faults=faults)
        self.token = token
        self.arrivals: list[Arrival] = []
        self.calls: Counter[str] = Counter()
        self.refused_429 = 0
        self.channels: set[int] = set()
        self.editable: set[int] = set()
        self.unknown_chats: set[int] = set()
        self.closed_topics: set[tuple[int, int]] = set()
        self._messages: dict[tuple[int, int], Arrival] = {}
        self._last_ids: defaultdict[int, int] = defaultdict(int)
        self._whole = Window(30, 1)
        self._private: defaultdict[int, Bucket] = defaultdict(lambda: Bucket(burst=3))
        self._groups: defaultdict[int, Window] = defaultdict(lambda: Window(20, 60))

    @property
    def base_url(self) -> str:
        """What stands before `/bot<token>/<method>`."""
        return self.origin

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer every method of the bot by GET and POST."""
        router.add_route("*", "/bot{token}/{method}", self._answer)

    def others_write(self, chat: int, text: str = "hello") -> int:
        """Let somebody else write a message into a chat; it takes an id like any other."""
        return self._keep(Arrival(chat, 0, Content(text), self.now(), own=False)).message_id

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] += 1
        form = {name: str(value) for name, value in (await request.post()).items()}
        arguments = {**request.query, **form}
        try:
            if request.match_info["token"] != self.token:
                raise RefusedError(401, "Unauthorized")
            if method in ("sendMessage", "sendPhoto"):
                return await self._send(request, method, arguments)
            if method == "getUpdates":
                await self.wait_for_stop(float(arguments.get("timeout", 0)))
                return _ok([])
            return _ok(self._call(method, arguments))
        except RefusedError as error:
            return _refused(error)

    def _call(self, method: str, arguments: Mapping[str, str]) -> Any:
        match method:
            case "getMe":
                return {"id": BOT_ID, "is_bot": True, "first_name": "Paperboy", "username": "paperboy_bot"}
            case "editMessageText":
                content = _text_content(arguments, "text", 4096)
                return self._edit(arguments, lambda _old: content)
            case "editMessageReplyMarkup":
                return self._edit(arguments, lambda old: replace(old, markup=_markup(arguments)))
            case "getChat":
                chat = self._chat(arguments)
                return self._chat_object(chat) | {"accent_color_id": 0, "max_reaction_count": 11}
            case "getChatMember":
                return self._own_membership(self._chat(arguments))
            case "answerCallbackQuery" | "deleteWebhook" | "setWebhook" | "setMyCommands" | "sendChatAction":
                return True
        raise RefusedError(404, "Not Found")

    async def _send(self, request: web.Request, method: str, arguments: Mapping[str, str]) -> web.Response:
        name, limit = ("caption", 1024) if method == "sendPhoto" else ("text", 4096)

        def accept() -> web.Response:
            return _ok(self._message_object(self._accept(arguments, name, limit)))

        return await self.with_faults(request, arguments.get("chat_id", ""), arguments.get(name, ""), accept)

    def _accept(self, arguments: Mapping[str, str], name: str, limit: int) -> Arrival:
        chat = self._chat(arguments)
        thread = int(arguments["message_thread_id"]) if "message_thread_id" in arguments else None
        if thread is not None and (chat, thread) in self.closed_topics:
            raise RefusedError(400, "Bad Request: TOPIC_CLOSED")
        content = _text_content(arguments, name, limit)
        self._keep_limits(chat)
        arrival = self._keep(
            Arrival(
                chat,
                0,
                content,
                self.now(),
                thread,
                arguments.get("disable_notification") == "true",
                arguments.get("link_preview_options", ""),
                arguments.get("allow_paid_broadcast") == "true",
            )
        )
        self.arrivals.append(arrival)
        return arrival

    def _keep_limits(self, chat: int) -> None:
        now = self.now()
        own = self._private[chat] if chat > 0 else self._groups[chat]
        wait = max(self._whole.wait(now), own.wait(now))
        if wait > 0:
            self.refused_429 += 1
            seconds = math.ceil(wait)
            raise RefusedError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._whole.take(now)
        own.take(now)

    def _keep(self, arrival: Arrival) -> Arrival:
        """Give a message its id: channels and supergroups count their own, other chats share one count."""
        sequence = arrival.chat if arrival.chat <= FIRST_CHANNEL else 0
        self._last_ids[sequence] += 1
        kept = replace(arrival, message_id=self._last_ids[sequence])
        self._messages[kept.chat, kept.message_id] = kept
        return kept

    def _edit(self, arguments: Mapping[str, str], change: Callable[[Content], Content]) -> Any:
        chat = self._chat(arguments)
        message = self._messages.get((chat, int(arguments["message_id"])))
        if message is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if not message.own and chat not in self.editable:
            raise RefusedError(400, "Bad Request: message can't be edited")
        content = change(message.content)
        if content == message.content:
            raise RefusedError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are"
                " exactly the same as a current content and reply markup of the message",
            )
        edited = replace(message, content=content)
        self._messages[chat, message.message_id] = edited
        return self._message_object(edited)

    def message(self, chat: int, message_id: int) -> Arrival:
        """Return a message as it reads now."""
        return self._messages[chat, message_id]

    def _chat(self, arguments: Mapping[str, str]) -> int:
        try:
            chat = int(arguments["chat_id"])
        except (KeyError, ValueError):
            raise RefusedError(400, "Bad Request: chat not found") from None
        if chat in self.unknown_chats:
            raise RefusedError(400, "Bad Request: chat not found")
        return chat

    def _chat_object(self, chat: int) -> dict[str, Any]:
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": "Ada"}
        if chat > FIRST_CHANNEL:
            return {"id": chat, "type": "group", "title": "Readers"}
        return {"id": chat, "type": "channel" if chat in self.channels else "supergroup", "title": "Readers"}

    def _message_object(self, message: Arrival) -> dict[str, Any]:
        return {
            "message_id": message.message_id,
            "date": 1_778_659_200 + int(message.at - self._began),
            "chat": self._chat_object(message.chat),
            "text": message.text,
        }

    def _own_membership(self, chat: int) -> dict[str, Any]:
        rights = ["manage_chat", "delete_messages", "manage_video_chats", "restrict_members"]
        rights += ["promote_members", "change_info", "invite_users", "be_edited"]
        rights += ["post_stories", "edit_stories", "delete_stories"]
        return {
            "status": "administrator" if chat in self.channels else "member",
            "user": {"id": BOT_ID, "is_bot": True, "first_name": "Paperboy"},
            "is_anonymous": False,
            "can_post_messages": True,
            "can_edit_messages": chat in self.editable,
        } | {f"can_{right}": False for right in rights}


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(error: RefusedError) -> web.Response:
    return web.Response(status=error.code, text=error.body(), content_type="application/json")


def _text_content(arguments: Mapping[str, str], name: str, limit: int) -> Content:
    """Read a text as the platform does: entities first, then its length in UTF-16 units."""
    text = arguments.get(name, "")
    entities: Entities = ()
    if arguments.get("parse_mode") == "HTML":
        text, entities = read_html(text)
    if not text.strip() and name == "text":
        raise RefusedError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise RefusedError(400, f"Bad Request: message {'is' if name == 'text' else 'caption is'} too long")
    return Content(text.strip(), entities, _markup(arguments))


def read_html(text: str) -> tuple[str, Entities]:
    """Read the Bot API's HTML strictly into plain text and its entities.

    Raises RefusedError with the server's words where a tag is unknown, open or crossed.
    """
    plain, at = "", 0
    opened: list[tuple[str, str, int]] = []
    entities: list[tuple[str, str, int, int]] = []
    for found in _TAG.finditer(text):
        plain += _unescape(text, at, found.start())
        at, name = found.end(), found["name"].lower()
        offset = len(text[: found.start()].encode())
        if not found["end"]:
            if name not in _TAGS:
                raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {offset}')
            opened.append((name, found["rest"].strip(), len(plain)))
            continue
        if not opened:
            raise _cannot_parse(f"Unexpected end tag at byte offset {offset}")
        tag, attributes, start = opened.pop()
        if name not in ("", tag):
            raise _cannot_parse(f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"')
        entities.append((tag, attributes, start, len(plain)))
    plain += _unescape(text, at, len(text))
    if opened:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return plain, tuple(entities)


def _unescape(text: str, start: int, end: int) -> str:
    part = text[start:end]
    if "<" in part:
        offset = len(text[: start + part.index("<")].encode())
        raise _cannot_parse(f'Unsupported start tag "" at byte offset {offset}')
    return _ENTITY.sub(lambda found: html.unescape(found[0]), part)


def _cannot_parse(why: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: can't parse entities: {why}")


def _markup(arguments: Mapping[str, str]) -> str:
    """Check an inline keyboard by the limits of InlineKeyboardButton and return it in one spelling."""
    if not arguments.get("reply_markup"):
        return ""
    rows = json.loads(arguments["reply_markup"]).get("inline_keyboard", [])
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise RefusedError(400, 'Bad Request: can\'t parse inline keyboard button: Field "text" must not be empty')
        if ("url" in button) == ("callback_data" in button):
            raise RefusedError(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not re.fullmatch(r"(https?|tg)://[^\s/.]+\.\S+", button["url"]):
            raise RefusedError(400, "Bad Request: BUTTON_URL_INVALID")
    return json.dumps(rows, sort_keys=True) if rows else ""
