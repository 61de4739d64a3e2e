"""A scenario with a workbench under every tool: explored, told, covered, compared, watched, checked, played at random."""
from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.checks.checks import findings
from sim.analysis.checks.outline import outline, way_to
from sim.analysis.checks.witness import Ways, steps
from sim.analysis.compare.changes import changes
from sim.analysis.compare.coverage import Play, coverage
from sim.analysis.compare.retrace import told as retold
from sim.analysis.maps.explore import explore
from sim.analysis.reviews.standing import label
from sim.authoring.load import load
from sim.authoring.plans import play, read_plan
from sim.authoring.writing import plan_text, told
from sim.cli import main
from sim.domain import events as e
from sim.domain.situation import Phase
from sim.engine import everyway
from sim.engine.fitting import rig_id
from sim.engine.program import program_of
from sim.shell import runs
from sim.shell.auto import play_at_random
from tests.engine.house import small, text_of
from tests.hostile_play import meddled

KIT = Path(__file__).resolve().parents[1] / "kit" / "scenario.yaml"
TEXT = KIT.read_text(encoding="utf-8")


def scenario(text=TEXT):
    loaded = load(text.encode(), "kit.yaml")
    assert loaded.scenario is not None, loaded.problems
    return loaded.scenario


@pytest.fixture(scope="module")
def kit():
    return scenario()


@pytest.fixture(scope="module")
def found(kit):
    return explore(kit)


def planned(kit, name):
    plan, wrong = read_plan((KIT.parent / "plans" / f"{name}.yaml").read_bytes(), name, name)
    assert plan is not None, wrong
    played = play(plan, kit)
    assert played.failures == []
    return played


# ---------------------------------------------------------------- told as a plan


@pytest.mark.parametrize("mark", ["built:desk", "ended:desk:taken", "ending:good"])
def test_a_way_that_builds_is_written_as_a_plan_that_plays(kit, found, mark):
    ways = Ways(found)
    way = way_to(ways, mark)
    plan, wrong = read_plan(plan_text(kit, steps(found, way)).encode(), "p.yaml", "p")
    assert plan is not None, wrong
    played = play(plan, kit)
    assert played.failures == []
    assert any(isinstance(event, e.RigBuilt) for event in played.events)


def test_a_rig_is_told_by_its_sentence_and_written_by_its_parts(kit, found):
    done = steps(found, way_to(Ways(found), "ended:desk:taken"))
    built = next(step for step in done if "build" in step)
    assert built["goal"] == "in" and "dolores" in built["build"] and any("*" in part for part in built["build"])
    words = told(kit, done)
    assert "build: Wire" in words and "Dolores answers and walks the handset over" in words and "take_down: desk" not in words
    assert "take down desk" in words


def test_exploring_counts_the_families_it_built(found):
    shown = outline(Ways(found))
    assert shown.there["rigs"] == 1 and shown.never["rigs"] == ()


def test_a_run_retold_and_a_decision_reviewed_name_what_was_built(kit, found):
    lines = [line.words for line in retold(kit, planned(kit, "half").events)]
    assert "built: Phones at one desk" in lines
    assert any(line.startswith("choice Wire eight cordless phones to lines 1 to 8 at the front desk") for line in lines)
    built = next(deed for deed in found.deeds if deed.item.startswith("rig:"))
    assert label(kit, found.each[0], built).startswith("Wire ")


# ---------------------------------------------------------------- covered


def states(covered, kind):
    return {row.feature.name: row.state for row in covered.rows if row.feature.kind == kind}


def test_families_lessons_and_ways_back_are_covered(kit, found):
    one = Play("textbook", (tuple(planned(kit, "textbook").events),))
    done, none = coverage(kit, [found], [one]), coverage(kit, [found], [])
    assert (states(done, "rig"), states(done, "exit")) == ({"desk": "done"}, {"desk": "done"})
    assert states(done, "lesson") == {"desk: rule 1": "done", "desk: rule 2": "never"}
    assert (states(none, "rig"), states(none, "exit")) == ({"desk": "never"}, {"desk": "never"})


