"""Problems as text: in full with the line and a caret, one line each, or as JSON. Pure; the caller prints."""
from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from sim.domain.problems import Problem

WIDTH = 100
"""Columns of a source line that are shown; of a longer one, an excerpt around the problem."""

BEFORE = 40
"""Columns an excerpt shows before the problem."""

Texts = Mapping[str, str]
"""The text of each file, by the path its problems carry."""


def full(problems: Iterable[Problem], texts: Texts) -> str:
    """Return every problem with its line and a caret below what is wrong, with an empty line between two."""
    return "\n".join(_framed(problem, texts.get(problem.where.path)) for problem in problems)


def concise(problems: Iterable[Problem], texts: Texts | None = None) -> str:
    """Return one line a problem: `path:line:column: severity CODE message (hint)`."""
    return "".join(f"{' '.join(str(problem).split())}\n" for problem in problems)


def as_json(problems: Iterable[Problem], texts: Texts | None = None) -> str:
    """Return a JSON list with one object a problem."""
    found = [
        {
            "path": p.where.path, "line": p.where.line, "column": p.where.column, "length": p.length,
            "severity": p.severity, "code": p.code, "message": p.message, "hint": p.hint,
            **({"witness": p.witness} if p.witness else {}),
        }
        for p in problems
    ]
    return json.dumps(found, indent=2) + "\n"


def page(code: str, load: Callable[[str], bytes | None]) -> str | None:
    """Return the page on a code such as `SC105`, or None. `load` reads a file of the diagnostics folder."""
    name = code.strip().upper()
    if re.fullmatch(r"SC[0-9]{3}|PLAN", name) is None:
        return None
    raw = load(f"{name}.md")
    return None if raw is None else raw.decode("utf-8")


def _framed(problem: Problem, text: str | None) -> str:
    where = problem.where
    gutter = " " * len(str(where.line))
    head = f"{problem.severity}[{problem.code}]: {problem.message}\n{gutter} --> {where}\n"
    tail = f"{gutter} = {problem.hint}\n" if problem.hint else ""
    tail += f"{gutter} = witness: {problem.witness}\n" if problem.witness else ""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text is None or where.line > len(lines):
        return head + tail
    shown, before, carets = _excerpt(lines[where.line - 1], where.column - 1, problem.length)
    caret = f"{gutter} | {' ' * before}{'^' * carets}\n"
    return f"{head}{gutter} |\n{where.line} | {shown}\n{caret}{tail}".replace(" | \n", " |\n")


def _excerpt(line: str, column: int, length: int) -> tuple[str, int, int]:
    """Return what to show of a line, the cells before the caret, and how many carets. A cell is one column of a terminal."""
    column = min(column, len(line))
    start, end = 0, len(line)
    if _cells(line) > WIDTH:
        start = max(0, column - BEFORE)
        end = start
        while end < len(line) and _cells(line[start:end + 1]) <= WIDTH:
            end += 1
    left, right = "…" if start else "", "…" if end < len(line) else ""
    marked = line[column:min(column + length, end)]
    return left + _plain(line[start:end]) + right, len(left) + _cells(line[start:column]), max(1, _cells(marked))


def _plain(text: str) -> str:
    """Tabs as two spaces, and nothing that moves the cursor."""
    return "".join("  " if c == "\t" else c if c.isprintable() else "�" for c in text)


def _cells(text: str) -> int:
    """Return the columns `text` takes in a terminal: wide letters two, combining marks none."""
    return sum(
        2 if c == "\t" or unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )


FORMATS: Mapping[str, Callable[[Iterable[Problem], Texts], str]] = {"full": full, "concise": concise, "json": as_json}
"""How problems can be shown, by the name on the command line."""
