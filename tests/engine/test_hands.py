"""Hands: one pair each. What takes time pays at its start and has its effects at its end."""
from __future__ import annotations

import pytest

from sim.domain import events as e
from sim.domain.units import YOU
from sim.engine.offers import offers
from tests.engine.house import kinds, play, refused

DESK = """
clock: {start: "Mon 08:30"}
resources: {cash: {label: Cash, start: 100}}
meters: {m: {label: M, start: 0, range: [0, 10]}}
facts: {f: {}, key: {start: "true", hidden: true, known: K}}
places: {shop: Shop, attic: Attic}
people:
  tim: {name: Tim, helps: true, hours: ["09:00-10:00", "10:30-11:00"], where: shop}
  rita: {name: Rita, helps: true}
stages:
  a:
    deadline: 2h
    on_deadline: {to: b}
    default: D
    looks: 2
    evidence:
      - {id: see, label: See, takes: 10m, reveals: key, again: true}
      - {id: slow, label: Slow, takes: 3h, do: {m: +1}, to: c}
      - {id: blink, label: Blink, do: {m: +1}}
    choices:
      - {id: errand, label: Errand, takes: 20m, cost: {cash: 60}, do: {m: +2}, note: done}
      - {id: decide, label: Decide, takes: 20m, cost: {cash: 10}, do: {m: +3}, to: b}
      - {id: tim-1, label: Tim, by: tim, takes: 1h, do: {m: +1}}
      - {id: tim-2, label: Tim too, by: tim, at: attic, takes: 1h}
      - {id: rita-1, label: Rita, by: rita, takes: 30m, do: {m: +1}}
      - {id: rita-2, label: Rita decides, by: rita, takes: 30m, to: b}
      - {id: send, label: Send Tim up, moves: {tim: attic}, again: true}
      - {id: up, label: Go up, at: attic}
      - {id: climb, label: Climb, moves: {you: attic}}
      - {id: greyed, label: Greyed, when: f, reason: Not yet}
      - {id: secret, label: Secret, appears: knows(key)}
  b: {choices: [{id: go, label: Go, to: c}]}
  c: {choices: [{id: stop, label: Stop, to: end}]}
"""


def test_costs_are_paid_at_the_start_and_effects_come_at_the_end():
    run = play(DESK)
    run.choose(0, "errand")
    assert run.now.values["cash"] == 40 and run.now.values["m"] == 0
    run.wait(1199)
    assert run.now.values["m"] == 0
    run.wait(1200)
    assert run.now.values["m"] == 2


def test_you_have_one_pair_of_hands():
    run = play(DESK)
    run.choose(0, "errand")
    assert set(run.shown().values()) == {"busy", "done", "condition"}
    assert refused(run.choose(60, "decide")) == [("decide", "busy")]
    assert refused(run.look(60, "see")) == [("see", "busy")]
    assert not refused(run.choose(1200, "decide"))


def test_what_somebody_else_does_leaves_your_hands_free():
    run = play(DESK)
    run.choose(0, "rita-1")
    assert YOU not in run.now.works and run.now.works["rita"].until == 1800
    assert not refused(run.choose(0, "errand"))
    run.wait("1h")
    assert run.now.values["m"] == 3


def test_a_helper_has_one_pair_of_hands_too():
    run = play(DESK)
    run.choose(0, "rita-1")
    assert run.shown()["rita-2"] == "helper-busy"
    assert refused(run.choose(1799, "rita-2")) == [("rita-2", "helper-busy")]
    assert not refused(run.choose(1800, "rita-2"))


@pytest.mark.parametrize("at, reason", [(0, "helper-away"), (1799, "helper-away"), (1800, ""), (5399, ""), (5400, "helper-away"),
                                        (7199, "helper-away"), (7200 - 1, "helper-away")])
def test_a_helper_is_offered_only_within_his_hours(at, reason):
    run = play(DESK)
    run.wait(at)
    assert run.shown()["tim-1"] == reason
    assert refused(run.choose(at, "tim-1")) == ([("tim-1", reason)] if reason else [])


def test_work_begun_within_hours_is_finished_after_them():
    run = play(DESK)
    run.choose(5399, "tim-1")
    run.wait("4h")
    assert run.times(e.WorkDone) == [5399 + 3600]


