"""Another language laid over a finished view. Screens speak English; a table says what each sentence is in the other language.

A sentence with parts that vary is written with `{}` for any words and `{#}` for figures; the other language names them `{0}`,
`{1}` in the order of the English ones. What is not in the table stays as it is: a scenario speaks its own language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

from sim.screens.view import Field, View

SILENT = frozenset({
    "id", "key", "icon", "tone", "intent", "role", "screen", "fingerprint", "tags", "weight", "state", "chosen", "sound", "kind",
    "initial", "level", "then", "sign",
})
"""Parts of a view with these names are for the program, and not read by people."""

_TYPED = ((Field, "text"),)
"""Parts that hold what a person typed."""

_HOLE = re.compile(r"\{#?\}")
_FILLED = re.compile(r"\{(\d)\}")
_FIGURES = r"([-+−–\d.,:/%  ]+)"
_APART = " · "
_REMEMBERED = 5000
_PREFIX = 3


class _Template(NamedTuple):
    pattern: re.Pattern[str]
    then: str


class Words:
    """One language. `table` maps English, with its marks, to what is said instead."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table
        self._whole = {english: said for english, said in table.items() if not _HOLE.search(english)}
        self._templates: dict[str, list[_Template]] = {}
        for english, said in sorted(table.items(), key=lambda entry: -len(_HOLE.sub("", entry[0]))):
            found = _HOLE.search(english)
            if found is not None:
                start = english[:_PREFIX] if found.start() >= _PREFIX else ""
                self._templates.setdefault(start, []).append(_Template(_pattern(english), said))
        self._said: dict[str, str] = {}
        self._kinds: dict[type, tuple[str, ...]] = {}

    def say(self, text: str) -> str:
        """Return a text in this language; the very same text if it has no words for it."""
        said = self._said.get(text)
        if said is None:
            if len(self._said) > _REMEMBERED:
                self._said.clear()
            said = self._said[text] = self._found(text)
        return said

    def phrase(self, english: str) -> str:
        """Return a sentence with its holes still in it."""
        return _FILLED.sub("{}", self._table.get(english, english))

    def view(self, view: View) -> View:
        """Return a view in this language."""
        spoken: View = self._part(view)
        return spoken

    def _found(self, text: str) -> str:
        whole = self._whole.get(text)
        if whole is not None:
            return whole
        for template in (*self._templates.get(text[:_PREFIX], ()), *self._templates.get("", ())):
            found = template.pattern.fullmatch(text)
            if found is not None:
                return _filled(template.then, [self.say(part) for part in found.groups()])
        return _APART.join(map(self.say, text.split(_APART))) if _APART in text else text

    def _part(self, part: Any) -> Any:
        if isinstance(part, str):
            return self.say(part)
        if isinstance(part, tuple):
            after = tuple(self._part(one) for one in part)
            same = all(one is other for one, other in zip(after, part, strict=True))
            return part if same else part._make(after) if hasattr(part, "_make") else after
        if not is_dataclass(part) or isinstance(part, type):
            return part
        changed = {}
        for name in self._read(type(part)):
            before = getattr(part, name)
            after = self._part(before)
            if after is not before:
                changed[name] = after
        return replace(part, **changed) if changed else part

    def _read(self, kind: type) -> tuple[str, ...]:
        """Return the names of the parts of a class that people read."""
        if kind not in self._kinds:
            names = tuple(one.name for one in fields(kind) if one.name not in SILENT and (kind, one.name) not in _TYPED)
            self._kinds[kind] = names
        return self._kinds[kind]


def _filled(said: str, parts: list[str]) -> str:
    return _FILLED.sub(lambda hole: parts[int(hole[1])] if int(hole[1]) < len(parts) else "", said)


def bare(english: str) -> str:
    """Return a sentence of the table as it is found in the program: every hole is `{}`."""
    return _HOLE.sub("{}", english)


def _pattern(english: str) -> re.Pattern[str]:
    parts, end = [], 0
    for hole in _HOLE.finditer(english):
        parts += [re.escape(english[end:hole.start()]), _FIGURES if hole[0] == "{#}" else r"(.+?)"]
        end = hole.end()
    return re.compile("".join(parts) + re.escape(english[end:]), re.DOTALL)
