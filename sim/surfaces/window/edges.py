"""The rows along the edges of the window: header, alert, and the keys at the foot."""
from __future__ import annotations

from sim.screens.view import (
    Action,
    Block,
    Buttons,
    Countdown,
    Heading,
    Paragraph,
    Passing,
    Region,
    Row,
    View,
    actions_of,
    plain,
)
from sim.surfaces.window.blocks import Blocks
from sim.surfaces.window.kit import SIGNS
from sim.surfaces.window.marks import Box, Face, Pile, Plate, Target, flowing, stacked
from sim.surfaces.window.wording import heading_size, title


def header(blocks: Blocks, region: Region, width: int) -> Box:
    """Title at the left, everything else at the right; on rows of their own where one row is too narrow."""
    kit, pile = blocks.kit, Pile()
    pad_x, pad_y, gap = kit.s(18), kit.s(10), kit.s(20)
    room = width - 2 * pad_x
    first = _leading(region.blocks)
    rest = [_natural(blocks, block, room) for block in region.blocks[len(first):]]
    taken = sum(box.w + gap for box in rest)
    wanted = max((_wanted(blocks, block) for block in first), default=0)
    if wanted + taken <= room:
        left = _title(blocks, first, room - taken)
        h = max([left.h, *(box.h for box in rest)])
        pile.put(left, pad_x, pad_y + (h - left.h) // 2)
        x = width - pad_x - taken + gap
        for box in rest:
            pile.put(box, x, pad_y + (h - box.h) // 2)
            x += box.w + gap
    else:
        left = _title(blocks, first, room)
        below = flowing(rest, gap, kit.s(8), room)
        pile.put(left, pad_x, pad_y)
        between = kit.s(8) if left.h and below.h else 0
        pile.put(below, pad_x, pad_y + left.h + between)
        h = left.h + between + below.h
    ground = Pile()
    ground.mark(0, 0, Plate(width, h + 2 * pad_y, kit.theme.panel, kit.theme.line, kit.s(12)))
    ground.put(pile.box(width, h + 2 * pad_y), 0, 0)
    return ground.box(width, h + 2 * pad_y)


def _title(blocks: Blocks, first: tuple[Block, ...], width: int) -> Box:
    boxes = [title(blocks.kit, block, width) if isinstance(block, Heading) else blocks.lay(block, width)
             for block in first]
    return stacked(boxes, blocks.kit.s(1), width)


def _leading(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    count = 0
    for block in blocks:
        if not isinstance(block, Heading | Paragraph):
            break
        count += 1
    return blocks[:count]


def _wanted(blocks: Blocks, block: Block) -> int:
    """Return the width at which a block needs no second line, within reason."""
    kit, text = blocks.kit, blocks.kit.text
    icon = kit.s(42)
    match block:
        case Heading():
            size = heading_size(kit, block.level)
            aside = text.width(block.aside, "strong", kit.small) + kit.s(18) if block.aside else 0
            return text.width(block.text, "bold", size) + aside + (round(size * 1.15) + kit.s(14) if block.icon else 8)
        case Paragraph():
            size = kit.small if block.tone == "quiet" else kit.em
            sign = round(size * 1.15) + kit.s(10) if block.icon or block.tone in SIGNS else 0
            face: Face = "strong" if block.tone == "strong" or "**" in block.text else "regular"
            return min(text.width(plain(block.text), face, size) + sign + 4, 34 * kit.em)
        case Row():
            title = text.width(plain(block.title), "strong", kit.em) + 6
            aside = text.width(block.aside, "regular", kit.small) * 5 // 2 if block.aside else 0
            detail = text.width(plain(block.detail), "strong", kit.small) + 6
            return min(max(title + aside, detail) + (icon if block.icon or block.initial else 0), 24 * kit.em)
        case Countdown() | Passing():
            return 20 * kit.em
        case _:
            return 11 * kit.em


def _natural(blocks: Blocks, block: Block, room: int) -> Box:
    if isinstance(block, Buttons):
        return blocks.lay(block, room)
    return blocks.lay(block, min(room, _wanted(blocks, block)))


def alert(blocks: Blocks, text: str, width: int) -> Box:
    """A sentence that must not be missed, with a sign."""
    kit, pile = blocks.kit, Pile()
    pad, size = kit.s(14), kit.s(20)
    words = kit.flow(text, width - 2 * pad - size - kit.s(12), kit.theme.ink, 0, "strong")
    h = max(words.h, size) + 2 * kit.s(8)
    pile.mark(0, 0, Plate(width, h, kit.theme.chip, kit.theme.warn, kit.s(10), max(kit.s(1), 1)))
    pile.put(kit.icon("triangle-alert", size, kit.theme.warn), pad, kit.s(8) + (kit.lead(kit.em) - size) // 2)
    pile.put(words, pad + size + kit.s(12), (h - words.h) // 2)
    return pile.box(width, h)


def digits(view: View) -> tuple[str, ...]:
    """Return the digits that do something, from the lowest."""
    return tuple(sorted(action.key for action in actions_of(view) if len(action.key) == 1 and action.key.isdigit()))


def footer(
    blocks: Blocks, keys: tuple[Action, ...], choose: tuple[str, ...], told: tuple[Block, ...], width: int,
) -> Box:
    """The keys at the left, what is `told` at the right; below each other where it is too narrow. `choose` are digits."""
    kit, pile = blocks.kit, Pile()
    gap = kit.s(6)
    hints = [_hint(blocks, action, width) for action in keys if action.weight != "quiet"]
    status = [_natural(blocks, block, width) for block in told]
    taken = sum(box.w + kit.s(16) for box in status)
    extras = _extras(blocks, choose)
    if sum(box.w + gap for box in (*extras, *hints)) + taken <= width:
        hints = extras + hints
    caps = flowing(hints, gap, kit.s(2), width)
    if caps.w + kit.s(16) + taken <= width:
        h = max([caps.h, *(box.h for box in status)])
        pile.put(caps, 0, (h - caps.h) // 2)
        x = width - taken + kit.s(16 + 6)
        for box in status:
            pile.put(box, x, (h - box.h) // 2)
            x += box.w + kit.s(16)
        return pile.box(width, h)
    below = flowing(status, kit.s(16), kit.s(2), width)
    pile.put(caps, 0, 0)
    pile.put(below, kit.s(6), caps.h + kit.s(2))
    return pile.box(width, caps.h + kit.s(2) + below.h)


def _hint(blocks: Blocks, action: Action, width: int) -> Box:
    kit, pile = blocks.kit, Pile()
    colour = kit.theme.ink if action.enabled else kit.theme.quiet
    label = kit.flow(action.label, min(30 * kit.em, width - 10 * kit.em), kit.theme.quiet, kit.small)
    words = kit.beside(kit.keycap(action.key, colour), label, kit.s(7)) if action.key else label
    if not action.enabled:
        words = kit.beside(words, kit.icon("lock", kit.s(13), kit.theme.quiet), kit.s(5))
    pad, h = kit.s(6), max(words.h + kit.s(6), kit.s(30))
    owner = action.id if action.enabled else ""
    pile.mark(0, 0, Plate(words.w + 2 * pad, h, kit.theme.paper, None, kit.s(7), 1, owner, kit.theme.lit))
    pile.put(words, pad, (h - words.h) // 2)
    pile.target(Target(0, 0, words.w + 2 * pad, h, action.id, "action", action, None, kit.s(7)))
    return pile.box(words.w + 2 * pad, h)


def _extras(blocks: Blocks, choose: tuple[str, ...]) -> list[Box]:
    kit = blocks.kit
    hints = [("tab", kit.phrases.move), ("enter", kit.phrases.press)]
    if len(choose) > 1:
        hints.insert(0, (f"{choose[0]}–{choose[-1]}", kit.phrases.choose))
    caps = [kit.beside(kit.keycap(key), kit.flow(word, 12 * kit.em, kit.theme.quiet, kit.small), kit.s(7))
            for key, word in hints]
    return [Box(cap.w + kit.s(12), cap.h, tuple((x + kit.s(6), y, mark) for x, y, mark in cap.spots)) for cap in caps]
