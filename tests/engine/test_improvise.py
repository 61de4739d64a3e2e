"""The workbench: parts, families, lessons, and what stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.authoring.load import load
from sim.authoring.plans import play as play_plan
from sim.authoring.plans import read_plan
from sim.domain import events as e
from sim.domain.situation import Situation
from sim.domain.units import MAIN, YOU
from sim.engine.fitting import parts_of, rig_id
from sim.engine.improvise import draft, feasible, noticed, standing_rigs
from sim.engine.program import program_of
from sim.engine.telling import words_of
from sim.engine.workbench import Workbench
from tests.engine.house import Play, play, refused, small, text_of

BENCH = """
workbench:
  question: What must get from whom to whom?
  goals: {in: "A call, to a rep"}
  tries: 6m
  people: {dolores: "I would not know.", tim: "I could hold something."}
  nothing: A heap.
kit:
  lines: {label: Lines, phrase: ["line 1", "lines 1 to {n}"], kind: carrier, affords: [line], count: 12, amounts: [4, 8, 12],
          noticed: knows(trunks)}
  cordless: {label: Cordless phones, phrase: ["a cordless phone", "{count} cordless phones"], kind: shops,
             affords: [rings, radio], count: 8, amounts: [4, 8, 12]}
  plain: {label: Plain phones, phrase: ["a plain phone", "{count} plain phones"], kind: store, affords: [rings], count: 3,
          amounts: [1, 2, 3]}
  lady: {label: Dolores, phrase: [Dolores], kind: people, person: dolores, affords: {answers: true, hand: 45}}
  tape: {label: Tape, kind: store, affords: [holds], count: 2, spent: true}
  plant: {label: The plant, phrase: [the plant], kind: things, affords: [green]}
rigs:
  desk:
    label: Phones at one desk
    sentence: "wire {phones} to {lines} at the desk; {who} answers and carries them over."
    slots:
      lines: {needs: line, lacks: It has nothing to ring on.}
      phones: {needs: rings, lacks: Nothing rings.}
      who: {needs: answers, lacks: Nobody lifts it.}
      fixing: {needs: holds, optional: true}
    rules:
      - {must: phones.count <= lines.count, lesson: More phones than lines., says: {tim: "You've got more phones than wires."}}
      - {must: not digital, lesson: You hear nothing.}
    takes: phones.count * 4m
    cost: {petty: phones.count * 2}
    gives: {desk_lines: "min(lines.count, phones.count)", desk_hand: "if(fixing.count > 0, 30, who.hand)"}
    brings: [{when: phones.radio, set: {radio: true}, note: It hums.}]
    note: It rings.
    reactions: {dolores: "And I walk."}
    exit: {takes: 10m, note: Down it comes.}
  lonely:
    label: A phone alone
    sentence: "Put {phones} somewhere"
    slots: {phones: {needs: rings, lacks: Nothing rings.}}
    rules: [{must: phones.radio, lesson: It has a cord and no line.}]
resources:
  petty: {label: Petty cash, start: 100}
facts:
  trunks: {start: true, hidden: true}
  digital: {}
  radio: {}
people: {dolores: {name: Dolores}, tim: {name: Tim}}
meters:
  desk_lines: {label: L, start: 0, range: [0, 12]}
  desk_hand: {label: H, start: 0, range: [0, 90]}
injects:
  - {id: cable, at: "10:00", set: {digital: true}}
  - {id: flood, at: "11:30", ends: desk, note: It floods.}
stages:
  a:
    title: A
    workbench: true
    evidence: [{id: wires, label: Follow the wires, takes: 5m, reveals: trunks}]
    choices: [{id: on, label: On, when: rig(desk), reason: Nothing rings, to: b}, {id: go, label: Go, to: b}]
  b: {title: B, choices: [{id: end, label: End, to: end}]}
