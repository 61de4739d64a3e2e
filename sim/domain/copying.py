"""A copy of a frozen value with some fields changed: what every event does to a situation, so it has to be quick."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(value, /, **changes):
        """Return a copy of a frozen dataclass with some fields changed: `dataclasses.replace`, without its checks.

        Half its price for a class with slots, a fifth for one without.
        """
        kind = type(value)
        copy = object.__new__(kind)
        held = getattr(value, "__dict__", None)
        if held is not None:
            copy.__dict__.update(held, **changes)
            return copy
        read, writer = _slots(kind)
        for write, kept in zip(writer.values(), read(value), strict=True):
            write(copy, kept)
        for name, changed in changes.items():
            writer[name](copy, changed)
        return copy


@cache
def _slots(kind: type) -> tuple[Any, dict[str, Any]]:
    """Return how all slots of a class are read at once, and how each is written."""
    writer = {field.name: getattr(kind, field.name).__set__ for field in fields(kind)}
    return attrgetter(*writer), writer
