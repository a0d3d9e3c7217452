"""The Slack app: what comes in by socket or by HTTP, done by the commands, answered where it was asked."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.in_order import Release
from bot.kept_work import KeptWork
from bot.reply_turns import Turn
from bot.senders import LostAnswerError, SendError
from bot.slack_calls import Posts
from bot.slack_chats import give_conversation
from bot.slack_clients import MENDED_BY_TOKEN, REMOVED, Clients
from bot.slack_home import SlackHome
from bot.slack_intake import Seen, SlackDoor
from bot.slack_people import GUEST, SlackPeople
from bot.slack_replies import SlackReplies
from digest.compose import compose_paper
from digest.texts import say
from handlers.desk import Desk
from handlers.layout import Layout, Line, Span
from handlers.paper_layout import paper_layout
from handlers.requests import Answer, Place, Reply, Request
from handlers.slack_events import read_event
from handlers.slack_messages import slack_payloads
from handlers.slack_scenes import (
    Asked,
    Event,
    FormAsked,
    FormSent,
    HomeOpened,
    LinksPasted,
    Removed,
    Scene,
    Way,
)
from storage.inbox import Incoming
from storage.models import ChatKind, Language, PaperKey, Platform

logger = logging.getLogger(__name__)

START, SUBSCRIBE = "start", "subscribe"
"""The commands before which it is found out whether the bot can post at all."""


@dataclass(frozen=True, slots=True)
class Seams:
    """What the app is joined to: the workspaces, the commands, the turns.

    `names` are the words that begin a command, each with the command's own name.
    """

    clients: Clients
    people: SlackPeople
    answer: Answer
    names: Mapping[str, str]
    turn: Turn


class SlackApp:
    """What is done with each event; it is brought by the ways in of `slack_bot`."""

    def __init__(self, desk: Desk, seams: Seams) -> None:
        self._store = desk.store
        self._clock = desk.clock
        self._default = desk.defaults.languages[0]
        self._seams = seams
        self._replies = SlackReplies(seams.clients, seams.turn)
        self._home = SlackHome(desk, seams.clients)
        self._work = KeptWork(desk.store.inbox, desk.clock)
        self.door = SlackDoor(desk.store.inbox, self._accept, self._look, desk.clock)

    @asynccontextmanager
    async def running(self, stop: asyncio.Event, patience_s: float) -> AsyncIterator[asyncio.Event]:
        """Work as `KeptWork.running` does, beginning with what an earlier process left."""
        async with self._work.running(stop, patience_s) as ending:
            for incoming in self._store.inbox.open(Platform.SLACK):
                self._accept(incoming)
            yield ending

    def _accept(self, incoming: Incoming) -> None:
        self._work.add(incoming, partial(self._do, incoming))

    def _event(self, body: Mapping[str, Any]) -> Event | None:
        return read_event(body, self._seams.names)

    def _look(self, body: Mapping[str, Any]) -> Seen:
        """Tell at the door what something is; only a form that is filled in wrongly is answered there."""
        event = self._event(body)
        refusal = self._home.refusal(event, self._remembered(event.scene)) if isinstance(event, FormSent) else None
        return Seen(ours=event is not None and refusal is None, answer=refusal)

    async def _do(self, incoming: Incoming, release: Release) -> None:
        event = self._event(json.loads(incoming.body))
        if event is not None and not isinstance(event, Removed):
            self._join(event.scene)
        try:
            await self._handle(event, incoming, release)
        except (SendError, LostAnswerError) as error:
            logger.warning("slack.answer_failed event=%s reason=%s", type(event).__name__, error)

    async def _handle(self, event: Event | None, incoming: Incoming, release: Release) -> None:
        match event:
            case None:
                logger.info("slack.event_unknown")  # kept by another version of the program
            case Removed():
                paused = self._store.workspaces.remove(event.team, REMOVED, self._clock())
                logger.warning("slack.removed team=%s chats=%d", event.team, paused)
            case Asked():
                await self._answer_all(event, incoming, release)
            case HomeOpened():
                give_conversation(self._store, event.scene, self._clock())
                await self._home.publish(event.scene, await self._language(event.scene))
            case FormAsked():
                scene = event.scene
                await self._home.open_form(event, self._remembered(scene), lambda: self._language(scene))
            case FormSent():
                self._home.take(event, incoming.id)
                await self._home.publish(event.scene, await self._language(event.scene))
            case LinksPasted():
                await self._unfold(event)

    async def _answer_all(self, asked: Asked, incoming: Incoming, release: Release) -> None:
        scene = asked.scene
        # A window is opened before anything is asked: what opens it lives for three seconds.
        surface = await self._replies.open(scene, self._said(scene, self._remembered(scene)))
        try:
            language = await self._language(scene)
            if not asked.requests:
                await surface.notice(self._line(scene, language, "slack-no-paper"))
            for request in asked.requests:
                known = replace(await self._known(scene, request, language), incoming=incoming.id)
                await self._replies.show(scene, surface, known, self._answered(scene, known), release)
            await surface.close(self._line(scene, language, "slack-nothing"))
        except Exception:
            with suppress(SendError, LostAnswerError):
                await surface.fail(self._line(scene, self._remembered(scene), "fault"))
            raise
        if scene.way is Way.HOME:
            await self._home.publish(scene, language)

    def _join(self, scene: Scene) -> None:
        """Note the organisation of a workspace that has no installation of its own, or not any more."""
        workspaces = self._store.workspaces
        if not scene.organisation or workspaces.find(scene.team) is not None:
            return
        if workspaces.join(scene.team, scene.organisation):
            workspaces.wake_chats(scene.team, MENDED_BY_TOKEN)

    async def _known(self, scene: Scene, request: Request, language: Language | None) -> Request:
        """Call the command by its own name, and add what Slack knows of the person: language, and what they may not."""
        people = self._seams.people
        refusal = await people.refusal(scene.team, scene.user, request.chat)
        if scene.guest and request.kind is not ChatKind.DIRECT:
            refusal = GUEST
        command = self._seams.names.get(request.command, request.command)
        told = replace(request, command=command, language=language, may_change=refusal is None)
        return replace(told, refusal=refusal) if refusal else told

    async def _answered(self, scene: Scene, request: Request) -> AsyncIterator[Reply]:
        # A public channel is joined for it, so whoever may not subscribe it is not asked for.
        subscribes_here = request.command == START or (request.command == SUBSCRIBE and not request.words)
        if subscribes_here and request.may_change:
            obstacle = await self._seams.people.obstacle(request.chat)
            if obstacle:
                yield Reply(self._line(scene, request.language, obstacle), Place.NOTICE)
                return
            if request.kind is ChatKind.DIRECT:
                give_conversation(self._store, scene, self._clock())
        async for reply in self._seams.answer(request):
            yield reply

    async def _language(self, scene: Scene) -> Language | None:
        return (await self._seams.people.person(scene.team, scene.user)).language

    def _remembered(self, scene: Scene) -> Language | None:
        person = self._seams.people.remembered(scene.team, scene.user)
        return person.language if person else None

    def _said(self, scene: Scene, language: Language | None) -> Language:
        """Return the language to speak: the chat's, else the person's, else the default."""
        chat = self._store.chats.find(scene.address)
        return chat.language if chat else language or self._default

    def _line(self, scene: Scene, language: Language | None, name: str) -> Layout:
        said = self._said(scene, language)
        return Layout(said, "", (Line((Span(say(said, name)),)),))

    async def _unfold(self, pasted: LinksPasted) -> None:
        """Show what is stored of the papers that a message links to, in a channel that is subscribed."""
        chat = self._store.chats.find(pasted.scene.address)
        if chat is None or chat.paused_because:
            return
        cards = {url: card for url, key in pasted.papers if (card := self._card(key, chat.language))}
        if not cards:
            return
        where: dict[str, Any] = {"channel": pasted.scene.channel, "ts": pasted.scene.pressed}
        if pasted.unfurl_id and pasted.source:
            where = {"unfurl_id": pasted.unfurl_id, "source": pasted.source}
        scene = pasted.scene
        posts = Posts(self._seams.clients.client_for(scene.team), self._seams.turn, scene.address, scene.kind)
        await posts.make(lambda client: client.chat_unfurl(unfurls=cards, **where))

    def _card(self, key: PaperKey, language: Language) -> dict[str, Any] | None:
        """Return a stored summary as it stands under a link, without buttons."""
        paper = self._store.papers.find(key)
        summary = self._store.summaries.find(key, language)
        if paper is None or summary is None:
            return None
        layout = replace(paper_layout(compose_paper(paper, summary, language), 1, language), buttons=())
        return {"blocks": slack_payloads(layout)[0]["blocks"]}
