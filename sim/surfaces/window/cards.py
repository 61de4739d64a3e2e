"""Blocks that are pressed: options and rows of buttons."""
from __future__ import annotations

from sim.screens.view import Action, Buttons, Option
from sim.surfaces.window.kit import Kit, key_label
from sim.surfaces.window.marks import Box, Pile, Plate, Target, flowing, stacked


def option(kit: Kit, block: Option, width: int) -> Box:
    """A decision on a card: key, icon, label and detail; what it takes at the right, or below where it is narrow."""
    theme, pile, action = kit.theme, Pile(), block.action
    taken = block.then == "taken"
    pad, gap = kit.s(14), kit.s(12)
    facts = _facts(kit, block, width)
    wide = width >= 30 * kit.em and max((fact.w for fact in facts), default=0) <= 9 * kit.em
    fact_w = max([fact.w for fact in facts] + [kit.s(76)]) if wide and facts else 0
    left = pad
    lead: list[Box] = []
    if action.key:
        lead.append(kit.keycap(action.key, theme.accent if action.enabled else theme.quiet))
    icon = "hand" if taken else block.icon or action.icon
    if not action.enabled:
        icon = "lock"
    if icon:
        lead.append(kit.icon(icon, kit.s(22), theme.accent if action.enabled else theme.quiet))
    left += sum(box.w + gap for box in lead)
    room = width - left - pad - (fact_w + gap if fact_w else 0)
    parts = [kit.line(kit.phrases.taken, theme.accent, kit.tiny, "strong")] if taken else []
    parts += [kit.flow(action.label, room, theme.ink if action.enabled else theme.quiet, 0, "strong")]
    if block.detail:
        parts.append(kit.flow(block.detail, room, theme.quiet, kit.small))
    if not action.enabled and action.reason:
        parts.append(kit.flow(action.reason, room, theme.warn, kit.small))
    if facts and not wide:
        facts = _facts(kit, block, room)
        parts.append(flowing(facts, kit.s(16), kit.s(2), room))
    words = stacked(parts, kit.s(2), room)
    column = stacked(facts, 0, fact_w) if wide else Box(0, 0)
    h = max(words.h + 2 * kit.s(8), column.h + 2 * kit.s(8), kit.s(48))
    fill = theme.raised if action.enabled else theme.panel
    owner = action.id if action.enabled and not block.then else ""
    edge, thick = (theme.accent, max(kit.s(2), 2)) if taken else (theme.line, 1)
    pile.mark(0, 0, Plate(width, h, fill, edge, kit.s(10), thick, owner, theme.lit))
    x = pad
    for box in lead:
        pile.put(box, x, (h - box.h) // 2)
        x += box.w + gap
    pile.put(words, left, (h - words.h) // 2)
    pile.put(column, width - pad - fact_w, (h - column.h) // 2)
    if taken:
        pile.target(Target(0, 0, width, h, action.id, "taken"))
    if not block.then:
        pile.target(Target(0, 0, width, h, action.id, "option", action, None, kit.s(10)))
    return pile.box(width, h)


def _facts(kit: Kit, block: Option, width: int) -> list[Box]:
    named = (("clock", block.takes), ("wallet", block.cost), ("user-round", block.who))
    size, gap = kit.s(14), kit.s(6)
    return [kit.beside(kit.icon(icon, size, kit.theme.quiet),
                       kit.flow(text, width - size - gap, kit.theme.quiet, kit.tiny), gap)
            for icon, text in named if text]


def buttons(kit: Kit, block: Buttons, width: int) -> Box:
    """Actions side by side, on as many lines as they need."""
    return flowing([button(kit, action, width) for action in block.actions], kit.s(10), kit.s(8), width)


def button(kit: Kit, action: Action, width: int, chosen: bool = False) -> Box:
    """One action as wide as its words; why it cannot be done is part of the button."""
    theme, pile = kit.theme, Pile()
    pad = kit.s(14)
    filled = action.weight == "primary" and action.enabled
    ink = theme.quiet if not action.enabled else theme.on_accent if filled else theme.bad \
        if action.weight == "danger" else theme.quiet if action.weight == "quiet" else theme.ink
    icon = "lock" if not action.enabled else "check" if chosen else action.icon
    mark = kit.icon(icon, kit.s(17), ink) if icon else Box(0, 0)
    cap = kit.keycap(action.key) if action.key and not filled else Box(0, 0)
    if action.key and filled:
        cap = kit.line(key_label(action.key, kit.phrases), theme.on_accent, kit.tiny, "strong")
    left = pad + (mark.w + kit.s(8) if icon else 0)
    right = pad + (cap.w + kit.s(10) if action.key else 0)
    label = kit.flow(action.label, width - left - right, ink, kit.em, "strong")
    reason = kit.flow(action.reason, min(width - left - right, 22 * kit.em), theme.quiet, kit.tiny) \
        if not action.enabled and action.reason else Box(0, 0)
    w = left + max(label.w, reason.w) + right
    h = max(label.h + reason.h + 2 * kit.s(7), kit.s(40))
    fill = theme.accent if filled else None if action.weight == "quiet" or not action.enabled else theme.raised
    edge = theme.accent if filled else theme.bad if action.weight == "danger" and action.enabled else None \
        if action.weight == "quiet" and action.enabled else theme.line if not action.enabled else theme.edge
    lit = theme.ink if filled else theme.lit
    owner = action.id if action.enabled else ""
    pile.mark(0, 0, Plate(w, h, fill, edge, kit.s(9), 1, owner, lit))
    pile.put(mark, pad, (h - mark.h) // 2)
    y = (h - label.h - reason.h) // 2
    pile.put(label, left, y)
    pile.put(reason, left, y + label.h)
    pile.put(cap, w - pad - cap.w, (h - cap.h) // 2)
    pile.target(Target(0, 0, w, h, action.id, "action", action, None, kit.s(9)))
    return pile.box(w, h)
