"""The Bot API with people in front of it: what they write and press comes as updates, and what they see is kept.

Its way of confirming, of refusing a second reader, and its error texts are the official server's
(github.com/tdlib/telegram-bot-api), as far as they are known.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.telegram_platform import BOT_ID, FakeTelegram, RefusedError, read_html

USERNAME = "paperboy_bot"
ADA, BEN = 501, 502
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_OWN_LINK = re.compile(rf"https://t\.me/{USERNAME}\?start=[A-Za-z0-9_-]{{1,64}}")
"""What a press that is no game's may open (core.telegram.org/bots/api#answercallbackquery)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that arrived."""

    chat: int
    name: str
    content: bytes
    caption: str


class TelegramPeople(FakeTelegram):
    """A Bot API whose chats have people.

    `members` are the states of people in chats (else "member"), `names` the ids of public names, `languages` those of
    people's Telegram (else "en"). `documents` and `photos` came as files. `answered` are the notices of presses, or
    what they opened, `results` those of inline questions, `commands` the lists by scope and language, `asked` all calls
    with their arguments. `own_place` is the bot's own membership, where a test sets it. Calls of `held` methods are
    never answered, and do nothing. `no_files` are chats that let no files in, and what is said of them; `cannot_tell`
    those of whose members nothing is told, for the server is at fault.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.members: dict[tuple[int, int], str] = {}
        self.names: dict[str, int] = {}
        self.languages: dict[int, str] = {}
        self.own_place: dict[str, Any] = {}
        self.answered: dict[str, str] = {}
        self.results: dict[str, list[dict[str, Any]]] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.documents: list[Document] = []
        self.photos: list[Document] = []
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.held: frozenset[str] = frozenset()
        self.no_files: dict[int, str] = {}
        self.cannot_tell: set[int] = set()
        self.webhook: Mapping[str, str] = {}
        self.updates: list[dict[str, Any]] = []
        self._count = 0
        self._open_presses: set[str] = set()
        self._arrived = asyncio.Condition()
        self._reader: object | None = None
        self._waited_enough = False

    def arrive(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Let an update of any kind arrive; it waits until it is fetched or pushed."""
        self._count += 1
        update = {"update_id": 1_000 + self._count, kind: dict(body)}
        self.updates.append(update)
        asyncio.get_running_loop().create_task(self._wake())
        return update

    def says(self, text: str, person: int = ADA, chat: int | None = None, **changes: Any) -> dict[str, Any]:
        """Let a person write; `changes` are further fields of the message."""
        place = person if chat is None else chat
        kind = "channel_post" if place in self.channels else "message"
        writer = {} if kind == "channel_post" else {"from": self.person(person)}
        message_id = self.others_write(place, text)
        body = {"message_id": message_id, "date": 1_778_659_200, "chat": self._chat_object(place), "text": text}
        return self.arrive(kind, body | writer | changes)

    def presses(
        self, data: str, message_id: int, person: int = ADA, chat: int | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Let a person press a button under a message of the bot's."""
        place = person if chat is None else chat
        callback = f"press-{self._count + 1}"
        self._open_presses.add(callback)
        message = {
            "message_id": message_id,
            "date": 1_778_659_200,
            "chat": self._chat_object(place),
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "Paperboy"},
        }
        body = {"id": callback, "from": self.person(person), "message": message | changes, "data": data}
        return self.arrive("callback_query", body)

    def types(self, words: str, person: int = ADA) -> str:
        """Let a person type after the bot's name, and return the id of the question."""
        question = f"inline-{self._count + 1}"
        self.arrive("inline_query", {"id": question, "from": self.person(person), "query": words, "offset": ""})
        return question

    def place_changes(self, old: str, new: str, person: int = ADA, chat: int | None = None, **rights: Any) -> None:
        """Let a person add, remove, mute or block the bot; `rights` are those that it has or had."""
        place = person if chat is None else chat
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Paperboy"}
        self.arrive(
            "my_chat_member",
            {
                "chat": self._chat_object(place),
                "from": self.person(person),
                "date": 1_778_659_200,
                "old_chat_member": {"status": old, "user": bot} | rights,
                "new_chat_member": {"status": new, "user": bot} | rights,
            },
        )

    def person(self, person: int) -> dict[str, Any]:
        """Return a person as updates show them."""
        language = self.languages.get(person, "en")
        return {"id": person, "is_bot": False, "first_name": "Ada", "language_code": language}

    def texts(self, chat: int = ADA) -> list[str]:
        """Return what the bot has written in a chat, as it reads now."""
        return [
            self.message(chat, arrival.message_id).text.strip() for arrival in self.arrivals if arrival.chat == chat
        ]

    async def push(self, update: Mapping[str, Any], **headers: str) -> int:
        """Bring an update to the webhook as Telegram does, and return the status; 2xx confirms it."""
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.webhook["url"], json=update, headers=secret | headers) as response,
        ):
            if response.ok and update in self.updates:
                self.updates.remove(dict(update))
            return response.status

    async def wait_enough(self) -> None:
        """End the long poll that waits now as after its whole time, without an update."""
        self._waited_enough = True
        await self._wake()

    async def wake_reader(self) -> None:
        """End the long poll that waits now, as if another had begun."""
        self._reader = None
        await self._wake()

    async def _wake(self) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        posted = await request.post()
        arguments = {**request.query, **{name: str(value) for name, value in posted.items()}}
        self.asked.append((method, arguments))
        if request.match_info["token"] != self.token:
            return _refused(RefusedError(401, "Unauthorized"))
        if method in self.held:
            await self.wait_for_stop()
        file = next((value for value in posted.values() if isinstance(value, web.FileField)), None)
        if file is not None:
            # A photo of which only the address is sent is a message as any other.
            name, content = file.filename, file.file.read()
            return self._told(method, arguments, lambda: self._take_file(method, arguments, name, content))
        if method == "getUpdates":
            self.calls[method] += 1
            return await self._updates(arguments)
        if method in ("answerCallbackQuery", "answerInlineQuery", "setMyCommands", "setWebhook", "deleteWebhook"):
            return self._told(method, arguments)
        if method == "getChatMember" and int(arguments["user_id"]) != BOT_ID:
            return self._told(method, arguments)
        if arguments.get("chat_id") in self.names:
            arguments["chat_id"] = str(self.names[arguments["chat_id"]])
            return self._told(method, arguments)
        return await super()._answer(request)

    def _told(self, method: str, arguments: Mapping[str, str], call: Callable[[], Any] | None = None) -> web.Response:
        self.calls[method] += 1
        try:
            return web.json_response({"ok": True, "result": call() if call else self._call(method, arguments)})
        except RefusedError as error:
            return _refused(error)

    def _call(self, method: str, arguments: Mapping[str, str]) -> Any:
        match method:
            case "answerCallbackQuery":
                return self._acknowledge(arguments["callback_query_id"], arguments)
            case "answerInlineQuery":
                return self._offer(arguments)
            case "setMyCommands":
                return self._list_commands(arguments)
            case "setWebhook":
                self.webhook = arguments
                return True
            case "deleteWebhook":
                self.webhook = {}
                return True
            case "getChatMember" if int(arguments["user_id"]) != BOT_ID:
                return self._membership(self._chat(arguments), int(arguments["user_id"]))
        return super()._call(method, arguments)

    async def _updates(self, arguments: Mapping[str, str]) -> web.Response:
        """Confirm what is before the offset, then wait for what comes; only one reader at a time."""
        if self.webhook:
            return _conflict("can't use getUpdates method while webhook is active; use deleteWebhook first")
        allowed = json.loads(arguments["allowed_updates"])
        offset = int(arguments.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        reader = self._reader = object()
        self._waited_enough = False
        await self._wake()
        async with self._arrived:
            try:
                async with asyncio.timeout(float(arguments.get("timeout", 0))):
                    await self._arrived.wait_for(
                        lambda: self._fresh(allowed) or self._reader is not reader or self._waited_enough
                    )
            except TimeoutError:
                pass
        if self._reader is not reader:
            return _conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        return web.json_response({"ok": True, "result": self._fresh(allowed)[: int(arguments.get("limit", 100))]})

    def _fresh(self, allowed: list[str]) -> list[dict[str, Any]]:
        return [update for update in self.updates if any(kind in update for kind in allowed)]

    def _acknowledge(self, callback: str, arguments: Mapping[str, str]) -> bool:
        text, link = arguments.get("text", ""), arguments.get("url", "")
        if callback not in self._open_presses:
            raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(text) > 200:
            raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
        if link and not _OWN_LINK.fullmatch(link):
            raise RefusedError(400, "Bad Request: URL_INVALID")
        self._open_presses.remove(callback)
        self.answered[callback] = link or text
        return True

    def _offer(self, arguments: Mapping[str, str]) -> bool:
        results = json.loads(arguments["results"])
        if len(results) > 50:
            raise RefusedError(400, "Bad Request: RESULTS_TOO_MUCH")
        for result in results:
            content = result["input_message_content"]
            text, _ = read_html(content["message_text"])
            if not 1 <= len(text.encode("utf-16-le")) // 2 <= 4096 or not 1 <= len(result["id"].encode()) <= 64:
                raise RefusedError(400, "Bad Request: RESULT_INVALID")
        self.results[arguments["inline_query_id"]] = results
        return True

    def _list_commands(self, arguments: Mapping[str, str]) -> bool:
        commands = json.loads(arguments["commands"])
        for command in commands:
            if not _COMMAND.fullmatch(command["command"]):
                raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = json.loads(arguments["scope"])["type"]
        self.commands[scope, arguments.get("language_code", "")] = commands
        return True

    def _own_membership(self, chat: int) -> dict[str, Any]:
        return self.own_place or super()._own_membership(chat)

    def _membership(self, chat: int, person: int) -> dict[str, Any]:
        if chat in self.cannot_tell:
            raise RefusedError(500, "Internal Server Error")
        status = self.members.get((chat, person), "member")
        member = {"status": status, "user": self.person(person)}
        if status == "administrator":
            rights = self._own_membership(chat)
            return rights | member
        return member | ({"is_anonymous": False} if status == "creator" else {})

    def _take_file(self, method: str, arguments: Mapping[str, str], name: str, content: bytes) -> Any:
        """Take a file, or a photo, which has to be one."""
        file = Document(self._chat(arguments), name, content, _caption(arguments))
        if refusal := self.no_files.get(file.chat):
            raise RefusedError(400, f"Bad Request: {refusal}")
        if len(file.caption.encode("utf-16-le")) // 2 > 1024:
            raise RefusedError(400, "Bad Request: message caption is too long")
        if method == "sendPhoto" and not file.content.startswith(b"\x89PNG"):
            raise RefusedError(400, "Bad Request: IMAGE_PROCESS_FAILED")
        (self.photos if method == "sendPhoto" else self.documents).append(file)
        return {"message_id": 9_999, "date": 1_778_659_200, "chat": self._chat_object(file.chat)}


def _caption(arguments: Mapping[str, str]) -> str:
    caption = arguments.get("caption", "")
    return read_html(caption)[0] if arguments.get("parse_mode") == "HTML" else caption


def _conflict(why: str) -> web.Response:
    return _refused(RefusedError(409, f"Conflict: {why}"))


def _refused(error: RefusedError) -> web.Response:
    return web.Response(status=error.code, text=error.body(), content_type="application/json")
