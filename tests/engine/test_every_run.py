"""What must be so of every run of every scenario, whoever plays it and however the waiting is cut."""
from __future__ import annotations

import random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain import journal as j
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase
from sim.domain.units import Seconds
from sim.engine.offers import offers, wanted
from sim.engine.step import due
from sim.engine.telling import tell, words_of
from tests.engine import test_demands, test_hands, test_threads, test_time, test_truth
from tests.engine.house import (
    KITCHEN_SINK,
    SCENARIOS,
    Play,
    again,
    keeps_the_laws,
    kinds,
    random_player,
    real_scenarios,
    small,
    with_waits,
)
from tests.engine.test_journal import lines_of, moments_of

SMALL = {
    "sink": KITCHEN_SINK, "queue": test_time.QUEUE, "tie": test_time.TIE, "beats": test_time.BEATS, "closes": test_time.CLOSES,
    "later": test_time.LATER, "when": test_time.WHEN, "metered": test_time.METERED, "desk": test_hands.DESK,
        "phone": test_demands.PHONE,
    "three": test_demands.THREE, "pbx": test_truth.PBX, "day": test_threads.DAY, "told": test_threads.of(),
}
REAL = sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.yaml"))


def scenario_of(name: str) -> Scenario:
    if name in SMALL:
        return small(SMALL[name])
    return _real()[name]


_REAL: list[dict[str, Scenario]] = []


def _real() -> dict[str, Scenario]:
    if not _REAL:
        _REAL.append(real_scenarios())
    return _REAL[0]


def commands(run: Play) -> list[c.Command]:
    return [taken.command for taken in run.taken]


def check(scenario: Scenario, seed: int, variant: str = "") -> Play:
    run = random_player(scenario, seed, variant=variant, longest=(None, 5, 600)[seed % 3], idle=(0.25, 0.02, 0.7)[seed % 3])
    keeps_the_laws(run)
    assert again(run, commands(run)).events == run.events, "the same commands with the same luck"
    for cut in (seed, seed + 1):
        other = again(run, with_waits(commands(run), cut))
        assert other.events == run.events, "however the waiting is cut"
        assert other.now == run.now
    ending = tell(scenario, run.now, run.events)
    assert ending.ending in scenario.endings and ending.harm >= 0
    return run


@pytest.mark.parametrize("name", SMALL)
def test_every_run_of_the_small_scenarios_keeps_the_laws(name):
    for seed in range(40 if name == "sink" else 20):
        check(small(SMALL[name]), seed, variant="ups" if seed % 5 == 4 else "")


@pytest.mark.parametrize("name", REAL)
def test_every_run_of_the_real_scenarios_keeps_the_laws(name):
    scenario = scenario_of(name)
    variants = ("", *scenario.variants)
    for seed in range(12):
        check(scenario, seed, variants[seed % len(variants)])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SMALL, *REAL])
def test_hundreds_of_runs_keep_the_laws(name):
    scenario = scenario_of(name)
    variants = ("", *scenario.variants)
    for seed in range(1000, 1500):
        check(scenario, seed, variants[seed % len(variants)])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**64), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["sink", "three", "desk", "day"]))
def test_whatever_the_player_is_like_the_laws_hold(seed, rash, idle, name):
    run = random_player(small(SMALL[name]), seed, rash=rash, idle=idle)
    keeps_the_laws(run)
    assert again(run, with_waits(commands(run), seed, most=10)).events == run.events


# ---------------------------------------------------------------- players made of arbitrary commands

BESIDE = (e.NoteWritten, e.ChoiceRefused, e.TeamsSeated, e.HandsCounted)
"""What moves no rule, and may come before a run as well as after it."""

IDS = ["a", "b", "boss", "mayor", "press", "decide", "errand", "see", "go", "stop", "", "state"]
TIMES = st.integers(0, 30_000)
WILD = st.one_of(
    st.builds(c.Wait, at=TIMES),
    st.builds(c.Choose, at=TIMES, choice=st.sampled_from(IDS), thread=st.sampled_from(["main", "printer", ""])),
    st.builds(c.Investigate, at=TIMES, evidence=st.sampled_from(IDS), thread=st.just("main")),
    st.builds(c.Answer, at=TIMES, inject=st.sampled_from(IDS), how=st.sampled_from(["answer", "carry_on",
        "abandon"]), note=st.booleans()),
    st.builds(c.Note, at=TIMES, text=st.text(max_size=3)),
    st.builds(c.Pause, at=TIMES), st.builds(c.Resume, at=TIMES),
    st.builds(c.Seat, at=TIMES, teams=st.just(("A", "B")), people=st.integers(0, 30)),
    st.builds(c.Reveal, at=TIMES, card=st.sampled_from(["a", "nothing", ""])),
    st.builds(c.Tally, at=TIMES, thread=st.just("main"), stage=st.sampled_from(IDS), round=st.integers(1, 2),
              choices=st.just(("go", "stop")), hands=st.lists(st.integers(-1, 9), max_size=3).map(tuple)),
    st.builds(c.Begin, at=TIMES, horizon=st.none() | st.integers(1, 40_000)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WILD, max_size=25))
