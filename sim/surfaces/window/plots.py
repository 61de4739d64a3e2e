"""Charts: a figure laid out as in a report, on a card; its words are text, the rest is drawn once and kept."""
from __future__ import annotations

from itertools import pairwise

import pygame

from sim.debrief.plot import laid
from sim.debrief.shapes import Dot, Drawn, Fill, Role, Shade, Stroke, Text, corners_of
from sim.screens.view import Chart
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Drawing, Pile, Plate, Target, stacked
from sim.surfaces.window.theme import Colour

FINE = 4
"""How much larger what is round or aslant is drawn before it is scaled down; all else is drawn as large as it is."""

TALL, SMALL, LEAST = 17, 12, 34
"""How high a plot is, in sizes of text; a small one; and in percent of the window, which is the most of it that one takes."""


def chart(kit: Kit, block: Chart, width: int) -> Box:
    """Return title, finding and picture on a card; every mark is pressed where it lies."""
    figure, theme, pad = block.figure, kit.theme, kit.s(16)
    inner = width - 2 * pad
    tall = max(min((SMALL if block.small else TALL) * kit.em, kit.height * LEAST // 100), 9 * kit.em)
    drawn = laid(figure, inner, tall, kit.tiny, lambda text: kit.text.width(text, "regular", kit.tiny))
    head = [kit.flow(figure.title, inner, theme.ink, round(kit.em * 1.12), "strong"),
            kit.flow(figure.says, min(inner, 64 * kit.em), theme.quiet, kit.small)]
    body = stacked([stacked(head, kit.s(3), inner), plotted(kit, block, drawn)], kit.s(10), inner)
    pile = Pile()
    pile.mark(0, 0, Plate(width, body.h + 2 * pad, theme.panel, theme.line, kit.s(12)))
    pile.put(body, pad, pad)
    return pile.box(width, body.h + 2 * pad)


def plotted(kit: Kit, block: Chart, drawn: Drawn) -> Box:
    """Return the picture alone."""
    pile = Pile()
    w, h = round(drawn.w), round(drawn.h)
    chosen = [n for n, action in enumerate(block.actions) if action.id == block.chosen]
    for spot in drawn.spots:
        if spot.n in chosen:
            ground = Plate(round(spot.w), round(spot.h), kit.theme.lit, kit.theme.accent, kit.s(5))
            pile.mark(round(spot.x), round(spot.y), ground)
    kept = tuple((shape, _colour(kit, shape.role)) for shape in drawn.shapes if not isinstance(shape, Text))
    pile.mark(0, 0, Drawing(w, h, kept, kit.theme.panel))
    for shape in drawn.shapes:
        if isinstance(shape, Text):
            words = kit.line(shape.text, _colour(kit, shape.role), kit.tiny, "strong" if shape.strong else "regular")
            x = {"start": shape.x, "middle": shape.x - words.w / 2, "end": shape.x - words.w}[shape.anchor]
            pile.put(words, round(x), round(shape.y - words.h / 2))
    for spot in drawn.spots:
        if spot.n < len(block.actions):
            action = block.actions[spot.n]
            x, y, w_, h_ = round(spot.x), round(spot.y), max(round(spot.w), 2), max(round(spot.h), 2)
            pile.target(Target(x, y, w_, h_, action.id, "point", action, None, kit.s(4)))
    return pile.box(w, h)


def _colour(kit: Kit, role: Role) -> Colour:
    theme = kit.theme
    return {
        "ink": theme.ink, "quiet": theme.quiet, "line": theme.line, "track": theme.track, "halo": theme.panel,
        "accent": theme.fill_accent, "good": theme.fill_good, "warn": theme.fill_warn, "bad": theme.fill_bad,
    }[role]


# ---------------------------------------------------------------- drawing


def picture_of(drawing: Drawing) -> pygame.Surface:
    """Return a drawing on a clear ground. What is upright or level is drawn as it is, the rest larger and scaled down."""
    whole = pygame.Surface((drawing.w, drawing.h), pygame.SRCALPHA)
    whole.fill((*drawing.ground, 0))
    for shape, colour in drawing.shapes:
        match shape:
            case Stroke():
                _stroke(whole, shape, colour)
            case Fill():
                _fill(whole, shape, colour)
            case Shade(points=points):
                pygame.draw.polygon(whole, _pale(colour, drawing.ground), [(round(x), round(y)) for x, y in points])
            case Dot():
                _dot(whole, shape, colour, drawing.ground)
    return whole


def _pale(colour: Colour, ground: Colour) -> Colour:
    red, green, blue = ((6 * part + 34 * under) // 40 for part, under in zip(colour, ground, strict=True))
    return red, green, blue


def _stroke(whole: pygame.Surface, line: Stroke, colour: Colour) -> None:
    thick = max(round(line.thick), 1)
    for (x, y), (far, down) in pairwise(line.points):
        if abs(x - far) < 0.5 or abs(y - down) < 0.5:
            left, top = round(min(x, far) - (thick - 1) / 2), round(min(y, down) - (thick - 1) / 2)
            whole.fill(colour, (left, top, round(abs(far - x)) + thick, round(abs(down - y)) + thick))
        else:
            pygame.draw.aaline(whole, colour, (x, y), (far, down), thick)


def _fill(whole: pygame.Surface, fill: Fill, colour: Colour) -> None:
    left, top = round(fill.x), round(fill.y)
    rect = pygame.Rect(left, top, max(round(fill.x + fill.w) - left, 1), max(round(fill.y + fill.h) - top, 1))
    if not fill.hatched:
        whole.fill(colour, rect)
        return
    step = 6
    large = pygame.Surface((step * FINE, step * FINE), pygame.SRCALPHA)
    large.fill((*colour, 0))
    for x in (-step, 0, step):  # a tile of stripes that goes on in the next
        pygame.draw.line(large, (*colour, 255), (x * FINE, step * FINE), ((x + step) * FINE, 0), 2 * FINE)
    tile = pygame.transform.smoothscale(large, (step, step))
    whole.set_clip(rect)
    for y in range(rect.y - rect.y % step, rect.bottom, step):
        for x in range(rect.x - rect.x % step, rect.right, step):
            whole.blit(tile, (x, y))
    whole.set_clip(None)
    pygame.draw.rect(whole, colour, rect, 1)


def _dot(whole: pygame.Surface, dot: Dot, colour: Colour, ground: Colour) -> None:
    """A mark with a rim of the ground around it, so that it stands clear of what is under it."""
    half = round(dot.size * 0.85) + 2
    large = pygame.Surface((2 * half * FINE, 2 * half * FINE), pygame.SRCALPHA)
    large.fill((*ground, 0))
    middle, r = half * FINE, dot.size * FINE / 2
    rim = 1.5 * FINE
    if dot.form in ("disc", "ring"):
        pygame.draw.circle(large, (*ground, 255), (middle, middle), r + rim)
        pygame.draw.circle(large, (*colour, 255), (middle, middle), r)
        if dot.form == "ring":
            pygame.draw.circle(large, (*ground, 255), (middle, middle), r * 0.55)
    else:
        pygame.draw.polygon(large, (*ground, 255), corners_of(dot.form, middle, middle, r + rim))
        pygame.draw.polygon(large, (*colour, 255), corners_of(dot.form, middle, middle, r))
    small = pygame.transform.smoothscale(large, (2 * half, 2 * half))
    whole.blit(small, (round(dot.x) - half, round(dot.y) - half))
