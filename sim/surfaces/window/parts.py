"""What can be composed with: tiles side by side, those that are taken with keys to take more or less."""
from __future__ import annotations

from sim.screens.view import Action, Part, Parts, plain
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


def _steps(part: Part) -> tuple[Action, Action] | None:
    return (part.less, part.more) if part.less is not None and part.more is not None else None


def _words(kit: Kit, part: Part, width: int) -> Box:
    """Return name, amount and keys: the keys beside the name where that leaves it on one line, else beside the amount.

    What stands where does not depend on whether the keys are there already, so that nothing jumps when it is taken.
    """
    pile, steps = Pile(), _steps(part)
    room = max(width - 2 * kit.s(12) - sum(box.w + kit.s(10) for box in _lead(kit, part)), 4 * kit.em)
    keys = _keys(kit, steps, part.chosen) if steps is not None else Box(0, 0)
    gap = kit.s(10) if keys.w else 0
    name = kit.text.width(plain(part.action.label), "strong", kit.em) + 4
    beside = name + gap + keys.w <= room
    label = kit.flow(
        part.action.label, room - keys.w - gap if beside else room, kit.theme.ink if part.action.enabled else kit.theme.quiet, 0,
        "strong",
    )
    amount = _amount(kit, part, max(room - keys.w - gap, 3 * kit.em))
    if beside:
        tall = max(label.h + amount.h, keys.h)
        pile.put(label, 0, (tall - label.h - amount.h) // 2)
        pile.put(amount, 0, (tall - label.h - amount.h) // 2 + label.h)
        pile.put(keys, room - keys.w, (tall - keys.h) // 2)
        return pile.box(room, tall)
    below, y = max(amount.h, keys.h), label.h + (kit.s(4) if keys.h else 0)
    pile.put(label, 0, 0)
    pile.put(amount, 0, y + (below - amount.h) // 2)
    pile.put(keys, room - keys.w, y + (below - keys.h) // 2)
    return pile.box(room, y + below)


def _amount(kit: Kit, part: Part, width: int) -> Box:
    if not part.amount:
        return Box(0, 0)
    theme, sign = kit.theme, SIGNS.get(part.tone, "")
    left = kit.s(21) if sign else 0
    words = kit.flow(part.amount, width - left, theme.accent if part.chosen else theme.quiet, kit.small)
    return kit.beside(kit.icon(sign, kit.s(15), theme.tone(part.tone)), words, kit.s(6)) if sign else words


def _keys(kit: Kit, steps: tuple[Action, Action], there: bool) -> Box:
    """Return the two keys side by side, or the room for them."""
    size, gap = kit.s(30), kit.s(4)
    less, more = (_key(kit, sign, step, steps, size) for sign, step in zip("−+", steps, strict=True))
    return kit.beside(less, more, gap) if there else Box(2 * size + gap, size)


def _tile(kit: Kit, part: Part, words: Box, width: int, tall: int) -> Box:
    theme, pile, action = kit.theme, Pile(), part.action
    edge = theme.accent if part.chosen else theme.line
    owner = action.id if action.enabled else ""
    fill = theme.lit if part.chosen else theme.raised
    pile.mark(0, 0, Plate(width, tall, fill, edge, kit.s(10), max(kit.s(2), 2) if part.chosen else 1, owner, theme.lit))
    pile.target(Target(0, 0, width, tall, action.id, "option", action, None, kit.s(10), _steps(part)))
    x = kit.s(12)
    for box in _lead(kit, part):
        pile.put(box, x, (tall - box.h) // 2)
        x += box.w + kit.s(10)
    pile.put(words, x, (tall - words.h) // 2)
    return pile.box(width, tall)


def _key(kit: Kit, sign: str, action: Action, steps: tuple[Action, Action], size: int) -> Box:
    """Return the small square that takes one step more or less."""
    theme, pile = kit.theme, Pile()
    if action.enabled:
        pile.mark(0, 0, Plate(size, size, theme.chip, theme.edge, kit.s(8), 1, action.id, theme.raised))
    ink = theme.ink if action.enabled else theme.quiet
    word = kit.line(sign, ink, round(kit.em * 1.1), "strong")
    pile.put(word, (size - word.w) // 2, (size - word.h) // 2)
    pile.target(Target(0, 0, size, size, action.id, "action", action, None, kit.s(8), steps))
    return pile.box(size, size)
