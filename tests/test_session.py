"""How real time becomes scenario time: reading holds the clock, thinking costs, waits and long actions pass quickly.

The clock is a number that is handed in, the journal is a list.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.journal import Header, Moment
from sim.domain.situation import Phase
from sim.domain.units import ChoiceId, Seconds, ThreadId
from sim.engine.step import due
from sim.shell import auto, runs
from sim.shell.disk import NotKept
from sim.shell.runs import played_again
from sim.shell.session import Session
from tests.boiler import RAW, boiler
from tests.engine.house import KITCHEN_SINK, small

DESK = """
horizon: 3h
stages:
  a:
    title: Dead line
    text: One two three four five six.
    question: What now, then?
    deadline: 5m
    on_deadline: {note: Too late., to: b}
    default: it goes on
    choices:
      - {id: go, label: Go on, to: b}
      - {id: dig, label: Dig, takes: 20m, note: You have dug for a while.}
      - {id: tap, label: Tap it, takes: 2s, again: true}
  b:
    title: Another room
    deadline: 50m
    on_deadline: {to: end}
    default: it ends
    choices:
      - {id: rest, label: Rest, takes: 10m, note: Rested., again: true}
      - {id: stop, label: Stop, to: end}
injects:
  - {id: bell, at: "08:12", note: A bell rings somewhere.}