def test_of_a_lesson_it_is_never_known_that_nobody_can_be_taught_it():
    """Maps leave out the ideas that are refused."""
    other = written("{must: s.count < 2, lesson: L}, {must: s.count < 3, lesson: L}")
    covered = coverage(other, [explore(other)], [])
    assert covered.whole and states(covered, "lesson") == {"first: rule 1": "never", "first: rule 2": "unknown"}


# ---------------------------------------------------------------- compared


@pytest.mark.parametrize(("old", "new", "kind", "name", "rules", "texts"), [
    ("count: 8, amounts: [4, 8, 12]", "count: 8, amounts: [4, 8]", "part", "cordless", [("amounts", "4, 8, 12", "4, 8")], []),
    ("affords: [green]", "affords: [green, rings]", "part", "plant", [("affords.rings", "", "true")], []),
    ('"{count} plain phones"', '"{n} plain phones"', "part", "corded", [],
     [("phrase", "a plain phone, {count} plain phones", "a plain phone, {n} plain phones")]),
    ("noticed: knows(trunks)", "noticed: digital", "part", "lines", [("noticed", "knows(trunks)", "digital")], []),
    ("must: not digital", "must: digital", "rig", "desk", [("rules.2.must", "not digital", "digital")], []),
    ("lesson: You hear nothing. It is one digital line.", "lesson: Silence.", "rig", "desk", [],
     [("rules.2.lesson.says.note", "You hear nothing. It is one digital line.", "Silence.")]),
    ("phones: {needs: [rings], lacks", "phones: {needs: [rings, radio], lacks", "rig", "desk",
     [("slots.phones.needs", "rings", "rings, radio")], []),
    ("exit: {takes: 10m", "exit: {takes: 12m", "rig", "desk", [("exit.takes", "10m", "12m")], []),
    ("takes: phones.count * 4m", "takes: phones.count * 5m", "rig", "desk",
     [("takes", "phones.count * 4m", "phones.count * 5m")], []),
    ("note: It rings.", "note: Listen.", "rig", "desk", [], [("says.note", "It rings.", "Listen.")]),
    ("tries: 6m", "tries: 7m", "workbench", "of the scenario", [("tries", "6m", "7m")], []),
])
def test_one_edit_of_the_kit_is_one_change_in_words(kit, old, new, kind, name, rules, texts):
    assert TEXT.count(old) == 1
    found = changes(kit, scenario(TEXT.replace(old, new)))
    assert [(change.kind, change.name, change.how) for change in found] == [(kind, name, "changed")]
    assert [tuple(field) for field in found[0].rules] == rules and [tuple(field) for field in found[0].texts] == texts


def test_the_order_of_parts_and_slots_decides_and_is_compared(kit):
    plant = next(line for line in TEXT.split("\n") if line.startswith("  plant:"))
    lines = next(line for line in TEXT.split("\n") if line.startswith("  lines:"))
    swapped = TEXT.replace(plant, "X").replace(lines, plant).replace("X", lines)
    assert [(change.kind, change.name) for change in changes(kit, scenario(swapped))] == [("list", "kit")]


# ---------------------------------------------------------------- watched, and the other commands


def test_watch_shows_what_is_on_the_workbench_and_what_stands(tmp_path, capsys):
    data = ["--data-dir", str(tmp_path)]
    assert main([*data, "watch", str(KIT), "--once", "--plan", "half"]) == 0
    out = capsys.readouterr().out
    assert "On the workbench: lines 4 of 12, cordless 0 of 8, corded 3 of 3, dolores 0 of 1, plant 1 of 1" in out
    assert "Standing\n  Wire eight cordless phones to lines 1 to 8" in out
    assert main([*data, "watch", str(KIT), "--once"]) == 0
    out = capsys.readouterr().out
    assert "On the workbench: cordless 8 of 8" in out and "Standing" not in out


