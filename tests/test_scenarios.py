"""What must be so of every scenario that is shipped: its plans keep their promises, and nobody who plays it breaks it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sim.authoring import plans
from sim.authoring.load import load
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation, evolve
from sim.engine.chance import live
from sim.engine.formulas import worked
from sim.engine.offers import offers
from sim.engine.telling import tell
from sim.shell import runs
from sim.shell.app import App
from sim.shell.auto import play_at_random
from sim.surfaces.terminal import describe
from tests.boiler import SHIPPED

NAMES = sorted(path.parent.name for path in SHIPPED.glob("*/scenario.yaml"))
PLANS = [(name, path.stem) for name in NAMES for path in sorted((SHIPPED / name / "plans").glob("*.yaml"))]
EVERY_ONE_HAS = {"textbook", "hasty", "silent", "unlucky", "trap"}
MORE = {"dead-air": {"waiting", "interview", "second-runner", "handsets-at-desks", "carrier", "layered", "modern"}}
PLAYERS, AT_ONCE = 200, 10


@cache
def shipped(name: str) -> Scenario:
    loaded = load((SHIPPED / name / "scenario.yaml").read_bytes(), f"{name}/scenario.yaml")
    assert loaded.scenario is not None, "\n".join(map(str, loaded.problems))
    assert not loaded.problems, "\n".join(map(str, loaded.problems))
    return loaded.scenario


def played(name: str, plan: str) -> plans.Played:
    file = Path(SHIPPED / name / "plans" / f"{plan}.yaml")
    found, problems = plans.read_plan(file.read_bytes(), f"{name}/plans/{plan}.yaml", plan)
    assert found is not None, "\n".join(map(str, problems))
    return plans.play(found, shipped(name))


def test_three_scenarios_are_shipped():
    assert {"dead-air", "nine-minutes", "warm-plug"} <= set(NAMES)


@pytest.mark.parametrize(("name", "plan"), PLANS)
def test_a_plan_goes_as_its_author_promised_and_to_the_end(name, plan):
    out = played(name, plan)
    assert not out.failures, "\n".join(map(str, out.failures))
    assert out.situation.phase is Phase.DEBRIEF


@pytest.mark.parametrize("name", NAMES)
def test_there_are_plans_for_those_who_do_well_badly_nothing_and_have_no_luck(name):
    there = {plan for scenario, plan in PLANS if scenario == name}
    assert len(there) >= 6 and there >= EVERY_ONE_HAS | MORE.get(name, set())


@pytest.mark.parametrize("name", NAMES)
def test_doing_well_comes_to_more_than_doing_nothing(name):
    told = {plan: tell(shipped(name), out.situation, out.events).told for plan in EVERY_ONE_HAS for out in [played(name, plan)]}
    assert told["textbook"] > told["silent"] and told["textbook"] > told["hasty"]
    assert max(told, key=lambda plan: told[plan]) in ("textbook", "unlucky")


@pytest.mark.parametrize("name", NAMES)
def test_the_first_sight_offers_no_idea_that_has_to_be_found(name):
    scenario = shipped(name)
    run = runs.begin(None, scenario, b"", seed=7)
    on_screen = [offer.item for offer in offers(scenario, run.session.situation) if offer.is_choice]
    assert len(on_screen) >= 2
    assert [choice.id for choice in on_screen if choice.task.appears is not None] == []
    if name == "dead-air":
        bridges = ("jack", "cordless", "forward", "bridge", "corded")
        assert [
            choice.label for choice in on_screen if any(word in f"{choice.id} {choice.label}".lower() for word in bridges)
        ] == []
        hidden = [item.id for stage in scenario.stages.values() for item in stage.choices if item.task.appears is not None]
        assert hidden, "there are ideas to be found"


@pytest.mark.parametrize("name", NAMES)
def test_every_thing_said_ends_somewhere_and_every_ending_has_words(name):
    scenario = shipped(name)
    for ending in scenario.endings:
        assert ending.title and ending.text
    assert scenario.meta.source and scenario.meta.objectives and scenario.debrief.questions


def plays_at_random(name: str, seed: int) -> None:
    scenario = shipped(name)
    variants = ("", *scenario.variants)
    run = runs.begin(None, scenario, b"", seed=seed, variant=variants[seed % len(variants)] if seed % 5 == 0 else "")
    play_at_random(run.session, seed)
    session = run.session
    assert session.situation.phase is Phase.DEBRIEF
    assert runs.played_again(session) == ""
    now, came = Situation(), []
    for moment in session.moments:
        for event in moment.events:
            now = evolve(now, event)
        holds_what_is_promised(scenario, now, seed)
        came += [promise.formula for promise in scenario.properties if worked(scenario, promise.formula)(now)]
    assert now == session.situation
    for promise in (promise for promise in scenario.properties if promise.kind == "eventually"):
        assert promise.formula in came, f"eventually `{promise}` with seed {seed}"
    told = tell(scenario, now, session.events)
    assert told.ending in scenario.endings and told.ending.title


def holds_what_is_promised(scenario: Scenario, now: Situation, seed: int) -> None:
    if now.phase is not Phase.RUNNING:
        return
    for promise in (promise for promise in scenario.properties if promise.kind != "eventually"):
        holds = bool(worked(scenario, promise.formula)(now))
        assert holds is (promise.kind == "always"), f"{promise.kind} `{promise}` with seed {seed} at {now.at}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("first", range(0, 40, AT_ONCE))
def test_forty_random_players_come_to_an_end_and_out_the_same_again(name, first):
    for seed in range(first, first + AT_ONCE):
        plays_at_random(name, seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("first", range(40, PLAYERS, AT_ONCE))
def test_two_hundred_random_players_come_to_an_end_and_out_the_same_again(name, first):
    for seed in range(first, first + AT_ONCE):
        plays_at_random(name, seed)


@pytest.mark.parametrize("name", NAMES)
def test_luck_is_the_seed_and_nothing_else(name):
    one, other = (runs.begin(None, shipped(name), b"", seed=11) for _ in range(2))
    for run in (one, other):
        play_at_random(run.session, 11)
    assert one.session.events == other.session.events
    third = runs.begin(None, shipped(name), b"", seed=11, luck=live(12))
    play_at_random(third.session, 11)
    assert third.session.events != one.session.events


def test_a_morning_opens_on_the_figures_of_the_days_before_and_on_who_is_tired(tmp_path):
    """In the interview's own solution she carried every handset, and by Wednesday anybody can see it."""
    scenario, raw = shipped("dead-air"), (SHIPPED / "dead-air/scenario.yaml").read_bytes()
    plan, _ = plans.read_plan((SHIPPED / "dead-air/plans/interview.yaml").read_bytes(), "interview.yaml", "interview")
    assert plan is not None
    run = runs.begin(None, scenario, raw, seed=plan.seed, luck=plans.luck_of(plan), start=False)
    app = App(data=tmp_path, run=run, screen="play")
    mornings = {}

    def do(command):
        stepped = run.session.carry_out(command)
        run.session.clock, run.session.hold = float(run.session.situation.at), 0.0
        for standing in run.session.situation.threads.values():
            if standing.open and scenario.stages[standing.stage].board:
                mornings.setdefault(standing.stage, describe(app.view()))
        return stepped

    plans.play(plan, scenario, do)
    assert list(mornings) == ["wed", "thu", "fri", "sat"]
    assert "Tue: Calls answered" in mornings["wed"] and "Dolores · tired" in mornings["wed"]
