"""What was last made of what: made again only when what it is made of has changed."""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Given = TypeVarTuple("Given")


class Memory:
    """Keeps one result a name. It gives back the very same thing for equal inputs, so that what is made of it stands, too."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[object, object]] = {}

    def keep(self, name: str, make: Callable[[Unpack[Given]], T], *given: *Given) -> T:
        """Return `make(*given)`. All that it depends on has to be in `given`."""
        last = self._last.get(name)
        if last is None or last[0] != given:
            last = self._last[name] = given, make(*given)
        return last[1]  # type: ignore[return-value]
