"""Where the regions of a view stand in a window: three columns, two, or one, by how many ems fit across."""
from __future__ import annotations

from dataclasses import replace

from sim.screens.view import Chart, Columns, Group, Heading, Paragraph, Region, Role, Scene, Table, Timeline, View
from sim.surfaces.window.blocks import Blocks
from sim.surfaces.window.edges import alert, digits, footer, header
from sim.surfaces.window.frame import Frame, Layer, Pane
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Pile, Plate, Rect, Spot, Veil, stacked
from sim.surfaces.window.strip import plated, slimmed, strip_of

THREE, TWO = 74, 46  # em across, from which that many columns stand side by side
TALL = 40  # em down, from which there is room for a scene beside what must not be missed
WEIGHTS: dict[Role, int] = {"feed": 27, "matter": 49, "side": 24, "body": 49}
NARROW_BODY, WIDE_BODY, DIALOG = 54, 80, 46  # em
VEIL = 150


def arrange(blocks: Blocks, view: View, size: tuple[int, int]) -> Frame:
    """Return the view laid out; nothing is cut off, whatever does not fit can be scrolled to."""
    main = _main(blocks, view, size)
    dialog = view.region("dialog")
    return Frame(size, (main,) if dialog is None else (main, blocks.parts.keep("dialog", _dialog, blocks, dialog, size)))


