"""Values as a journal writes them: one text for equal values, on every machine and in every version that can read them.

What stands at its default is left out, so that a field added later changes no hash of a run that knew nothing of it.
Format 1 wrote everything out; `Form` is how its hashes are still checked.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, get_args

from sim.domain.commands import Command
from sim.domain.events import Event
from sim.domain.situation import Situation
from sim.domain.units import Frozen

FORMAT = 2
"""The version of what this program writes."""

_ALWAYS = object()
"""Stands for the default of a field that has none, or where all are written."""


class Damaged(ValueError):
    """A line that is not what was written."""


# ---------------------------------------------------------------- writing


@cache
def _usual(kind: type, whole: bool) -> tuple[tuple[str, Any], ...]:
    """Return each field of a dataclass with the value at which it is left out."""
    return tuple((f.name, _ALWAYS if whole or f.default is MISSING else f.default) for f in fields(kind))


@lru_cache(maxsize=20_000)
def _order(item: Any) -> str:
    return json.dumps(item)


def _plainly(whole: bool) -> Callable[[Any], Any]:
    def plain(value: Any) -> Any:
        """Return what JSON has no word for as something it has: sets and keys sorted, fractions as text."""
        if isinstance(value, Frozen):
            return {str(key): value[key] for key in sorted(value, key=str)}
        if isinstance(value, frozenset):
            return sorted(value, key=_order)
        if isinstance(value, Fraction):
            return str(value)
        if is_dataclass(value) and not isinstance(value, type):
            return {name: given for name, usual in _usual(type(value), whole) if (given := getattr(value, name)) != usual}
        raise TypeError(f"{type(value).__name__} does not belong in a journal")

    return plain


class Form:
    """One way to write: what this version does, or what format 1 did."""

    def __init__(self, whole: bool) -> None:
        self.plain = _plainly(whole)
        self._text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=self.plain).encode
        known = _FORMAT_1 if whole else tuple(field.name for field in fields(Situation))
        defaults = dict(_usual(Situation, whole))
        self._parts = tuple(_Part(name, defaults[name]) for name in known)

    def bytes_of(self, value: Any) -> bytes:
        return self._text(value).encode("utf-8", "surrogatepass")

    def state_hash(self, situation: Situation) -> str:
        """Return 16 hexadecimal digits that name the situation."""
        parts = [part.of(situation, self) for part in self._parts]
        return hashlib.blake2b(b"{%s}" % b",".join(filter(None, parts)), digest_size=8).hexdigest()


class _Part:
    """The bytes of one field of a situation, kept while it stays the same thing: from moment to moment most fields do."""

    __slots__ = ("_bytes", "_name", "_usual", "_value")

    def __init__(self, name: str, usual: Any) -> None:
        self._name, self._usual = name, usual
        self._value: Any = _ALWAYS
        self._bytes = b""

    def of(self, situation: Situation, form: Form) -> bytes:
        value = getattr(situation, self._name)
        if value is not self._value:
            self._value = value
            self._bytes = b"" if value == self._usual else b'"%s":%s' % (self._name.encode(), form.bytes_of(value))
        return self._bytes


_FORMAT_1 = (
    "at", "phase", "horizon", "accrued", "variant", "threads", "visited", "opened", "values", "belief", "knows", "used",
    "arrived", "works", "parked", "demands", "consequences", "coming", "draws", "charged", "where",
)
"""What a situation held when everything was written out."""

FORMS = {1: Form(whole=True), 2: Form(whole=False)}
WRITE = FORMS[FORMAT]


def state_hash(situation: Situation) -> str:
    """Return 16 hexadecimal digits that name the situation, the same on every machine."""
    return WRITE.state_hash(situation)


def encode(thing: Command | Event) -> dict[str, Any]:
    """Return a command or an event as one JSON object, its kind under `is`."""
    return {"is": type(thing).__name__, **WRITE.plain(thing)}


# ---------------------------------------------------------------- reading

COMMANDS = {kind.__name__: kind for kind in get_args(Command)}
EVENTS = {kind.__name__: kind for kind in get_args(Event)}


@cache
def _shapes(kind: type) -> dict[str, str]:
    return {field.name: str(field.type) for field in fields(kind)}


def decode(row: Any, kinds: Mapping[str, type]) -> Any:
    """Return the command or event that `encode` wrote. Raises Damaged: nothing of another type gets in."""
    if not isinstance(row, dict) or row.get("is") not in kinds:
        raise Damaged("an entry of no known kind")
    kind = kinds[row["is"]]
    shapes = _shapes(kind)
    given = {name: _fitting(name, value, shapes.get(name, "")) for name, value in row.items() if name != "is"}
    try:
        return kind(**given)
    except TypeError as wrong:
        raise Damaged("an entry with a part too many, or one too few") from wrong


def _fitting(name: str, value: Any, shape: str) -> Any:
    """Return what JSON gave for a field as the type the field is declared with."""
    optional, shape = shape.endswith(" | None"), shape.removesuffix(" | None")
    if value is None and optional:
        return None
    outer, _, inner = shape.partition("[")
    inner = inner.removesuffix("]")
    if outer == "tuple" and isinstance(value, list):
        return tuple(_fitting(name, item, inner.removesuffix(", ...")) for item in value)
    if outer == "Frozen" and isinstance(value, dict):
        return Frozen({key: _fitting(name, item, inner.partition(", ")[2]) for key, item in value.items()})
    fits = type(value) in _TYPES.get(outer, (str,))
    if not fits or (outer in ("Seconds", "int") and abs(value) > _FURTHEST):
        raise Damaged(f"an entry whose `{name}` cannot be {_shown(value)}")
    return value


def _shown(value: Any) -> str:
    return json.dumps(value)[:40] if isinstance(value, str | int | float | None) else type(value).__name__


_FURTHEST = 10**15
_TYPES: dict[str, tuple[type, ...]] = {
    "Seconds": (int,), "Thousandths": (int,), "int": (int,), "bool": (bool,), "Value": (int, bool, str),
}
"""The types JSON may give for a field declared so; for any other, ids and words, a text."""
