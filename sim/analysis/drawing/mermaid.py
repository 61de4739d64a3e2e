"""A scenario's boxes and arrows as a Mermaid flowchart, for pages and wikis that draw it. Whatever an author wrote is escaped."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.drawing.graph import NO_HEAT, Graph, Heat, Lead, Line
from sim.analysis.drawing.svg import LIGHT, shade_of, wrapped
from sim.domain.texts import safe_text

COLUMNS = 34

_PLAIN = set(" .,-")


def mermaid(graph: Graph, heat: Heat = NO_HEAT, says: Sequence[str] = ()) -> str:
    """Return the flowchart. Ids in it are ours, such as `b1`: an author's may be `end`, or anything else that means something."""
    return "\n".join((*_lines(graph, heat, says), ""))


def _lines(graph: Graph, heat: Heat, says: Sequence[str]) -> Iterator[str]:
    names = {box.key: f"b{n}" for n, box in enumerate(graph.boxes)}
    yield "flowchart TD"
    yield f"  accTitle: {_one_line(graph.title)}"
    for sentence in says:
        yield f"  %% {_one_line(sentence)}"
    shades: dict[int, list[str]] = {}
    for box in graph.boxes:
        rows = [part for part in (box.title, box.note, heat.text.get(box.mark, "")) if part]
        rows += [("? " if line.looks else "• ") + _worded(line, heat) for line in box.lines]
        left, right = _SHAPES[box.kind]
        yield f'  {names[box.key]}{left}"{_label(rows)}"{right}'
        if box.mark in heat.level:
            shades.setdefault(shade_of(heat.level[box.mark]), []).append(names[box.key])
    widths: list[str] = []
    for n, arrow in enumerate(graph.arrows):
        rows = [("• " if len(arrow.lines) > 1 else "") + _worded(line, heat) for line in arrow.lines]
        label = f'|"{_label(rows)}"|' if rows else ""
        yield f"  {names[arrow.source]} {_STROKES[arrow.lead]}{label} {names[arrow.target]}"
        level = max((heat.level.get(line.mark, 0.0) for line in arrow.lines), default=0.0)
        if heat.level:
            widths.append(f"  linkStyle {n} stroke-width:{1.2 + 4.3 * level:.1f}px")
    yield from widths
    for shade, boxes in sorted(shades.items()):
        yield f"  classDef h{shade} fill:{LIGHT[shade]},color:#1c2733"
        yield f"  class {','.join(boxes)} h{shade}"


def _worded(line: Line, heat: Heat) -> str:
    warm = heat.text.get(line.mark, "")
    return line.text + (f" ({warm})" if warm else "")


def _label(rows: Sequence[str]) -> str:
    """Return rows as a label: every sign that is neither letter nor digit as its number, `<br>` between rows."""
    return "<br>".join(_escaped(part) for row in rows for part in wrapped(safe_text(row), COLUMNS, rows=6))


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in _PLAIN or (ord(c) > 127 and not c.isspace()) else f"#{ord(c)};" for c in text)


def _one_line(text: str) -> str:
    """Return a text for a title or a remark, where Mermaid knows no escapes: without what could mean something to it."""
    return " ".join("".join(c if c.isalnum() or c in " .,-'()" else " " for c in safe_text(text)).split())


_SHAPES = {"start": ("([", "])"), "stage": ("[", "]"), "inject": ("[/", "/]"), "end": ("([", "])")}

_STROKES: dict[Lead, str] = {"choice": "-->", "chance": "-->", "look": "-->", "deadline": "-.->", "inject": "==>"}
