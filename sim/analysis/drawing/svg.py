"""A scenario's boxes and arrows as a picture: SVG of our own making, for light paper and dark screens, without any script."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sim.analysis.drawing.graph import NO_HEAT, Arrow, Box, Graph, Heat, Line
from sim.analysis.drawing.layered import Layout, Link, Size, layered
from sim.domain.texts import safe_text

TITLE, SMALL, LINE = 15.0, 12.5, 16.0
"""Sizes of letters and the distance of lines, in user units."""

WIDE, NARROW = 34, 30
"""Columns of text in a box and at an arrow; wide letters count two."""

STEPS = 6
"""Shades of heat."""


class _Row(NamedTuple):
    """A row of text: its class, its words, and how hot it is."""

    kind: str
    text: str
    level: float | None = None


def svg(graph: Graph, heat: Heat = NO_HEAT, says: Sequence[str] = ()) -> str:
    """Return the picture; `says` are sentences below it. All text in it is escaped."""
    boxes = {box.key: _box_rows(box, heat) for box in graph.boxes}
    joins = [arrow for arrow in graph.arrows if arrow.source != arrow.target]
    labels = [_label_rows(arrow, heat) for arrow in joins]
    sizes = {key: _size(rows, 12, 9) for key, rows in boxes.items()}
    links = [Link(a.source, a.target, _size(rows, 5, 3)) for a, rows in zip(joins, labels, strict=True)]
    layout = layered(sizes, links)
    below = [row for sentence in says for row in wrapped(sentence, max(40, int(layout.width / 7)))]
    width = max(layout.width, 460.0)
    height = layout.height + 84 + LINE * len(below)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(graph.title)}</title>', f'<desc id="desc">{escape(" ".join(_told(graph, says)))}</desc>',
        _STYLE, _MARKERS, '<rect class="paper" width="100%" height="100%"/>',
    ]
    hot = [max((heat.level.get(line.mark, 0.0) for line in arrow.lines), default=0.0) for arrow in joins]
    for arrow, route, level in zip(joins, layout.routes, hot, strict=True):
        parts.append(_route(arrow, route, level if heat.level else None))
    for arrow, (x, y), rows, size in zip(joins, layout.labels, labels, (link.label for link in links), strict=True):
        if rows:
            parts.append(f'<rect class="label" x="{x - size.width / 2:.1f}" y="{y:.1f}" width="{size.width:.1f}" '
                         f'height="{size.height:.1f}" rx="4"/>')
            parts += _rows(rows, x - size.width / 2 + 5 if len(arrow.lines) > 1 else x, y + 3)
    for box in graph.boxes:
        parts += _box(box, boxes[box.key], sizes[box.key], layout, heat)
    parts += _foot(graph, layout, below)
    return "\n".join((*parts, "</svg>", ""))


# ---------------------------------------------------------------- text


def escape(text: str) -> str:
    """Return a text as it may stand in XML, without what XML cannot hold."""
    sound = safe_text(text)
    for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        sound = sound.replace(plain, written)
    return sound


def columns(text: str) -> int:
    """Return how wide a text is: wide letters two, accents none."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def wrapped(text: str, most: int, rows: int = 12) -> list[str]:
    """Return a text in rows of at most `most` columns, broken between words where it can be; cut after `rows` of them."""
    found, row = list[str](), ""
    for word in re.split(r"[ \t\n]+", text.strip(" \t\n")):  # a space that does not break stays
        while columns(word) > most:  # a word longer than a row is broken anywhere
            cut = next((n for n in range(len(word), 0, -1) if columns(word[:n]) <= most), 1)
            found, row = ([*found, row] if row else found), ""
            found.append(word[:cut])
            word = word[cut:]
        if row and columns(row) + 1 + columns(word) > most:
            found.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    found += [row] if row else []
    return found if len(found) <= rows else [*found[:rows - 1], found[rows - 1][:most - 1] + "…"]


_THIN, _BROAD = set("iljtfrI.,:;'!|()[] -"), set("mwMW@%&")


def _length(text: str, size: float) -> float:
    """Return about how long a text is when drawn: the reader's fonts are not known here."""
    units = 0.0
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        units += 0.0 if unicodedata.combining(c) else 1.05 if wide else 0.34 if c in _THIN else 0.92 if c in _BROAD else \
            0.70 if c.isupper() else 0.575
    return units * size


