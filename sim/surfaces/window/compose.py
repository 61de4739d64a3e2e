"""A frame and what the window remembers, put together: every mark at its place on the window, in drawing order.

It comes in sheets, one for each pane and for what stands still under panes; a sheet on which nothing changed stays the same.
"""
from __future__ import annotations

from typing import NamedTuple

from sim.surfaces.window.entry import Entry
from sim.surfaces.window.frame import NEWER, Frame, Pane
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Fade, Plate, Rect, Slot, Spot, Target, Words, stacked
from sim.surfaces.window.memory import Memory
from sim.surfaces.window.paint import Placed, Sheet
from sim.surfaces.window.state import State, Touch


class Live(NamedTuple):
    """A target where it now is on the window; `seen` is the part of it in sight, `pane` what it scrolls with."""

    target: Target
    seen: Rect
    pane: Pane


def living(frame: Frame, state: State, kit: Kit, parts: Memory) -> tuple[Live, ...]:
    """Return every target that can be used now, in reading order; a pane that overflows comes before what is in it."""
    found: list[Live] = []
    for pane in frame.front.panes:
        found += parts.keep(f"{pane.role} lives", _living, pane, state.offset(pane), kit)
    return tuple(found)


def _living(pane: Pane, offset: int, kit: Kit) -> list[Live]:
    x, y, _, _ = pane.rect
    found = [Live(pane.scroll_target, pane.rect, pane)] if pane.deepest else []
    for target in pane.box.targets:
        moved = target.moved(x, y - offset)
        found.append(Live(moved, clipped(moved.rect, pane.rect), pane))
    pill = _newer(pane, offset, kit)
    if pill:
        found.append(Live(pill[0], pill[0].rect, pane))
    return found


def compose(frame: Frame, state: State, kit: Kit, parts: Memory) -> list[Sheet]:
    """Return everything there is to draw, from back to front."""
    sheets: list[Sheet] = []
    whole = (0, 0, *frame.size)
    for depth, layer in enumerate(frame.layers):
        front = layer is frame.front
        touch = state.touch() if front else Touch()
        sheets.append(parts.keep(f"{depth} still", _still, layer.still, whole))
        for pane in layer.panes:
            sheets.append(parts.keep(f"{depth} {pane.role}", _pane, pane, state.offset(pane), touch, kit))
    lives = living(frame, state, kit, parts)
    sheets.append(Sheet(whole, (*_focus(lives, state, kit), *_why(frame, lives, state, kit), *_tips(frame, state, kit))))
    return sheets


def _still(spots: tuple[Spot, ...], whole: Rect) -> Sheet:
    return Sheet(whole, tuple((x, y, mark, whole) for x, y, mark in spots))


