"""The feed: messages one under the other."""
from __future__ import annotations

from sim.screens.view import Feed, Message
from sim.surfaces.window.kit import SIGNS, Kit
from sim.surfaces.window.marks import Box, Pile, Plate

Laid = dict[tuple[Message, int], Box]
"""Messages laid out before, by their width: a feed that grew by one, or is wound back, is mostly the same."""


def feed(kit: Kit, block: Feed, width: int, laid: Laid) -> Box:
    """Oldest first; each message leaves an anchor, so that those out of sight can be counted."""
    if not block.messages:
        return kit.flow(block.empty, width, kit.theme.quiet, kit.small)
    pile, y = Pile(), 0
    for message in block.messages:
        box = laid.get((message, width))
        if box is None:
            box = laid[message, width] = _message(kit, message, width)
        pile.put(box, 0, y)
        pile.anchors.append((y, y + box.h))
        y += box.h + kit.s(6)
    return pile.box(width, y - kit.s(6))


def _message(kit: Kit, message: Message, width: int) -> Box:
    theme, pile = kit.theme, Pile()
    inset = kit.s(18) if message.mine else 0
    pad_x, pad_y = kit.s(10), kit.s(8)
    size = kit.s(30)
    tint = theme.quiet if message.tone in ("quiet", "plain") and not message.fresh else theme.tone(message.tone)
    left = inset + pad_x + size + kit.s(10)
    room = width - left - pad_x
    when = kit.line(message.when, theme.quiet, kit.tiny, "mono")
    if message.tone in SIGNS:  # the tone is told by a sign, not by colour alone
        when = kit.beside(kit.icon(SIGNS[message.tone], kit.s(14), tint), when, kit.s(5))
    ink = theme.quiet if message.tone in ("quiet", "quote") else theme.ink
    text = kit.flow(message.text, room if message.who else room - when.w - kit.s(8), ink)
    name = f"**{message.who}**" + (f"  ·  {message.channel}" if message.channel else "")
    who = kit.flow(name if message.who else "", room - when.w - kit.s(8), theme.quiet, kit.small)
    above = who.h + kit.s(1) if message.who else 0
    h = 2 * pad_y + max(above + text.h, size)
    if message.mine or message.fresh:
        ground = theme.mine if message.mine else theme.raised
        pile.mark(inset, 0, Plate(width - inset, h, ground, theme.line, kit.s(9)))
    if message.fresh:
        pile.mark(inset, kit.s(8), Plate(kit.s(3), h - 2 * kit.s(8), theme.accent, None, kit.s(3) // 2))
    pile.put(kit.chip(message.icon, size, tint), inset + pad_x, pad_y)
    if message.who:
        pile.put(who, left, pad_y)
    pile.put(when, width - pad_x - when.w, pad_y + (kit.lead(kit.small) - when.h) // 2)
    pile.put(text, left, pad_y + above)
    return pile.box(width, h)
