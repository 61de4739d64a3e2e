"""A way that the map shows is a way that can be played: written as a plan, the engine does what the map said."""
from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.checks.witness import Ways, decisions, happened, steps
from sim.analysis.maps.explore import explore
from sim.analysis.maps.map import Map
from sim.analysis.maps.moves import story
from sim.authoring.load import load
from sim.authoring.plans import play, read_plan
from sim.authoring.writing import plan_text
from sim.domain.situation import Phase
from tests.engine.house import small

ROOT = Path(__file__).resolve().parents[2]


def minimal():
    scenario = load((ROOT / "tests" / "minimal.yaml").read_bytes(), "minimal.yaml").scenario
    assert scenario is not None
    return scenario


def plays(found: Map, way) -> tuple[str, ...]:
    """Play a way as a plan that was written and read; return the marks of what happened, which are at least those of the map."""
    text = plan_text(found.scenario, steps(found, way))
    plan, wrong = read_plan(text.encode(), "witness.yaml", "witness")
    assert plan is not None, (text, wrong)
    played = play(plan, found.scenario)
    assert played.failures == [], (text, [str(failure) for failure in played.failures])
    marks, wanted = story(played.events), happened(found, way)
    assert marks[:len(wanted)] == wanted, text
    return marks


COINS = """
stages:
  a:
    title: A
    question: Q
    choices:
      - id: toss
        label: Toss
        again: true
        takes: 1m
        do: {tosses: 1}
        chance: {heads: {weight: 1, do: {heads: 1}}, tails: {weight: 1}}
      - {id: stop, label: Stop, when: heads >= 1 and tosses >= 2 and heads < tosses, reason: r, to: b}
  b: {title: B, question: Q, choices: [{id: end, label: End, to: end}]}
meters:
  tosses: {label: T, range: [0, 3], start: 0}
  heads: {label: H, range: [0, 3], start: 0}
"""
DEMANDS = """
facts: {told: {}, met: {}}
stages:
  a:
    title: A
    question: Q
    deadline: 2h
    default: d
    on_deadline: {to: end}
    choices:
      - {id: long, label: Long, takes: 30m, set: {told: true}, later: {id: after, in: 20m}, to: b}
      - {id: short, label: Short, takes: 5m, to: end}
  b:
    title: B
    question: Q
    choices: [{id: done, label: Done, when: met, reason: r, to: end}]
injects:
  - id: boss
    at: "08:10"
    demand: {label: Boss, deadline: 15m, takes: 5m, resume: 3m, noted: 1m, answer: {set: {met: true}}, on_deadline: {}}
  - {id: never, at: "09:00", unless: told}
later:
  after: {note: n}
"""
RECALLED = """
latent: {root: {card: 3, ups: 1}}
threads: {t: {title: T, start: c}}
stages:
  a:
    title: A
    question: Q
    choices: [{id: go, label: Go, opens: t, to: end, cost: {cash: 5}}, {id: stay, label: Stay, takes: 20m, opens: t}]
    evidence: [{id: test, label: Test, again: true, takes: 5m, tests: {root: card}, hits: {if true: 3/4, if false: 1/4}}]
    looks: 2
  c:
    thread: t
    title: C
    question: Q
    deadline: 1h
    default: d
    on_deadline: {to: done}
    choices: [{id: open, label: Open, truth: {by: root, cases: {card: {to: end}, ups: {to: done}}}}]
resources: {cash: {label: Cash, start: 5}}
horizon: 3h
"""


ALL = {"minimal": minimal(), "coins": small(COINS), "demands": small(DEMANDS), "recalled": small(RECALLED)}


@pytest.mark.parametrize("scenario", ALL.values(), ids=list(ALL))
@pytest.mark.parametrize("think", ["once", "edges"])
def test_the_witness_of_everything_that_can_happen_can_be_played_and_shows_it(scenario, think):
    found = explore(scenario, think=think)
    assert found.whole
    ways = Ways(found)
    assert {mark for story in found.stories for mark in story} == set(ways.first)
    for mark in ways.first:
        way = ways.to_mark(mark)
        assert way is not None and mark in happened(found, way) and mark in plays(found, way)


