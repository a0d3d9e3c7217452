"""The one door to a model: the first endpoint, or the second where the first one fails, within the day's budget."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digest.chat_endpoint import Ask, ChatEndpoint
from digest.errors import ModelError, ModelFailure
from digest.turns import Rank

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """The object that came back, and the model that gave it."""

    value: Mapping[str, Any]
    model: str


@dataclass(frozen=True, slots=True)
class ChatModel:
    """Asks its endpoints in order; nothing that it raises is more than a ModelError."""

    endpoints: tuple[ChatEndpoint, ...]

    @property
    def models(self) -> frozenset[str]:
        """Return the names of all models that may answer."""
        return frozenset(endpoint.model for endpoint in self.endpoints)

    @property
    def available(self) -> bool:
        """Tell whether any endpoint would be asked at this moment."""
        return any(endpoint.closed is None and endpoint.meter.has_room for endpoint in self.endpoints)

    async def ask(self, ask: Ask, rank: Rank) -> Answer:
        """Return the first good answer; raises the first endpoint's ModelError where none gives one."""
        first: ModelError | None = None
        for endpoint in self.endpoints:
            try:
                return Answer(await endpoint.ask(ask, rank), endpoint.model)
            except ModelError as error:
                if error.failure is ModelFailure.OVER_BUDGET:
                    raise
                first = first or error
        assert first is not None, "a model has an endpoint"
        raise first
