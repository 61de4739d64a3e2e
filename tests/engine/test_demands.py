"""Demands: an inject that stops what you do, and what becomes of the work in hand."""
from __future__ import annotations

import pytest

from sim.domain import events as e
from sim.domain.units import YOU
from sim.engine.offers import wanted
from tests.engine.house import Play, kinds, play, refused

PHONE = """
meters: {m: {label: M, start: 10}}
facts: {f: {}}
stages:
  a:
    deadline: 1h
    on_deadline: {to: c}
    default: D
    evidence: [{id: see, label: See, takes: 30m, do: {m: +1}}]
    choices:
      - {id: decide, label: Decide, takes: 30m, do: {m: +2}, to: b}
      - {id: errand, label: Errand, takes: 30m, do: {m: +3}}
  b: {choices: [{id: go, label: Go, to: c}]}
  c: {choices: [{id: stop, label: Stop, to: end}]}
injects:
  - {id: boss, at: 10m,
     demand: {label: Boss, takes: 5m, deadline: 20m, resume: 4m, noted: 1m, answer: {do: {m: +10}}, on_deadline: {do: {m: -5}}}}
"""
TWO = PHONE + "  - {id: mayor, at: 12m, demand: {label: Mayor, takes: 5m, deadline: 40m, resume: 2m}}\n"
THREE = TWO + "  - {id: press, at: 17m, demand: {label: Press, takes: 1m, deadline: 40m, resume: 3m}}\n"
M = 60


def busy(run: Play) -> str | None:
    return run.now.works[YOU].node if YOU in run.now.works else None


def test_a_demand_stops_the_work_in_hand():
    run = play(PHONE)
    run.choose(0, "decide")
    run.wait(10 * M)
    assert busy(run) is None
    assert run.of(e.WorkStopped) == [e.WorkStopped(at=600, who="you", node="a/decide", left=1200, inject="boss")]
    assert [(w.inject, w.due, w.stopped) for w in wanted(run.scenario, run.now)] == [("boss", 30 * M, "a/decide")]


def test_parked_work_keeps_your_hands_until_you_answer_carry_on_or_abandon():
    run = play(PHONE)
    run.choose(0, "errand")
    run.wait(10 * M)
    assert refused(run.look(10 * M, "see")) == [("see", "busy")]


def test_after_the_answer_the_work_goes_on_with_what_was_left_and_the_cost_of_coming_back():
    run = play(PHONE)
    run.choose(0, "decide")
    run.answer(12 * M, "boss")
    run.wait(17 * M)
    assert run.of(e.WorkResumed) == [e.WorkResumed(at=17 * M, who="you", node="a/decide", until=(17 + 20 + 4) * M)]
    assert run.now.values["m"] == 20
    run.wait("1h")
    assert run.stage() == "b" and run.now.values["m"] == 22


def test_a_parking_note_costs_a_minute_first_and_makes_coming_back_cheaper():
    run = play(PHONE)
    run.choose(0, "decide")
    run.answer(12 * M, "boss", note=True)
    run.wait("1h")
    assert run.times(e.WorkResumed) == [(12 + 5 + 1) * M]
    assert run.of(e.WorkResumed)[0].until == (18 + 20 + 1) * M


def test_a_demand_that_stopped_nothing_is_simply_answered():
    run = play(PHONE)
    run.answer(12 * M, "boss")
    run.wait(17 * M)
    assert [x.how for x in run.of(e.DemandMet)] == ["answer", "done"] and not run.of(e.WorkResumed)
    assert not refused(run.choose(17 * M, "errand"))


def test_carrying_on_goes_back_to_work_at_no_cost_and_the_demand_stays():
    run = play(PHONE)
    run.choose(0, "errand")
    run.answer(11 * M, "boss", "carry_on")
    assert run.of(e.WorkResumed)[0].until == (11 + 20) * M
    assert [w.inject for w in wanted(run.scenario, run.now)] == ["boss"]
    run.wait(30 * M)
    assert run.of(e.DemandMet)[-1] == e.DemandMet(at=30 * M, inject="boss", how="lapse")
    assert run.now.values["m"] == 5
    run.wait(31 * M)
    assert run.now.values["m"] == 8