def test_no_sequence_of_commands_however_mad_breaks_a_law(wild):
    run = Play(small(test_demands.THREE))
    for command in [*wild, c.Resume(at=Seconds(0)), c.Begin(at=Seconds(0)), c.Wait(at=Seconds(10**6))]:
        run.send(command)
    events = [event for event in run.events if not isinstance(event, BESIDE)]
    assert kinds(events)[0] is e.RunBegan
    run.taken = [taken for taken in run.taken if taken.situation.phase is not Phase.BRIEFING or e.RunBegan in kinds(taken.events)]
    keeps_the_laws(run)
    assert j.recover(b"".join(lines_of(moments_of(run)))).fault == ""


# ---------------------------------------------------------------- at every moment of a run

@pytest.mark.parametrize("name", ["sink", "three", "desk", "day", *REAL])
def test_what_is_on_offer_can_be_had_and_what_is_greyed_is_refused_for_the_reason_shown(name):
    scenario = scenario_of(name)
    for seed in range(6):
        run = random_player(scenario, seed, rash=0)
        for taken in run.taken[::3]:
            for offer in offers(scenario, taken.situation):
                fork = Play(scenario, run.luck, taken.situation)
                ask = fork.choose if offer.is_choice else fork.look
                said = [x.reason for x in ask(taken.situation.at, offer.item.id, offer.thread) if isinstance(x, e.ChoiceRefused)]
                assert said == ([offer.reason] if offer.reason else []), offer.item.node
            for want in wanted(scenario, taken.situation):
                fork = Play(scenario, run.luck, taken.situation)
                assert e.DemandMet in kinds(fork.answer(taken.situation.at, want.inject)) or any(
                    work.kind == "answer" for work in taken.situation.works.values())


@pytest.mark.parametrize("name", ["sink", "three", "desk", "day", *REAL])
def test_nothing_is_ever_left_that_should_have_fallen(name):
    """After each step the next due thing lies in the future: nothing was passed over."""
    scenario = scenario_of(name)
    for seed in range(8):
        for taken in random_player(scenario, seed).taken:
            item = due(scenario, taken.situation)
            if taken.situation.phase is Phase.RUNNING and item is not None:
                assert item.at > min(taken.situation.at, taken.command.at) or item.at > taken.command.at
                assert item.at >= taken.situation.at


@pytest.mark.parametrize("name", ["sink", *REAL])
def test_every_word_that_is_said_can_be_read(name):
    scenario = scenario_of(name)
    for seed in range(4):
        for taken in random_player(scenario, seed).taken:
            for event in taken.events:
                if isinstance(event, e.Said):
                    words_of(scenario, event, taken.situation)


def _of_pausing(event: e.Event) -> bool:
    refused_ = isinstance(event, e.ChoiceRefused) and event.what in ("pause", "resume")
    return refused_ or isinstance(event, e.RunPaused | e.RunResumed)


@pytest.mark.parametrize("name", ["sink", *REAL])
def test_pausing_anywhere_changes_nothing_that_happens(name):
    scenario = scenario_of(name)
    for seed in range(6):
        run, dice = random_player(scenario, seed, rash=0), random.Random(seed)
        strewn: list[c.Command] = []
        for command in commands(run):
            strewn.append(command)
            if dice.random() < 0.4:
                strewn += [c.Pause(at=command.at), c.Wait(at=Seconds(command.at + 999)), c.Resume(at=Seconds(command.at + 5000))]
        other = again(run, strewn)
        assert [x for x in other.events if not _of_pausing(x)] == run.events


@pytest.mark.parametrize("name", ["sink", *REAL])
def test_a_journal_written_to_disk_gives_back_the_run_to_the_hash(name):
    scenario = scenario_of(name)
    for seed in range(3):
        run = random_player(scenario, seed)
        moments = moments_of(run)
        read = j.recover(b"".join(lines_of(moments)))
        assert read.fault == "" and list(read.moments) == moments
        assert again(run, [moment.command for moment in read.moments if moment.command is not None]).events == run.events


@pytest.mark.parametrize("name", ["sink", *REAL])
def test_forking_a_run_leaves_it_as_it_was(name):
    """A step is pure: the situation it was given is not touched."""
    scenario = scenario_of(name)
    run = random_player(scenario, 5)
    before = [j.state_hash(taken.situation) for taken in run.taken]
    for taken in run.taken:
        Play(scenario, run.luck, taken.situation).wait(scenario.horizon)
    assert [j.state_hash(taken.situation) for taken in run.taken] == before


def test_the_kitchen_sink_really_uses_every_construct():
    missing = set(get_args(e.Event)) - {e.RunPaused, e.RunResumed, e.CardRevealed, *BESIDE}
    for seed in range(200):
        missing -= {type(event) for event in random_player(small(KITCHEN_SINK), seed).events}
        if not missing:
            return
    raise AssertionError(missing)