def test_a_helper_keeps_his_hours_on_the_second_day():
    run = play("horizon: 2d\nclock: {start: 'Mon 08:30'}\npeople: {tim: {name: Tim, helps: true, hours: ['09:00-10:00']}}\n"
               "stages: {a: {choices: [{id: ask, label: Ask, by: tim, again: true}, {id: x, label: X, to: end}]}}")
    for at, reason in ((86_400, "helper-away"), (86_400 + 1800, ""), (86_400 + 5399, ""), (86_400 + 5400, "helper-away")):
        run.wait(at)
        assert run.shown()["ask"] == reason, at


def test_a_helper_in_another_place_cannot_do_what_has_to_be_done_there():
    run = play(DESK)
    assert run.shown()["tim-2"] == "helper-away"
    run.wait(1800)
    assert run.shown()["tim-2"] == "place"
    run.choose(1800, "send")
    assert run.shown()["tim-2"] == ""
    assert [(x.who, x.where) for x in run.of(e.PersonMoved)] == [("tim", "attic")]
    run.choose(1800, "send")
    assert len(run.of(e.PersonMoved)) == 1, "who is there already does not move"


def test_you_too_have_to_be_where_it_is():
    run = play(DESK)
    assert refused(run.choose(0, "up")) == [("up", "place")]
    run.choose(0, "climb")
    assert not refused(run.choose(0, "up"))


def test_a_cost_is_also_a_condition():
    run = play(DESK)
    run.choose(0, "errand")
    run.wait(1200)
    assert run.now.values["cash"] == 40
    assert run.shown()["decide"] == ""
    assert run.shown()["errand"] == "done"
    poor = play("resources: {cash: {label: C, start: 5}}\n"
                "stages: {a: {choices: [{id: x, label: X, cost: {cash: 6}}, {id: y, label: Y, to: end}]}}")
    assert refused(poor.choose(0, "x")) == [("x", "cost")] and poor.now.values["cash"] == 5


def test_the_last_coin_can_be_spent():
    run = play("resources: {cash: {label: C, start: 6}}\nstages: {a: {choices: [{id: x, label: X, cost: {cash: 6}, to: end}]}}")
    assert not refused(run.choose(0, "x")) and run.now.values["cash"] == 0


def test_an_errand_leaves_the_deadline_armed():
    run = play(DESK)
    run.choose(0, "errand")
    assert run.due() == 7200
    run.wait("3h")
    assert run.times(e.DeadlineLapsed) == [7200]


@pytest.mark.parametrize("choice", ["decide", "rita-2"])
def test_a_choice_that_leads_on_disarms_the_deadline_at_once(choice):
    run = play(DESK)
    run.choose(7190, choice)
    assert run.due() is None and run.shown() == {}
    run.wait("3h")
    assert not run.of(e.DeadlineLapsed)
    assert run.stage() == "b"


def test_a_settled_stage_takes_no_second_decision():
    run = play(DESK)
    run.choose(0, "rita-2")
    assert refused(run.choose(1, "errand")) == [("errand", "late")]


def test_evidence_does_not_stop_a_deadline_and_the_look_still_completes():
    run = play(DESK)
    late = {offer.item.id: offer.late for offer in offers(run.scenario, run.now)}
    assert late["slow"] and not late["see"], "the label warned"
    run.look(0, "slow")
    run.wait("2h")
    assert run.stage() == "b" and run.now.works[YOU].node == "a/slow"
    happened = run.wait("3h")
    assert kinds(happened)[-2:] == [e.WorkDone, e.VariableSet]
    assert run.now.values["m"] == 1
    assert run.stage() == "b", "a look that ended after its stage had moved on leads nowhere"


def test_late_warns_of_what_would_be_finished_after_the_deadline_and_of_nothing_else():
    run = play(DESK)
    run.choose(7200 - 600, "send")
    assert not next(o for o in offers(run.scenario, run.now) if o.item.id == "see").late
    run.choose(7200 - 599, "send")
    assert next(o for o in offers(run.scenario, run.now) if o.item.id == "see").late


def test_late_counts_from_the_clock_where_it_has_run_on_since_the_last_event():
    run = play(DESK)
    run.wait(7000)
    assert not next(o for o in offers(run.scenario, run.now) if o.item.id == "see").late, "nothing has happened since 10:30"
    assert next(o for o in offers(run.scenario, run.now, 7000) if o.item.id == "see").late
    assert not next(o for o in offers(run.scenario, run.now, 6600) if o.item.id == "see").late