def test_a_demand_carried_on_past_can_still_be_answered_and_stops_the_work_then():
    run = play(PHONE)
    run.choose(0, "errand")
    run.answer(11 * M, "boss", "carry_on")
    happened = run.answer(20 * M, "boss")
    assert kinds(happened) == [e.WorkStopped, e.DemandMet, e.WorkBegan] and happened[0].left == 11 * M


def test_a_demand_nobody_answers_lapses_at_its_own_time_and_the_work_goes_on():
    run = play(PHONE)
    run.choose(0, "errand")
    run.wait("2h")
    assert run.times(e.DemandMet) == [30 * M] and run.times(e.WorkResumed) == [30 * M]
    assert run.of(e.WorkResumed)[0].until == (30 + 20 + 4) * M
    assert run.now.values["m"] == 8


def test_a_demand_begun_to_be_answered_does_not_lapse():
    run = play(PHONE)
    run.answer(30 * M - 1, "boss")
    run.wait("2h")
    assert [x.how for x in run.of(e.DemandMet)] == ["answer", "done"]
    assert refused(play(PHONE).answer(30 * M, "boss")) == [("boss", "late")]


def test_abandoned_work_has_no_effect_and_can_be_had_again():
    run = play(PHONE)
    run.choose(0, "errand")
    run.answer(12 * M, "boss", "abandon")
    assert [x.node for x in run.of(e.WorkDropped)] == ["a/errand"]
    run.wait(17 * M)
    assert busy(run) is None and run.now.values["m"] == 20
    assert run.shown()["errand"] == ""
    assert not refused(run.choose(17 * M, "errand"))


def test_abandoning_a_decision_opens_its_stage_again_with_a_fresh_deadline():
    run = play(PHONE)
    run.choose(0, "decide")
    run.wait(10 * M)
    assert run.due() is None
    run.answer(12 * M, "boss", "abandon")
    assert run.stage() == "a" and run.due() == (12 + 60) * M
    run.wait(17 * M)
    assert run.shown()["decide"] == ""
    run.wait("2h")
    assert run.times(e.DeadlineLapsed) == [72 * M] and run.stage() == "c"


def test_a_look_can_be_abandoned_without_touching_the_deadline():
    run = play(PHONE)
    run.look(0, "see")
    run.answer(12 * M, "boss", "abandon")
    assert run.due() == 60 * M and run.now.threads["main"].looks == 1


def test_a_deadline_runs_on_while_a_look_is_parked():
    run = play(PHONE.replace("deadline: 1h", "deadline: 15m"))
    run.look(0, "see")
    run.wait("3h")
    assert run.times(e.DeadlineLapsed) == [15 * M] and run.stage() == "c"
    assert run.now.values["m"] == 6, "lapsed demand, and the look still completed"


def test_a_demand_that_comes_as_the_work_is_done_comes_first():
    run = play(PHONE.replace("takes: 30m", "takes: 10m"))
    run.choose(0, "errand")
    run.wait(10 * M)
    assert run.of(e.WorkStopped)[0].left == 0
    run.answer(10 * M, "boss", "carry_on")
    assert run.times(e.WorkDone) == [10 * M]


def test_one_thing_at_a_time_is_answered():
    run = play(TWO)
    run.wait(12 * M)
    run.answer(12 * M, "mayor")
    for how in ("answer", "abandon"):
        assert refused(run.answer(13 * M, "boss", how)) == [("boss", "busy")]
    assert not refused(run.answer(17 * M, "boss"))


def test_two_demands_at_once_can_be_answered_one_after_the_other():
    run = play(TWO)
    run.choose(0, "errand")
    run.wait(12 * M)
    assert [w.inject for w in wanted(run.scenario, run.now)] == ["boss", "mayor"]
    run.answer(12 * M, "mayor")
    run.wait(17 * M)
    assert busy(run) is None, "the boss still waits, and with him the errand"
    run.answer(17 * M, "boss")
    run.wait(22 * M)
    assert busy(run) == "a/errand" and run.now.works[YOU].until == (22 + 20 + 4) * M


def test_a_demand_while_another_is_answered_stops_the_answer_and_it_is_taken_up_again():
    run = play(TWO)
    run.choose(0, "errand")
    run.answer(11 * M, "boss")  # until 16
    run.wait(12 * M)
    assert [(p.work.node, p.left) for p in run.now.parked] == [("a/errand", 20 * M), ("inject/boss!answer", 4 * M)]
    run.answer(12 * M, "mayor")
    run.wait(17 * M)
    assert busy(run) == "inject/boss!answer" and run.now.works[YOU].until == (17 + 4 + 2) * M
    run.wait(23 * M)
    assert busy(run) == "a/errand" and run.now.works[YOU].until == (23 + 20 + 4) * M
    assert [(x.inject, x.how) for x in run.of(e.DemandMet)] == [
        ("boss", "answer"), ("mayor", "answer"), ("mayor", "done"), ("boss", "done"),
    ]


