"""What can be set: a row of choices, or a line to type into."""
from __future__ import annotations

from sim.screens.view import Action, Field
from sim.surfaces.window.cards import button
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Pile, Plate, Slot, Target, flowing, stacked

FIELD = "field:"


def field(kit: Kit, block: Field, width: int) -> Box:
    """Label and help at the left, the control at the right; one above the other where that is too narrow."""
    theme, pile = kit.theme, Pile()
    wide = width >= 38 * kit.em
    words_w = width * 42 // 100 if wide else width
    control_w = width - words_w - kit.s(20) if wide else width
    words = [kit.flow(block.label, words_w, theme.ink, 0, "strong")]
    if block.help:
        words.append(kit.flow(block.help, words_w, theme.quiet, kit.small))
    left = stacked(words, 0, words_w)
    control = _line(kit, block, control_w) if block.text is not None else _choices(kit, block, control_w)
    if wide:
        h = max(left.h, control.h)
        pile.put(left, 0, (h - left.h) // 2)
        pile.put(control, width - control.w, (h - control.h) // 2)
        return pile.box(width, h)
    pile.put(left, 0, 0)
    pile.put(control, 0, left.h + kit.s(6))
    return pile.box(width, left.h + kit.s(6) + control.h)


def _choices(kit: Kit, block: Field, width: int) -> Box:
    segments = [_segment(kit, action, action.id == block.chosen, width) for action in block.options]
    pad = kit.s(3)
    inner = flowing(segments, kit.s(2), kit.s(2), width - 2 * pad)
    pile = Pile()
    pile.mark(0, 0, Plate(inner.w + 2 * pad, inner.h + 2 * pad, kit.theme.raised, kit.theme.edge, kit.s(10)))
    pile.put(inner, pad, pad)
    return pile.box(inner.w + 2 * pad, inner.h + 2 * pad)


def _segment(kit: Kit, action: Action, chosen: bool, width: int) -> Box:
    theme, pile = kit.theme, Pile()
    ink = theme.on_accent if chosen else theme.ink if action.enabled else theme.quiet
    icon = "check" if chosen else action.icon if action.enabled else "lock"
    mark = kit.icon(icon, kit.s(16), ink) if icon else Box(0, 0)
    if action.key:
        cap = kit.keycap(action.key)
        mark = kit.beside(cap, mark, kit.s(6)) if icon else cap
    left = kit.s(12) + (mark.w + kit.s(6) if mark.w else 0)
    room = width - left - kit.s(18)
    parts = [kit.flow(action.label, room, ink, 0, "strong" if chosen else "regular")]
    if not action.enabled and action.reason:
        parts.append(kit.flow(action.reason, room, theme.quiet, kit.tiny))
    label = stacked(parts, 0, max(part.w for part in parts))
    w, h = left + label.w + kit.s(12), max(label.h + kit.s(8), kit.s(32))
    owner = action.id if action.enabled else ""
    pile.mark(0, 0, Plate(w, h, theme.accent if chosen else theme.raised, None, kit.s(8), 1, owner,
                          theme.accent if chosen else theme.lit))
    pile.put(mark, kit.s(12), (h - mark.h) // 2)
    pile.put(label, left, (h - label.h) // 2)
    pile.target(Target(0, 0, w, h, action.id, "action", action, None, kit.s(8)))
    return pile.box(w, h)


def _line(kit: Kit, block: Field, width: int) -> Box:
    theme, pile = kit.theme, Pile()
    h = kit.s(40)
    name = FIELD + block.id
    submit = button(kit, block.submit, width) if block.submit is not None and not block.listens else Box(0, 0)
    beside = bool(submit.w) and width - submit.w - kit.s(8) >= 12 * kit.em
    wide = min(width, 34 * kit.em) - (submit.w + kit.s(8) if beside else 0)
    pile.mark(0, 0, Plate(wide, h, theme.raised, theme.edge, kit.s(9), 1, name, theme.lit))
    tall = kit.text.height("regular", kit.em)
    pile.mark(kit.s(12), (h - tall) // 2, Slot(wide - 2 * kit.s(12), tall, block.id, kit.em, theme.ink))
    pile.target(Target(0, 0, wide, h, name, "field", block.submit, block, kit.s(9)))
    if not submit.w:
        return pile.box(wide, h)
    line = pile.box(wide, h)
    return kit.beside(line, submit, kit.s(8)) if beside else stacked([line, submit], kit.s(8), wide)
