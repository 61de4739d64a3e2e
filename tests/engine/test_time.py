"""Time: everything falls at its own moment, in order, however the waiting is cut."""
from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.situation import Phase
from sim.domain.units import Seconds
from tests.engine.house import Play, again, kinds, play, refused, small, with_waits

QUEUE = """
stages:
  a:
    deadline: 90s
    on_deadline: {to: b}
    default: it drifts
    choices: [{id: tell, label: Tell Rita, to: b}, {id: errand, label: Errand, takes: 200s}]
  b: {choices: [{id: stop, label: Stop, to: end}]}
"""


def test_a_deadline_fires_at_its_own_time_however_late_the_command_comes():
    run = play(QUEUE)
    run.wait("2h")
    assert run.times(e.DeadlineLapsed) == [90]
    assert run.stage() == "b"
    assert run.now.at == 90


def test_a_choice_one_second_after_the_deadline_is_refused_and_recorded():
    run = play(QUEUE)
    happened = run.choose(91, "tell")
    assert kinds(happened)[-1] is e.ChoiceRefused
    assert refused(happened) == [("tell", "late")]
    assert run.stage() == "b"


def test_a_choice_in_the_very_second_of_the_deadline_comes_too_late():
    assert refused(play(QUEUE).choose(90, "tell")) == [("tell", "late")]


def test_a_choice_one_second_before_the_deadline_is_in_time():
    run = play(QUEUE)
    assert not refused(run.choose(89, "tell"))
    assert not run.of(e.DeadlineLapsed)


def test_time_never_runs_back():
    run = play(QUEUE)
    run.wait(95)
    assert run.wait(10) == () and run.now.at == 90
    assert run.choose(20, "stop")[0].at == 90


TIE = """
people: {tim: {name: Tim, helps: true}}
facts: {gone: {}}
threads:
  slot: {title: Slot, start: s, open: true}
  other: {title: Other, start: o, open: true}
stages:
  a:
    choices: [{id: work, label: Work, takes: 100s, note: done}, {id: two, label: Two, by: tim, takes: 100s},
              {id: sow, label: Sow, later: [{id: second, in: 100s}, {id: first, in: 100s}]}, {id: stop, label: Stop, to: end}]
  s: {thread: slot, opens: 100s, choices: [{id: y, label: Y}]}
  o: {thread: other, deadline: 100s, on_deadline: {set: {gone: true}}, default: D, choices: [{id: z, label: Z, to: done}]}
injects:
  - {id: zulu, at: 100s, note: Z}
  - {id: alpha, at: 100s, note: A}
  - {id: after, when: gone, note: X}
later: {first: {note: F}, second: {note: S}}
"""


def test_on_a_tie_injects_come_before_consequences_before_completions_before_openings_before_deadlines():
    run = play(TIE)
    run.choose(0, "sow")
    run.choose(0, "two")
    run.choose(0, "work")
    happened = run.wait(100)
    told = [event for event in happened if not isinstance(event, e.Said)]
    assert kinds(told) == [
        e.InjectArrived, e.InjectArrived, e.ConsequenceFell, e.ConsequenceFell, e.WorkDone, e.WorkDone, e.StageOpened,
        e.DeadlineLapsed, e.VariableSet, e.InjectArrived,
    ]
    assert {event.at for event in happened} == {100}


def test_ties_of_one_kind_follow_the_order_of_the_file_not_that_of_the_happening():
    run = play(TIE)
    run.choose(0, "sow")
    run.choose(0, "two")  # Tim begins first, and still you are named first
    run.choose(0, "work")
    run.wait(100)
    assert [x.inject for x in run.of(e.InjectArrived)] == ["zulu", "alpha", "after"]
    assert [x.consequence for x in run.of(e.ConsequenceFell)] == ["first", "second"]
    assert [x.who for x in run.of(e.WorkDone)] == ["you", "tim"]


def test_an_inject_keeps_its_place_in_the_file_though_a_consequence_and_a_thread_bear_its_name():
    run = play("""
facts: {go: {}}
threads: {b: {title: B, start: x}}
stages:
  a: {choices: [{id: go, label: Go, set: {go: true}, later: {id: b, in: 9s}, opens: b}, {id: stop, label: Stop, to: end}]}
  x: {thread: b, choices: [{id: y, label: Y, to: done}]}
injects: [{id: b, when: go, after: 5s, note: B}, {id: a, when: go, after: 5s, note: A}]
later: {b: {note: L}}
""")
    run.choose(0, "go")
    run.wait(20)
    assert [x.inject for x in run.of(e.InjectArrived)] == ["b", "a"]


