"""Text being typed: what stands in a field, and where the caret is."""
from __future__ import annotations

from dataclasses import dataclass, replace

MOST = 2000
"""Characters that can be typed into a field."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`caret` counts the characters before it."""

    text: str = ""
    caret: int = 0

    def typed(self, text: str) -> Entry:
        text = "".join(char for char in text if char.isprintable())[:max(MOST - len(self.text), 0)]
        return Entry(self.text[:self.caret] + text + self.text[self.caret:], self.caret + len(text))

    def edited(self, key: str) -> Entry:
        """Return the entry after an editing key; any other key changes nothing."""
        match key:
            case "backspace" if self.caret:
                return Entry(self.text[:self.caret - 1] + self.text[self.caret:], self.caret - 1)
            case "delete":
                return Entry(self.text[:self.caret] + self.text[self.caret + 1:], self.caret)
            case "left":
                return replace(self, caret=max(self.caret - 1, 0))
            case "right":
                return replace(self, caret=min(self.caret + 1, len(self.text)))
            case "home":
                return replace(self, caret=0)
            case "end":
                return replace(self, caret=len(self.text))
            case _:
                return self