@pytest.mark.parametrize(("words", "shown"), [
    (("explore",), "1 of 1    rigs"),
    (("solve",), "best: bridge/wires"),
    (("cohort", "--trainees", "200"), "200 trainees"),
    (("graph",), "The gap"),
    (("graph", "--format", "svg", "--heat", "traffic"), "</svg>"),
    (("graph", "--format", "svg", "--heat", "value"), "</svg>"),
    (("check", "--no-explore"), "Every plan plays as promised."),
])
def test_every_tool_takes_a_scenario_with_a_workbench(tmp_path, capsys, words, shown):
    command, *options = words
    few = [] if command == "check" else ["--max-situations", "400"]
    assert main(["--data-dir", str(tmp_path), command, str(KIT), *options, *few]) == 0
    assert shown in capsys.readouterr().out


def test_a_map_with_rigs_is_exported(tmp_path, capsys):
    file = tmp_path / "scenario.yaml"
    file.write_text(text_of(BENCH.replace("RULES", "").replace("GOAL", "h").replace("COST", "1")), encoding="utf-8")
    assert main(["--data-dir", str(tmp_path), "export", str(file)]) == 0
    assert "rig:h:one" in capsys.readouterr().out


# ---------------------------------------------------------------- checked

BENCH = """
horizon: 3m
beat: 1m
workbench: {question: Q, goals: {g: G, h: H}, nothing: N}
kit:
  one: {label: One, kind: k, affords: [a, b], amounts: [1, 2], count: 2}
  two: {label: Two, kind: k, affords: [a, c]}
  odd: {label: Odd, kind: k, affords: [d]}
rigs:
  first: {label: F, sentence: "{s}", slots: {s: {needs: [a], lacks: L}}, RULES takes: "60"}
  second: {label: S, goal: GOAL, sentence: "{s}", slots: {s: {needs: [b], lacks: L}}, cost: {cash: "COST"}}
resources: {cash: {label: Cash, start: 5}}
stages:
  a: {title: A, workbench: true, choices: [{id: go, label: Go, to: end}]}
"""


def written(rules="", goal="h", cost=1):
    ruled = BENCH.replace("RULES", f"rules: [{rules}]," if rules else "")
    return small(ruled.replace("GOAL", goal).replace("COST", str(cost)))


def told_of(rules="", goal="h", cost=1):
    return {(finding.code, finding.about): finding for finding in findings([explore(written(rules, goal, cost))])}


def test_a_decoy_is_information_and_called_fine():
    finding = told_of()["SC511", "part:odd"]
    assert finding.severity == "info" and "fine if it is a decoy" in finding.message
    assert ("SC511", "part:one") not in told_of()


def test_a_rule_is_held_against_what_comes_to_it():
    singles = "{must: s.count < 2, lesson: L}"
    assert not [key for key in told_of(singles) if key[0] == "SC512"]
    after = told_of(singles + ", {must: s.count == 1, lesson: L}, {must: s.count == 2, lesson: L}")
    assert "never refuses" in after["SC512", "rig/first!1"].message, "the first rule has refused the others"
    assert "refuses everything" in after["SC512", "rig/first!2"].message
    assert not [key for key in told_of("{must: cash > 9, lesson: L}") if key[0] == "SC512"], "who knows when it holds"


def test_a_family_is_told_only_if_all_that_fits_it_is_taken_before():
    assert ("SC513", "rig/second") not in told_of()
    finding = told_of(goal="g")["SC513", "rig/second"]
    assert finding.severity == "warning" and "`first`" in finding.message


def test_what_can_never_be_built_is_told_as_a_choice_nobody_can_make_is():
    assert ("SC501", "rig/second") not in told_of(cost=5)
    assert told_of(cost=6)["SC501", "rig/second"].severity == "info"


def test_what_building_costs_may_run_short():
    assert ("SC509", "resource:cash") in told_of(cost=1), "each of them is built once"
    assert ("SC509", "resource:cash") not in told_of(cost=6)