def _main(blocks: Blocks, view: View, size: tuple[int, int]) -> Layer:
    kit, (w, h), keep = blocks.kit, size, blocks.parts.keep
    edge, slack = kit.s(14), kit.s(6)
    across = w - 2 * edge
    tops = _tops(blocks, view, across)
    status = view.region("footer")
    told = status.blocks if status else ()
    foot = keep("footer", footer, blocks, view.keys, digits(view), told, across)
    foot_h = foot.h + kit.s(8) if foot.h else edge
    strip = kit.lead(kit.small) + kit.s(14) if kit.captions else 0
    foot_h += strip
    top_h = edge + sum(box.h + kit.s(12) for box in tops)
    below = strip_of(blocks, view, across)
    if below and h - top_h - below[0].h - kit.s(12) - foot_h < min(14 * kit.em, h // 2):
        view = slimmed(view)
        below = strip_of(blocks, view, across)
    below_h = sum(box.h + kit.s(12) for box in below)
    groups = _groups(view, w / kit.em)
    if len(groups) < 3 or h < TALL * kit.em:
        groups = [tuple(_without_scene(region) for region in group) for group in groups]
    crowded = bool(groups) and h - top_h - below_h - foot_h < min(14 * kit.em, h // 2)
    ends: list[Box] = []
    if crowded:
        groups = [tuple(_without_scene(region) for region in group) for group in _groups(view, 0)]
        foot = footer(blocks, view.keys, digits(view), (), across)
        foot_h = foot.h + kit.s(8) if foot.h else edge
        ends = [blocks.stack(told, across - kit.s(12))] if status else []
        if foot_h > h // 3:
            ends.append(footer(blocks, view.keys, digits(view), (), across - kit.s(8)))
            foot, foot_h = Box(0, 0), edge
    pinned = not crowded or h - edge - below_h - foot_h >= 6 * kit.em
    below_h = below_h if pinned else 0
    pile, panes, y = Pile(), [], edge
    if not crowded:
        for name, box in zip(("header", "alert"), tops, strict=False):
            panes.append(keep(f"{name} pane", _top, name, box, edge, y, slack))
            y += box.h + kit.s(12)
    tall = max(h - y - below_h - foot_h, 2 * kit.em)
    weights = [sum(WEIGHTS[region.role] for region in group if region.role != "side" or len(group) == 1)
               for group in groups]
    gap, x = kit.s(14), edge
    room = across - gap * (len(groups) - 1)
    if len(groups) == 1 and not crowded and groups[0][0].role != "body":
        room = min(across, WIDE_BODY * kit.em)  # a matter alone is not stretched over a wide window
        x += (across - room) // 2
    for group, weight in zip(groups, weights, strict=True):
        wide = room * weight // max(sum(weights), 1)
        above = _tops(blocks, view, across - kit.s(8)) if crowded else []
        above += strip_of(blocks, view, across - kit.s(8)) if not pinned else []
        rect = (x, y, wide, tall)
        pane, still = keep(f"{group[0].role} column", _column, blocks, group, rect, above, ends)
        panes.append(pane)
        pile.put(still, 0, 0)
        x += wide + gap
    for box in below if pinned else ():
        panes.append(keep("strip pane", _top, "strip", box, edge, y + tall + kit.s(12), slack))
    if view.caption and strip:
        pile.put(keep("caption", _caption, kit, view.caption, across, strip), edge, h - foot_h)
    if foot.h:
        foot_h -= strip
        rise = kit.s(5)
        rect = (edge - 2 * slack, h - foot_h - rise, across + 3 * slack, foot_h + rise)
        panes.append(keep("footer pane", _bottom, foot, rect, slack, rise))
    return Layer(tuple(pile.spots), tuple(panes))


def _caption(kit: Kit, words: str, width: int, tall: int) -> Box:
    """What was heard last, in words, on a strip that is kept free for it: nothing moves when it comes."""
    pile, pad = Pile(), kit.s(12)
    text = kit.flow(words, width - 3 * pad - kit.small, kit.theme.ink, kit.small, "strong")
    h, w = tall - kit.s(6), min(text.w + 3 * pad + kit.small, width)
    pile.mark(0, 0, Plate(w, h, kit.theme.chip, kit.theme.edge, kit.s(8)))
    pile.put(kit.icon("volume-2", kit.small, kit.theme.ink), pad, (h - kit.small) // 2)
    pile.put(text, 2 * pad + kit.small, (h - kit.lead(kit.small)) // 2)
    return pile.box(width, tall)


def _tops(blocks: Blocks, view: View, width: int) -> list[Box]:
    head, keep = view.region("header"), blocks.parts.keep
    return ([keep("header", header, blocks, head, width)] if head else []) + (
        [keep("alert", alert, blocks, view.alert, width)] if view.alert else [])


def _top(name: str, box: Box, x: int, y: int, slack: int) -> Pane:
    padded = _shifted(box, slack, slack, box.w + 2 * slack, box.h + 2 * slack)
    return Pane(name, (x - slack, y - slack, padded.w, padded.h), padded)


def _bottom(foot: Box, rect: Rect, slack: int, rise: int) -> Pane:
    return Pane("footer", rect, _shifted(foot, slack, rise, rect[2], rect[3]))


def _groups(view: View, ems: float) -> list[tuple[Region, ...]]:
    regions = {region.role: region for region in view.regions}
    there: list[Role] = [role for role in ("feed", "matter", "body", "side") if role in regions]
    if ems >= THREE or (len(there) <= 2 and ems >= TWO):
        return [(regions[role],) for role in there]
    if ems >= TWO and "feed" in there:
        rest = tuple(regions[role] for role in there if role != "feed")
        return [(regions["feed"],), rest]
    ordered: list[Role] = ["matter", "body", "feed", "side"]
    together = tuple(regions[role] for role in ordered if role in regions)
    return [together] if together else []


def _without_scene(region: Region) -> Region:
    """Return a side column without its scene, which a key shows as well."""
    if region.role != "side":
        return region
    kept = tuple(
        block for block in region.blocks
        if not (isinstance(block, Group) and any(isinstance(inner, Scene) for inner in block.blocks))
    )
    return replace(region, blocks=kept) if len(kept) < len(region.blocks) else region


def _column(
    blocks: Blocks, group: tuple[Region, ...], rect: Rect, above: list[Box], ends: list[Box],
) -> tuple[Pane, Box]:
    """Return a column and what stands still under it."""
    kit, (x, y, w, h) = blocks.kit, rect
    region = group[0]
    if len(group) == 1 and not above and region.role == "body":
        return _body(blocks, region, rect), Box(0, 0)
    if len(group) == 1 and not above and not _bare(region):
        return _panelled(blocks, region, rect)
    slack = kit.s(6)
    box = _piled(blocks, group, above, ends, w)
    if box.h > h:  # the scroll bar needs a strip of its own
        box = _piled(blocks, group, above, ends, w - kit.s(8))
    role = "matter" if any(part.role == "matter" for part in group) else region.role
    box = _shifted(box, slack, slack, w + 2 * slack, box.h + 2 * slack)
    return Pane(role, (x - slack, y - slack, w + 2 * slack, h + slack), box, ground=kit.theme.paper), Box(0, 0)


def _piled(blocks: Blocks, group: tuple[Region, ...], above: list[Box], ends: list[Box], width: int) -> Box:
    boxes = [blocks.stack(part.blocks, width) if _bare(part) else plated(blocks, part, width) for part in group]
    return stacked([*above, *boxes, *ends], blocks.kit.s(14), width)


def _panelled(blocks: Blocks, region: Region, rect: Rect) -> tuple[Pane, Box]:
    """One region on a panel that stands still; what comes before a feed stands still too."""
    kit, (x, y, w, h), still = blocks.kit, rect, Pile()
    pad = kit.s(14 if region.role == "feed" else 16)
    still.mark(x, y, Plate(w, h, kit.theme.panel, kit.theme.line, kit.s(12)))
    inner, top, body = w - 2 * pad, 1, region.blocks
    sticks = region.role == "feed"
    if sticks:
        fixed = 0
        while fixed < len(body) and isinstance(body[fixed], Heading | Paragraph):
            fixed += 1
        head, body = body[:fixed], body[fixed:]
        if not head and region.label:
            head = (Heading(text=region.label, level=3, icon="message-square"),)
        if head and body:
            lead = blocks.stack(head, inner)
            still.put(lead, x + pad, y + kit.s(12))
            top = kit.s(12) + lead.h + kit.s(8)
            still.mark(x + 1, y + top - 1, Plate(w - 2, 1, kit.theme.line))
        else:
            body = region.blocks
    side = kit.s(8) if sticks else pad
    box = _shifted(blocks.stack(body, w - 2 * side - 2), side, side, w - 2, 0)
    box = Box(box.w, box.h + 2 * side, box.spots, box.targets, box.anchors)
    return Pane(region.role, (x + 1, y + top, w - 2, h - top - 1), box, sticks, kit.theme.panel), still.box(w, h)


def _body(blocks: Blocks, region: Region, rect: Rect) -> Pane:
    kit, (x, y, w, h) = blocks.kit, rect
    slack = kit.s(6)
    wide = any(isinstance(block, Chart | Columns | Table | Timeline) or _spacious(block) for block in region.blocks)
    most = (WIDE_BODY if wide else NARROW_BODY) * kit.em
    inner = min(w, most)
    content = blocks.stack(region.blocks, inner)
    if content.h > h and w - kit.s(8) < most:  # the scroll bar needs a strip of its own
        inner = w - kit.s(8)
        content = blocks.stack(region.blocks, inner)
    left = (w - inner) // 2 if inner == most else 0
    box = _shifted(content, slack + left, slack, w + 2 * slack, content.h + slack + kit.s(14))
    return Pane("body", (x - slack, y - slack, w + 2 * slack, h + slack), box, ground=kit.theme.paper)


def _spacious(block: object) -> bool:
    return isinstance(block, Group) and any(
        isinstance(inner, Chart | Columns | Table | Timeline) or _spacious(inner) for inner in block.blocks)


def _bare(region: Region) -> bool:
    return region.role == "body" or all(isinstance(block, Group) for block in region.blocks)


def _dialog(blocks: Blocks, region: Region, size: tuple[int, int]) -> Layer:
    kit, (w, h) = blocks.kit, size
    pad, edge = kit.s(26), kit.s(20)
    wide = min(DIALOG * kit.em, w - 2 * edge)
    content = blocks.stack(region.blocks, wide - 2 * pad)
    box = _shifted(content, pad, pad, wide - 2, content.h + 2 * pad)
    tall = min(box.h + 2, h - 2 * edge)
    x, y = (w - wide) // 2, (h - tall) // 2
    still: list[Spot] = [(0, 0, Veil(w, h, kit.theme.veil, VEIL)),
                         (x, y, Plate(wide, tall, kit.theme.panel, kit.theme.edge, kit.s(14)))]
    return Layer(tuple(still), (Pane("dialog", (x + 1, y + 1, wide - 2, tall - 2), box, ground=kit.theme.panel),))


def _shifted(box: Box, x: int, y: int, w: int, h: int) -> Box:
    pile = Pile()
    pile.put(box, x, y)
    return pile.box(w, h or box.h)
