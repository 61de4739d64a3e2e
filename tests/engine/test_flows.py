"""What is served and what is lost: the two totals of a flow, what runs now, and the rules and words that ask for it."""
from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.cohorts.walk import columns_of
from sim.analysis.compare.changes import changes
from sim.analysis.maps.explore import explore
from sim.analysis.maps.plain import explore_plainly
from sim.analysis.values.figuring import Telling
from sim.analysis.values.solve import solve, solve_exactly
from sim.cli import main
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.units import FactId, Seconds, StageId
from sim.engine import totals
from sim.engine.flows import now
from sim.engine.formulas import worked
from sim.engine.telling import tell, words_of
from tests.analysis.conform import conforms
from tests.engine.house import Play, keeps_the_laws, play, random_player, small, text_of

LANGUAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"

OFFICE = """
meters:
  lines: {label: Lines, start: 0, range: [0, 40]}
  hands: {label: Hands, start: 1, range: [0, 9]}
  calm: {label: Calm, start: 50}
facts: {knee: {hidden: true}, angry: {price: 40}, desks: {}}
profiles: {demand: {"08:00": 60, "08:30": 100, "10:00": 0}}
flows:
  calls:
    label: Calls
    unit: calls
    offered: demand * (100 + calm / 5) / 110
    worth: 3
    shown: true
    known: knows(knee)
    groups:
      desk:
        label: The front desk
        lines: lines
        handling: 6m
        hands: "if(desks or knows(knee), 4, hands)"
        handover: if(clock >= 09:10, 60, 45)
        handlers: 20
        patience: 90s
injects:
  - {id: grumble, when: serving(calls) < 45 and visited(b), note: "{serving(calls)} an hour get through.", do: {calm: -10},
     set: {angry: true}}
  - {id: praise, when: serving(calls) >= 60, note: They get through., do: {calm: +5}}
stages:
  a:
    title: A
    deadline: 20m
    on_deadline: {to: b}
    default: B
    choices:
      - {id: few, label: Wire eight, takes: 10m, do: {lines: 8}, to: b}
      - {id: many, label: Wire twelve, takes: 15m, do: {lines: 12}, to: b}
  b:
    title: B
    deadline: 30m
    on_deadline: {to: end}
    default: On it goes
    evidence:
      - {id: look, label: Watch the desk, takes: 5m, reveals: knee}
    choices:
      - {id: runner, label: A second runner, takes: 20m, do: {hands: +1}}
      - {id: leave, label: Handsets at the desks, takes: 20m, appears: serving(calls) < 50, set: {desks: true}}
      - {id: go, label: Let it run, takes: 30m, to: end}
value: {label: V, unit: u, formula: calm, told: "100 * calls_served / calls_offered + serving(calls) / 50", told_label: Answered}
endings:
  - {id: most, title: M, text: "{calls_served} of {calls_offered}.", above: 50}
  - {id: few, title: F, text: "{serving(calls)} an hour at the end.", above: 0}
"""


def wired(choice: str, until: str) -> Play:
    run = play(OFFICE)
    run.choose(0, choice)
    run.wait(until)
    return run


# ---------------------------------------------------------------- totals


def test_what_came_and_what_was_served_add_up_an_hour_at_its_rate():
    run = wired("many", "15m")
    running = now(run.scenario, run.now, run.now.at)["calls"]
    run.wait("30m")
    told = tell(run.scenario, run.now, run.events).totals
    assert (told["calls_offered"], running.offered) == (30, 60) and 45 < running.served < 46
    assert abs(told["calls_served"] - running.served / 4) < Fraction(1, 1000), "wired for the second quarter of an hour"


def test_a_rate_changes_where_a_profile_or_a_time_of_its_formulas_does():
    run = wired("many", "2h")
    (served,) = (rate for name, rate in totals.rates_of(run.scenario).items() if name == "calls_served")
    assert [at / 60 for at in served.edges] == [0, 30, 70, 120]
    rates = [Fraction(*served.at(run.now, Seconds(60 * at))) for at in (0, 29, 30, 69, 70, 119, 120)]
    assert rates[0] == rates[1] < rates[2] == rates[3] > rates[4] == rates[5] > rates[6] == 0


