"""A figure as SVG within a page: shapes in the colours of the page, a title and a description, and its figures as a table."""
from __future__ import annotations

from html import escape

from sim.debrief.figures import Figure, Plot, sentences_of, table_of
from sim.debrief.markup import table, tag, text
from sim.debrief.plot import laid
from sim.debrief.shapes import Dot, Drawn, Fill, Shade, Shape, Stroke, Text, corners_of

WIDE, TALL, EM = 720.0, 270.0, 12.0

_NARROW, _MIDDLE = "iljtfr.,:;'|!() -", "0123456789"

HATCHES = "".join(
    f'<pattern id="hatch-{role}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="var(--paper)"/><rect width="2.5" height="6" fill="var(--{role})"/></pattern>'
    for role in ("quiet", "bad", "warn", "accent", "good")
)
DEFINED = f'<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>{HATCHES}</defs></svg>'
"""What the pictures of a page refer to; it stands in the page once."""


def figure_of(figure: Figure) -> str:
    """Return a figure with its finding, its picture and a table to unfold."""
    drawn = laid(figure, WIDE, TALL, EM, measured)
    rows = table_of(figure)
    more = "" if len(rows) < 2 else tag("details", text("summary", "The same as a table"), table(rows[0], rows[1:]))
    said = (text("h3", figure.title), text("figcaption", figure.says))
    return tag("figure", *said, svg(figure, drawn), more, id=f"figure-{figure.id}")


def svg(figure: Figure, drawn: Drawn) -> str:
    """Return the picture of a figure; each mark says its sentence where a pointer rests on it."""
    said = list(sentences_of(figure))
    spots = "".join(
        tag("rect", text("title", said[spot.n]), x=_n(spot.x), y=_n(spot.y), width=_n(spot.w), height=_n(spot.h),
            fill="transparent", class_="spot") for spot in drawn.spots
    )
    title, more = f"{figure.id}-title", f"{figure.id}-desc"
    return (
        f'<svg viewBox="0 0 {_n(drawn.w)} {_n(drawn.h)}" role="img" aria-labelledby="{escape(f"{title} {more}")}" '
        f'font-size="{_n(EM)}">'
        + text("title", figure.title, id=title) + text("desc", _described(figure), id=more)
        + "".join(map(_shape, drawn.shapes)) + spots + "</svg>"
    )


def _described(figure: Figure) -> str:
    below = f" Under it stands what was short: {'; '.join(dict.fromkeys(band.label for band in figure.bands))}." \
        if isinstance(figure, Plot) and figure.bands else ""
    return f"{figure.says}{below} The same figures stand in the table below it."


def measured(words: str) -> float:
    """Return about how wide a text is at the size of a label, in the letters of the page: never much less than it is."""
    return sum(EM * (0.36 if letter in _NARROW else 0.62 if letter in _MIDDLE or letter.islower() else 0.8) for letter in words)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _colour(role: str) -> str:
    return {"track": "var(--track)", "halo": "var(--paper)"}.get(role, f"var(--{role})")


def _shape(shape: Shape) -> str:
    match shape:
        case Stroke(points=points, role=role, thick=thick):
            line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            drawn = {"stroke_width": _n(thick), "stroke_linejoin": "round"}
            return tag("polyline", points=line, fill="none", stroke=_colour(role), **drawn)
        case Fill(x=x, y=y, w=w, h=h, role=role, hatched=hatched):
            edge = {"stroke": _colour(role), "stroke_width": "1"} if hatched else {}
            fill = f"url(#hatch-{role})" if hatched else _colour(role)
            return tag("rect", x=_n(x), y=_n(y), width=_n(w), height=_n(h), fill=fill, **edge)
        case Shade(points=points, role=role):
            line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            return tag("polygon", points=line, fill=_colour(role), fill_opacity="0.14")
        case Text(x=x, y=y, text=words, anchor=anchor, role=role, strong=strong):
            bold = {"font_weight": "700"} if strong else {}
            return text("text", words, x=_n(x), y=_n(y + EM * 0.35), text_anchor=anchor, fill=_colour(role), **bold)
        case Dot():
            return _dot(shape)


def _dot(dot: Dot) -> str:
    x, y, r, colour = dot.x, dot.y, dot.size / 2, _colour(dot.role)
    if dot.form in ("disc", "ring"):
        fill, edge = (colour, "var(--paper)") if dot.form == "disc" else ("var(--paper)", colour)
        return tag("circle", cx=_n(x), cy=_n(y), r=_n(r), fill=fill, stroke=edge, stroke_width="1.5")
    corners = corners_of(dot.form, x, y, r)
    return tag("polygon", points=" ".join(f"{_n(x)},{_n(y)}" for x, y in corners), fill=colour, stroke="var(--paper)")
