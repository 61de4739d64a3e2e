"""Threads, and what a run comes to: several matters at once, the end, harm, value, endings."""
from __future__ import annotations

from fractions import Fraction

import pytest

from sim.domain import events as e
from sim.domain.situation import Phase
from sim.engine.telling import tell
from tests.engine.house import Play, kinds, play, refused

DAY = """
facts: {f: {}}
threads:
  printer: {title: Printer, start: p, open: true}
  roof: {title: Roof, start: r}
stages:
  a:
    deadline: 60s
    on_deadline: {to: b}
    default: D
    choices:
      - {id: open, label: Open, opens: roof, again: true}
      - {id: shut, label: Shut, closes: printer}
      - {id: on, label: On, to: b}
      - {id: bye, label: Bye, to: done}
      - {id: away, label: Away, closes: main}
      - {id: stop, label: Stop, to: end}
  b: {choices: [{id: fin, label: Fin, to: done}, {id: back, label: Back, to: a}]}
  p:
    thread: printer
    deadline: 90s
    on_deadline: {to: q}
    default: D
    choices: [{id: kick, label: Kick, takes: 20s, to: done}, {id: halt, label: Halt, to: end}, {id: work,
        label: Work, takes: 500s, to: q}]
  q: {thread: printer, choices: [{id: leave, label: Leave, to: done}]}
  r: {thread: roof, deadline: 45s, on_deadline: {to: done}, default: D, choices: [{id: mop, label: Mop, to: done}]}
"""


def test_each_thread_has_its_own_stage_and_its_own_deadline():
    run = play(DAY)
    run.choose(5, "open")
    assert {name: (s.stage, s.due) for name, s in run.now.threads.items()} == {"main": ("a", 60), "printer": ("p",
        90), "roof": ("r", 50)}
    run.wait(100)
    assert [(x.thread, x.at) for x in run.of(e.DeadlineLapsed)] == [("roof", 50), ("main", 60), ("printer", 90)]


def test_deciding_in_one_thread_leaves_the_deadlines_of_the_others():
    run = play(DAY)
    run.choose(5, "on")
    assert run.due("printer") == 90


def test_a_thread_that_is_open_is_not_opened_again():
    run = play(DAY)
    run.choose(5, "open")
    run.choose(6, "open")
    assert [x.thread for x in run.of(e.ThreadOpened)] == ["main", "printer", "roof"]


def test_done_closes_the_thread_and_the_run_goes_on():
    run = play(DAY)
    run.choose(0, "kick", "printer")
    run.wait(20)
    assert "printer" not in run.now.threads and run.now.phase is Phase.RUNNING
    assert run.of(e.ThreadClosed) == [e.ThreadClosed(at=20, thread="printer")]


def test_a_closed_thread_can_be_opened_again_from_its_start():
    run = play(DAY)
    run.choose(5, "open")
    run.choose(6, "mop", "roof")
    run.choose(7, "open")
    assert run.stage("roof") == "r" and run.due("roof") == 52


def test_closing_another_thread_disarms_its_deadline():
    run = play(DAY)
    run.choose(5, "shut")
    run.wait("1h")
    assert [x.thread for x in run.of(e.DeadlineLapsed)] == ["main"]


def test_work_in_a_thread_that_is_closed_meanwhile_leads_nowhere():
    run = play(DAY.replace("{id: shut, label: Shut, closes: printer}", "{id: shut, label: Shut}")
               + "injects: [{id: i, at: 30s, closes: printer}]\n")
    run.choose(0, "work", "printer")
    run.wait(600)
    assert run.times(e.WorkDone) == [500] and "printer" not in run.now.threads and run.now.phase is Phase.RUNNING


def test_a_run_ends_when_its_last_thread_is_closed():
    run = play(DAY)
    run.choose(0, "bye")
    assert run.now.phase is Phase.RUNNING
    run.choose(1, "kick", "printer")
    happened = run.wait(60)
    assert happened[-1] == e.RunEnded(at=21, how="closed")


def test_a_run_can_be_led_to_its_end_from_any_thread():
    run = play(DAY)
    assert run.choose(0, "halt", "printer")[-1] == e.RunEnded(at=0, how="led")


def test_work_in_hand_is_cut_off_by_the_end():
    run = play(DAY + "injects: [{id: i, at: 30s, to: end}]\n")
    run.choose(0, "work", "printer")
    assert kinds(run.wait(500)) == [e.InjectArrived, e.WorkDropped, e.RunEnded]
    assert not run.now.works and run.now.phase is Phase.DEBRIEF


def test_nothing_happens_after_the_end():
    run = play(DAY + "injects: [{id: i, at: 300s, note: N}]\n")
    run.choose(0, "stop")
    assert run.wait("10h") == ()
    assert not run.now.threads and not run.shown()


def test_an_inject_can_move_a_thread_and_opens_it_if_need_be():
    run = play(DAY + "injects: [{id: i, at: 30s, to: q}, {id: j, at: 40s, to: r}]\n")
    run.wait(30)
    assert run.stage("printer") == "q"
    happened = run.wait(40)
    assert kinds(happened) == [e.InjectArrived, e.ThreadOpened, e.StageEntered, e.StageOpened] and run.stage("roof") == "r"