def _pane(pane: Pane, offset: int, touch: Touch, kit: Kit) -> Sheet:
    left, top, _, tall = pane.rect
    placed: list[Placed] = []
    for x, y, mark in pane.box.spots:
        if y + mark.h < offset or y > offset + tall:
            continue
        here, down = left + x, top + y - offset
        if isinstance(mark, Plate) and mark.owner and mark.owner == touch.hover:
            mark = mark._replace(fill=mark.lit)
        if isinstance(mark, Slot):
            placed += _typed(mark, here, down, pane.rect, touch, kit)
        else:
            placed.append((here, down, mark, pane.rect))
    fade, inset = kit.s(22), kit.s(12) if pane.ground == kit.theme.panel else 0  # clear of the panel's round corners
    wide = pane.rect[2] - 2 * inset
    if offset:
        placed.append((left + inset, top, Fade(wide, fade, pane.ground, True), pane.rect))
    if offset < pane.deepest:
        placed.append((left + inset, top + tall - fade, Fade(wide, fade, pane.ground, False), pane.rect))
    thumb = thumb_of(pane, offset, kit)
    if thumb:
        x, y, w, h = thumb
        placed.append((x, y, Plate(w, h, kit.theme.edge, None, w // 2), pane.rect))
    pill = _newer(pane, offset, kit)
    if pill:
        target, words = pill
        ground = kit.theme.ink if touch.hover == target.id else kit.theme.accent
        placed.append((target.x, target.y, Plate(target.w, target.h, ground, None, target.h // 2), pane.rect))
        placed.append((target.x + (target.w - words.w) // 2, target.y + (target.h - words.h) // 2, words, pane.rect))
    return Sheet(pane.rect, tuple(placed))


def thumb_of(pane: Pane, offset: int, kit: Kit) -> Rect | None:
    """Return where the thumb of the scroll bar is, if there is more than is in sight."""
    x, y, w, h = pane.rect
    if not pane.deepest:
        return None
    wide = max(kit.s(4), 4)
    track = h - kit.s(12)
    tall = max(track * h // pane.box.h, kit.s(24))
    return x + w - wide - 2, y + kit.s(6) + (track - tall) * offset // pane.deepest, wide, tall


def _newer(pane: Pane, offset: int, kit: Kit) -> tuple[Target, Words] | None:
    x, y, w, h = pane.rect
    below = sum(top > offset + h - kit.s(20) for top, _ in pane.box.anchors) if pane.sticks else 0
    if not below:
        return None
    text, size = kit.phrases.newer.format(below) + "  ↓", kit.small
    words = Words(kit.text.width(text, "strong", size), kit.text.height("strong", size), text, "strong", size,
                  kit.theme.on_accent)
    wide, tall = words.w + kit.s(26), max(words.h + kit.s(10), kit.s(30))
    left, top = x + (w - wide) // 2, y + h - tall - kit.s(10)
    return Target(left, top, wide, tall, NEWER + pane.role, "newer", radius=tall // 2), words


def _typed(slot: Slot, x: int, y: int, pane: Rect, touch: Touch, kit: Kit) -> list[Placed]:
    entry = dict(touch.entries).get(slot.field, Entry())
    clip = clipped((x - 1, y - 2, slot.w + 4, slot.h + 4), pane)
    most = slot.w * 5 // slot.size + 1  # more than fits in the field, however long the text is
    begin = max(entry.caret - most, 0)
    text = entry.text[begin:entry.caret + most]
    before = kit.text.width(text[:entry.caret - begin], "regular", slot.size)
    shift = max(before - slot.w, 0)
    wide, tall = kit.text.width(text, "regular", slot.size), slot.h
    placed: list[Placed] = []
    if text:
        placed.append((x - shift, y, Words(wide, tall, text, "regular", slot.size, slot.colour), clip))
    if touch.typing and touch.focus == "field:" + slot.field:
        placed.append((x - shift + before, y, Plate(max(kit.s(1.5), 2), tall, kit.theme.focus), clip))
    return placed


def _focus(lives: tuple[Live, ...], state: State, kit: Kit) -> list[Placed]:
    for live in lives:
        target = live.target
        if target.id == state.focus:
            inside = target.kind == "scroll"
            out = -1 if inside else kit.s(3)
            x, y, w, h = target.rect
            ring = Plate(w + 2 * out, h + 2 * out, None, kit.theme.focus, target.radius + out, max(kit.s(2), 2))
            return [(x - out, y - out, ring, live.pane.rect)]
    return []


def _why(frame: Frame, lives: tuple[Live, ...], state: State, kit: Kit) -> list[Placed]:
    """Why a key at the foot cannot be used, or what a mark of a chart says: over it while it has the focus or the mouse."""
    for live in sorted(lives, key=lambda live: live.target.id != state.hover):  # the mouse before the focus
        target, action = live.target, live.target.action
        if action is None or target.id not in (state.hover, state.focus) or not live.seen[3]:
            continue
        refused = not action.enabled and bool(action.reason) and live.pane.role == "footer"
        if refused or target.kind == "point":
            pad, most = kit.s(12), 26 * kit.em
            words = kit.reason(action, most) if refused else kit.flow(action.label, most, kit.theme.ink, kit.small)
            w, h = words.w + 2 * pad, words.h + 2 * kit.s(8)
            x, y = max(min(target.x, frame.size[0] - w - kit.s(8)), 0), max(target.y - h - kit.s(8), 0)
            whole = (0, 0, *frame.size)
            return [(x, y, Plate(w, h, kit.theme.chip, kit.theme.edge, kit.s(8)), whole),
                    *((x + pad + dx, y + kit.s(8) + dy, mark, whole) for dx, dy, mark in words.spots)]
    return []


MOST_TIPS = 4


def _tips(frame: Frame, state: State, kit: Kit) -> list[Placed]:
    """What the mouse is on, over it, or under it where there is no room."""
    if not state.tips:
        return []
    told, pad = state.tips[:MOST_TIPS], kit.s(10)
    more = (f"and {len(state.tips) - MOST_TIPS} more",) if len(state.tips) > MOST_TIPS else ()
    words = stacked([kit.flow(text, 30 * kit.em, kit.theme.ink, kit.small) for text in (*told, *more)], kit.s(3), 30 * kit.em)
    w, h = max((dx + mark.w for dx, _, mark in words.spots), default=0) + 2 * pad, words.h + 2 * kit.s(7)
    x = min(max(state.spot[0] - w // 2, kit.s(6)), max(frame.size[0] - w - kit.s(6), 0))
    y = state.spot[1] - h - kit.s(16)
    y = y if y >= 0 else state.spot[1] + kit.s(22)
    whole = (0, 0, *frame.size)
    return [(x, y, Plate(w, h, kit.theme.chip, kit.theme.edge, kit.s(8)), whole),
            *((x + pad + dx, y + kit.s(7) + dy, mark, whole) for dx, dy, mark in words.spots)]


def clipped(rect: Rect, within: Rect) -> Rect:
    """Return the part of a rectangle inside another; of no size if there is none."""
    x, y, w, h = rect
    left, top, wide, tall = within
    right, bottom = min(x + w, left + wide), min(y + h, top + tall)
    x, y = max(x, left), max(y, top)
    return x, y, max(right - x, 0), max(bottom - y, 0)
