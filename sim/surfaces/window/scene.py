"""A scene: thin rooms, tiles on a grid, what the shapes mean if it is large, and its sentence."""
from __future__ import annotations

from sim.screens.view import Meaning, Room, Scene, Tile, Tone
from sim.surfaces.window.glyphs import BARE, FAINT, FULL, body
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Glyph, Pile, Plate, flowing, stacked
from sim.surfaces.window.theme import Colour

TALLEST = 44  # hundredths of the height of the window, so that what is said under it is in sight with it
_TONES: dict[str, Tone] = {
    "ringing": "warn", "talking": "good", "waiting": "warn", "busy": "accent", "walking": "accent", "drowning": "bad",
    "lost": "bad", "tired": "warn", "hot": "bad", "cold": "accent",
}


def scene(kit: Kit, block: Scene, width: int) -> Box:
    """Return the picture in the middle of the width, its legend if it is large, and the sentence under it."""
    cell = max(min(width // max(block.w, 1), kit.height * TALLEST // 100 // max(block.h, 1)), 1)
    wide, tall = cell * block.w, cell * block.h
    pile, left = Pile(), (width - wide) // 2
    for room in block.rooms:
        pile.put(_room(kit, block, room, cell), left + room.x * cell, room.y * cell)
    for tile in block.tiles:
        pile.put(_tile(kit, tile, cell), left + tile.x * cell, tile.y * cell)
    parts = [pile.box(width, tall)]
    if block.large and block.legend:
        parts.append(flowing([_meaning(kit, one, width) for one in block.legend], kit.s(16), kit.s(4), width))
    if block.text:
        parts.append(kit.flow(block.text, width, kit.theme.ink, 0 if block.large else kit.small))
    return stacked(parts, kit.s(12 if block.large else 8), width)


def _room(kit: Kit, block: Scene, room: Room, cell: int) -> Box:
    """An outline, and the name in its corner where it is clear of every tile."""
    pile, w, h = Pile(), room.w * cell, room.h * cell
    edge = max(cell // 8, 1)
    pile.mark(edge, edge, Plate(w - 2 * edge, h - 2 * edge, kit.theme.raised, kit.theme.line, kit.s(6)))
    name = kit.line(room.label, kit.theme.quiet, kit.tiny) if room.label else Box(0, 0)
    x, y = kit.s(7), kit.s(1) + edge
    across, down = (x + name.w + cell - 1) // cell, (y + name.h - kit.s(2) + cell - 1) // cell
    taken = any(tile.x - room.x < across and tile.x + tile.size > room.x and tile.y - room.y < down
                and tile.y + tile.size > room.y for tile in block.tiles)
    if name.w and x + name.w + kit.s(6) <= w and not taken:
        pile.put(name, x, y)
    return pile.box(w, h)


def _tile(kit: Kit, tile: Tile, cell: int) -> Box:
    return sign(kit, tile.state, tile.size * cell, tile.icon, tile.initial)


def sign(kit: Kit, state: str, size: int, icon: str, initial: str) -> Box:
    """Return the shape of a state with what it is the state of in it: an icon, or the first letter of a person."""
    pile = Pile()
    stroke = max(round(size / 16), 1)
    shape = Glyph(size, size, state, bool(initial), stroke, _colour(kit, state), kit.theme.raised)
    pile.mark(0, 0, shape)
    left, top, side = body(shape)
    inside = kit.theme.raised if state in FULL else kit.theme.quiet if state in FAINT else kit.theme.ink
    if state in BARE:
        return pile.box(size, size)
    if icon:
        within = side * 62 // 100
        if within >= 8:
            pile.put(kit.icon(icon, within, inside), left + (side - within) // 2, top + (side - within) // 2)
    elif initial and side >= 14:
        letter = kit.line(initial, inside, max(side * 52 // 100, 9), "strong")
        pile.put(letter, left + (side - letter.w) // 2, top + (side - letter.h) // 2)
    return pile.box(size, size)


def _colour(kit: Kit, state: str) -> Colour:
    if state in FAINT:
        return kit.theme.edge
    return kit.theme.tone(_TONES[state])


def _meaning(kit: Kit, one: Meaning, width: int) -> Box:
    size, gap = kit.s(22), kit.s(7)
    return kit.beside(sign(kit, one.state, size, "", ""), kit.flow(one.word, width - size - gap, kit.theme.quiet, kit.small), gap)
