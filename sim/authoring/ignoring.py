"""Findings that an author knows of and lets stand, with a reason: `# sc: ignore[SC502] it is meant as a trap`."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from sim.domain.problems import Mark, Problem
from sim.domain.value import value

_ASKS = re.compile(r"(?:^|(?<=\s))#\s*sc:\s*ignore\s*\[([^\]\n]*)\](.*)$")

NEED_EXPLORING = frozenset((
    "SC214", "SC215", "SC216", "SC217", "SC301", "SC302", "SC303", "SC304", "SC306",
    "SC501", "SC502", "SC503", "SC504", "SC505", "SC506", "SC507", "SC509",
    "SC511", "SC512", "SC513", "SC514", "SC515",
))
"""Codes that only exploring a scenario can find, and some of them only exploring it whole."""


@value
class Ignored:
    """A comment that lets findings of some codes stand on its own line, or if it has one for itself, on the next with text."""

    where: Mark
    lines: tuple[int, ...]
    codes: tuple[str, ...]
    reason: str


def ignored(text: str, path: str) -> tuple[Ignored, ...]:
    """Return every such comment in the text of a scenario."""
    lines = text.split("\n")
    found = []
    for number, line in enumerate(lines, 1):
        asks = _ASKS.search(line)
        if asks is None:
            continue
        on = [number]
        if _is_comment(line):
            on += [n for n, below in enumerate(lines[number:], number + 1) if below.strip() and not _is_comment(below)][:1]
        codes = tuple(code.strip().upper() for code in asks[1].split(",") if code.strip())
        found.append(Ignored(where=Mark(path, number, asks.start() + 1), lines=tuple(on), codes=codes, reason=asks[2].strip()))
    return tuple(found)


def settled(comments: Iterable[Ignored], problems: Iterable[Problem], unjudged: Collection[str] = ()) -> list[Problem]:
    """Return the problems without those that a comment lets stand, and what is wrong with the comments (SC701).

    A comment without a reason lets nothing stand. Codes in `unjudged` were not, or not wholly, looked for: a comment on one of
    them that was not needed is left alone.
    """
    left = list(problems)
    for comment in comments:
        here = [p for p in left if p.where.path == comment.where.path and p.where.line in comment.lines]
        hit = [p for p in here if p.code in comment.codes]
        if not comment.codes or not comment.reason:
            what = "it names no code" if not comment.codes else "it gives no reason"
            left.append(_wrong(comment, f"this lets nothing stand: {what}", "write `# sc: ignore[SC502] and why`"))
            continue
        left = [problem for problem in left if problem not in hit]
        idle = [code for code in comment.codes if code not in unjudged and code not in {p.code for p in hit}]
        if idle:
            left.append(_wrong(comment, f"there is no {', '.join(idle)} here to let stand", "take the comment out"))
    return left


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _wrong(comment: Ignored, message: str, hint: str) -> Problem:
    return Problem(code="SC701", where=comment.where, message=message, hint=hint, severity="warning")