def _size(rows: Sequence[_Row], across: float, down: float) -> Size:
    if not rows:
        return Size(6, 0)
    widest = max(_length(row.text, TITLE * 1.06 if row.kind == "title" else SMALL) + _indent(row) for row in rows)
    return Size(widest + 2 * across, LINE * len(rows) + 2 * down)


def _box_rows(box: Box, heat: Heat) -> list[_Row]:
    warm = heat.text.get(box.mark, "")
    rows = [_Row("title", text) for text in wrapped(box.title, WIDE - 4)]
    for note in (box.note, warm):
        rows += [_Row("note" if note == box.note else "warm", text) for text in wrapped(note, WIDE)]
    return [*rows, *(row for line in box.lines for row in _line_rows(line, "item", WIDE, heat, "?" if line.looks else "•"))]


def _label_rows(arrow: Arrow, heat: Heat) -> list[_Row]:
    """Return what stands at an arrow: one thing in the middle, several as a list."""
    sign = "•" if len(arrow.lines) > 1 else ""
    return [row for line in arrow.lines for row in _line_rows(line, arrow.lead, NARROW, heat, sign)]


def _line_rows(line: Line, kind: str, most: int, heat: Heat, sign: str) -> Iterator[_Row]:
    warm = heat.text.get(line.mark, "")
    for n, row in enumerate(wrapped(line.text + (f" ({warm})" if warm else ""), most, rows=6)):
        yield _Row(f"{kind} listed{'' if n == 0 else ' more'}", f"{sign} {row}" if n == 0 else row) if sign else _Row(kind, row)


# ---------------------------------------------------------------- marks on paper


def _rows(rows: Sequence[_Row], x: float, y: float) -> Iterator[str]:
    for n, row in enumerate(rows):
        down = y + LINE * (n + 0.78)
        yield f'<text class="{row.kind}" x="{x + _indent(row):.1f}" y="{down:.1f}">{escape(row.text)}</text>'


def _indent(row: _Row) -> int:
    """How far a row goes on that its thing began above."""
    return 11 if row.kind.endswith("more") else 0


def _box(box: Box, rows: Sequence[_Row], size: Size, layout: Layout, heat: Heat) -> Iterator[str]:
    x, y = layout.boxes[box.key]
    level = heat.level.get(box.mark)
    shade = f" h{shade_of(level)}" if level is not None else ""
    radius = {"stage": 7.0, "inject": 3.0}.get(box.kind, size.height / 2)
    yield (f'<rect class="{box.kind}{shade}" x="{x - size.width / 2:.1f}" y="{y:.1f}" width="{size.width:.1f}" '
           f'height="{size.height:.1f}" rx="{radius:.1f}"/>')
    centred = [row for row in rows if "listed" not in row.kind]
    yield from _rows(centred, x, y + 9)
    yield from _rows(rows[len(centred):], x - size.width / 2 + 12, y + 9 + LINE * len(centred))


def shade_of(level: float) -> int:
    """Return the shade of a heat from 0 to 1, from 0 to STEPS."""
    return min(STEPS, max(0, round(level * STEPS)))


def _route(arrow: Arrow, points: Sequence[tuple[float, float]], level: float | None) -> str:
    (x, y), *rest = points
    path, before = [f"M{x:.1f},{y:.1f}"], (x, y)
    for x, y in rest:
        if abs(x - before[0]) < 0.5:
            path.append(f"L{x:.1f},{y:.1f}")
        else:
            middle = (before[1] + y) / 2
            path.append(f"C{before[0]:.1f},{middle:.1f} {x:.1f},{middle:.1f} {x:.1f},{y:.1f}")
        before = (x, y)
    width = f' style="stroke-width:{1.2 + 4.3 * level:.1f}"' if level is not None else ""
    return f'<path class="way {arrow.lead}"{width} d="{" ".join(path)}" marker-end="url(#{arrow.lead}-end)"/>'