def test_an_injects_news_comes_before_the_lapse_it_ties_with():
    """A player may not lose to a message they never saw."""
    run = play(QUEUE + "injects: [{id: news, at: 90s, note: N}]\n")
    happened = run.wait(90)
    assert kinds(happened).index(e.InjectArrived) < kinds(happened).index(e.DeadlineLapsed)


BEATS = """
pace: 12
beat: 60s
stages:
  a: {choices: [{id: errand, label: Errand, takes: 60s}, {id: quick, label: Quick}, {id: on, label: On, to: b}]}
  b: {deadline: 10m, on_deadline: {to: end}, default: D, choices: [{id: stop, label: Stop, to: end}]}
injects: [{id: news, at: 130s, note: N}]
"""


def test_a_choice_counts_from_the_beat_it_was_made_in():
    run = play(BEATS)
    assert run.choose(119, "errand")[0].at == 60
    assert run.now.works["you"].until == 120


def test_a_choice_never_counts_from_before_the_last_event_shown():
    run = play(BEATS)
    assert run.choose(150, "quick")[-1].at == 130


def test_work_that_counts_from_its_beat_may_be_done_at_once():
    run = play(BEATS)
    happened = run.choose(119, "errand")
    assert kinds(happened) == [e.ChoiceMade, e.WorkBegan]
    assert kinds(run.wait(120)) == [e.WorkDone]


def test_entering_a_stage_rounds_the_clock_up_to_its_beat():
    run = play(BEATS)
    happened = run.choose(150, "on")  # counts from 130, the last event shown
    assert [(type(x), x.at) for x in happened][-2:] == [(e.StageEntered, 130), (e.StageOpened, 180)]
    assert run.of(e.StageOpened)[-1].due == 780
    assert run.now.at == 180


def test_a_slot_waits_for_the_time_it_opens_and_its_deadline_counts_from_there():
    run = play("""
stages:
  a: {choices: [{id: on, label: On, to: b}]}
  b: {opens: "09:00", deadline: 10m, on_deadline: {to: end}, default: D, choices: [{id: stop, label: Stop, to: end}]}
""")
    run.choose(5, "on")
    assert not run.shown() and run.due() is None
    assert refused(run.choose(3599, "stop")) == [("stop", "late")]
    run.wait(3600)
    assert run.shown() == {"stop": ""} and run.due() == 4200


CLOSES = """
stages:
  a: {choices: [{id: on, label: On, to: b}]}
  b: {opens: "08:30", closes: "09:00", deadline: 20m, on_deadline: {to: c}, default: D, choices: [{id: stop,
      label: Stop, to: end}]}
  c: {choices: [{id: bye, label: Bye, to: end}]}
"""


@pytest.mark.parametrize("entered, opened, falls", [
    (0, 1800, 3000),      # in time: the deadline of twenty minutes comes first
    (2700, 2700, 3600),   # late: closes at nine all the same
    (3600, 3600, 3601),   # at closing time: decided a beat later
    (5000, 5000, 5001),   # after it
])
def test_a_stage_closes_at_its_fixed_time_even_if_it_opened_late(entered, opened, falls):
    run = play(CLOSES)
    run.choose(entered, "on")
    run.wait("3h")
    assert run.times(e.StageOpened)[1] == opened
    assert run.times(e.DeadlineLapsed) == [falls]


def test_the_horizon_cuts_work_without_effect():
    run = play("horizon: 100s\nmeters: {m: {label: M, start: 5}}\nresources: {cash: {label: C, start: 9}}\n"
               "stages: {a: {choices: [{id: w, label: W, takes: 100s, cost: {cash: 2}, do: {m: +1}, to: end}]}}")
    run.choose(1, "w")
    happened = run.wait("5h")
    assert kinds(happened) == [e.WorkDropped, e.RunEnded] and happened[-1].at == 100 and happened[-1].how == "horizon"
    assert run.now.values["m"] == 5 and run.now.values["cash"] == 7


def test_what_is_done_in_the_last_second_still_counts():
    run = play("horizon: 100s\nmeters: {m: {label: M, start: 5}}\n"
               "stages: {a: {choices: [{id: w, label: W, takes: 99s, do: {m: +1}}]}}")
    run.choose(1, "w")
    run.wait(100)
    assert run.now.values["m"] == 6 and run.now.phase is Phase.DEBRIEF


