"""The command `explore`: every way a scenario can go, counted, and the shortest way to anything in it."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.shell.progress import TooLarge, Watch, exploring
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    from sim.analysis.checks.outline import Outline
    from sim.analysis.checks.witness import Way, Ways
    from sim.domain.scenario import Scenario

SHOWN = 6
"""Names of one kind that are listed on the screen; JSON has them all."""

THINKS = {"once": "decided at once", "edges": "decided at once or at the last moment", "beats": "decided in any beat"}


def explore(scenario: Scenario, *, variant: str, think: str, most: int | None, witness: str, as_json: bool) -> bool:
    """Explore a scenario and say what was found, or print the way to `witness` as a plan; return whether there was one."""
    from sim.analysis.checks.outline import outline, way_to
    from sim.analysis.checks.witness import Ways
    from sim.shell.clock import monotonic

    began, watch = monotonic(), Watch()
    try:
        found_map = exploring(scenario, watch=watch, variant=variant, think=think, **({} if most is None else {"most": most}))
    except TooLarge as wrong:
        complain(str(wrong))
        return False
    ways = Ways(found_map)
    if witness:
        way = way_to(ways, witness)
        if way is None:
            complain(_no_way(ways, witness))
            return False
        say(plan_of(ways, way, witness).rstrip("\n"))
        return True
    found = outline(ways)
    if as_json:
        say(json.dumps(_data(ways, found), indent=2))
    else:
        say("\n".join(_lines(scenario, ways, found, watch.why, monotonic() - began, think)))
    return True


def plan_of(ways: Ways, way: Way, what: str) -> str:
    """Return a way as the text of a plan that shows `what` when it is played."""
    from sim.analysis.checks.witness import decisions, steps
    from sim.authoring.writing import plan_text

    scenario = ways.map.scenario
    says = f"{scenario.meta.title}: a shortest way to {what}, {_count(decisions(ways.map, way), 'decision')}."
    return plan_text(scenario, steps(ways.map, way), says)


def _no_way(ways: Ways, what: str) -> str:
    from sim.analysis.checks.outline import things

    known = [mark for marks in things(ways.map.scenario).values() for mark in marks]
    known += [f"ending:{ending.id}" for ending in ways.map.scenario.endings]
    how = "" if ways.map.whole else " The map is not whole, so there may be one: raise --max-situations."
    if what in known:
        return f"No way to {what} was found.{how}"
    from sim.authoring.nearest import nearest

    near = nearest(what, known)
    meant = f"; did you mean `{near}`?" if near else ", or it never happens. Write it as in stage:ID."
    return f"Nothing here is called `{what}`{meant}"


def _lines(scenario: Scenario, ways: Ways, found: Outline, why: str, seconds: float, think: str) -> list[str]:
    from sim.analysis.checks.witness import decisions

    lines = [
        f"{scenario.meta.title}: {found.situations:,} situations, {found.actions:,} actions, {found.outcomes:,} outcomes "
        f"({THINKS[think]}), {seconds:.1f} s.",
        _wholeness(found, why),
        "",
        "situations by slot",
        *(f"  {count:>10,}  {slot}" for slot, count in found.slots.items()),
        f"  {found.over:>10,}  of them at an end",
        "",
        "found",
    ]
    for kind, count in found.there.items():
        if count:
            never = found.never[kind]
            names = ", ".join(mark.partition(":")[2] for mark in never[:SHOWN]) + (" ..." if len(never) > SHOWN else "")
            lines.append(f"  {count - len(never):>4} of {count:<4} {kind}" + (f"; not found: {names}" if never else ""))
    lines += ["", "endings"]
    for reached in found.endings:
        way = reached.way
        how = reached.standing if way is None else f"reached, on a way with {_count(decisions(ways.map, way), 'decision')}"
        lines.append(f"  {reached.ending:<20} {how}")
    lines += ["", "dead ends" if found.dead_ends else "no dead end was found"]
    for stage, situation in found.dead_ends.items():
        lines.append(f"  {stage:<20} {_count(decisions(ways.map, ways.to_situation(situation)), 'decision')} from the start")
    return lines


def _wholeness(found: Outline, why: str) -> str:
    if found.whole:
        return "Explored whole: there are no others."
    more = "there are more than it may have, and --max-situations N allows more"
    ended = {"interrupted": "you interrupted it", "time": "the time was up"}.get(why, more)
    return f"Not whole: {ended}. What was found can happen; what was not found may happen all the same."


def _data(ways: Ways, found: Outline) -> dict[str, Any]:
    from sim.analysis.checks.witness import steps

    return {
        "scenario": ways.map.scenario.meta.id,
        "variant": ways.map.variant,
        "think": ways.map.think_times,
        "situations": found.situations,
        "actions": found.actions,
        "outcomes": found.outcomes,
        "whole": found.whole,
        "slots": dict(found.slots),
        "over": found.over,
        "found": {kind: count - len(found.never[kind]) for kind, count in found.there.items()},
        "not_found": {kind: list(marks) for kind, marks in found.never.items()},
        "endings": {
            reached.ending: {"standing": reached.standing, "way": None if reached.way is None else steps(ways.map, reached.way)}
            for reached in found.endings
        },
        "dead_ends": {stage: steps(ways.map, ways.to_situation(n)) for stage, n in found.dead_ends.items()},
    }


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
