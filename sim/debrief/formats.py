"""Reports: a debrief as text for a reader, as Markdown for a hand-out, as JSON for a program."""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from textwrap import wrap

from sim.debrief.data import data
from sim.debrief.document import Part, document
from sim.debrief.figures import Plot
from sim.debrief.review import Debriefing
from sim.domain.journal import Header
from sim.domain.review import Review
from sim.domain.scenario import Scenario

WIDTH = 80
"""Columns of a text report."""


def report(
    format_: str, scenario: Scenario, review: Debriefing, header: Header, worth: Review | None = None,
    courses: tuple[Plot, ...] = (),
) -> str:
    """Return the debrief in one of FORMATS, ending in a newline, with the decision review if there is one.

    `courses` are the figures over the time of the run, for formats that draw. Raises KeyError for any other format.
    """
    if format_ == "html":
        from sim.debrief.pages import as_html

        return as_html(scenario, review, header, worth, courses)
    return dict(FORMATS)[format_](scenario, review, header, worth)


def as_text(scenario: Scenario, review: Debriefing, header: Header, worth: Review | None = None) -> str:
    """Return the debrief in 80 columns, without tables or drawings, so that it can be read aloud."""
    told = "\n".join(line for part in document(scenario, review, header, worth) for line in _lines(part))
    return re.sub(r"\n{3,}", "\n\n", told).strip("\n") + "\n"


def _lines(part: Part) -> Iterator[str]:
    match part.kind:
        case "title" | "section" | "part":
            yield ""
            yield from wrap(part.text.upper() if part.kind == "section" else part.text, WIDTH)
            yield ""
        case "paragraph":
            yield from wrap(part.text, WIDTH)
            yield ""
        case "item" | "quote":
            yield from _item(part.text)
        case "table":
            for row in part.rows[1:]:
                yield from _item(_spoken(row))


def _item(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _spoken(row: tuple[str, ...]) -> str:
    """Return a row as it would be read out: what stands in front, then the last cell."""
    *front, last = row
    said = ", ".join(cell.rstrip(".") for cell in front if cell)
    return f"{said}: {last}" if last else said


def as_markdown(scenario: Scenario, review: Debriefing, header: Header, worth: Review | None = None) -> str:
    """Return the debrief as CommonMark with tables. Nothing anybody wrote can become markup."""
    return "\n\n".join(_gathered(list(document(scenario, review, header, worth)))) + "\n"


def _gathered(parts: list[Part]) -> Iterator[str]:
    items: list[str] = []
    for part in parts:
        if part.kind == "item":
            items.append(f"- {escaped(part.text)}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield _marked(part)
    if items:
        yield "\n".join(items)


def _marked(part: Part) -> str:
    match part.kind:
        case "title":
            return f"# {_inline(part.text)}"
        case "section":
            return f"## {_inline(part.text)}"
        case "part":
            return f"### {_inline(part.text)}"
        case "quote":
            return f"> {escaped(part.text)}"
        case "table":
            head, *rows = part.rows
            lines = [head, tuple("---" for _ in head)]
            body = ["| " + " | ".join(line) + " |" for line in lines]
            return "\n".join([*body, *("| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows)])
    return escaped(part.text)


_SPECIAL = re.compile(r"([\\`*_\[\]|~#$@])")
_AT_START = re.compile(r"^(?:(\d+)([.)])(?=\s|$)|([-+=]))")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped(text: str) -> str:
    """Return a line of text so that Markdown shows it as it is: no markup, no HTML, no link made of an address."""
    return _AT_START.sub(lambda found: f"{found.group(1) or ''}\\{found.group(2) or found.group(3)}", _inline(text))


def _inline(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text).translate(_ENTITIES)
    return text.replace("://", "\\://").replace("www.", "www\\.")


def as_json(scenario: Scenario, review: Debriefing, header: Header, worth: Review | None = None) -> str:
    """Return the debrief as one JSON object, in ASCII; its keys are those of `data.data`."""
    return json.dumps(data(scenario, review, header, worth), indent=2) + "\n"


Format = Callable[[Scenario, Debriefing, Header, Review | None], str]

FORMATS: tuple[tuple[str, Format], ...] = (
    ("text", as_text),
    ("md", as_markdown),
    ("json", as_json),
)
"""What `report --format` takes, besides `html`, which is drawn."""
