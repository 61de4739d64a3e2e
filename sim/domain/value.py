"""What almost everything here is: a value. It never changes, is given by name, and equals another of its kind with equal parts.

`value` makes a dataclass like any other, for `replace`, `fields` and `match`. But `dataclass` writes every method of every
class as text and has it compiled, a third of a millisecond a class, and dozens of classes stand between a command and its
first line or first frame. Here classes share their methods: ten times quicker to define, somewhat slower to make and compare.
So it is for what is imported on every start; what is made by the thousand in play stays with `dataclass`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(plain: type[T], /) -> type[T]:
    """Make a class of annotated names a frozen, slotted, keyword-only dataclass.

    What a `default_factory` makes is made once and shared: it has to be a value, too.
    """
    plain.__doc__ = plain.__doc__ or plain.__name__  # else `dataclass` works a signature out for it
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(plain)
    names = tuple(part.name for part in fields(made))
    every = frozenset(names)
    setters = tuple((name, made.__dict__[name].__set__) for name in names)
    defaults = {part.name: given for part in fields(made) if (given := _default(part)) is not MISSING}
    parts: Callable[[object], object] = attrgetter(*names) if names else lambda _: ()

    def __init__(self: object, **given: object) -> None:
        whole = defaults | given
        if whole.keys() != every:
            wrong = ", ".join(sorted(every ^ whole.keys()))
            raise TypeError(f"{made.__name__} is made of {', '.join(names) or 'nothing'}; missing or unknown: {wrong}")
        for name, put in setters:
            put(self, whole[name])

    def __eq__(self: object, other: object) -> bool:
        return parts(self) == parts(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash(parts(self))

    for method in (__init__, __eq__, __hash__, __repr__, __setattr__, __delattr__):
        setattr(made, method.__name__, method)
    return made  # type: ignore[no-any-return]


def _default(part: Any) -> Any:
    return part.default_factory() if part.default_factory is not MISSING else part.default


def __repr__(self: Any) -> str:
    shown = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self))
    return f"{type(self).__qualname__}({shown})"


def __setattr__(self: object, name: str, to: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
