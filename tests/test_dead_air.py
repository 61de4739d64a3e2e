"""What must be so of Dead Air: what its arrangements carry, which there are, and what those teach that cannot work."""

from __future__ import annotations

from functools import cache

import pytest

from sim.authoring import plans
from sim.authoring.load import load
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.scenario import Say, Scenario
from sim.domain.situation import Situation, evolve
from sim.domain.units import Frozen, Seconds, TotalId, VarId
from sim.engine.flows import Running, now
from sim.engine.improvise import feasible, noticed
from sim.engine.program import program_of
from sim.engine.telling import tell
from tests.boiler import SHIPPED

FOLDER = SHIPPED / "dead-air"
TEN = Seconds(60 * (25 * 60 + 23))
"""Wednesday, ten o'clock: 165 calls an hour."""


@cache
def dead_air() -> Scenario:
    scenario = load((FOLDER / "scenario.yaml").read_bytes(), "dead-air/scenario.yaml").scenario
    assert scenario is not None
    return scenario


@cache
def played(name: str) -> plans.Played:
    plan, problems = plans.read_plan((FOLDER / "plans" / f"{name}.yaml").read_bytes(), name, name)
    assert plan is not None, "\n".join(map(str, problems))
    return plans.play(plan, dead_air())


def begun() -> Situation:
    """The situation at the end of a run in which nobody did anything."""
    return played("silent").situation


def carried(**levels: int) -> Running:
    """How calls run on Wednesday at ten with meters at these levels, everything else as if nobody had done anything."""
    values = {**dict(begun().values.items()), **{VarId(name): level for name, level in levels.items()}}
    running: Running = now(dead_air(), replace(begun(), values=Frozen(values)), TEN)["calls"]
    return running


@pytest.mark.parametrize(
    ("plan", "share"),
    [("waiting", 0), ("interview", 54), ("second-runner", 70), ("handsets-at-desks", 74), ("carrier", 80), ("layered", 89)],
)
def test_over_five_days_each_way_answers_its_share_of_the_calls_within_three_points(plan, share):
    out = played(plan)
    assert not out.failures, "\n".join(map(str, out.failures))
    totals = tell(dead_air(), out.situation, out.events).totals
    answered = totals[TotalId("calls_served")] / totals[TotalId("calls_offered")] * 100
    assert abs(answered - share) <= 3, f"{float(answered):.1f}"


def test_there_are_hundreds_of_ways_from_a_dozen_families_and_the_author_listed_none():
    ways = list(feasible(dead_air()))
    families = {family for _, family in ways}
    assert len({rig for rig, _ in ways}) == len(ways) >= 100
    assert dead_air().bench is not None and families == set(dead_air().bench.families) and len(families) <= 12
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    assert [rig for rig, _ in ways if rig in text] == []


def test_more_phones_buy_nothing_where_legs_are_short_and_more_legs_do():
    """Training 4.1.4: with one pair of legs it is the walk that limits; with two, the lines again."""
    eight, twelve = carried(desk_lines=8), carried(desk_lines=12)
    runner = carried(desk_lines=12, legs=1)
    kept = carried(desk_lines=12, at_desks=1)
    assert (eight.limit, twelve.limit, runner.limit, kept.limit) == ("hands", "hands", "lines", "lines")
    share = [100 * running.served / running.offered for running in (eight, twelve, runner, kept)]
    assert share[1] - share[0] < 9 < 10 < share[2] - share[1] and share[3] - share[2] > 6


def test_twenty_reps_are_all_there_are_whatever_rings():
    everything = carried(desk_lines=12, jack_lines=3, own_lines=12, table_lines=12, away_lines=20, paths=20, star_lines=1)
    assert sum(group.lines for group in everything.groups) <= 21, "twenty reps, and Rita's handbag"
    assert everything.served < everything.offered


def test_twelve_of_one_make_in_one_stack_hum_and_mixed_ones_or_ten_feet_apart_do_not():
    def hums(rig: str, spaced: bool) -> bool:
        bench = program_of(dead_air()).workbench
        assert bench is not None
        made = bench.composed(rig)
        assert made is not None
        (gives,) = (effect.by for effect in made.build.outcome.effects if getattr(effect, "what", "") == "hum")
        values = Frozen({**dict(begun().values.items()), VarId("spaced"): spaced})
        return program_of(dead_air()).value(gives, replace(begun(), values=values)) > 0

    one_make, mixed = "rig:in:lines*12+cordless*12+dolores", "rig:in:lines*12+cordless*7+nine*5+dolores"
    assert hums(one_make, spaced=False)
    assert not hums(one_make, spaced=True)
    assert not hums(mixed, spaced=False)


def test_when_the_bridge_opens_the_bench_holds_no_line_and_nothing_from_a_shop():
    situation = Situation()
    for event in played("interview").events:
        situation = evolve(situation, event)
        if isinstance(event, e.StageOpened) and event.stage == "bridge":
            break
    there = {str(part.id) for part in noticed(dead_air(), situation)}
    assert {"dolores", "desksets", "walkies", "room", "mobiles", "whiteboard"} <= there
    assert not there & {"lines", "jacks", "cordless", "nine", "labels", "alarm", "forwarding", "star", "bestsix", "laptops"}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ("lines*12+cordless*7+dolores", "Forty feet of carpet"),
        ("thick+cordless*7+dolores", "hears nothing"),
        ("lines*12+corded*12+coats", "no chair"),
        ("lines*12+desksets*12+room", "shows a dash"),
        ("lines*7+cordless*7", "Who lifts them"),
        ("lines*7+cordless*7+tim", "half past twelve"),
        ("lines*4+cordless*4+dolores+splitter", "two telephones of one line"),
        ("ned", "nothing to carry yet"),
        ("jacks*3+desksets*3", "shows a dash"),
        ("form", "Nobody who is ringing can see it"),
        ("cords*6", "Nothing in it carries a voice"),
        ("lines*12+cordless*7+nine*5+dolores+whiteboard", "The rest of it stands about"),
    ],
)
def test_what_cannot_work_teaches_why_in_its_own_words(parts, words):
    """With nothing cabled and nothing built, as on Tuesday at twenty past nine."""
    bench = program_of(dead_air()).workbench
    assert bench is not None
    made = bench.composed(f"rig:in:{parts}")
    assert made is not None
    lesson = next(refusal.outcome for must, refusal in made.rules if not program_of(dead_air()).holds(must, begun()))
    said = " ".join(passage.text for effect in lesson.effects if isinstance(effect, Say) for passage in effect.text)
    assert words in said


def test_the_line_with_the_red_tag_can_be_taken_and_the_building_then_has_no_alarm():
    out = played("one-too-many")
    assert out.situation.values[VarId("alarm_taken")] is True
    assert tell(dead_air(), out.situation, out.events).ending.id == "no-alarm"
