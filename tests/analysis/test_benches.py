"""Kit, rigs and flows in maps: what the engine says of them, what another solver thinks, and that folding changes nothing."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.maps.explore import explore
from sim.analysis.maps.plain import explore_plainly
from sim.analysis.values.solve import solve_exactly
from sim.authoring.load import load
from sim.domain.scenario import Scenario
from sim.engine.program import program_of
from tests.analysis.conform import conforms
from tests.analysis.second_solver import second_opinion
from tests.analysis.test_explore import same
from tests.analysis.test_forgetting import shares
from tests.engine.house import small, text_of

OFFICE = """
horizon: 50m
beat: 1m
workbench:
  question: What must get from whom to whom?
  goals: {in: "A call, to a rep", out: "A call, from a rep"}
  tries: 6m
  people: {tim: Hm.}
  nothing: A heap.
kit:
  lines: {label: Lines, phrase: ["line 1", "lines 1 to {n}"], kind: carrier, affords: [line], count: 4, amounts: [2, 4],
          noticed: knows(trunks)}
  phones: {label: Phones, phrase: ["a phone", "{n} phones"], kind: store, affords: [rings], count: 3, amounts: [1, 2, 4]}
  lady: {label: Dolores, kind: people, person: dolores, affords: {answers: true, hand: 45}}
  tape: {label: Tape, kind: store, affords: [holds], count: 1, spent: true}
rigs:
  desk:
    label: Phones at one desk
    goal: in
    sentence: "Wire {phones} to {lines}; {who} answers."
    slots:
      lines: {needs: line, lacks: Nothing to ring on.}
      phones: {needs: rings, lacks: Nothing rings.}
      who: {needs: answers, lacks: Nobody lifts it.}
    rules:
      - {must: phones.count <= lines.count, lesson: More phones than lines.}
      - {must: not digital, lesson: You hear nothing.}
    takes: phones.count * 4m
    cost: {petty: phones.count * 10}
    gives: {desk_lines: "min(lines.count, phones.count)", desk_hand: who.hand}
    exit: {takes: 5m, do: {petty: +5}}
  shout:
    label: A shout
    goal: out
    sentence: "{who} shouts, {with} in hand"
    slots: {who: {needs: answers, lacks: Nobody shouts.}, with: {needs: holds, optional: true}}
    takes: 5m
    gives: {shouts: "if(with.count > 0, 2, 1)"}
    chance: {heard: {weight: 3, set: {heard: true}}, hoarse: {weight: 1, ends: shout}}
resources: {petty: {label: Petty cash, start: 35}}
facts: {trunks: {start: true, hidden: true}, digital: {}, heard: {}}
people: {dolores: {name: Dolores}, tim: {name: Tim}}
meters:
  desk_lines: {label: L, start: 0, range: [0, 4]}
  desk_hand: {label: H, start: 0, range: [0, 90]}
  shouts: {label: S, start: 0, range: [0, 2]}
flows:
  calls:
    label: Calls
    unit: calls
    offered: 40 + shouts * 7
    worth: 1/3
    groups: {desk: {label: Desk, lines: desk_lines, handling: 4m, hands: "1", handover: desk_hand, patience: 90s}}
injects: [{id: cable, at: 26m, set: {digital: true}, ends: [desk]}]
stages:
  a:
    title: A
    workbench: true
    evidence: [{id: wires, label: Follow the wires, takes: 5m, reveals: trunks}]
    choices: [{id: on, label: On, when: rig(desk) or heard, reason: Nothing rings, to: b}]
  b: {title: B, choices: [{id: end, label: End, to: end}]}
