"""What is served and what is lost: the two totals of a flow, what runs now, and the rules that ask for it."""
from __future__ import annotations

import pytest

from sim.analysis.maps.explore import explore
from tests.analysis.conform import conforms
from tests.engine.house import small

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
        hands: "if(desks, 4, hands)"
        handover: if(clock >= 09:10, 60, 45)
        handlers: 20
        patience: 90s
injects:
  - {id: grumble, when: serving(calls) < 40 and visited(b), note: "{serving(calls)} an hour get through.", do: {calm: -10},
     set: {angry: true}}
  - {id: praise, when: serving(calls) >= 55, note: They get through., do: {calm: +5}}
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


@pytest.mark.parametrize("think", ["once", "edges"])
def test_a_scenario_with_a_flow_is_explored_and_solved_as_the_engine_plays_it(think):
    found = explore(small(OFFICE), think=think)
    assert found.whole and found.situations > 50
    conforms(found)
