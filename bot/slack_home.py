"""App Home at work: it is drawn when somebody looks and after every change; forms are opened, checked and kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from bot.senders import LostAnswerError, SendError
from bot.slack_calls import call, open_view
from bot.slack_clients import Clients
from digest.subscriptions import keep_chat
from handlers.desk import Desk
from handlers.home_page import read_page
from handlers.slack_home import FORMS, HomePage, form_view, home_view, read_form
from handlers.slack_scenes import FormAsked, FormSent, Scene, metadata_of
from handlers.slack_views import fault_view, waiting_view
from storage.models import Chat, ChatKind, Language


class SlackHome:
    """App Home in all workspaces."""

    def __init__(self, desk: Desk, clients: Clients) -> None:
        self._desk = desk
        self._clients = clients

    async def publish(self, scene: Scene, language: Language | None) -> None:
        """Draw App Home as it is now; raises SendError or LostAnswerError."""
        view = home_view(self._page(scene, language), metadata_of(scene))
        client = self._clients.client_for(scene.team)
        await call(client, lambda client: client.views_publish(user_id=scene.user, view=view))

    async def open_form(
        self, asked: FormAsked, guess: Language | None, learn: Callable[[], Awaitable[Language | None]]
    ) -> None:
        """Open a window at once, in the language that is known, and make it the form when the person's is learned.

        Raises SendError where it is too late to open one.
        """
        scene, metadata = asked.scene, metadata_of(asked.scene)
        if scene.trigger is None or asked.form not in FORMS:
            return
        client = self._clients.client_for(scene.team)
        said = self._page(scene, guess).chat.language
        view_id = await open_view(client, scene.trigger, waiting_view(said, metadata, scene.trigger))
        try:
            form = form_view(self._page(scene, await learn()), asked.form, metadata)
            await call(client, lambda client: client.views_update(view_id=view_id, view=form))
        except Exception:
            fault = fault_view(said, metadata)
            with suppress(SendError, LostAnswerError):
                await call(client, lambda client: client.views_update(view_id=view_id, view=fault))
            raise

    def refusal(self, sent: FormSent, language: Language | None) -> dict[str, Any] | None:
        """Return what is answered to a form that is filled in wrongly: a message at each field."""
        read = self._read(sent, language)
        return {"response_action": "errors", "errors": read} if isinstance(read, dict) else None

    def take(self, sent: FormSent, incoming_id: int) -> None:
        """Keep what a form says, once for the event that brought it."""

        def keep() -> str:
            if isinstance(read := self._read(sent, None), Chat):
                keep_chat(self._desk.store, read, self._desk.clock())
            return ""

        self._desk.store.inbox.once(incoming_id, "form", keep)

    def _read(self, sent: FormSent, language: Language | None) -> Chat | dict[str, str] | None:
        if sent.scene.kind is not ChatKind.DIRECT:
            return None  # forms are a person's own; a channel's settings are changed by commands, which ask who may
        return read_form(sent.form, sent.values, self._page(sent.scene, language))

    def _page(self, scene: Scene, language: Language | None) -> HomePage:
        return read_page(self._desk, scene.address, scene.user, language)