"""
WORDS_AT_FIRST = 2 + 6 + 3 + 2 + 1 + 2
"""Title, text, question, and the labels of what is on offer."""

TO_READ = WORDS_AT_FIRST * 60 / 200


class Desk:
    """A session with a list for its journal."""

    def __init__(self, text: str = DESK, pace: str = "1", rate: int = 200, seed: int = 7) -> None:
        self.kept: list[Moment] = []
        scenario = small(text)
        header = Header(program="t", scenario="t", digest=scenario.digest, seed=seed)
        self.session = Session(scenario=scenario, header=header, keep=self.kept.append, pace=Fraction(pace), rate=rate)
        self.session.begin()

    def passes(self, real: float, frame: float = 0.25) -> float:
        """Let real time pass in frames; return how far the scenario clock went."""
        before = self.session.clock
        for _ in range(round(real / frame)):
            self.session.tick(frame)
        return self.session.clock - before

    def real_until(self, done, frame: float = 0.05, most: float = 120) -> float:
        """Return how much real time passes until `done()`."""
        real = 0.0
        while not done():
            self.session.tick(frame)
            real += frame
            assert real < most, "it never comes"
        return real

    def of(self, kind: type) -> list:
        return [event for event in self.session.events if isinstance(event, kind)]


# ---------------------------------------------------------------- reading and thinking


def test_the_clock_is_held_as_long_as_the_words_take_at_two_hundred_a_minute():
    desk = Desk()
    assert desk.session.hold == pytest.approx(TO_READ)
    assert desk.passes(TO_READ - 0.3, 0.1) == 0
    assert desk.passes(1.3, 0.1) == pytest.approx(1.0, abs=0.11)


def test_a_slow_reader_gets_twice_the_time_and_who_wants_none_gets_none():
    assert Desk(rate=100).session.hold == pytest.approx(2 * TO_READ)
    assert Desk(rate=0).session.hold == 0


def test_acting_ends_the_hold():
    desk = Desk()
    desk.session.choose("main", "tap")
    assert desk.session.hold == 0 and desk.session.held_of == 0
    assert desk.passes(0.5) > 0


def test_space_ends_the_hold_first_and_only_then_lets_time_run():
    desk = Desk()
    desk.session.let_run()
    assert desk.session.hold == 0 and desk.session.passing is None
    desk.session.let_run()
    assert desk.session.passing is not None


def test_what_was_read_is_no_longer_fresh():
    desk = Desk()
    desk.session.choose("main", "go")
    desk.real_until(
        lambda: len(desk.session.messages) > 1 and desk.session.messages[-1].text == "A bell rings somewhere.", 0.5, 2000
    )
    assert desk.session.fresh_from < len(desk.session.messages)
    desk.passes(10)
    assert desk.session.fresh_from == len(desk.session.messages)


@pytest.mark.parametrize(("pace", "passed"), [("1/4", 2.5), ("1/2", 5), ("1", 10), ("2", 20)])
def test_thinking_costs_at_the_pace_of_the_stage_times_the_setting(pace, passed):
    assert Desk(pace=pace, rate=0).passes(10) == pytest.approx(passed)


def test_a_stage_with_a_pace_of_its_own_thinks_at_that_pace():
    text = DESK.replace("title: Dead line", "title: Dead line\n    pace: 3\n    beat: 15s").replace("takes: 2s", "takes: 15s")
    assert Desk(text, rate=0).passes(10) == pytest.approx(30)


def test_untimed_the_clock_never_moves_while_there_is_something_to_decide():
    desk = Desk(pace="0")
    assert desk.passes(5000, 1.0) == 0
    assert not desk.of(e.DeadlineLapsed)


def test_untimed_what_is_done_still_takes_its_time():
    desk = Desk(pace="0", rate=0)
    desk.session.choose("main", "tap")
    desk.real_until(lambda: not desk.session.situation.works)
    assert desk.session.at == 2
    assert desk.passes(1000, 1.0) == 0


def test_a_real_tick_counts_one_second_at_most_so_a_night_with_the_lid_closed_costs_nothing():
    desk = Desk(rate=0)
    desk.session.tick(8 * 3600)
    assert desk.session.clock == 1.0


def test_a_clock_that_was_set_back_does_not_turn_time_back():
    desk = Desk(rate=0)
    desk.passes(10)
    desk.session.tick(-3600)
    assert desk.session.clock == pytest.approx(10)


# ---------------------------------------------------------------- what passes quickly


def test_a_long_action_passes_within_six_real_seconds():
    desk = Desk(rate=0)
    desk.session.choose("main", "go")
    desk.session.choose("main", "rest")
    assert desk.real_until(lambda: not desk.session.situation.works) <= 6.1
    assert desk.session.at == 600


def test_a_short_action_takes_its_own_time():
    desk = Desk(rate=0)
    desk.session.choose("main", "tap")
    assert desk.real_until(lambda: not desk.session.situation.works) == pytest.approx(2.0, abs=0.1)


def test_a_long_action_stops_for_news_until_they_are_read():
    desk = Desk()
    desk.session.choose("main", "go")
    desk.passes(TO_READ)
    desk.session.choose("main", "rest")
    desk.real_until(lambda: not desk.session.situation.works)
    desk.passes(60)
    desk.session.choose("main", "rest")
    desk.real_until(lambda: desk.session.hold > 0)
    assert desk.session.clock == 12 * 60, "the clock stands where the bell rang"
    assert desk.session.situation.works, "and the work goes on after it"
    assert desk.passes(1.0) == 0
    desk.real_until(lambda: not desk.session.situation.works)


def test_letting_it_run_ends_within_four_real_seconds_of_passing():
    desk = Desk(rate=0)
    desk.session.let_run()
    assert desk.real_until(lambda: desk.session.passing is None) <= 4.1
    assert desk.session.at == 300 and len(desk.of(e.DeadlineLapsed)) == 1


def test_letting_it_run_says_what_it_waits_for_and_never_news():
    desk = Desk(rate=0)
    desk.session.let_run()
    assert desk.session.passing is not None and "the time here to be up (it goes on)" in desk.session.passing.waiting_for
    desk.real_until(lambda: desk.session.passing is None)
    desk.session.let_run()
    assert "it ends" in desk.session.passing.waiting_for, "and not the bell, which comes before"


def test_letting_it_run_stops_for_news():
    desk = Desk(rate=0)
    desk.session.choose("main", "go")
    desk.session.let_run()
    desk.real_until(lambda: desk.session.passing is None)
    assert desk.session.at == 12 * 60
    assert desk.session.messages[-1].text == "A bell rings somewhere."


def test_a_hiccup_while_time_passes_costs_nothing_beyond_what_it_stopped_for():
    desk = Desk(rate=0)
    desk.session.choose("main", "go")
    desk.session.let_run()
    desk.passes(5, 1.0)
    assert desk.session.at == 12 * 60 + 5 - 1, "the bell stopped it in the first second; then four of thinking"


def test_acting_ends_what_is_passing():
    desk = Desk(rate=0)
    desk.session.let_run()
    desk.passes(1)
    desk.session.choose("main", "go")
    assert desk.session.passing is None


# ---------------------------------------------------------------- pause


def test_while_it_is_paused_nothing_moves_and_afterwards_everything_is_as_it_was():
    desk = Desk()
    desk.passes(TO_READ + 20)
    before = desk.session.situation
    clock, messages = desk.session.clock, list(desk.session.messages)
    desk.session.pause()
    assert desk.session.situation.phase is Phase.PAUSED
    assert desk.passes(10_000, 1.0) == 0
    desk.session.resume()
    now = desk.session.situation
    assert desk.session.clock == clock and desk.session.messages == messages
    assert (now.threads, now.values, now.works, now.phase) == (before.threads, before.values, before.works, Phase.RUNNING)
    assert desk.passes(1) == pytest.approx(1)


def test_a_pause_while_reading_keeps_what_is_left_to_read():
    desk = Desk()
    desk.passes(2)
    left = desk.session.hold
    desk.session.pause()
    desk.passes(100)
    desk.session.resume()
    assert desk.session.hold == left


def test_a_pause_while_time_passes_goes_on_with_it():
    desk = Desk(rate=0)
    desk.session.choose("main", "go")
    desk.session.choose("main", "rest")
    desk.passes(2)
    clock = desk.session.clock
    desk.session.pause()
    desk.passes(50)
    assert desk.session.clock == clock
    desk.session.resume()
    assert desk.real_until(lambda: not desk.session.situation.works) <= 4.5


# ---------------------------------------------------------------- deadlines, whoever cuts the time


@pytest.mark.parametrize("seed", range(6))
def test_every_deadline_comes_once_and_when_it_is_due_however_time_is_cut(seed):
    dice, desk = random.Random(seed), Desk(KITCHEN_SINK, rate=(0, 200)[seed % 2], seed=seed)
    entered: dict[str, int | None] = {}
    session = desk.session
    for _ in range(60_000):
        if session.situation.phase is not Phase.RUNNING:
            break
        if session.hold <= 0 and session.passing is None and dice.random() < 0.05:
            session.let_run()
        session.tick(dice.choice((0.0, 0.016, 0.2, 1.0, 60.0)))
    assert session.situation.phase is Phase.DEBRIEF
    for moment in desk.kept:
        lapsed = [event for event in moment.events if isinstance(event, e.DeadlineLapsed)]
        for event in lapsed:
            assert entered.pop(event.thread) == event.at == moment.at, "once, and at its own time"
        for event in moment.events:
            if isinstance(event, e.StageOpened):
                entered[event.thread] = event.due
    assert len(desk.of(e.DeadlineLapsed)) > 3


def test_pace_and_reading_change_nothing_in_what_happens_when_the_same_is_done_at_the_same_times():
    script = ((40, "tap"), (100, "tap"), (200, "go"), (300, "rest"), (1000, "rest"), (1700, "stop"))

    def events(pace: str, rate: int, frame: float) -> list[e.Event]:
        desk = Desk(pace=pace, rate=rate)
        session = desk.session
        for at, choice in script:
            for _ in range(100_000):
                item = due(session.scenario, session.situation)
                if session.clock >= at - 30 or item is None:
                    break
                session.tick(frame)
                if Fraction(pace) == 0 and session.hold <= 0 and session.passing is None:
                    break
            session.clock = max(session.clock, float(at)) if session.clock <= at else session.clock
            session.carry_out(c.Choose(at=Seconds(at), thread=ThreadId("main"), choice=ChoiceId(choice)))
            session.clock = float(max(at, session.situation.at))
        assert session.situation.phase is Phase.DEBRIEF
        return session.events

    usual = events("1", 200, 0.25)
    assert usual == events("1/4", 100, 0.5)
    assert usual == events("2", 0, 0.02)
    assert usual == events("0", 300, 1.0)


# ---------------------------------------------------------------- kept before it is told


def test_a_moment_is_kept_before_it_is_told():
    desk = Desk()
    session = desk.session
    seen: list[tuple[int, int]] = []

    def keep(moment: Moment) -> None:
        seen.append((len(session.moments), len(session.messages)))
        desk.kept.append(moment)

    session.keep = keep
    session.choose("main", "tap")
    assert seen == [(1, 0)], "neither in the run nor in the feed when it goes to disk"
    assert len(session.moments) == 2 and len(session.messages) == 1


def test_what_cannot_be_kept_did_not_happen_and_is_not_shown():
    desk = Desk()
    session = desk.session
    before = (session.situation, list(session.moments), list(session.events), list(session.messages))

    def refuse(moment: Moment) -> None:
        raise NotKept("The disk is full.")

    session.keep = refuse
    with pytest.raises(NotKept):
        session.choose("main", "go")
    assert (session.situation, session.moments, session.events, session.messages) == before
    session.keep = desk.kept.append
    session.choose("main", "go")
    assert session.situation.threads[ThreadId("main")].stage == "b"


def test_a_run_restored_from_its_moments_is_the_run_that_was_left():
    desk = Desk()
    desk.passes(30)
    desk.session.choose("main", "dig")
    desk.passes(30)
    again = Session(scenario=desk.session.scenario, header=desk.session.header, keep=lambda moment: None)
    again.restore(tuple(desk.kept), int(desk.session.clock))
    assert again.situation == desk.session.situation
    assert (again.messages, again.met, again.events) == (desk.session.messages, desk.session.met, desk.session.events)
    assert again.clock == int(desk.session.clock)


def test_a_heartbeat_beyond_what_is_due_does_not_skip_it():
    desk = Desk()
    again = Session(scenario=desk.session.scenario, header=desk.session.header, keep=lambda moment: None)
    again.restore(tuple(desk.kept), 10_000)
    assert again.clock == 300, "the deadline comes first"


# ---------------------------------------------------------------- again


def test_practice_takes_over_what_came_before_a_decision_and_plays_on_from_there():
    desk = Desk(rate=0)
    desk.session.choose("main", "tap")
    desk.passes(5)
    desk.session.choose("main", "go")
    at = next(m.seq for m in desk.kept if any(isinstance(x, e.ChoiceMade) and x.choice == "go" for x in m.events))
    taken = tuple(desk.kept[:at])
    again = Session(scenario=desk.session.scenario, header=desk.session.header, keep=lambda moment: None)
    again.restore(taken)
    assert again.situation.threads[ThreadId("main")].stage == "a"
    again.choose("main", "dig")
    assert again.moments[:at] == list(taken) and again.moments[at].events != desk.kept[at].events
    assert played_again(again) == ""


def test_every_run_of_a_session_comes_out_the_same_from_its_commands():
    for seed in range(5):
        dice, desk = random.Random(seed), Desk(KITCHEN_SINK, seed=seed)
        session = desk.session
        while session.situation.phase is Phase.RUNNING:
            session.let_run()
            session.tick(dice.choice((0.1, 1.0)))
        assert played_again(session) == ""


def test_a_number_stays_with_what_it_was_on_and_what_is_new_comes_after():
    session = runs.begin(None, boiler(), RAW, seed=5, rate=0).session
    before = dict(session.numbers)
    assert sorted(before.values()) == list(range(1, len(before) + 1))
    thread, (look,) = next(iter(session.situation.threads)), [name for name in before if name.endswith("/gauge")]
    session.look(thread, look.partition("/")[2])
    session.pass_to_next()
    kept = {name: number for name, number in session.numbers.items() if name in before}
    assert kept and all(before[name] == number for name, number in kept.items())
    new = [number for name, number in session.numbers.items() if name not in before]
    assert new and all(number > max(kept.values()) for number in new)


def test_random_play_ends_even_where_there_would_be_something_to_do_for_ever(monkeypatch):
    monkeypatch.setattr(auto, "MOST_STEPS", 3)
    session = runs.begin(None, boiler(), RAW, seed=5).session
    auto.play_at_random(session, 5)
    assert session.situation.phase is Phase.DEBRIEF
    assert sum(moment.command is not None for moment in session.moments) <= 4, "after that it only waits"