def test_work_is_taken_up_again_although_its_demand_lapsed_while_another_was_being_answered():
    run = play(TWO)
    run.choose(0, "errand")
    run.answer(28 * M, "mayor")  # the boss lapses at 30, when your hands are the mayor's
    run.wait(33 * M)
    assert busy(run) == "a/errand" and run.now.works[YOU].until == (33 + 20 + 4) * M


def test_an_answer_that_is_abandoned_for_another_is_wanted_again_with_a_fresh_deadline():
    run = play(TWO)
    run.choose(0, "errand")
    run.answer(11 * M, "boss")
    run.answer(12 * M, "mayor", "abandon")
    assert [(d.inject, d.due, d.answering) for d in run.now.demands] == [("mayor", 52 * M, True), ("boss", 32 * M, False)]
    run.wait(32 * M)
    assert run.of(e.DemandMet)[-1] == e.DemandMet(at=32 * M, inject="boss", how="lapse")
    assert busy(run) == "a/errand"
    run.wait("2h")
    assert run.now.values["m"] == 8 and not run.now.parked


def test_carrying_on_is_refused_while_your_hands_are_answering_somebody_else():
    run = play(TWO)
    run.choose(0, "errand")
    run.answer(12 * M, "mayor")
    assert refused(run.answer(13 * M, "boss", "carry_on")) == [("boss", "busy")]
    run.wait(17 * M)
    assert not refused(run.answer(17 * M, "boss", "carry_on")) and busy(run) == "a/errand"


def test_no_order_of_demands_leaves_work_parked_for_good():
    """Every way to react to three demands at every one of some moments: by the evening your hands are free."""
    hows = [("boss", "answer"), ("boss", "carry_on"), ("boss", "abandon"), ("mayor", "answer"), ("mayor", "abandon"),
            ("press", "answer"), ("press", "carry_on"), ("press", "abandon")]
    start = play(THREE)
    start.choose(0, "errand")

    def tell(run: Play, minutes: tuple[int, ...]) -> None:
        if not minutes:
            end = Play(run.scenario, run.luck, run.now)
            end.wait("5h")
            assert not end.now.parked and not end.now.works and not end.now.demands
            assert "busy" not in end.shown().values()
            return
        tell(run, minutes[1:])
        for inject, how in hows:
            fork = Play(run.scenario, run.luck, run.now)
            if not refused(fork.answer(minutes[0] * M, inject, how)):
                tell(fork, minutes[1:])

    tell(start, (11, 12, 17, 20, 29))


def test_an_answer_that_takes_no_time_is_given_at_once():
    run = play(PHONE.replace("takes: 5m, deadline", "deadline"))
    run.choose(0, "errand")
    assert kinds(run.answer(12 * M, "boss")) == [
        e.InjectArrived, e.DemandMade, e.WorkStopped, e.DemandMet, e.DemandMet, e.VariableSet, e.WorkResumed,
    ]


def test_ordinary_injects_do_not_interrupt():
    run = play(PHONE.replace("demand: {label: Boss, takes: 5m, deadline: 20m, resume: 4m, noted: 1m, answer: {do: {m: +10}}, "
                             "on_deadline: {do: {m: -5}}}", "note: Hello."))
    run.choose(0, "errand")
    run.wait("1h")
    assert run.times(e.WorkDone) == [30 * M]


@pytest.mark.parametrize("what", ["nobody", "errand", ""])
def test_an_answer_to_nobody_is_refused(what):
    assert refused(play(PHONE).answer(5, what)) == [(what, "late")]


def test_a_demand_stops_you_and_not_your_helpers():
    run = play(PHONE.replace("{id: errand, label: Errand, takes", "{id: errand, label: Errand, by: tim, takes")
               + "people: {tim: {name: Tim, helps: true}}\n")
    run.choose(0, "errand")
    run.wait(31 * M)
    assert run.times(e.WorkDone) == [30 * M] and not run.of(e.WorkStopped)
