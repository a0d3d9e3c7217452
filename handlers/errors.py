"""What a person is told instead of what they asked for.

CommandError            a wording that cannot be used, or a wish that cannot be met: a text of ours with its values
"""

from __future__ import annotations

from digest.texts import FALLBACK, say
from storage.models import Language


class CommandError(ValueError):
    """Something cannot be done as it was asked; `said` tells the person what would work, in their language."""

    def __init__(self, name: str, **values: str | int) -> None:
        super().__init__(name)
        self.name = name
        self.values = values

    def said(self, language: Language) -> str:
        """Say it in a language."""
        return say(language, self.name, **self.values)

    def __str__(self) -> str:
        return self.said(FALLBACK)