value: {label: V, unit: $, formula: "petty + serving(calls) + if(heard, 3, 0)", told: "50", told_label: T}
"""
"""Who answers can shout or sit at the desk; a flow, the end and a choice read what stands; a cable takes the desk down."""


def test_every_situation_with_rigs_and_flows_is_as_the_engine_says():
    found = explore(small(OFFICE))
    assert found.whole and {mark for story in found.stories for mark in story} >= {
        "built:desk", "built:shout", "ended:desk:taken", "ended:desk:ended", "ended:desk:rebuilt", "ended:shout:ended"
    }
    conforms(found)


def test_so_it_is_where_decisions_are_made_late():
    found = explore(small(OFFICE), think="edges", most=400)
    conforms(found, range(0, found.situations, 7))


def test_what_is_forgotten_changes_nothing_where_rigs_stand():
    shorter = OFFICE.replace("horizon: 50m", "horizon: 20m").replace("at: 26m", "at: 16m")
    reduced, unreduced = (explore_plainly(small(shorter), forget=forget) for forget in (True, False))
    assert reduced.whole and unreduced.whole and reduced.situations < unreduced.situations
    assert shares(reduced) == shares(unreduced) and set(reduced.stories) == set(unreduced.stories)
    same(small(shorter))


def test_a_second_solver_finds_rigs_and_flows_worth_the_same():
    shorter = OFFICE.replace("horizon: 50m", "horizon: 30m")
    exactly = solve_exactly(explore(small(shorter)))
    assert second_opinion(small(shorter)) == (exactly.best, exactly.worst, exactly.random)
    assert exactly.worst < exactly.random < exactly.best


# ---------------------------------------------------------------- folding


def unfolded(body: str) -> Scenario:
    """Return a scenario in which every feasible idea is explored, those that come to the same as well."""
    scenario = load(text_of(body).encode(), "unfolded.yaml").scenario
    assert scenario is not None
    ways = program_of(scenario).ways
    assert ways is not None
    ways.folded = ways.feasible
    return scenario


def both(body: str, most: int = 20_000) -> tuple[tuple[object, object], tuple[object, object]]:
    """Return best and worst, of a map of folded ideas and of one of all."""
    worths = []
    for scenario in (small(body), unfolded(body)):
        found = explore(scenario, most=most, beyond="open")
        assert found.whole
        exactly = solve_exactly(found)
        worths.append((exactly.best, exactly.worst))
    return worths[0], worths[1]


def test_what_is_folded_away_makes_no_best_better_and_no_worst_worse():
    ways, every = program_of(small(OFFICE)).ways, program_of(unfolded(OFFICE)).ways
    assert ways is not None and every is not None and len(ways.folded) < len(every.folded)
    folded, all_ = both(OFFICE.replace("horizon: 50m", "horizon: 30m"))
    assert folded == all_


@st.composite
def kits(draw: st.DrawFn) -> str:
    """Return a scenario of two or three parts and two families, of which few ideas come to something of their own."""
    goods = ["x: true", "x: true, y: true", "y: true"]
    several = st.sampled_from(["[1]", "[1, 2]", "[1, 2, 3]", "[2, 3]"])
    parts = []
    for n in range(draw(st.integers(2, 3))):
        affords, count = draw(st.sampled_from(goods if n else goods[1:2])), draw(st.integers(1, 4))
        spent, noticed = draw(st.sampled_from(["true", "false", "false"])), draw(st.sampled_from(["", ", noticed: seen"]))
        parts.append(
            f"  p{n}: {{label: P, kind: k, affords: {{{affords}}}, count: {count}, amounts: {draw(several)}, "
            f"spent: {spent}{noticed}}}"
        )
    families = []
    for name, first, second in (("f", "x", "y"), ("g", "y", "x")):
        more = draw(st.sampled_from(["", f"      b: {{needs: {second}, optional: true}}\n"]))
        amount = draw(st.sampled_from(["a.count", "1", "min(a.count, 2)"]))
        must = draw(st.sampled_from(["a.count < 3", "m < 4 or a.count > 1", "not seen or a.count == 1"]))
        result = draw(st.sampled_from(["", "    set: {seen: true}\n", "    chance: {i: {weight: 1, ends: f}, j: {weight: 2}}\n"]))
        families.append(
            f"  {name}:\n    label: F\n    sentence: S\n    slots:\n      a: {{needs: {first}, lacks: L}}\n{more}"
            f"    rules: [{{must: \"{must}\", lesson: L}}]\n    takes: {draw(st.sampled_from(['2m', 'a.count * 2m']))}\n"
            f"    gives: {{{'m' if name == 'f' else 'n'}: \"{amount}\"}}\n{result}    exit: {{takes: 0m}}\n"
        )
    rate = draw(st.sampled_from(["m * 60", "m * n * 20 - 30", "if(rig(g), 60, m * 7)"]))
    shut = draw(st.sampled_from(["", "{id: j, at: 4m, ends: [f, g]}, "]))
    return (
        "horizon: 6m\nbeat: 1m\nfacts: {seen: {}}\n"
        "workbench: {question: Q, goals: {in: G}, nothing: N}\nkit:\n" + "\n".join(parts) + "\nrigs:\n" + "".join(families)
        + "meters: {m: {label: M, start: 0, range: [0, 9]}, n: {label: N, start: 1, range: [0, 9]}}\n"
        f"totals: {{t: {{label: T, rate: \"{rate}\", worth: 1}}}}\n"
        f"injects: [{shut}{{id: i, at: 3m, do: {{p0: {draw(st.sampled_from(['-1', '-2', '+1']))}}}}}]\n"
        "stages: {a: {title: A, workbench: true, choices: [{id: see, label: S, set: {seen: true}}, "
        "{id: go, label: G, to: end}]}}\n"
        f'value: {{label: V, unit: u, formula: "{draw(st.sampled_from(["0", "p1", "n - m", "if(seen, n, m)"]))}", told: "50", '
        "told_label: T}\n"
    )


@settings(max_examples=5, deadline=None)
@given(kits())
def test_whatever_kit_is_made_up_folding_changes_neither_best_nor_worst(body):
    folded, every = both(body)
    assert folded == every


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(kits())
def test_of_much_more_that_is_made_up_it_is_as_true(body):
    folded, every = both(body)
    assert folded == every


SPARE = """
horizon: 20m
beat: 1m
workbench: {question: Q, goals: {in: G}, nothing: N}
kit: {p: {label: P, kind: k, affords: {x: true}, count: 3, amounts: [1, 3]}}
rigs:
  f: {label: F, sentence: S, slots: {a: {needs: x, lacks: L}}, takes: 1m, gives: {m: "1"}, exit: {takes: 1m}}
meters: {m: {label: M, start: 0, range: [0, 9]}, n: {label: N, start: 1, range: [0, 9]}}
injects: [{id: thief, at: 3m, do: {p: -2}}]
stages:
  a:
    title: A
    workbench: true
    choices:
      - {id: go, label: G, when: clock > 08:10, reason: R, cost: {p: 3}, do: {n: +5}, to: end}
      - {id: no, label: N, to: end}
value: {label: V, unit: u, formula: "n", told: "50", told_label: T}
"""


def test_parts_that_somebody_may_take_away_are_told_apart():
    folded, every = both(SPARE)
    assert folded == every == (6, 1), "three that are built in are safe from the thief"


def test_to_build_again_what_stands_by_other_parts_is_left_out_of_maps():
    paid = SPARE.replace("exit: {takes: 1m}", "do: {n: +1}").replace("do: {p: -2}", "note: N").replace("count: 3", "count: 2")
    paid = paid.replace("amounts: [1, 3]", "amounts: [1, 2]")
    (best, _), (every, _) = both(paid)
    assert (best, every) == (2, 9), "who is paid for each building is paid once in a map"
