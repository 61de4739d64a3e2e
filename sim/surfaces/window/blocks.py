"""Lays out any block in a given width, and remembers the boxes of blocks that have not changed."""
from __future__ import annotations

from typing import assert_never

from sim.screens.view import (
    Bars,
    Block,
    Buttons,
    Chart,
    Columns,
    Countdown,
    Feed,
    Field,
    Group,
    Heading,
    Meter,
    Option,
    Paragraph,
    Parts,
    Passing,
    Poster,
    Row,
    Scene,
    Table,
    Timeline,
    Tracks,
)
from sim.surfaces.window.cards import buttons, option
from sim.surfaces.window.charts import bars, table
from sim.surfaces.window.fields import field
from sim.surfaces.window.kit import SIGNS, Kit, key_label
from sim.surfaces.window.levels import countdown, meter, passing
from sim.surfaces.window.marks import Box, Pile, Plate, Target
from sim.surfaces.window.memory import Memory
from sim.surfaces.window.messages import Laid, feed
from sim.surfaces.window.parts import parts
from sim.surfaces.window.poster import poster
from sim.surfaces.window.scene import scene
from sim.surfaces.window.timeline import timeline
from sim.surfaces.window.tracks import tracks
from sim.surfaces.window.wording import READABLE, heading, paragraph, row

NARROWEST_COLUMN = 15  # em
_KEPT = 800


