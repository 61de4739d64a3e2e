"""Bounded YAML: bytes in, plain lists, mappings and texts out, with the place of everything. Never raises.

Works on `yaml` events, one at a time and without recursion, so that no document can exhaust memory, time or the stack.
Scalars stay text: the schema types them. What other YAML programs offer and a scenario does not need (anchors, aliases,
tags, directives, several documents) is refused.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from sim.domain.problems import Mark, Problem

MAX_BYTES = 1024 * 1024
MAX_NODES = 100_000
MAX_DEPTH = 40
MAX_SCALAR = 64 * 1024
MAX_ACCENTS = 4
MAX_MESSAGE = 1000
MOST_PROBLEMS = 100
"""After so many the rest is not looked at."""

Path = tuple[str | int, ...]
"""Where something is in a document: keys and positions from the top."""

_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
"""Control characters, line ends that editors do not count, marks that turn the reading direction, halves of characters, and
all else that is not seen. Only the two joiners stay, which scripts and pictures need."""

_PILE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]" + f"{{{MAX_ACCENTS + 1}}}"
)
"""More marks on one letter than any language puts there: they would run over the lines above and below."""

_ODD_STARTS = "@`%*&!|>\t"
"""What a plain text cannot begin with."""

_BRACE_FIRST = re.compile(r"(?:^|: +|- +)[{\[][^:,]*[}\]] *$")
"""A value such as `{trust} is low`, up to where YAML gave up."""


@dataclass(slots=True)
class Document:
    """What was read. `data` is None if nothing could be. `keys` and `values` give places by path."""

    path: str
    text: str = ""
    lines: list[str] = field(default_factory=list)
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, tuple[Mark, int]] = field(default_factory=dict)
    values: dict[Path, tuple[Mark, int]] = field(default_factory=dict)
    mended: set[Path] = field(default_factory=set)
    """What was wrong, complained of, and replaced by a stand-in: nothing more is said about it."""

    def mark(self, path: Path, key: bool = False) -> tuple[Mark, int]:
        """Return the place of the value (or key) at `path`, or of the nearest thing around it, and its length."""
        while True:
            found = (self.keys if key else self.values).get(path) or self.keys.get(path) or self.values.get(path)
            if found:
                return found
            if not path:
                return Mark(self.path, 1, 1), 1
            path, key = path[:-1], True

    def complain(
        self, code: str, path: Path, message: str, hint: str = "", *, key: bool = False, warning: bool = False,
        inside: str | None = None, offset: int = 0, length: int = 1,
    ) -> None:
        """Add a problem at `path`, or `offset` characters into the text `inside` that stands there."""
        if any(path[:n] in self.mended for n in range(1, len(path) + 1)):
            return
        where, wide = self.mark(path, key)
        found = self._inside(where, inside, offset) if inside is not None else None
        if found is not None:
            where, wide = found, length
        self.add(Problem(
            code=code, where=where, message=message, hint=hint, severity="warning" if warning else "error", length=max(1, wide),
        ))

    def add(self, problem: Problem) -> None:
        """Add a problem. Raises Enough when it is one of very many and the scenario cannot be played anyway."""
        self.problems.append(replace(problem, message=_cut(problem.message), hint=_cut(problem.hint)))
        if problem.severity == "error" and len(self.problems) >= MOST_PROBLEMS:
            raise Enough

    def rename(self, path: Path, key: str) -> None:
        """Let what stands at `path` be found under `key`: the one that was meant."""
        deep = len(path)
        for places in (self.keys, self.values):
            for old in [p for p in places if p[:deep] == path]:
                places[(*path[:-1], key, *old[deep:])] = places.pop(old)
        self.mended = {(*path[:-1], key, *old[deep:]) if old[:deep] == path else old for old in self.mended}

    def _inside(self, where: Mark, value: str, offset: int) -> Mark | None:
        """Return the place `offset` characters into `value`, written at `where` in whatever style, if it can be found."""
        lines = self.lines
        line, column = where.line - 1, where.column - 1
        if lines[line][column:column + 1] in ("|", ">"):
            line, column = line + 1, 0
        for n, wanted in enumerate((*value, "")):
            while line < len(lines) and wanted.strip() and (column >= len(lines[line]) or lines[line][column] != wanted):
                if column < len(lines[line]) and lines[line][column] not in " \t\"'\\+":
                    return None
                line, column = (line, column + 1) if column < len(lines[line]) else (line + 1, 0)
            if line >= len(lines):
                return None
            if n >= offset:
                return Mark(where.path, line + 1, column + 1)
            if wanted.strip() or (column < len(lines[line]) and lines[line][column] == wanted):
                column += 1
        return None


def read(raw: bytes, path: str) -> Document:
    """Read a document. Its problems, if any, are in it; `data` is None when one of them is fatal."""
    document = Document(path)
    text = _text(raw, document)
    if text is None:
        return document
    document.text, document.lines = text, text.split("\n")
    try:
        _events(text, document)
    except Enough:
        document.data = None
    except yaml.YAMLError as wrong:
        document.problems.append(_unreadable(wrong, document))
        document.data = None
    except _Fatal as fatal:
        document.problems.append(replace(fatal.problem, message=_cut(fatal.problem.message)))
        document.data = None
    return document


def _unreadable(wrong: yaml.YAMLError, document: Document) -> Problem:
    """Say in an author's words where YAML stopped, and why."""
    said = str(getattr(wrong, "problem", None) or "")
    mark = getattr(wrong, "problem_mark", None)
    if "end of stream" in said or "alphabetic or numeric" in said:
        mark = getattr(wrong, "context_mark", None) or mark
    lines = document.lines
    line = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column if mark else 0
    if "nesting depth" in said:  # libyaml looks ahead and gives up before the nesting is counted here
        return Problem(code="SC005", where=Mark(document.path, line + 1, column + 1), message=_DEEP, hint=_OPEN_SINCE)
    before, at = lines[line][:column], lines[line][column:column + 1]
    message, hint = next((told for part, told in _SAID if part in said), ("this cannot be read", _LOOK_AROUND))
    if "\t" in (at, before.strip(" ")[:1]) and not before.strip():
        message, hint = "a tab indents this line", "indent with spaces; editors can do it for you"
    elif _BRACE_FIRST.search(before) is not None and "expected" in said:
        message, hint = "a text that begins with a bracket is not finished by it", "put the whole text in quotes"
    elif ("cannot start any token" in said or "alphabetic or numeric" in said) and at and at in _ODD_STARTS:
        message, hint = f"a text cannot begin with `{at}`", "put the whole text in quotes"
    return Problem(code="SC001", where=Mark(document.path, line + 1, column + 1), message=message, hint=hint)