@pytest.mark.parametrize(("lesson", "severity"), [
    ("[]", "error"), ("[{when: cash > 1, text: L}]", "warning"),
    ("[{when: cash > 1, text: L}, {when: cash > 2, text: L}]", "warning"),
    ("[{when: cash > 1, text: L}, {when: not (cash > 1), text: L}]", ""), ("[{when: cash > 1, text: L}, M]", ""), ("L", ""),
])
def test_a_lesson_says_something_whatever_the_situation(lesson, severity):
    body = BENCH.replace("RULES", f"rules: [{{must: s.count < 2, lesson: {lesson}}}],").replace("GOAL", "h").replace("COST", "1")
    problems = load(text_of(body).encode(), "x.yaml").problems
    assert [problem.severity for problem in problems if problem.code == "SC604"] == ([severity] if severity else [])


def test_a_slot_no_part_fits_is_an_error_at_that_slot():
    body = BENCH.replace("RULES", "").replace("GOAL", "h").replace("COST", "1").replace("needs: [b]", "needs: [b, d]")
    (problem,) = (problem for problem in load(text_of(body).encode(), "x.yaml").problems if problem.code == "SC218")
    assert problem.severity == "error" and "none affords b and d" in problem.message


# ---------------------------------------------------------------- counted


def large(parts, families, slots):
    """A kit so large that nobody could try all of it: every part fits a fifth of the slots, in three amounts."""
    kit = "".join(
        f"  p{n}: {{label: P, kind: k, affords: [a{n % 5}, b{n % 7}], amounts: [1, 2, 4], count: 9}}\n" for n in range(parts)
    )
    rigs = ""
    for f in range(families):
        filled = ", ".join(f"s{m}: {{needs: [a{(m + f) % 5}], lacks: L}}" for m in range(slots))
        rigs += f"  f{f}: {{label: F, goal: g{f % 6}, sentence: S, slots: {{{filled}}}, takes: s0.count * 60}}\n"
    goals = ", ".join(f"g{n}: G" for n in range(6))
    return small(f"workbench: {{question: Q, goals: {{{goals}}}, nothing: N}}\nkit:\n{kit}rigs:\n{rigs}stages:\n"
                 "  a: {title: A, workbench: true, choices: [{id: go, label: Go, to: end}]}\n")


def test_of_a_kit_too_large_only_some_ways_are_tried_from_all_over():
    ways = program_of(large(40, 6, 5)).ways
    assert ways is not None
    tried = list(ways.every())
    assert len(ways.cut) == 6 and 1000 < len(tried) <= everyway.MOST
    for n in range(6):
        here = [made for made in tried if made.family is not None and made.family.id == f"f{n}"]
        assert {part.id for made in here for part, _ in made.parts} == {f"p{n}" for n in range(40)}, "no part is left out"
    assert [made.id for made in tried] == [made.id for made in ways.every()]


def test_of_a_kit_that_can_be_tried_nothing_is_left_out(kit):
    ways = program_of(kit).ways
    assert ways is not None and ways.cut == ()
    by_hand = {
        rig_id(kit.bench, "in", {"lines": lines, phones: count, "dolores": 1})
        for lines in (4, 8, 12) for phones, counts in (("cordless", (4, 8, 12)), ("corded", (1, 2, 3))) for count in counts
    }
    assert {made.id for made in ways.every()} == by_hand


# ---------------------------------------------------------------- played at random


def at_random(kit, seed):
    run = runs.begin(None, kit, b"", seed=seed)
    play_at_random(run.session, seed)
    assert run.session.situation.phase is Phase.DEBRIEF and runs.played_again(run.session) == ""
    return run.session.events


def test_plays_at_random_build_fail_and_show_the_same_for_a_seed(kit):
    plays = [at_random(kit, seed) for seed in range(30)]
    assert plays[3] == at_random(kit, 3)
    kinds = {type(event) for events in plays for event in events}
    assert {e.RigBuilt, e.RigEnded} <= kinds
    chosen = {str(event.choice).partition(":")[0] for events in plays for event in events if isinstance(event, e.ChoiceMade)}
    assert {"rig", "down", "show"} <= chosen
    assert any(isinstance(event, e.WorkBegan) and "!" in event.node for events in plays for event in events)


def test_whoever_presses_everything_at_the_workbench_breaks_nothing(kit):
    stood = [meddled(kit, seed) for seed in range(20)]
    assert all(s.values["petty"] >= 0 and s.values["lines"] >= 0 for s in stood)