def test_a_run_cut_short_ends_at_the_horizon_it_was_begun_with():
    run = play(QUEUE, horizon=60)
    run.wait("1h")
    assert run.events[-1] == e.RunEnded(at=60, how="horizon")


# ---------------------------------------------------------------- consequences

LATER = """
facts: {stop: {}}
meters: {m: {label: M, start: 0}}
stages:
  a:
    choices:
      - {id: sow, label: Sow, again: true, later: {id: crop, in: 60s}}
      - {id: slot, label: Slot, later: {id: crop, in: 60s, from: a}}
      - {id: weed, label: Weed, set: {stop: true}}
      - {id: undo, label: Undo, cancels: crop}
      - {id: bye, label: Bye, to: end}
later: {crop: {unless: stop, do: {m: +1}}}
"""


def test_a_consequence_falls_due_after_its_delay():
    run = play(LATER)
    run.choose(10, "sow")
    run.wait(500)
    assert run.times(e.ConsequenceFell) == [70] and run.now.values["m"] == 1


def test_a_consequence_is_pending_once_however_often_it_was_scheduled():
    run = play(LATER)
    run.choose(10, "sow")
    run.choose(30, "sow")
    run.choose(75, "sow")  # it has fallen by now: it can be pending again
    run.wait(500)
    assert run.times(e.ConsequenceScheduled) == [10, 75] and run.times(e.ConsequenceFell) == [70, 135]


def test_a_consequence_does_not_fall_if_its_unless_holds_by_then():
    run = play(LATER)
    run.choose(10, "sow")
    run.choose(69, "weed")
    run.wait(500)
    assert run.times(e.ConsequenceCancelled) == [70] and run.now.values["m"] == 0


def test_a_consequence_can_be_cancelled_and_scheduled_anew():
    run = play(LATER)
    run.choose(10, "sow")
    run.choose(20, "undo")
    run.choose(30, "sow")
    run.wait(500)
    assert run.times(e.ConsequenceFell) == [90]


def test_a_consequence_from_a_slot_counts_from_its_opening_and_never_falls_in_the_past():
    early, late = play(LATER), play(LATER)
    early.choose(40, "slot")
    late.choose(200, "slot")
    assert early.of(e.ConsequenceScheduled)[0].due == 60
    assert late.of(e.ConsequenceScheduled)[0].due == 201


def test_an_unless_on_the_clock_is_read_at_the_moment_it_falls_due():
    run = play(LATER.replace("unless: stop", 'unless: "clock >= 08:01"'))
    run.choose(10, "sow")
    run.wait(500)
    assert not run.of(e.ConsequenceFell)


# ---------------------------------------------------------------- injects

WHEN = """
facts: {wet: {}, known: {}, mopped: {}}
stages:
  a:
    choices:
      - {id: spill, label: Spill, again: true, set: {wet: true}}
      - {id: mop, label: Mop, again: true, set: {wet: false, mopped: true}}
      - {id: bye, label: Bye, to: end}
injects:
  - {id: slip, when: wet, note: S}
  - {id: mould, when: wet, after: 60s, unless: mopped, note: M}
  - {id: nobody, at: 100s, contingency: true, unless: mopped, note: N}
"""


def test_a_conditional_inject_arrives_once_in_the_second_its_condition_turns_true():
    run = play(WHEN)
    run.choose(10, "spill")
    run.choose(20, "mop")
    run.choose(30, "spill")
    assert [(x.inject, x.at) for x in run.of(e.InjectArrived)] == [("slip", 10)]


def test_an_inject_after_a_while_arrives_that_much_later_even_if_its_condition_no_longer_holds():
    run = play(WHEN.replace("unless: mopped, note: M", "note: M"))
    run.choose(10, "spill")
    run.choose(20, "mop")
    run.wait(500)
    assert [(x.inject, x.at) for x in run.of(e.InjectArrived)] == [("slip", 10), ("mould", 70)]


def test_an_inject_whose_unless_holds_by_then_is_skipped_for_good():
    run = play(WHEN)
    run.choose(10, "spill")
    run.choose(20, "mop")
    run.choose(80, "spill")
    run.wait("9h")
    assert [(x.inject, x.at) for x in run.of(e.InjectSkipped)] == [("mould", 70), ("nobody", 100)]


def test_a_contingency_comes_because_something_was_not_done():
    run = play(WHEN)
    run.wait(500)
    assert [(x.inject, x.at) for x in run.of(e.InjectArrived)] == [("nobody", 100)]


