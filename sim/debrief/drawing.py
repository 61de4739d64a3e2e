"""A figure as SVG within a page: shapes in the colours of the page, a title and a description, and its figures as a table."""
from __future__ import annotations

from html import escape

from sim.debrief.figures import Figure, sentences_of, table_of
from sim.debrief.markup import table, tag, text
from sim.debrief.plot import Dot, Drawn, Fill, Shape, Stroke, Text, laid

WIDE, TALL, EM = 720.0, 260.0, 12.0

_NARROW, _MIDDLE = "iljtfr.,:;'|!() -", "0123456789"


def figure_of(figure: Figure) -> str:
    """Return a figure with its finding, its picture and a table to unfold."""
    drawn = laid(figure, WIDE, TALL, EM, measured)
    rows = table_of(figure)
    more = "" if len(rows) < 2 else tag("details", text("summary", "In figures"), table(rows[0], rows[1:]))
    said = (text("h3", figure.title), text("figcaption", figure.says))
    return tag("figure", *said, svg(figure, drawn), more, id=f"figure-{figure.id}")


def svg(figure: Figure, drawn: Drawn) -> str:
    """Return the picture of a figure; each mark says its sentence where a pointer rests on it."""
    said = list(sentences_of(figure))
    spots = "".join(
        tag("rect", text("title", said[spot.n]), x=_n(spot.x), y=_n(spot.y), width=_n(spot.w), height=_n(spot.h),
            fill="transparent") for spot in drawn.spots
    )
    pattern = (
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="5" height="5" fill="var(--tint)"/><rect width="2" height="5" fill="var(--quiet)"/></pattern></defs>'
    )
    name = f"{figure.id}-title"
    return (
        f'<svg viewBox="0 0 {_n(drawn.w)} {_n(drawn.h)}" role="img" aria-labelledby="{escape(name)}" font-size="{_n(EM)}">'
        + text("title", f"{figure.title}. {figure.says}", id=name) + pattern
        + "".join(map(_shape, drawn.shapes)) + spots + "</svg>"
    )


def measured(words: str) -> float:
    """Return about how wide a text is at the size of a label, in the letters of the page: never much less than it is."""
    return sum(EM * (0.36 if letter in _NARROW else 0.62 if letter in _MIDDLE or letter.islower() else 0.8) for letter in words)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _colour(role: str) -> str:
    return "var(--tint)" if role == "track" else f"var(--{role})"


def _shape(shape: Shape) -> str:
    match shape:
        case Stroke(points=points, role=role, thick=thick):
            line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            return tag("polyline", points=line, fill="none", stroke=_colour(role), stroke_width=_n(thick))
        case Fill(x=x, y=y, w=w, h=h, role=role, hatched=hatched):
            return tag("rect", x=_n(x), y=_n(y), width=_n(w), height=_n(h), fill="url(#hatch)" if hatched else _colour(role))
        case Text(x=x, y=y, text=words, anchor=anchor, role=role):
            return text("text", words, x=_n(x), y=_n(y + EM * 0.35), text_anchor=anchor, fill=_colour(role))
        case Dot():
            return _dot(shape)


def _dot(dot: Dot) -> str:
    x, y, r, colour = dot.x, dot.y, dot.size / 2, _colour(dot.role)
    if dot.form in ("disc", "ring"):
        fill = colour if dot.form == "disc" else "var(--paper)"
        return tag("circle", cx=_n(x), cy=_n(y), r=_n(r), fill=fill, stroke=colour, stroke_width="2")
    corners = {
        "square": ((-r, -r), (r, -r), (r, r), (-r, r)), "diamond": ((0, -r * 1.25), (r * 1.25, 0), (0, r * 1.25), (-r * 1.25, 0)),
        "triangle": ((0, -r * 1.2), (r * 1.1, r), (-r * 1.1, r)),
    }[dot.form]
    return tag("polygon", points=" ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in corners), fill=colour)