def test_a_rate_that_is_remembered_is_the_rate_that_is_worked_out():
    scenario, dice = small(OFFICE), random.Random(3)
    base = play(OFFICE).now
    for name, rate in totals.rates_of(scenario).items():
        formula = scenario.totals[name].rate
        assert formula is not None
        work, asked = worked(scenario, formula), 0
        for _ in range(400):
            at = Seconds(dice.choice((0, 1799, 1800, 4199, 4200, 7200, 9000)))
            values = base.values.put("lines", dice.choice((0, 8, 12))).put("desks", dice.random() < 0.5)
            knows = frozenset({("all", FactId("knee"))} if dice.random() < 0.5 else ())
            there = replace(base, values=values, knows=knows, visited=frozenset({StageId(dice.choice("ab"))}), at=at)
            assert Fraction(*rate.at(there, at)) == work(there)
            asked += 1
        assert len(rate._known) <= 3 * 2 * 2 * 7 < asked, "by the levels it reads, not by the situation"


def test_nobody_is_served_who_did_not_come():
    for seed in range(12):
        run = random_player(small(OFFICE), seed)
        keeps_the_laws(run)
        for span in run.of(e.Accrued):
            assert 0 <= span.amounts.get("calls_served", 0) <= span.amounts.get("calls_offered", 0) + 1


# ---------------------------------------------------------------- what runs now


def test_what_runs_now_is_told_group_by_group():
    run = wired("many", "40m")
    running = now(run.scenario, run.now, run.now.at)["calls"]
    (desk,) = running.groups
    assert (desk.id, desk.label, desk.lines) == ("desk", "The front desk", 12)
    assert desk.offered == running.offered == desk.served + desk.blocked + desk.left and running.served == desk.served
    assert desk.busy == desk.talking + desk.waiting <= 12
    assert (running.limit, running.short, running.known) == ("hands", "desk", False)


@pytest.mark.parametrize(
    ("lines", "desks", "handlers", "limit"),
    [(12, False, 20, "hands"), (6, True, 20, "lines"), (20, True, 5, "handlers"), (30, True, 30, "")],
)
def test_a_flow_is_short_of_what_one_more_of_would_serve_most(lines, desks, handlers, limit):
    scenario = small(OFFICE.replace("handlers: 20", f"handlers: {handlers}").replace("\n        handlers: 30", ""))
    base = play(scenario).now
    there = replace(base, values=base.values.put("lines", lines).put("desks", desks).put("hands", 2 if desks else 1))
    running = now(scenario, there, Seconds(2400))["calls"]
    assert running.limit == limit and running.short == ("desk" if limit else None)


def test_where_nothing_is_wired_nothing_is_short_and_everything_is_lost():
    run = play(OFFICE)
    running = now(run.scenario, run.now, Seconds(0))["calls"]
    assert (running.served, running.limit, running.short) == (0, "", None) and running.groups[0].blocked == 60


def test_a_player_is_told_what_it_is_short_of_once_they_know():
    run = wired("many", "20m")
    run.look("20m", "look")
    run.wait("26m")
    assert now(run.scenario, run.now, run.now.at)["calls"].known


# ---------------------------------------------------------------- rules and words that ask for it


def test_a_condition_on_a_flow_is_looked_at_again_when_anything_it_hangs_on_changes():
    run = wired("many", "15m")
    assert [event.inject for event in run.of(e.InjectArrived)] == []
    run.choose("15m", "runner")
    run.wait("35m")
    assert [(event.at, event.inject) for event in run.of(e.InjectArrived)] == [(1800, "praise")], "demand, at half past eight"
    few = wired("few", "10m")
    assert [(event.at, event.inject) for event in few.of(e.InjectArrived)] == [(600, "grumble")], "and lines, as they are wired"