def test_a_witness_takes_no_more_decisions_than_it_must_and_then_no_more_actions():
    found = explore(minimal())
    ways = Ways(found)

    def least(wanted: str) -> tuple[int, int]:
        """By trying all ways of so many decisions, and so many actions, one after another."""
        best: dict[int, tuple[int, int]] = {0: (0, 0)}
        answer = None
        for _ in range(found.situations):
            for here, (decided, acted) in sorted(best.items()):
                for action in found.actions(here):
                    cost = (decided + (found.deed(action).kind not in ("begin", "wait")), acted + 1)
                    for outcome in found.outcomes(action):
                        to = int(found.to[outcome])
                        best[to] = min(best.get(to, cost), cost)
                        if wanted in found.stories[found.story[outcome]]:
                            answer = min(answer or cost, cost)
        assert answer is not None
        return answer

    for mark in ("stage:fixing", "consequence:landlord", "draw:fixing/new-fuse==street", "over:led", "skipped:queue"):
        way = ways.to_mark(mark)
        assert way is not None and (decisions(found, way), len(way)) == least(mark), mark
    assert ways.to_mark("stage:roof") is None


def test_a_node_that_draws_twice_is_told_visit_by_visit():
    found = explore(small(COINS))
    way = Ways(found).to_mark("choice:a/stop")
    assert way is not None
    first = steps(found, way)[0]
    assert sorted(first["luck"]["a/toss%"]) == ["heads", "tails"]
    assert "choice:a/stop" in plays(found, way)


def test_a_variant_is_named_in_its_witness():
    found = explore(minimal(), variant="street")
    way = Ways(found).to_mark("lapse:fixing")
    assert way is not None and steps(found, way)[0]["variant"] == "street"
    assert "lapse:fixing" in plays(found, way)


def test_the_witness_of_a_map_that_is_not_whole_is_still_a_way():
    found = explore(small(DEMANDS), think="beats", most=10)
    assert not found.whole
    ways = Ways(found)
    for mark in ways.first:
        way = ways.to_mark(mark)
        assert way is not None
        plays(found, way)


def test_of_a_real_scenario_every_stage_found_can_be_played():
    scenario = load((ROOT / "scenarios" / "dead-air" / "scenario.yaml").read_bytes(), "s.yaml").scenario
    assert scenario is not None
    found = explore(scenario, most=3_000)
    ways = Ways(found)
    stages = [mark for mark in ways.first if mark.startswith(("stage:", "consequence:", "answer:"))]
    assert stages
    for mark in stages:
        way = ways.to_mark(mark)
        assert way is not None and mark in plays(found, way)


def test_a_written_time_is_a_clock_label_where_that_is_exact():
    scenario = minimal()
    text = plan_text(scenario, [{"at": 0, "choose": "dark/go-down"}, {"at": 601}, {"at": 86_400 * 2 + 60}], "why", "how")
    assert text == '# why\n# how\n- {at: "09:00", choose: dark/go-down}\n- {at: "10m1s"}\n- {at: "Thu 09:01"}\n'
    plan, _ = read_plan(text.encode(), "p.yaml", "p")
    assert plan is not None and [step.at for step, _ in plan.steps] == ["09:00", "10m1s", "Thu 09:01"]


def test_an_end_by_itself_is_waited_for():
    found = explore(minimal())
    way = Ways(found).to_mark("over:horizon") or Ways(found).to_mark("over:led")
    assert way is not None
    plan, _ = read_plan(plan_text(found.scenario, steps(found, way)).encode(), "p.yaml", "p")
    assert plan is not None and play(plan, found.scenario).situation.phase is Phase.DEBRIEF