def _cut(text: str) -> str:
    """Return a message that quotes what was written, cut if that was very long."""
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} …"


class Enough(Exception):
    """So much is wrong that the rest is not looked at."""


class _Fatal(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _text(raw: bytes, document: Document) -> str | None:
    def refuse(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> None:
        document.problems.append(Problem(code=code, where=Mark(document.path, line, column), message=message, hint=hint))

    if len(raw) > MAX_BYTES:
        refuse("SC005", "the file is larger than 1 MiB", "a scenario is a few hundred lines of text; is this the right file?")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        column = wrong.start - raw.rfind(b"\n", 0, wrong.start)
        refuse("SC001", "the file is not UTF-8 text", "save it as UTF-8 in your editor", line, column)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unfit = _UNFIT.search(text) or _PILE.search(text)
    if unfit is not None:
        line = text.count("\n", 0, unfit.start()) + 1
        column = unfit.start() - text.rfind("\n", 0, unfit.start())
        refuse("SC001", *_seen_of(unfit.group(), "delete it and type the text again"), line, column)
        return None
    for number, row in enumerate(text.split("\n"), 1):
        if row.startswith("%"):
            refuse("SC009", "a line that begins with % is a YAML directive, and scenarios have none", "leave it out", number)
            return None
        if row.strip() and not row.lstrip().startswith("#"):
            break
    return text


@dataclass(slots=True)
class _Open:
    """A list or mapping being read, and the key waiting for its value."""

    data: Any
    path: Path
    key: str | None = None
    skipping: bool = False


def _events(text: str, document: Document) -> None:
    loader = yaml.CSafeLoader(text)
    stack: list[_Open] = []
    nodes, documents = 0, 0
    try:
        while True:
            event = loader.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                break
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _fatal(
                        document,
                        event,
                        "SC009",
                        "a second document begins here",
                        "a file holds one scenario; take the line `---` out",
                    )
                continue
            if isinstance(event, yaml.NodeEvent):
                nodes += 1
                _refuse_extras(document, event)
                if nodes > MAX_NODES:
                    raise _fatal(
                        document,
                        event,
                        "SC005",
                        f"here begins entry number {MAX_NODES + 1:,}; that is too many",
                        "split the scenario",
                    )
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if len(stack) >= MAX_DEPTH:
                    raise _fatal(
                        document,
                        event,
                        "SC005",
                        _DEEP,
                        _OPEN_SINCE,
                    )
                opened: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                path = _place(document, stack, opened, event)
                stack.append(_Open(opened, path))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
            elif isinstance(event, yaml.ScalarEvent):
                _scalar(document, stack, event)
    finally:
        loader.dispose()
    if document.data is None and not document.problems:
        document.problems.append(Problem(code="SC001", where=Mark(document.path, 1, 1), message="the file is empty",
                                         hint="begin with `meta:`"))


def _fatal(document: Document, event: Any, code: str, message: str, hint: str) -> _Fatal:
    return _Fatal(Problem(code=code, where=_mark(document, event), message=message, hint=hint))


def _mark(document: Document, event: Any) -> Mark:
    return Mark(document.path, event.start_mark.line + 1, event.start_mark.column + 1)


def _refuse_extras(document: Document, event: Any) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _fatal(
            document,
            event,
            "SC009",
            f"`*{event.anchor}` is a YAML alias, and scenarios have none",
            "put it in quotes if it is text; else write the thing out again",
        )
    if event.anchor is not None:
        raise _fatal(
            document,
            event,
            "SC009",
            f"`&{event.anchor}` is a YAML anchor, and scenarios have none",
            "put it in quotes if it is text; else leave it out",
        )
    if event.tag is not None and event.tag != "!":
        raise _fatal(
            document,
            event,
            "SC009",
            f"`{event.tag}` is a YAML tag, and scenarios have none",
            "put it in quotes if it is text; else leave it out",
        )


def _scalar(document: Document, stack: list[_Open], event: Any) -> None:
    if len(event.value) > MAX_SCALAR:
        raise _fatal(document, event, "SC005", "this text is longer than 64 KiB", "shorten it")
    unfit = _UNFIT.search(event.value) or _PILE.search(event.value)
    if unfit is not None:  # written as an escape in double quotes
        raise _fatal(document, event, "SC001", *_seen_of(unfit.group(), "take its escape out"))
    top = stack[-1] if stack else None
    if top is not None and isinstance(top.data, dict) and top.key is None and not top.skipping:
        key = event.value
        if key in top.data:
            first, _ = document.keys[(*top.path, key)]
            document.add(Problem(
                code="SC002", where=_mark(document, event), message=f"`{key}` is written twice in the same place",
                hint=f"the first is at line {first.line}; keep one of them", length=len(key) or 1,
            ))
            top.skipping = True
            return
        top.key = key
        document.keys[(*top.path, key)] = (_mark(document, event), max(1, len(key)))
        return
    value = event.value.strip() if event.style in ("|", ">") else event.value
    path = _place(document, stack, value, event)
    one_line = event.start_mark.line == event.end_mark.line
    width = event.end_mark.column - event.start_mark.column if one_line else 1
    if stack or path:
        document.values[path] = (_mark(document, event), max(1, width))


def _place(document: Document, stack: list[_Open], value: Any, event: Any) -> Path:
    """Put `value` where it belongs and return its path."""
    if not stack:
        document.data = value
        document.values[()] = (_mark(document, event), 1)
        return ()
    top = stack[-1]
    if isinstance(top.data, list):
        path: Path = (*top.path, len(top.data))
        top.data.append(value)
    elif top.skipping:
        top.skipping = False
        path = (*top.path, "\0twice")
    elif top.key is None:
        raise _fatal(
            document,
            event,
            "SC001",
            "a key must be a plain word",
            "write `key: value`; put a text that begins with [ or { in quotes",
        )
    else:
        path = (*top.path, top.key)
        top.data[top.key] = value
        top.key = None
    document.values[path] = (_mark(document, event), 1)
    return path


def _seen_of(found: str, hint: str) -> tuple[str, str]:
    """Return message and hint for characters that cannot be shown as they are."""
    if len(found) > 1:
        return f"more than {MAX_ACCENTS} accents stand on one letter here", "leave those that its language has"
    return f"there is an invisible character here, U+{ord(found):04X}", hint


_DEEP = f"this is nested more than {MAX_DEPTH} levels deep"
_OPEN_SINCE = "a bracket may be open since long before"
_LOOK_AROUND = "look at the indentation, the colons and the quotes here and in the line above"

_SAID: tuple[tuple[str, tuple[str, str]], ...] = (
    (
        "mapping values are not allowed",
        ("this colon cannot stand here", "put a text that holds `: ` in quotes; or look at the line above"),
    ),
    (
        "did not find expected key",
        ("this does not line up with the lines above", "look at the indentation, and for a quote that ends too early"),
    ),
    ("could not find expected ':'", ("a colon is missing, here or in the line above", "write `key: value`")),
    (
        "expected ',' or '}'",
        ("a `{` is not closed, or a comma is missing before this", "put a text that holds , : { or } in quotes"),
    ),
    (
        "expected ',' or ']'",
        ("a `[` is not closed, or a comma is missing before this", "put a text that holds , : [ or ] in quotes"),
    ),
    ("expected '-' indicator", ("this does not line up with the list above", "begin each entry with `- `, all at one depth")),
    ("block sequence entries are not allowed", ("a list cannot begin here", "begin it on a new line below its key")),
    ("did not find expected node content", ("something is missing before this", "look for a comma or a bracket too many")),
    ("expected <document start>", ("this is outside the scenario", "look at the indentation of this line and the one above")),
    (
        "end of stream",
        ("a quote opens here and is never closed", "close it; inside single quotes, an apostrophe is written twice"),
    ),
    ("Unicode character escape", ("this escape stands for no character", "take it out, or type the character itself")),
    ("unknown escape character", ("a backslash means something else in double quotes", "use single quotes around this text")),
    ("alphabetic or numeric", ("a text cannot begin like this", "put the whole text in quotes")),
)
"""What libyaml says, and what it means to an author: message, hint. The first that fits is told."""