def test_a_stage_allows_only_so_many_looks():
    run = play(DESK)
    run.look(0, "see")
    run.look(600, "see")
    assert run.shown()["see"] == run.shown()["slow"] == "looks"
    assert refused(run.look(1200, "blink")) == [("blink", "looks")]
    assert run.shown()["errand"] == "", "choices are not looks"


def test_what_can_be_done_once_is_done_once_and_what_can_be_done_again_again():
    run = play(DESK)
    run.choose(0, "climb")
    assert refused(run.choose(1, "climb")) == [("climb", "done")]
    run.choose(2, "send")
    assert not refused(run.choose(3, "send"))


def test_a_choice_is_used_from_its_start():
    run = play(DESK)
    run.choose(0, "rita-1")
    assert "a/rita-1" in run.now.used
    assert run.shown()["rita-1"] == "done"


def test_a_look_that_takes_no_time_is_begun_and_done_in_one():
    run = play(DESK)
    assert kinds(run.look(5, "blink")) == [e.WorkBegan, e.WorkDone, e.VariableSet]


def test_an_idea_not_yet_had_is_not_shown_and_cannot_be_guessed():
    run = play(DESK)
    assert "secret" not in run.shown()
    assert refused(run.choose(0, "secret")) == [("secret", "late")], "as if there were no such thing"
    run.look(0, "see")
    run.wait(600)
    assert run.shown()["secret"] == ""


def test_what_is_greyed_is_shown_and_refused_with_its_reason():
    run = play(DESK)
    assert run.shown()["greyed"] == "condition"
    assert refused(run.choose(0, "greyed")) == [("greyed", "condition")]


def test_a_choice_records_what_else_could_be_had():
    run = play(DESK)
    run.choose(0, "climb")
    made = run.of(e.ChoiceMade)[0]
    assert set(made.rivals) == {"errand", "decide", "rita-1", "rita-2", "send", "climb"}
    assert not made.leads_on and made.waited == 0


def test_waited_is_the_time_since_the_stage_opened():
    run = play(DESK)
    run.choose(100, "decide")
    run.choose(1900, "go")
    assert [x.waited for x in run.of(e.ChoiceMade)] == [100, 1900 - 1300]


def test_a_meter_stays_within_its_bounds_and_a_resource_above_nothing():
    run = play("meters: {m: {label: M, start: 8, range: [2, 10]}}\nresources: {cash: {label: C, start: 5}}\n"
               "stages: {a: {choices: ["
               "{id: up, label: Up, again: true, do: {m: +5, cash: -3}}, {id: down, label: Down, do: {m: -50}},"
               "{id: part, label: Part, do: {m: 'm / 4'}}, {id: x, label: X, to: end}]}}")
    run.choose(0, "up")
    assert (run.now.values["m"], run.now.values["cash"]) == (10, 2)
    assert [x.by for x in run.of(e.VariableSet)] == [2, -3], "by what it really changed"
    run.choose(1, "up")
    assert (run.now.values["m"], run.now.values["cash"]) == (10, 0)
    assert len(run.of(e.VariableSet)) == 3, "what did not change was not set"
    run.choose(2, "part")
    run.choose(2, "down")
    assert run.now.values["m"] == 2
    run.choose(2, "part")


def test_effects_come_in_the_order_the_language_promises():
    run = play("""
meters: {m: {label: M, start: 0}}
facts: {f: {price: 3}, k: {start: "true", hidden: true, known: K}}
places: {p: P}
people: {tim: {name: Tim}}
threads: {t: {title: T, start: s}, u: {title: U, start: v, open: true}}
stages:
  a: {choices: [{id: all, label: All, to: b, chance: {x: {do: {m: +1}}}, score: {care: 1}, closes: u, opens: t,
      later: {id: l, in: 5s}, cancels: l, moves: {you: p}, reveals: k, do: {m: +1}, set: {f: true}, says: {from: tim,
          text: S}, note: N}]}
  b: {choices: [{id: x, label: X, to: end}]}
  s: {thread: t, choices: [{id: x, label: X, to: done}]}
  v: {thread: u, choices: [{id: x, label: X, to: done}]}
later: {l: {note: L}}
""")
    assert kinds(run.choose(0, "all")) == [
        e.ChoiceMade, e.Said, e.Said, e.VariableSet, e.HarmCharged, e.VariableSet, e.FactLearned, e.PersonMoved,
        e.ConsequenceScheduled, e.Scored, e.ThreadOpened, e.StageEntered, e.StageOpened, e.ThreadClosed, e.VariableSet,
        e.StageEntered, e.StageOpened,
    ]
