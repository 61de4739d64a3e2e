"""What must be so of Warm Plug: the quick ways are the unsafe ones, and seven doctors are never eight."""

from __future__ import annotations

from functools import cache

import pytest
from test_scenarios import played, shipped

from sim.domain.copying import replace
from sim.domain.situation import Situation, evolve
from sim.domain.units import Frozen, VarId
from sim.engine.flows import now
from sim.engine.improvise import draft, feasible, noticed
from sim.shell import runs

PLANS = ("textbook", "wheels", "creative", "dark", "unlucky", "trap")


@cache
def at_the_workbench() -> Situation:
    """Return the situation in which the doors are open and nothing has been looked into."""
    scenario = shipped("warm-plug")
    out, found = played("warm-plug", "taken-back"), Situation()
    for event in out.events:
        found = evolve(found, event)
        if found.threads and next(iter(found.threads.values())).stage == "bridge":
            break
    assert scenario.bench is not None
    return found


def test_what_harms_can_be_built_at_first_sight_and_what_helps_has_to_be_looked_for():
    scenario, then = shipped("warm-plug"), at_the_workbench()
    at_hand = {part.id for part in noticed(scenario, then)}
    buildable = {
        family for rig, family in feasible(scenario)
        if {named.partition("*")[0] for named in rig.rpartition(":")[2].split("+")} <= at_hand
    }
    assert "strips" in buildable
    assert not buildable & {"bridge", "paper", "moved", "chill"}


def test_the_unsafe_way_to_the_same_rooms_is_the_quicker_one():
    scenario, then = shipped("warm-plug"), at_the_workbench()
    main = next(iter(then.threads))
    strips = draft(scenario, then, main, "rack", {"big": 3, "corridor": 13, "strips": 2})
    safe = draft(scenario, then, main, "records", {"small": 2, "leads": 9, "live": 1, "corridor": 1, "tape": 1})
    assert strips is not None and safe is not None and strips.takes * 2 <= safe.takes


@pytest.mark.parametrize("plan", PLANS)
def test_never_do_more_than_seven_doctors_see_patients(plan):
    scenario, then, seen = shipped("warm-plug"), Situation(), set()
    for event in played("warm-plug", plan).events:
        then = evolve(then, event)
        if not then.threads:
            continue
        running = now(scenario, then, then.at)["patients"]
        seen.add(sum(group.talking > 0 for group in running.groups))
        assert sum(group.talking for group in running.groups) <= 7
        assert sum(group.served for group in running.groups) <= running.offered
    assert max(seen) >= 1


def test_two_rooms_more_are_worth_more_than_two_rooms_on_paper():
    """The bridge with nine leads serves more than that with seven and all others on paper."""
    scenario = shipped("warm-plug")
    started = runs.begin(None, scenario, b"", seed=7).session.situation
    at = 90 * 60

    def served(**meters: int) -> float:
        levels = Frozen({**started.values, **{VarId(name): level for name, level in meters.items()}})
        return float(now(scenario, replace(started, values=levels), at)["patients"].served)

    assert served(bridge_rooms=7) > served(bridge_rooms=5, paper_rooms=7) > served(bridge_rooms=5) > served(paper_rooms=7)
    assert served(paper_rooms=7, moved=1) > served(paper_rooms=7) > served(paper_rooms=4) > served()