def test_an_injects_unless_on_the_clock_is_read_when_it_arrives_not_at_the_last_event():
    run = play('stages: {a: {choices: [{id: x, label: X, to: end}]}}\n'
               'injects: [{id: i, at: "09:00", unless: "clock >= 08:30", note: N}]')
    run.wait("2h")
    assert run.of(e.InjectSkipped) and not run.of(e.InjectArrived)


@pytest.mark.parametrize("condition, from_, to", [
    ("clock >= 08:10", 600, None), ("clock > 08:10", 601, None), ("clock < 08:10", 0, 600), ("clock <= 08:10", 0, 601),
    ("clock == 08:10", 600, 601), ("08:10 <= clock", 600, None), ("08:10 < clock", 601, None), ("08:10 >= clock", 0, 601),
    ("clock >= 08:10 and clock < 08:20", 600, 1200), ("clock >= 10m", 600, None), ("load >= 7", 900, 1800),
])
def test_a_condition_on_the_clock_changes_what_is_on_offer_exactly_then(condition, from_, to):
    scenario = small(f"""
profiles: {{load: {{"08:00": 3, "08:15": 7, "08:30": 6}}}}
stages: {{a: {{choices: [{{id: x, label: X, appears: "{condition}", again: true}}, {{id: bye, label: Bye, to: end}}]}}}}
injects: [{{id: i, when: "{condition}", note: N}}]
""")
    for at in sorted({0, from_ - 1, from_, from_ + 1, 1999, *((to - 1, to, to + 1) if to is not None else ())} - {-1}):
        run = play(scenario)
        run.wait(at)
        shown = from_ <= at and (to is None or at < to)
        assert ("x" in run.shown()) == shown, at
        assert bool(refused(run.choose(at, "x"))) != shown, at
    run = play(scenario)
    run.wait("2h")
    assert run.times(e.InjectArrived) == [from_]


def test_an_injects_condition_on_the_past_is_met_when_the_run_begins():
    run = play('facts: {f: {start: "true"}}\nstages: {a: {choices: [{id: x, label: X, to: end}]}}\n'
               "injects: [{id: i, when: f, note: N}]")
    assert run.times(e.InjectArrived) == [0]


def test_injects_that_set_each_other_off_all_arrive_in_one_second():
    body = "facts: {" + ", ".join(f"f{n}: {{}}" for n in range(30)) + "}\n"
    body += "stages: {a: {choices: [{id: x, label: X, set: {f0: true}}, {id: bye, label: Bye, to: end}]}}\ninjects:\n"
    body += "".join(f"  - {{id: i{n}, when: f{n}, set: {{f{n + 1}: true}}}}\n" for n in reversed(range(29)))
    run = play(body)
    run.choose(3, "x")
    assert run.times(e.InjectArrived) == [3] * 29


# ---------------------------------------------------------------- what adds up

METERED = """
meters: {cut: {label: Cut, start: 7, range: [0, 50]}}
profiles: {load: {"08:00": 11, "08:20": 97, "09:00": 13, "10:30": 0}}
totals:
  lost: {label: Lost, rate: "load * cut / 7 + if(clock > 09:30, 5, 0)", worth: -1}
stages: {a: {choices: [{id: more, label: More, again: true, do: {cut: +3}}, {id: bye, label: Bye, to: end}]}}
"""


def by_hand(cuts: list[int], end: int) -> Fraction:
    """Second by second: what METERED loses when `cut` grew by 3 at each of `cuts`."""
    total = Fraction(0)
    for second in range(end):
        load = next(level for since, level in ((9000, 0), (3600, 13), (1200, 97), (0, 11)) if second >= since)
        cut = 7 + 3 * sum(at <= second for at in cuts)
        total += Fraction(load * cut, 7) + (5 if second > 5400 else 0)
    return total / 3600


@pytest.mark.parametrize("cuts", [[], [0], [1199, 1200, 1201], [17, 4999, 5400, 9001]])
def test_a_total_is_the_integral_of_its_rate_to_a_thousandth_for_every_span(cuts):
    run = play(METERED)
    for at in cuts:
        run.choose(at, "more")
    run.wait("10h")
    spans = run.of(e.Accrued)
    total = sum(span.amounts.get("lost", 0) for span in spans)
    assert abs(total - by_hand(cuts, 36_000) * 1000) <= Fraction(len(spans), 2)


def test_one_span_is_exact_to_half_a_thousandth():
    run = play(METERED)
    run.wait("10h")
    assert [x.at for x in run.of(e.Accrued)] == [36_000]
    assert run.of(e.Accrued)[0].amounts["lost"] == round(by_hand([], 36_000) * 1000)