class Blocks:
    """Block and width to box. Blocks are values, so a box stands for as long as its block is shown.

    `parts` remembers what blocks were put together to: regions, edges and dialogs of the view last laid out.
    """

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.parts = Memory()
        self._boxes: dict[tuple[Block, int], Box] = {}
        self._messages: Laid = {}

    def lay(self, block: Block, width: int) -> Box:
        found = self._boxes.get((block, width))
        if found is None:
            if len(self._boxes) > _KEPT:
                self._boxes.clear()
            if len(self._messages) > 4 * _KEPT:
                self._messages.clear()
            found = self._boxes[block, width] = self._laid(block, max(width, self.kit.em * 4))
        return found

    def stack(self, blocks: tuple[Block, ...], width: int) -> Box:
        """Return blocks one under the other, with more room between things that belong together less."""
        pile, y = Pile(), 0
        before: Block | None = None
        for block in blocks:
            box = self.lay(block, width)
            if before is not None:
                y += self._gap(before, block)
            pile.put(box, 0, y)
            y += box.h
            before = block
        return pile.box(width, y)

    def _gap(self, before: Block, block: Block) -> int:
        s, scale = self.kit.s, self.kit.scale
        match before, block:
            case (Heading(level=3), Heading()) | (Heading(level=1), Paragraph()):
                return s(scale.near)
            case (_, Heading(level=1 | 2)):
                return s(scale.section)
            case (_, Heading()):
                return s(14)
            case (Heading(level=2), Paragraph(icon=icon)) if icon:
                return s(12)
            case (Heading(), Paragraph()):
                return s(scale.near)
            case (Heading(), _):
                return s(12)
            case (Option(), Option()) | (Paragraph(), Paragraph()):
                return s(scale.apart)
            case (Row(), Row()):
                return s(10)
            case (Field(), Field()) | (Group(), Group()):
                return s(14)
            case (Meter(), Meter()):
                return s(12)
            case _:
                return s(scale.block)

    def _laid(self, block: Block, width: int) -> Box:
        kit = self.kit
        match block:
            case Heading():
                return heading(kit, block, width)
            case Paragraph():
                return paragraph(kit, block, width)
            case Feed():
                return feed(kit, block, width, self._messages)
            case Meter():
                return meter(kit, block, width)
            case Countdown():
                return countdown(kit, block, width)
            case Passing():
                return passing(kit, block, width)
            case Option():
                return option(kit, block, width)
            case Poster():
                return poster(kit, block, width)
            case Row():
                return row(kit, block, width)
            case Table():
                return table(kit, block, width)
            case Bars():
                return bars(kit, block, width)
            case Timeline():
                return timeline(kit, block, width)
            case Chart():
                from sim.surfaces.window.plots import chart  # no figure is on the first frame

                return chart(kit, block, width)
            case Scene():
                return scene(kit, block, width)
            case Tracks():
                return tracks(kit, block, width)
            case Field():
                return field(kit, block, width)
            case Parts():
                return parts(kit, block, width)
            case Buttons():
                return buttons(kit, block, width)
            case Group():
                return self._group(block, width)
            case Columns():
                return self._columns(block, width)
            case _:
                assert_never(block)

    def _group(self, block: Group, width: int, tall: int = 0) -> Box:
        kit, pile, action = self.kit, Pile(), block.action
        theme, pad = kit.theme, kit.s(16)
        inner, y = width - 2 * pad, pad
        sign = block.icon or SIGNS.get(block.tone, "")
        if block.title or block.aside:
            tint = theme.tone(block.tone) if block.tone not in ("plain", "strong") else theme.quiet
            big = action is not None
            head = self._head(block, sign, inner, tint if not big else theme.accent, big)
            pile.put(head, pad, y)
            y += head.h + (kit.s(10) if block.blocks else 0)
        body = self.stack(block.blocks, inner)
        pile.put(body, pad, y)
        y += body.h
        if action is not None:
            foot = self._foot(block, inner)
            y = max(y + kit.s(12), tall - pad - foot.h)
            pile.put(foot, pad, y)
            y += foot.h
        h = max(y + pad, tall)
        ground = Pile()
        loud = block.tone in ("good", "warn", "bad", "accent")
        edge = theme.tone(block.tone) if loud else theme.line
        owner = action.id if action is not None and action.enabled else ""
        ground.mark(0, 0, Plate(width, h, theme.panel, edge, kit.s(12), 1, owner, theme.lit))
        if action is not None:
            ground.target(Target(0, 0, width, h, action.id, "action", action, None, kit.s(12)))
        ground.put(pile.box(width, h), 0, 0)
        return ground.box(width, h)

    def _head(self, block: Group, icon: str, width: int, tint: tuple[int, int, int], big: bool) -> Box:
        kit, pile, left = self.kit, Pile(), 0
        size = round(kit.em * 1.12) if big else kit.small
        able = block.action is None or block.action.enabled
        lead = kit.lead(size)
        if icon and big:
            chip = kit.chip(icon if able else "lock", kit.s(36), tint if able else kit.theme.quiet)
            pile.put(chip, 0, 0)
            left = chip.w + kit.s(12)
        elif icon:
            mark = round(size * 1.2)
            pile.put(kit.icon(icon, mark, tint), 0, (lead - mark) // 2)
            left = mark + kit.s(9)
        colour = kit.theme.ink if big and able else kit.theme.quiet
        aside = kit.line(block.aside, kit.theme.quiet, kit.small, "strong") if block.aside else Box(0, 0)
        sign = Box(0, 0)
        if block.icon and block.tone in SIGNS:  # the tone is told by a sign, not by colour alone
            sign = kit.icon(SIGNS[block.tone], round(kit.small * 1.15), kit.theme.tone(block.tone))
        end = kit.beside(sign, aside, kit.s(6)) if sign.w and aside.w else sign if sign.w else aside
        beside = left + kit.text.width(block.title, "strong", size) + kit.s(12) + end.w <= width
        end = end if beside else sign
        title = kit.flow(block.title, width - left - (end.w + kit.s(12) if end.w else 0), colour, size, "strong")
        h = title.h
        lone = block.aside and not beside
        under = kit.flow(block.aside, width - left, kit.theme.quiet, kit.small) if lone else Box(0, 0)
        tall = kit.s(36) if icon and big else 0
        y = max((tall - h - under.h) // 2, 0)
        pile.put(title, left, y)
        pile.put(under, left, y + h)
        pile.put(end, width - end.w, y + (lead - end.h) // 2)
        return pile.box(width, max(y + h + under.h, tall))

    def _foot(self, block: Group, width: int) -> Box:
        kit, action = self.kit, block.action
        assert action is not None
        if not action.enabled:
            return kit.reason(action, width)
        label = kit.flow(action.label, width - kit.s(60), kit.theme.accent, 0, "strong")
        foot = kit.beside(label, kit.icon("arrow-right", kit.s(17), kit.theme.accent), kit.s(8))
        return kit.beside(kit.keycap(action.key), foot, kit.s(10)) if key_label(action.key, kit.phrases) else foot

    def _columns(self, block: Columns, width: int) -> Box:
        kit, gap = self.kit, self.kit.s(16)
        count = len(block.columns)
        weights = block.weights if len(block.weights) == count else (1,) * count
        room = width - gap * (count - 1)
        widths = [room * weight // max(sum(weights), 1) for weight in weights]
        if min(widths, default=0) < NARROWEST_COLUMN * kit.em:
            return self._rows(block, width)
        if all(len(column) == 1 and isinstance(column[0], Paragraph) for column in block.columns):
            widths = [min(wide, READABLE * kit.em) for wide in widths]
        pile, x = Pile(), 0
        boxes = self._even(block.columns, widths)
        for box, wide in zip(boxes, widths, strict=True):
            pile.put(box, x, 0)
            x += wide + gap
        return pile.box(width, max(box.h for box in boxes))

    def _even(self, columns: tuple[tuple[Block, ...], ...], widths: list[int]) -> list[Box]:
        """Columns next to each other; groups that stand alone in theirs are made equally tall."""
        boxes = [self.stack(column, wide) for column, wide in zip(columns, widths, strict=True)]
        tall = max((box.h for box in boxes), default=0)
        return [self._group(column[0], wide, tall) if len(column) == 1 and isinstance(column[0], Group) else box
                for column, wide, box in zip(columns, widths, boxes, strict=True)]

    def _rows(self, block: Columns, width: int) -> Box:
        """Columns that do not fit next to each other: as many as fit, and the rest under them."""
        kit, gap = self.kit, self.kit.s(16)
        side = max((width + gap) // (NARROWEST_COLUMN * kit.em + gap), 1)
        wide = (width - gap * (side - 1)) // side
        pile, y = Pile(), 0
        for start in range(0, len(block.columns), side):
            part = block.columns[start:start + side]
            line = self._even(part, [wide] * len(part))
            y += gap if y else 0
            for place, box in enumerate(line):
                pile.put(box, place * (wide + gap), y)
            y += max(box.h for box in line)
        return pile.box(width, y)
