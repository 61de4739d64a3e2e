"""Which target comes next: along the reading order, or in a direction."""
from __future__ import annotations

from typing import Literal

from sim.surfaces.window.compose import Live
from sim.surfaces.window.marks import Target

Direction = Literal["left", "right", "up", "down"]


def first(lives: tuple[Live, ...], dialog: bool) -> str:
    """Return where focus begins: the first option that can be taken, a primary action, the field of a dialog.

    With none of these it is the first action of a dialog, and nowhere in any other view.
    """
    able = [live.target for live in lives if live.target.action is not None and live.target.action.enabled]
    options = [target for target in able if target.kind == "option"]
    primary = [target for target in able if target.action is not None and target.action.weight == "primary"]
    fields = [live.target for live in lives if live.target.kind == "field"]
    chosen = (*options, *primary, *fields, *able) if dialog else (*options, *primary)
    return next((target.id for target in chosen), "")


def along(lives: tuple[Live, ...], focus: str, step: int) -> str:
    """Return the target `step` further, going round at the ends."""
    after = zip(lives, (None, *lives), strict=False)
    ids = list(dict.fromkeys(live.target.id for live, before in after if _stops(live, before, focus)))
    if not ids:
        return ""
    if focus not in ids:
        return ids[0] if step > 0 else ids[-1]
    return ids[(ids.index(focus) + step) % len(ids)]


def _stops(live: Live, before: Live | None, focus: str) -> bool:
    """Whether Tab stops at a target: of the marks of a chart at the first alone, or at the one that has the focus."""
    if live.target.kind in ("newer", "taken"):
        return False
    return live.target.kind != "point" or before is None or before.target.kind != "point" or live.target.id == focus


def towards(lives: tuple[Live, ...], focus: str, way: Direction) -> str:
    """Return the nearest target that way, straight ahead before aslant; where there is none, the focus stays."""
    here = next((live.target for live in lives if live.target.id == focus), None)
    if here is None:
        return along(lives, focus, 1 if way in ("right", "down") else -1)
    group = _chart(lives, here) if here.kind == "point" else ()
    if group and way in (("up", "down") if _is_list(group) else ("left", "right")):
        place = group.index(here) + (1 if way in ("right", "down") else -1)
        if 0 <= place < len(group) or not _is_list(group):  # out of a list it goes on to what stands above or below
            return group[min(max(place, 0), len(group) - 1)].id
    x, y = here.x + here.w / 2, here.y + here.h / 2
    best, nearest = focus, float("inf")
    for live in lives:
        there = live.target
        if there.id == focus or there.kind in ("scroll", "newer", "taken") or there in group:
            continue
        ahead, aside = {
            "right": (there.x - (here.x + here.w), abs(there.y + there.h / 2 - y)),
            "left": (here.x - (there.x + there.w), abs(there.y + there.h / 2 - y)),
            "down": (there.y - (here.y + here.h), _aside(here.x, here.w, there.x, there.w)),
            "up": (here.y - (there.y + there.h), _aside(here.x, here.w, there.x, there.w)),
        }[way]
        if ahead < -4:
            continue
        far = max(ahead, 0) + 2 * aside + abs(there.x + there.w / 2 - x) * 0.01
        if far < nearest:
            best, nearest = there.id, far
    return best


def _chart(lives: tuple[Live, ...], here: Target) -> tuple[Target, ...]:
    """Return the marks of the chart a mark belongs to, in their order: from left to right, or from above."""
    name = here.id.rpartition("-")[0]
    return tuple(live.target for live in lives if live.target.kind == "point" and live.target.id.rpartition("-")[0] == name)


def _is_list(group: tuple[Target, ...]) -> bool:
    """Whether the marks of a chart stand below one another, as bars do."""
    return len({target.x for target in group}) == 1 and len(group) > 1


def _aside(x: int, w: int, other_x: int, other_w: int) -> int:
    return max(other_x - (x + w), x - (other_x + other_w), 0)
