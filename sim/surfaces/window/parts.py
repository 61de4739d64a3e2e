"""What can be composed with: tiles side by side, those that are taken with keys to take more or less."""
from __future__ import annotations

from sim.screens.view import Action, Part, Parts
from sim.surfaces.window.kit import SIGNS, Kit
from sim.surfaces.window.marks import Box, Pile, Plate, Target

NARROWEST = 17  # em


def parts(kit: Kit, block: Parts, width: int) -> Box:
    """A title and the tiles under it, as many in a row as fit, those of a row of one height."""
    pile, y, gap = Pile(), 0, kit.s(8)
    if block.title:
        head = kit.flow(block.title, width, kit.theme.quiet, kit.small, "strong")
        pile.put(head, 0, 0)
        y = head.h + kit.s(6)
    side = max((width + gap) // (NARROWEST * kit.em + gap), 1)
    wide = (width - gap * (side - 1)) // side
    for start in range(0, len(block.parts), side):
        line = [(part, _words(kit, part, wide)) for part in block.parts[start:start + side]]
        tall = max(kit.s(48), *(words.h + 2 * kit.s(7) for _, words in line))
        for place, (part, words) in enumerate(line):
            pile.put(_tile(kit, part, words, wide, tall), place * (wide + gap), y)
        y += tall + gap
    return pile.box(width, max(y - gap, 0))


def _lead(kit: Kit, part: Part) -> list[Box]:
    """Return what stands before the words: the key, and whether it is taken, told by a sign and not by colour alone."""
    colour = kit.theme.accent if part.chosen else kit.theme.quiet
    sign = "square-check" if part.chosen else "square" if part.action.enabled else "lock"
    return [*([kit.keycap(part.action.key)] if part.action.key else []), kit.icon(sign, kit.s(20), colour)]


def _room(kit: Kit, part: Part, width: int) -> tuple[int, int]:
    """Return where the words begin and how wide they may be: there is room for its keys before they are there."""
    left = kit.s(12) + sum(box.w + kit.s(10) for box in _lead(kit, part))
    keys = 2 * kit.s(34) + kit.s(4) + kit.s(10) if part.less is not None and part.more is not None else kit.s(12)
    return left, max(width - left - keys - kit.s(4), 4 * kit.em)


def _words(kit: Kit, part: Part, width: int) -> Box:
    """Return name and amount, one under the other."""
    theme, pile = kit.theme, Pile()
    _, room = _room(kit, part, width)
    label = kit.flow(part.action.label, room, theme.ink if part.action.enabled else theme.quiet, 0, "strong")
    pile.put(label, 0, 0)
    if not part.amount:
        return pile.box(room, label.h)
    left, size = 0, round(kit.small * 1.1)
    if part.tone in SIGNS:
        pile.put(kit.icon(SIGNS[part.tone], size, theme.tone(part.tone)), 0, label.h + (kit.lead(kit.small) - size) // 2)
        left = size + kit.s(6)
    amount = kit.flow(part.amount, room - left, theme.accent if part.chosen else theme.quiet, kit.small)
    pile.put(amount, left, label.h)
    return pile.box(room, label.h + amount.h)


def _tile(kit: Kit, part: Part, words: Box, width: int, tall: int) -> Box:
    theme, pile, action = kit.theme, Pile(), part.action
    steps = (part.less, part.more) if part.less is not None and part.more is not None else None
    edge = theme.accent if part.chosen else theme.line
    owner = action.id if action.enabled else ""
    fill = theme.lit if part.chosen else theme.raised
    pile.mark(0, 0, Plate(width, tall, fill, edge, kit.s(10), max(kit.s(2), 2) if part.chosen else 1, owner, theme.lit))
    pile.target(Target(0, 0, width, tall, action.id, "option", action, None, kit.s(10), steps))
    x = kit.s(12)
    for box in _lead(kit, part):
        pile.put(box, x, (tall - box.h) // 2)
        x += box.w + kit.s(10)
    pile.put(words, x, (tall - words.h) // 2)
    if steps is not None and part.chosen:
        size = kit.s(34)
        for place, (sign, step) in enumerate(zip("−+", steps, strict=True)):
            x = width - kit.s(10) - size - (1 - place) * (size + kit.s(4))
            pile.put(_key(kit, sign, step, steps, size), x, (tall - size) // 2)
    return pile.box(width, tall)


def _key(kit: Kit, sign: str, action: Action, steps: tuple[Action, Action], size: int) -> Box:
    """Return the small square that takes one step more or less."""
    theme, pile = kit.theme, Pile()
    ink = theme.ink if action.enabled else theme.edge
    pile.mark(0, 0, Plate(size, size, theme.chip, theme.edge if action.enabled else theme.line, kit.s(8), 1,
                          action.id if action.enabled else "", theme.raised))
    word = kit.line(sign, ink, round(kit.em * 1.1), "strong")
    pile.put(word, (size - word.w) // 2, (size - word.h) // 2)
    pile.target(Target(0, 0, size, size, action.id, "action", action, None, kit.s(8), steps))
    return pile.box(size, size)