"""
EIGHT = "rig:in:lines*8+cordless*8+lady"
FOUR = "rig:in:lines*4+cordless*4+lady"


@pytest.fixture
def run() -> Play:
    """A run at 08:05 in which the lines have been found."""
    begun = play(BENCH)
    begun.look(0, "wires")
    begun.wait("5m")
    return begun


def said(run: Play) -> list[str]:
    return [words.text for event in run.events for words in words_of(run.scenario, event, run.now)]


def free(run: Play) -> dict[str, int]:
    return {name: run.now.values[name] for name in ("lines", "cordless", "plain", "lady", "tape", "plant")}


def test_parts_become_a_rig_without_anybody_naming_its_family(run):
    run.choose("10m", EIGHT)
    assert run.now.works["you"].until == 42 * 60 and not run.now.rigs
    run.wait("42m")
    assert dict(run.now.rigs) == {"desk": EIGHT} and run.now.values["desk_lines"] == 8 and run.now.values["desk_hand"] == 45
    assert free(run) == {"lines": 4, "cordless": 0, "plain": 3, "lady": 0, "tape": 2, "plant": 1}
    assert run.now.values["petty"] == 84 and run.now.values["radio"] is True
    assert said(run) == ["It rings.", "It hums."]
    stands, = standing_rigs(run.scenario, run.now)
    assert stands.sentence == "Wire eight cordless phones to lines 1 to 8 at the desk; Dolores answers and carries them over."
    assert run.shown()["on"] == ""


def test_parts_are_on_the_bench_once_they_are_noticed():
    run = play(BENCH)
    assert "lines" not in {part.id for part in noticed(run.scenario, run.now)}
    assert refused(run.choose(0, EIGHT)) == [(EIGHT, "late")]
    run.look(0, "wires")
    run.wait("5m")
    assert "lines" in {part.id for part in noticed(run.scenario, run.now)}


def test_the_first_rule_that_does_not_hold_is_the_lesson_and_it_costs_its_time_and_nothing_else(run):
    before = run.now.values
    run.choose("10m", "rig:in:lines*4+cordless*8+lady")
    assert run.now.works["you"].until == 16 * 60
    run.wait("16m")
    assert said(run) == ["More phones than lines."] and not run.now.rigs and run.now.values == before


def test_a_rule_may_read_how_things_stand_when_it_is_tried(run):
    run.wait("2h")
    assert run.now.values["digital"] is True
    run.choose("2h", FOUR)
    run.wait("2h10m")
    assert said(run) == ["You hear nothing."] and not run.now.rigs


@pytest.mark.parametrize(("parts", "lesson"), [
    ("lines*8+lady", "Nothing rings."), ("lines*8+plain*3", "Nobody lifts it."), ("plant", "A heap."),
    ("lines*8+plain*3+lady+plant", "A heap."), ("plain", "It has a cord and no line."), ("lady", "It has nothing to ring on."),
])
def test_what_fits_no_family_teaches_what_the_nearest_lacks(run, parts, lesson):
    run.choose("10m", f"rig:in:{parts}")
    run.wait("20m")
    assert said(run) == [lesson]


def test_before_it_is_tried_nothing_tells_whether_it_would_work(run):
    works = draft(run.scenario, run.now, MAIN, "in", {"lines": 8, "cordless": 4, "lady": 1})
    breaks = draft(run.scenario, run.now, MAIN, "in", {"lines": 4, "cordless": 8, "lady": 1})
    heap = draft(run.scenario, run.now, MAIN, "in", {"plant": 1, "tape": 1})
    assert works is not None and breaks is not None and heap is not None
    assert (works.takes, breaks.takes, heap.takes) == (16 * 60, 32 * 60, 6 * 60)
    assert works.reason == breaks.reason == heap.reason == ""
    assert heap.sentence == "Tape and the plant."
    missing = draft(run.scenario, run.now, MAIN, "in", {"lines": 12, "cordless": 12, "lady": 1})
    assert missing is not None and missing.missing == (("cordless", 8),) and missing.reason == "cost"
    assert draft(run.scenario, run.now, MAIN, "in", {}) is None


def test_building_another_of_the_family_takes_the_first_apart(run):
    run.choose("10m", EIGHT)
    run.wait("42m")
    run.choose("42m", "rig:in:lines*12+plain*3+lady+tape")
    assert [type(event) for event in run.taken[-1].events if isinstance(event, e.RigEnded)] == [e.RigEnded]
    assert run.now.values["desk_lines"] == 0, "it is in pieces while it is rebuilt"
    assert free(run) == {"lines": 0, "cordless": 8, "plain": 0, "lady": 0, "tape": 1, "plant": 1}
    run.wait("54m")
    assert run.now.values["desk_lines"] == 3 and run.now.values["desk_hand"] == 30
    assert refused(run.choose("54m", "rig:in:lines*12+plain*3+lady+tape")) == [("rig:in:lines*12+plain*3+lady+tape", "done")]


def test_taking_down_gives_back_what_is_not_spent(run):
    start = free(run)
    run.choose("10m", "rig:in:lines*4+plain+lady+tape")
    run.wait("14m")
    run.choose("14m", "down:desk")
    run.wait("24m")
    assert free(run) == {**start, "tape": 1} and run.now.values["desk_lines"] == 0 and not run.now.rigs
    ended, = run.of(e.RigEnded)
    assert ended.how == "taken" and said(run)[-1] == "Down it comes."


def test_what_has_no_exit_cannot_be_taken_down(run):
    run.choose("10m", "rig:in:cordless*4")
    assert dict(run.now.rigs) == {"lonely": "rig:in:cordless*4"}
    assert refused(run.choose("10m", "down:lonely")) == [("down:lonely", "late")]


def test_an_event_can_end_what_stands(run):
    run.choose("1h", FOUR)
    run.wait("3h30m")
    ended, = run.of(e.RigEnded)
    assert ended.how == "ended" and ended.at == 3 * 3600 + 1800 and run.now.values["desk_lines"] == 0 and free(run)["lines"] == 12


@pytest.mark.parametrize(("who", "parts", "answer"), [
    ("dolores", "lines*8+cordless*8+lady", "And I walk."), ("tim", "lines*8+cordless*8+lady", "I could hold something."),
    ("tim", "lines*4+cordless*8+lady", "You've got more phones than wires."),
    ("dolores", "lines*4+cordless*8+lady", "I would not know."),
    ("tim", "plant", "I could hold something."),
])
def test_somebody_who_is_shown_an_idea_says_what_they_know_of_it(run, who, parts, answer):
    run.choose("10m", f"show:{who}:in:{parts}")
    run.wait("11m")
    assert said(run) == [answer] and not run.now.rigs
    assert refused(run.choose("11m", f"show:{who}:in:{parts}")) == [(f"show:{who}:in:{parts}", "done")]


@pytest.mark.parametrize("odd", [
    "rig:", "rig:in:", "rig:in:lady*1", "rig:in:lady+lines*4", "rig:out:lady", "rig:in:lady*2", "rig:in:lady+lady", "rig:in:king",
    "rig:in:lines*٤", "rig:in:lines*99999999999", "rig:in:lady!x", "down:", "down:desk", "show:lane:in:lady", "show:tim:in:", ":",
    "x:y",
])
def test_ids_that_name_nothing_are_refused(run, odd):
    before = run.now
    assert refused(run.choose("10m", odd)) == [(odd, "late")]
    assert run.now.values == before.values


def test_the_workbench_is_there_in_its_stages_alone(run):
    run.choose("10m", "go")
    assert refused(run.choose("10m", EIGHT)) == [(EIGHT, "late")]


def test_one_thing_has_one_name(run):
    bench = run.scenario.bench
    assert bench is not None
    name = rig_id(bench, "in", {"lady": 1, "cordless": 8, "lines": 8, "plant": 0})
    assert name == EIGHT and parts_of(name) == {"lines": 8, "cordless": 8, "lady": 1}


def test_what_comes_to_the_same_is_one_thing_to_explore():
    scenario = play(BENCH).scenario
    ways = program_of(scenario).ways
    assert ways is not None
    assert {made.id for made in ways.feasible} == {rig for rig, _ in feasible(scenario)}
    assert "rig:in:lines*12+cordless*4+lady" in {made.id for made in ways.feasible}
    assert "rig:in:lines*12+cordless*4+lady" not in {made.id for made in ways.folded}, "four lines serve four phones as well"
    assert not any(made.refused for made in ways.feasible)


def test_the_example_in_the_language_page_makes_sense():
    page = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(workbench:.*?)```", page, re.DOTALL)
    assert block is not None
    run = play(block[1] + "people: {tim: {name: Tim}}\nmeters:\n"
               "  desk_lines: {label: L, start: 0, range: [0, 12]}\n  desk_hand: {label: H, start: 0, range: [0, 90]}\n"
               "stages: {a: {title: A, workbench: true, choices: [{id: end, label: E, to: end}]}}\n")
    run.choose(0, "rig:in:lines*8+phones*8+dolores")
    run.wait("32m")
    assert run.now.values["desk_lines"] == 8


# ---------------------------------------------------------------- whatever is put together

KIT = play(BENCH).scenario.bench
PARTS = st.lists(st.sampled_from(list(KIT.parts.values())), min_size=1, max_size=5, unique=True).flatmap(
    lambda parts: st.tuples(*(st.tuples(st.just(str(part.id)), st.sampled_from(part.amounts)) for part in parts))
)
"""Parts of the kit in any order, each with an amount that can be taken."""

IDEAS = st.one_of(
    PARTS.map(lambda parts: rig_id(KIT, "in", dict(parts))),
    st.sampled_from([EIGHT, FOUR, "rig:in:lines*12+plain*3+lady+tape", "rig:in:lines*4+plain+lady+tape", "rig:in:cordless*4"]),
    st.just("down:desk"),
    st.tuples(st.sampled_from(["tim", "dolores"]), PARTS).map(
        lambda idea: f"show:{idea[0]}:{rig_id(KIT, 'in', dict(idea[1])).removeprefix('rig:')}"
    ),
)


@settings(max_examples=50, deadline=None)
@given(PARTS, st.randoms(use_true_random=False))
def test_parts_in_any_order_are_one_thing_with_one_name_that_names_them(parts, dice):
    name, shuffled = rig_id(KIT, "in", dict(parts)), list(parts)
    dice.shuffle(shuffled)
    assert rig_id(KIT, "in", dict(shuffled)) == name
    assert parts_of(name) == dict(parts)


@settings(max_examples=50, deadline=None)
@given(PARTS)
def test_what_parts_make_is_the_same_whoever_asks(parts):
    one, other = Workbench(play(BENCH).scenario, KIT), Workbench(play(BENCH).scenario, KIT)
    name = rig_id(KIT, "in", dict(parts))
    assert made(one, name) == made(other, name)


def made(bench: Workbench, name: str) -> tuple[object, ...]:
    found = bench.composed(name)
    assert found is not None
    return found.id, found.parts, found.sentence, found.family, found.build, found.rules, found.refused, bench.undone(name)


def in_use(run: Play) -> dict[str, int]:
    """Return how many of each part stand, or are in hand to be built."""
    found = dict.fromkeys(free(run), 0)
    building = [work.node for work in run.now.works.values() if work.node.startswith("rig:") and "!" not in work.node]
    for rig in (*run.now.rigs.values(), *building):
        for name, n in (parts_of(rig) or {}).items():
            found[name] += n
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(IDEAS, st.integers(0, 45)), min_size=1, max_size=14))
def test_parts_are_neither_lost_nor_made_and_meters_go_back_when_nothing_stands(ideas):
    run = play(BENCH)
    run.look(0, "wires")
    run.wait("5m")
    start, clock = free(run), 300
    tape = 0
    for idea, minutes in ideas:
        run.choose(max(clock, run.now.at), idea)
        clock = max(clock, run.now.at) + 60 * minutes
        run.wait(clock)
        tape = sum((parts_of(event.rig) or {}).get("tape", 0) for event in run.of(e.RigEnded))
        spent = {name: tape if name == "tape" else 0 for name in start}
        using = in_use(run)
        assert {name: n + using[name] + spent[name] for name, n in free(run).items()} == start
        assert set(run.now.rigs) <= {"desk", "lonely"} and all(n >= 0 for n in free(run).values())
        if "desk" not in run.now.rigs:
            assert (run.now.values["desk_lines"], run.now.values["desk_hand"]) == (0, 0)


@settings(max_examples=50, deadline=None)
@given(IDEAS)
def test_a_refused_idea_and_showing_one_change_nothing_but_the_clock_and_what_was_heard(idea):
    run = play(BENCH)
    run.look(0, "wires")
    run.wait("5m")
    before = run.now
    at_once = refused(run.choose("5m", idea))
    learnt = {event.node for event in run.of(e.WorkBegan) if "!" in event.node}
    assume(at_once or learnt)
    if learnt:
        assert run.now.works[YOU].until == 300 + (60 if idea.startswith("show:") else 360)
    run.wait(660)
    assert still(run.now) == still(before)
    assert run.now.used - before.used <= {idea, *learnt}


def still(s: Situation) -> tuple[object, ...]:
    """Return all of a situation but its clocks and what was used."""
    return s.values, s.rigs, s.knows, s.visited, s.works, s.parked, s.demands, s.consequences, s.belief, s.where, s.arrived, {
        name: standing.stage for name, standing in s.threads.items()
    }


@pytest.mark.parametrize(("old", "new", "message"), [
    ("exit: {takes: 10m,", "exit: {takes: 10m, by: trigger,", "no person is called `trigger`"),
    ("exit: {takes: 10m,", "exit: {takes: 10m, by: tim,", "`tim` does not lend hands"),
    ("    note: It rings.", "    by: trigger\n    note: It rings.", "no person is called `trigger`"),
])
def test_who_builds_and_who_takes_down_is_somebody_who_lends_hands(old, new, message):
    assert old in BENCH
    found = load(text_of(BENCH.replace(old, new, 1)).encode(), "s.yaml").problems
    assert [problem.message for problem in found if problem.severity == "error"] == [message]


def test_a_plan_shows_an_idea_to_one_of_those_who_can_be_asked():
    plan, _ = read_plan(b"- {show: [plant], to: lane}\n", "p.yaml", "p")
    assert plan is not None
    failure, = play_plan(plan, small(BENCH)).failures
    assert failure.message == "an idea is shown `to` one of dolores, tim"
