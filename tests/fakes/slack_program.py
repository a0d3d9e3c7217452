"""The whole program on a fake Slack beside a fake Telegram, and what people in Slack see of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.slack_bot import EVENTS_PATH
from storage.models import Address, Chat, Platform
from tests.fakes.loopback import Attempt, Fault
from tests.fakes.replay import Replay
from tests.fakes.slack_platform import Arrival, refused
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.waiting import until
from tests.fakes.whole_program import TODAY, WholeProgram, read


class SlackProgram(WholeProgram):
    """A program on both platforms that speaks English where nobody chose."""

    def __init__(self, fake: FakeSlackApp, people: TelegramPeople, site: Replay, file: Path, *, many: bool) -> None:
        super().__init__(site, file, telegram=people, slack=fake, many=many)
        self.fake = fake
        self.people = people
        self.many = many
        self.refused = ""
        """Words by which Slack knows a message whose blocks it does not take."""

    def fault(self, attempt: Attempt) -> Fault | None:
        """Choose what one message in Slack meets."""
        return refused("invalid_blocks") if self.refused and self.refused in read(attempt.text) else None

    async def brings(self, payload: Mapping[str, Any]) -> str:
        """Bring something to the program as Slack does, and wait until it is done; return how it was acknowledged."""
        if self.many:
            status, told = await self.fake.post(self.url + EVENTS_PATH, payload)
            assert status == 200
        else:
            kind = "slash_commands" if "command" in payload else "interactive"
            told = json.dumps(await self.fake.bring("events_api" if "event" in payload else kind, payload))
        await until(lambda: not self.store.inbox.open(Platform.SLACK))
        return told

    async def all_have_the_day(self) -> None:
        """Wait until every chat has had its day, and nothing is left to be sent."""
        await until(lambda: all(self._had(chat) for chat in self.store.chats.active()))
        await self.all_is_sent()

    def _had(self, chat: Chat) -> bool:
        return TODAY in self.store.ledger.days_done([chat.id], TODAY)[chat.id]

    def chat(self, channel: str, team: str = "T1") -> Chat:
        """Return a chat in Slack as it is stored; fails for one that is not."""
        found = self.store.chats.find(Address(Platform.SLACK, channel, team=team))
        assert found is not None
        return found

    def messages(self, channel: str) -> list[Arrival]:
        """Return all that was posted in a channel."""
        return [arrival for arrival in self.fake.arrivals if arrival.channel == channel]

    def digest(self, channel: str) -> list[tuple[str, bool]]:
        """Return the first line of each message of a delivery, and whether it stands in a thread."""
        posted = [message for message in self.messages(channel) if message.metadata]
        return [(read(message.text).split("\n")[0], message.thread_ts is not None) for message in posted]