def test_what_is_served_can_be_read_in_texts_and_asked_in_conditions_rounded_down():
    run = wired("few", "10m")
    assert 42 < now(run.scenario, run.now, Seconds(600))["calls"].served < 43
    said = [words.text for event in run.of(e.Said) for words in words_of(run.scenario, event, run.now)]
    assert said == ["42 an hour get through."]
    run.wait("39m")
    assert tell(run.scenario, run.now, run.events).text == ("52 an hour at the end.",), "of nearly a hundred that come by now"


@pytest.mark.parametrize("think", ["once", "edges"])
def test_a_scenario_with_a_flow_is_explored_as_the_engine_plays_it(think):
    quick, plain = explore(small(OFFICE), think=think), explore_plainly(small(OFFICE), think=think)
    assert quick.whole and plain.whole and quick.situations == plain.situations > 20
    assert quick.totals == ("calls_offered", "calls_served")
    conforms(quick)


def test_a_scenario_with_a_flow_is_solved_and_told_as_the_engine_tells_it():
    found = explore(small(OFFICE))
    assert solve(found).best[0] == pytest.approx(float(solve_exactly(found).best))
    telling = Telling(found, columns_of(found))
    ends = np.flatnonzero(found.final >= 0)
    rest = [0] * (telling.columns.harm + bool(telling.columns.warned))
    rows = np.array([[n, 4_000, 3_000, *rest] for n in range(len(ends))])
    for figure, end in zip(telling.told(rows, ends), ends.tolist(), strict=True):
        final = found.finals[int(found.final[end])]
        assert figure == pytest.approx(75 + int(now(found.scenario, final, final.at)["calls"].served) / 50)


# ---------------------------------------------------------------- the page, and the command


def test_the_flow_in_the_language_page_serves_what_the_page_says():
    section = LANGUAGE.read_text(encoding="utf-8").partition("## Flows\n")[2].partition("\n## ")[0]
    (body,) = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    run = play(body + "stages: {a: {choices: [{id: go, label: Go, to: end}]}}")
    red, desk = now(run.scenario, run.now, Seconds(3600))["calls"].groups
    more = [replace(run.now, values=run.now.values.put(name, n)) for name, n in (("desk_lines", 20), ("desk_hands", 2))]
    lines, hands = (now(run.scenario, there, Seconds(3600))["calls"].groups[1].served for there in more)
    says = r"serve (\d+) of (\d+) calls, and the desk (\d+); twenty .* no more of them, a second pair of hands (\d+) more"
    told = re.search(says, " ".join(section.split()))
    assert told is not None
    figures = (red.served, red.offered, desk.served, hands - desk.served)
    assert told.groups() == tuple(str(round(figure)) for figure in figures) and lines - desk.served < Fraction(1, 2)


def test_a_finished_run_tells_what_was_offered_and_answered(tmp_path, capsys):
    file = tmp_path / "office" / "scenario.yaml"
    file.parent.mkdir()
    file.write_text(text_of(OFFICE), encoding="utf-8")
    assert main(["play", str(file), "--auto", "random", "--seed", "4", "--json", "--data-dir", str(tmp_path / "data")]) == 0
    told = json.loads(capsys.readouterr().out)
    calls = told["flows"]["calls"]
    assert set(told["flows"]) == {"calls"} and 0 < calls["answered"] < calls["offered"]


def test_an_edit_of_a_flow_is_told_of_the_flow_and_not_of_what_asks_for_it():
    edited = OFFICE.replace("handling: 6m", "handling: 5m").replace("serving(calls) < 45", "serving( calls )<45")
    (change,) = changes(small(OFFICE), small(edited.replace("    known:", "    served_label: Answered\n    known:")))
    assert (change.kind, change.name, change.how) == ("flow", "calls", "changed")
    assert [field.name for field in change.rules] == ["groups.desk.handling"]
    assert [field.name for field in change.texts] == ["served_label"]