def _foot(graph: Graph, layout: Layout, below: Sequence[str]) -> Iterator[str]:
    """Draw what the kinds of lines mean, those that are there, and the sentences below."""
    there = {arrow.lead for arrow in graph.arrows}
    x, y = 26.0, layout.height + 18
    for lead, words in _KEY:
        if lead in there:
            yield f'<path class="way {lead}" d="M{x:.0f},{y:.0f} h34" marker-end="url(#{lead}-end)"/>'
            yield f'<text class="foot" x="{x + 42:.0f}" y="{y + 4:.0f}">{words}</text>'
            x += 54 + _length(words, SMALL)
    for n, row in enumerate(("In a box: what can be done there and leads nowhere else; ? looks into something.", *below)):
        yield f'<text class="foot" x="26" y="{y + 26 + LINE * n:.0f}">{escape(row)}</text>'


_KEY = (
    ("choice", "a choice"), ("chance", "a choice, and luck"), ("look", "an investigation"), ("deadline", "time runs out"),
    ("inject", "comes from outside"),
)


def _told(graph: Graph, says: Sequence[str]) -> Iterator[str]:
    """Yield the picture in sentences, for those who do not see it."""
    titles = {box.key: box.title for box in graph.boxes}
    for box in graph.boxes:
        leads = [
            f"to {titles[arrow.target]}" + (f" by {'; '.join(line.text for line in arrow.lines)}" if arrow.lines else "")
            for arrow in graph.arrows if arrow.source == box.key
        ]
        inside = "; ".join(line.text for line in box.lines)
        yield f"{box.title}" + (f" ({inside})" if inside else "") + (f" leads {', '.join(leads)}." if leads else ".")
    yield from says


LIGHT = ("#f1f6fc", "#dfebf8", "#cbe0f5", "#b5d3f1", "#9dc5ed", "#85b6e8", "#6fa9e4")
_DARK = ("#16202b", "#1a2c40", "#1d3957", "#20476f", "#245689", "#2966a4", "#2f76bf")


def _theme(paper: str, ink: str, soft: str, line: str, box: str, other: str, clock: str, luck: str, shades: Sequence[str]) -> str:
    rules = [
        f".paper{{fill:{paper}}}.label{{fill:{paper}}}text{{fill:{ink}}}.note,.foot{{fill:{soft}}}",
        f".stage{{fill:{box};stroke:{line}}}.start,.end{{fill:{paper};stroke:{ink}}}.inject{{fill:{paper};stroke:{other}}}",
        f".way{{stroke:{line}}}.tip{{fill:{line}}}.way.deadline{{stroke:{clock}}}.tip.deadline,text.deadline{{fill:{clock}}}",
        f".way.inject{{stroke:{other};fill:none}}.tip.inject,text.inject{{fill:{other};stroke:none}}",
        f".way.chance{{stroke:{luck}}}.tip.chance,text.chance{{fill:{luck}}}",
        *(f".h{n}{{fill:{shade}}}" for n, shade in enumerate(shades)),
    ]
    return "".join(rules)


_STYLE = (
    "<style>text{font-family:Inter,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',Helvetica,Arial,sans-serif;"
    f"font-size:{SMALL}px;text-anchor:middle}}.title{{font-size:{TITLE}px;font-weight:600}}.listed,.foot{{text-anchor:start}}"
    ".note{font-style:italic}.warm{font-weight:600}rect{stroke-width:1.3}.paper,.label{stroke:none}.way{fill:none;stroke-width:1.5}"
    ".way.deadline{stroke-dasharray:7 5}.way.chance{stroke-dasharray:1.5 3.5;stroke-linecap:round}"
    ".way.inject{stroke-dasharray:12 4 2 4}.tip{stroke:none}"
    + _theme("#ffffff", "#1c2733", "#54606c", "#5b6875", "#f3f6f9", "#7a4b94", "#a8481c", "#1c6e5a", LIGHT)
    + "@media (prefers-color-scheme:dark){"
    + _theme("#11161c", "#e8edf2", "#a3b0bd", "#8796a5", "#1b232c", "#c9a3e0", "#f0a27a", "#74cdb4", _DARK)
    + "}</style>"
)

_MARKERS = "<defs>" + "".join(
    f'<marker id="{lead}-end" viewBox="0 0 10 8" refX="9.4" refY="4" markerWidth="10" markerHeight="8" '
    f'markerUnits="userSpaceOnUse" orient="auto"><path class="tip {lead}" d="M0,0 L10,4 L0,8 z"/></marker>'
    for lead, _ in _KEY
) + "</defs>"
