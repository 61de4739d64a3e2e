"""Blocks that show how far something is: meter, countdown, time passing."""
from __future__ import annotations

from sim.screens.view import Countdown, Meter, Passing
from sim.surfaces.window.kit import SIGNS, Kit
from sim.surfaces.window.marks import Box, Pile, Plate, Ring, stacked
from sim.surfaces.window.theme import Colour


def meter(kit: Kit, block: Meter, width: int) -> Box:
    """Icon, label and value over a bar; the last change before the value, or under the bar where that is too narrow."""
    theme, pile, left = kit.theme, Pile(), 0
    tint = theme.tone(block.tone)
    size = kit.s(18)
    lead = kit.lead(kit.em)
    if block.icon:
        pile.put(kit.icon(block.icon, size, tint), 0, (lead - size) // 2)
        left = size + kit.s(10)
    value = kit.line(block.value, theme.ink, kit.small, "mono")
    if sign := _ill(kit, block):  # that it stands badly is told by a sign, not by colour alone
        value = kit.beside(sign, value, kit.s(5))
    change = _change(kit, block.change) if block.change else Box(0, 0)
    label_w = kit.text.width(block.label, "regular", kit.em) + 4
    room = width - left - value.w - kit.s(10)
    if room < 6 * kit.em:  # a long value stands under the label
        return _tall_meter(kit, block, width, left, pile)
    beside = bool(change.w) and label_w + change.w + kit.s(6) <= room
    label = kit.flow(block.label, room - (change.w + kit.s(6) if beside else 0), theme.ink)
    pile.put(label, left, 0)
    pile.put(value, width - value.w, (lead - value.h) // 2)
    if beside:
        pile.put(change, width - value.w - kit.s(10) - change.w, (lead - change.h) // 2)
    y = label.h + kit.s(3)
    pile.put(bar(kit, width - left, kit.s(7), block.share, theme.fill(block.tone)), left, y)
    y += kit.s(7)
    if block.change and not beside:
        under = change if change.w <= width - left else kit.flow(block.change, width - left, theme.quiet, kit.tiny)
        pile.put(under, left, y + kit.s(2))
        y += kit.s(2) + under.h
    return pile.box(width, y)


def _tall_meter(kit: Kit, block: Meter, width: int, left: int, pile: Pile) -> Box:
    theme, y = kit.theme, 0
    for text, size, colour in ((block.label, kit.em, theme.ink), (block.value, kit.small, theme.ink),
                               (block.change, kit.tiny, theme.quiet)):
        sign = _ill(kit, block) if text is block.value else None
        words = kit.flow(text, width - left - (sign.w + kit.s(5) if sign else 0), colour, size) if text else Box(0, 0)
        words = kit.beside(sign, words, kit.s(5)) if sign else words
        pile.put(words, left, y)
        y += words.h
    pile.put(bar(kit, width - left, kit.s(7), block.share, theme.fill(block.tone)), left, y + kit.s(2))
    return pile.box(width, y + kit.s(9))


def _ill(kit: Kit, block: Meter) -> Box | None:
    """Return the sign of a level that stands badly."""
    return kit.icon(SIGNS[block.tone], kit.s(15), kit.theme.tone(block.tone)) if block.tone in ("warn", "bad") else None


def bar(kit: Kit, width: int, height: int, share: int, colour: Colour) -> Box:
    """A track filled to `share` of 1000."""
    pile = Pile()
    pile.mark(0, 0, Plate(width, height, kit.theme.track, None, height // 2))
    filled = round(width * min(max(share, 0), 1000) / 1000)
    if filled:
        pile.mark(0, 0, Plate(max(filled, height), height, colour, None, height // 2))
    return pile.box(width, height)


def _change(kit: Kit, change: str) -> Box:
    quiet = kit.theme.quiet
    sign = "arrow-up" if change.startswith("+") else "arrow-down" if change[:1] in "-−–" else ""
    text = kit.line(change, quiet, kit.tiny)
    return kit.beside(kit.icon(sign, kit.s(12), quiet), text, kit.s(2)) if sign else text


def countdown(kit: Kit, block: Countdown, width: int) -> Box:
    """A ring with the time left in or beside it, and what happens if nobody decides."""
    theme, pile = kit.theme, Pile()
    running = block.state == "running"
    tint = theme.quiet if block.state == "untimed" else theme.fill("accent") if block.state != "running" \
        else theme.fill(block.tone if block.tone != "plain" else "good")
    size = kit.s(54)
    pile.mark(0, 0, Ring(size, size, 0 if block.state == "untimed" else min(max(block.share, 0), 1000), tint,
                         theme.track, kit.s(9 if running and block.tone in SIGNS else 6)))
    inside = kit.line(block.left, theme.ink, kit.s(15), "strong")
    fits = running and inside.w <= size - kit.s(15)
    if not fits:
        icon = {"running": "timer", "held": "hourglass", "paused": "pause", "untimed": "coffee"}[block.state]
        inside = kit.icon(icon, kit.s(24), tint if block.state != "untimed" else theme.quiet)
    pile.put(inside, (size - inside.w) // 2, (size - inside.h) // 2)
    left = size + kit.s(14)
    held = kit.phrases.more.format(block.more) if block.more else kit.phrases.held
    words = {"running": "", "held": held, "paused": kit.phrases.paused, "untimed": kit.phrases.untimed}
    parts = []
    if block.state == "untimed" and block.left:
        words["untimed"] = ""
    head = " · ".join(part for part in ("" if fits else block.left, words[block.state]) if part)
    if head:
        parts.append(kit.flow(head, width - left, theme.ink, 0, "strong"))
    if block.default:
        pressing = running and block.tone in SIGNS  # told by sign and weight too, and nothing else moves for it
        room = width - left - (kit.s(24) if pressing else 0)
        words_ = kit.flow(block.default, room, theme.ink if fits else theme.quiet, kit.small, "strong" if pressing else "regular")
        sign = kit.icon(SIGNS[block.tone], kit.s(16), theme.tone(block.tone)) if pressing else Box(0, 0)
        parts.append(kit.beside(sign, words_, kit.s(8)) if pressing else words_)
    h = sum(part.h for part in parts)
    y = max((size - h) // 2, 0)
    for part in parts:
        pile.put(part, left, y)
        y += part.h
    return pile.box(left + max((part.w for part in parts), default=0), max(size, y))


def passing(kit: Kit, block: Passing, width: int) -> Box:
    """A calm strip: what is going on, what it waits for, what has come meanwhile, and how far it is."""
    theme, pile = kit.theme, Pile()
    pad = kit.s(14)
    chip = kit.chip("fast-forward", kit.s(34), theme.accent)
    left = pad + chip.w + kit.s(12)
    label = kit.flow(block.label, width - left - pad, theme.ink, 0, "strong")
    waits = kit.flow(block.waiting_for, width - left - pad, theme.quiet, kit.small) if block.waiting_for else Box(0, 0)
    top = pad + max(label.h + waits.h, chip.h) + kit.s(10)
    news = [kit.flow(line, width - 2 * pad, theme.ink, kit.small) for line in block.news]
    told = stacked(news, kit.s(4), width - 2 * pad)
    h = top + (told.h + kit.s(10) if news else 0) + kit.s(8) + pad
    pile.mark(0, 0, Plate(width, h, theme.raised, theme.line, kit.s(10)))
    pile.put(chip, pad, pad)
    pile.put(label, left, pad)
    pile.put(waits, left, pad + label.h)
    pile.put(told, pad, top)
    pile.put(bar(kit, width - 2 * pad, kit.s(8), block.share, theme.accent), pad, h - pad - kit.s(8))
    return pile.box(width, h)