def test_totals_do_not_depend_on_how_the_waiting_was_cut():
    run = play(METERED)
    for at in (17, 4999, 9001):
        run.choose(at, "more")
    run.wait("10h")
    for seed in range(20):
        assert again(run, with_waits([t.command for t in run.taken], seed, most=40)).events == run.events


def test_nothing_adds_up_before_the_run_while_it_is_paused_or_after_its_end():
    run = Play(small(METERED))
    run.send(c.Note(at=Seconds(9999), text="before", about=""))
    run.begin()
    assert run.now.at == 0
    run.wait(100)
    run.send(c.Pause(at=Seconds(100)))
    run.send(c.Note(at=Seconds(9999), text="meanwhile", about=""))
    run.answer(9999, "nobody")
    run.send(c.Resume(at=Seconds(8000)))
    run.wait("10h")
    run.send(c.Note(at=Seconds(99_999), text="after", about=""))
    run.answer(99_999, "nobody")
    run.wait("20h")
    total = sum(span.amounts.get("lost", 0) for span in run.of(e.Accrued))
    assert abs(total - by_hand([], 36_000) * 1000) <= 2
    assert max(event.at for event in run.events) == 36_000


# ---------------------------------------------------------------- pausing

def test_a_pause_changes_nothing_that_happens():
    plain, paused = play(BEATS), play(BEATS)
    plain.choose(119, "errand")
    plain.choose(200, "on")
    for at in (70, 119):
        paused.send(c.Pause(at=Seconds(at)))
        assert paused.now.phase is Phase.PAUSED
        paused.wait("5h")
        paused.send(c.Resume(at=Seconds(at + 5000)))
    paused.choose(119, "errand")
    paused.send(c.Pause(at=Seconds(125)))
    paused.send(c.Resume(at=Seconds(125)))
    paused.choose(200, "on")
    rest = [event for event in paused.events if not isinstance(event, e.RunPaused | e.RunResumed)]
    assert rest == plain.events
    assert paused.now == plain.now


def test_nothing_falls_due_while_a_run_is_paused():
    run = play(QUEUE)
    run.send(c.Pause(at=Seconds(50)))
    assert run.wait("9h") == ()
    assert kinds(run.send(c.Resume(at=Seconds(9000)))) == [e.RunResumed]
    run.wait(100)
    assert run.times(e.DeadlineLapsed) == [90]


# ---------------------------------------------------------------- jumping clocks

def jump(times: int) -> None:
    run = Play(small(TIE))
    run.begin()
    run.choose(0, "sow")
    run.choose(0, "work")
    dice = random.Random(5)
    kept = list(run.events)
    run.taken.clear()
    for _ in range(times):
        before = run.now
        kept += run.wait(dice.choice((0, 1, 50, 99, dice.randrange(100))))
        assert run.now is before or run.now == before
        run.taken.clear()
    kept += run.wait(10_000)
    straight = Play(small(TIE))
    straight.begin()
    straight.choose(0, "sow")
    straight.choose(0, "work")
    straight.wait(10_000)
    assert kept == straight.events


def test_fifty_thousand_clock_jumps_change_no_deadline():
    """A million of them are among the slow tests."""
    jump(50_000)


@pytest.mark.slow
def test_a_million_clock_jumps_change_no_deadline():
    jump(1_000_000)


def test_more_things_may_fall_due_in_one_long_wait_than_in_one_second():
    """A three-day run at real pace in which nobody ever decides: 5,760 lapses, one wait."""
    hours = small("horizon: 3h\nthreads: {t: {title: T, start: p, open: true}}\nstages:\n"
                  "  a: {deadline: 45s, on_deadline: {to: b}, default: D, choices: [{id: x, label: X, to: end}]}\n"
                  "  b: {deadline: 45s, on_deadline: {to: a}, default: D, choices: [{id: x, label: X, to: end}]}\n"
                  "  p: {thread: t, deadline: 45s, on_deadline: {to: q}, default: D, choices: [{id: x, label: X, to: done}]}\n"
                  "  q: {thread: t, deadline: 45s, on_deadline: {to: p}, default: D, choices: [{id: x, label: X, to: done}]}\n")
    run = play(replace(hours, horizon=Seconds(3 * 86_400)))  # authoring would refuse it
    run.wait("3d")
    assert run.now.phase is Phase.DEBRIEF
    assert len(run.of(e.DeadlineLapsed)) == 2 * (3 * 86_400 // 45)
