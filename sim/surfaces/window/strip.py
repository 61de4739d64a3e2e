"""What stands along the foot of a window, on a panel from edge to edge; and regions on panels of their own."""
from __future__ import annotations

from dataclasses import replace

from sim.screens.view import Region, Tracks, View
from sim.surfaces.window.blocks import Blocks
from sim.surfaces.window.marks import Box, Pile, Plate


def strip_of(blocks: Blocks, view: View, width: int) -> list[Box]:
    """Return what stands along the foot from edge to edge, on a panel, if there is anything."""
    region = view.region("strip")
    return [blocks.parts.keep("strip", plated, blocks, region, width)] if region is not None else []


def slimmed(view: View) -> View:
    """Return the view with a strip of tracks without its rows, and what is pressed on it at the end of the matter."""
    strip = view.region("strip")
    assert strip is not None
    slim = tuple(replace(block, tracks=()) for block in strip.blocks if isinstance(block, Tracks))
    rest = tuple(block for block in strip.blocks if not isinstance(block, Tracks))
    return replace(view, regions=tuple(
        replace(region, blocks=slim) if region.role == "strip" else
        replace(region, blocks=(*region.blocks, *rest)) if region.role == "matter" else region
        for region in view.regions
    ))


def plated(blocks: Blocks, region: Region, width: int) -> Box:
    """Return a region on a panel."""
    kit, pile = blocks.kit, Pile()
    pad = kit.s(16)
    box = blocks.stack(region.blocks, width - 2 * pad)
    pile.mark(0, 0, Plate(width, box.h + 2 * pad, kit.theme.panel, kit.theme.line, kit.s(12)))
    pile.put(box, pad, pad)
    return pile.box(width, box.h + 2 * pad)