def test_a_decision_in_the_making_leads_nowhere_once_its_thread_has_been_moved():
    run = play(DAY + "injects: [{id: i, at: 30s, to: q}]\n")
    run.choose(25, "kick", "printer")
    run.wait(50)
    assert run.times(e.WorkDone) == [45] and run.stage("printer") == "q"


def test_conditions_can_ask_whether_a_thread_is_open():
    run = play(DAY + "injects: [{id: i, when: not open(printer), note: N}, {id: j, when: open(roof), note: N}]\n")
    run.choose(5, "shut")
    run.choose(7, "open")
    assert [(x.inject, x.at) for x in run.of(e.InjectArrived)] == [("i", 5), ("j", 7)]


# ---------------------------------------------------------------- what it comes to

TOLD = """
meters: {m: {label: M, start: 10, range: [-1000, 1000]}}
facts: {hurt: {price: 700, warning: W}, seen: {start: "true", hidden: true, known: K}, flag: {}}
totals:
  lost: {label: Lost, rate: "36", worth: "-1/2"}
stages:
  a:
    evidence: [{id: see, label: See, reveals: seen}]
    choices:
      - {id: harm, label: Harm, again: true, set: {hurt: true}}
      - {id: heal, label: Heal, again: true, set: {hurt: false}}
      - {id: up, label: Up, again: true, do: {m: +30}}
      - {id: warn, label: Warn, set: {flag: true}}
      - {id: sow, label: Sow, later: {id: l, in: 5s}}
      - {id: stop, label: Stop, to: end}
injects: [{id: called, when: m >= 100, unless: flag, note: N}, {id: skipped, at: 1s, unless: m > 0, note: N}]
later: {l: {note: L}}
value: {label: V, unit: u, formula: m * 2, told: m + lost / 1000, told_label: T}
endings:
  - {id: harmed, title: H, text: h, when: hurt, warned: [WARNED]}
  - {id: low, title: L, text: t, above: 0}
  - {id: high, title: G, text: "{m} and {lost}", above: 40}
  - {id: mid, title: M, text: t, above: 20}
"""


def told(run: Play):
    return tell(run.scenario, run.now, run.events)


def of(warned: str = "flag") -> str:
    return TOLD.replace("WARNED", warned)


def test_the_price_of_harm_is_charged_once():
    run = play(of())
    for at, choice in enumerate(("harm", "heal", "harm")):
        run.choose(at, choice)
    assert run.of(e.HarmCharged) == [e.HarmCharged(at=0, fact="hurt", price=700)]
    assert told(run).harm == 700


def test_value_is_the_formula_plus_what_totals_are_worth_minus_harm():
    run = play(of())
    run.choose(0, "harm")
    run.choose(100, "stop")
    assert told(run).totals["lost"] == Fraction(1), "36 an hour for 100 seconds"
    assert told(run).value == 2 * 10 - Fraction(1, 2) - 700


@pytest.mark.parametrize("ups, ending", [(0, "low"), (1, "high"), (3, "high")])
def test_an_ending_is_the_highest_band_reached(ups, ending):
    run = play(of())
    for at in range(ups):
        run.choose(at, "up")
    run.choose(360, "stop")
    assert told(run).ending.id == ending


def test_a_band_begins_at_its_own_figure_and_a_figure_below_all_falls_in_the_lowest():
    run = play(of().replace("start: 10", "start: 20"))
    assert told(run).told == 20 and told(run).ending.id == "mid"
    run = play(of().replace("start: 10", "start: -7"))
    assert told(run).told == -7 and told(run).ending.id == "low"


@pytest.mark.parametrize("warned, does, applies", [
    ("a/warn", (), False), ("a/warn", ("warn",), True),
    ("flag", (), False), ("flag", ("warn",), True),
    ("seen", (), False), ("seen", ("see",), True), ("called", (), False), ("called", ("up", "up", "up"), True),
    ("a", (), True), ("l", (), False), ("l", ("sow",), True), ("skipped", (), False),
])
def test_an_ending_overrides_only_if_it_was_warned_of(warned, does, applies):
    run = play(of(warned))
    run.wait(2)
    for at, what in enumerate(does, 2):
        run.look(at, what) if what == "see" else run.choose(at, what)
    run.choose(20, "harm")
    run.choose(21, "stop")
    assert (told(run).ending.id == "harmed") == applies


def test_an_overriding_ending_needs_its_harm_too():
    run = play(of())
    run.choose(0, "warn")
    run.choose(1, "stop")
    assert told(run).ending.id == "low"


def test_score_is_written_and_moves_nothing():
    body = "stages: {a: {choices: [{id: x, label: X, SCORE to: end}]}}"
    one, other = play(body.replace("SCORE", "score: {care: 5},")), play(body.replace("SCORE", ""))
    for run in (one, other):
        run.choose(3, "x")
    assert one.of(e.Scored) == [e.Scored(at=3, node="a/x", competency="care", points=5)]
    assert one.now == other.now


def test_what_is_told_is_filled_in_with_present_values():
    run = play(of())
    run.choose(0, "up")
    run.choose(100, "stop")
    assert told(run).text == ("40 and 1",)
    assert refused(run.choose(101, "up")) == [("up", "phase")]
