"""Charts: a figure laid out as in a report, its words as text, the rest drawn once and kept."""
from __future__ import annotations

from itertools import pairwise

import pygame

from sim.debrief.plot import Dot, Drawn, Fill, Role, Shape, Stroke, Text, laid
from sim.screens.view import Chart
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Drawing, Pile, Target, stacked
from sim.surfaces.window.theme import Colour

FINE = 3


def chart(kit: Kit, block: Chart, width: int) -> Box:
    """Return title, finding and picture; every mark is pressed where it lies."""
    figure, theme = block.figure, kit.theme
    wide = min(width, 64 * kit.em)
    tall = (9 if block.small else 15) * kit.em
    drawn = laid(figure, wide, tall, kit.tiny, lambda text: kit.text.width(text, "regular", kit.tiny))
    head = [kit.flow(figure.title, width, theme.ink, kit.em, "strong"), kit.flow(figure.says, wide, theme.quiet, kit.small)]
    return stacked([*head, _picture(kit, block, drawn)], kit.s(8), width)


def _picture(kit: Kit, block: Chart, drawn: Drawn) -> Box:
    pile = Pile()
    w, h = round(drawn.w), round(drawn.h)
    kept = [shape for shape in drawn.shapes if not isinstance(shape, Text)]
    chosen = [n for n, action in enumerate(block.actions) if action.id == block.chosen]
    for spot in drawn.spots:
        if spot.n in chosen:
            kept.insert(0, Fill(spot.x, spot.y, spot.w, spot.h, "track"))
    pile.mark(0, 0, Drawing(w, h, tuple((shape, _colour(kit, shape.role)) for shape in kept), kit.theme.panel))
    for shape in drawn.shapes:
        if isinstance(shape, Text):
            words = kit.line(shape.text, _colour(kit, shape.role), kit.tiny)
            x = {"start": shape.x, "middle": shape.x - words.w / 2, "end": shape.x - words.w}[shape.anchor]
            pile.put(words, round(x), round(shape.y - words.h / 2))
    for spot in drawn.spots:
        if spot.n < len(block.actions):
            action = block.actions[spot.n]
            x, y, w_, h_ = round(spot.x), round(spot.y), round(spot.w), round(spot.h)
            pile.target(Target(x, y, w_, h_, action.id, "point", action, None, kit.s(4)))
    return pile.box(w, h)


def _colour(kit: Kit, role: Role) -> Colour:
    theme = kit.theme
    return {
        "ink": theme.ink, "quiet": theme.quiet, "line": theme.line, "track": theme.track, "accent": theme.fill_accent,
        "good": theme.fill_good, "warn": theme.fill_warn, "bad": theme.fill_bad,
    }[role]


def drawn_large(drawing: Drawing) -> pygame.Surface:
    """Return a drawing on a clear ground, drawn larger and scaled down, so that no edge is jagged."""
    large = pygame.Surface((drawing.w * FINE, drawing.h * FINE), pygame.SRCALPHA)
    large.fill((*drawing.ground, 0))
    for shape, colour in drawing.shapes:
        _draw(large, shape, colour, drawing.ground)
    return pygame.transform.smoothscale(large, (drawing.w, drawing.h))


def _draw(large: pygame.Surface, shape: Shape, colour: Colour, ground: Colour) -> None:
    match shape:
        case Stroke(points=points, thick=thick):
            thick_ = max(round(thick * FINE), 1)
            for (x, y), (far, down) in pairwise(points):
                begin, end = (round(x * FINE), round(y * FINE)), (round(far * FINE), round(down * FINE))
                pygame.draw.line(large, colour, begin, end, thick_)
        case Fill(x=x, y=y, w=w, h=h, hatched=hatched):
            rect = pygame.Rect(round(x * FINE), round(y * FINE), max(round(w * FINE), FINE), max(round(h * FINE), FINE))
            _hatch(large, rect, colour) if hatched else large.fill(colour, rect)
        case Dot():
            _dot(large, shape, colour, ground)


def _hatch(large: pygame.Surface, rect: pygame.Rect, colour: Colour) -> None:
    """Stripes from lower left to upper right, within a rectangle."""
    large.set_clip(rect)
    for x in range(rect.x - rect.h, rect.right, 4 * FINE):
        pygame.draw.line(large, colour, (x, rect.bottom), (x + rect.h, rect.top), FINE + FINE // 2)
    large.set_clip(None)
    pygame.draw.rect(large, colour, rect, max(FINE // 2, 1))


def _dot(large: pygame.Surface, dot: Dot, colour: Colour, ground: Colour) -> None:
    x, y, r = round(dot.x * FINE), round(dot.y * FINE), round(dot.size * FINE / 2)
    if dot.form in ("disc", "ring"):
        pygame.draw.circle(large, colour, (x, y), r)
        if dot.form == "ring":
            pygame.draw.circle(large, ground, (x, y), max(r - 2 * FINE, 1))
        return
    far = r * 5 // 4
    corners = {
        "square": [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
        "diamond": [(x, y - far), (x + far, y), (x, y + far), (x - far, y)],
        "triangle": [(x, y - far), (x + far, y + r), (x - far, y + r)],
    }[dot.form]
    pygame.draw.polygon(large, colour, corners)
