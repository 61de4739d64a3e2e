"""Every code has a page, and every page tells the truth: its wrong example is wrong in that way, its right one is right."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.authoring.ignoring import NEED_EXPLORING
from sim.authoring.load import load
from sim.authoring.plans import play, read_plan
from sim.authoring.show import FORMATS, as_json, concise, full, page
from sim.domain.problems import Mark, Problem
from sim.shell.checking import Explored, joined, own_way

HERE = Path(__file__).parent
AUTHORING = HERE.parent / "sim" / "authoring"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (AUTHORING / "diagnostics").glob("SC*.md")}
MINIMAL = (HERE / "minimal.yaml").read_text(encoding="utf-8")


EXPLORED = sorted({*NEED_EXPLORING, "SC701"})
"""Codes whose examples are explored; the others are only loaded."""
PLAYED = ["SC510"]
"""Codes that only playing a plan can find; the example has one."""
LOADED = sorted(set(PAGES) - set(EXPLORED) - set(PLAYED))


def sections(text: str) -> dict[str, str]:
    """Return the top-level keys of a scenario with their lines."""
    found: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if (begins := re.match(r"([a-z]+):", line)) is not None:
            name = begins[1]
        found[name] = found.get(name, "") + line + "\n"
    return found


def example(code: str, heading: str) -> str:
    """Return a whole scenario: minimal.yaml with what the page's example replaces in it."""
    found = re.search(rf"^## {heading}\n\n```yaml( whole)?\n(.*?)^```$", PAGES[code], re.M | re.S)
    assert found is not None, f"{code}.md has no example under {heading}"
    return found[2] if found[1] else "".join((sections(MINIMAL) | sections(found[2])).values())


def test_every_code_in_the_source_has_a_page_and_every_page_a_code():
    analysis = sorted((AUTHORING.parent / "analysis").rglob("*.py"))
    sources = [*AUTHORING.glob("*.py"), *analysis, AUTHORING.parent / "shell" / "checking.py"]
    found = {path: set(re.findall(r'"(SC\d{3})"', path.read_text(encoding="utf-8"))) for path in sources}
    assert set().union(*found.values()) == set(PAGES)
    assert set().union(*(codes for path, codes in found.items() if path in analysis)) == NEED_EXPLORING


@pytest.mark.parametrize("code", LOADED)
def test_the_wrong_example_of_a_page_is_wrong_in_just_that_way(code):
    text = example(code, "Wrong")
    found = load(text.encode(), "wrong.yaml").problems
    assert {problem.code for problem in found} == {code}
    lines = text.split("\n")
    for problem in found:
        assert 1 <= problem.where.line <= len(lines)
        assert 1 <= problem.where.column <= len(lines[problem.where.line - 1]) + 1


@pytest.mark.parametrize("code", sorted(PAGES))
def test_the_right_example_of_a_page_has_no_problem_at_all(code):
    assert load(example(code, "Right").encode(), "right.yaml").problems == ()


def explored(text: str) -> list[Problem]:
    loaded = load(text.encode(), "explored.yaml")
    assert loaded.scenario is not None
    return joined(loaded, "explored.yaml", Explored(loaded, "explored.yaml", deep=True))


@pytest.mark.parametrize("code", EXPLORED)
def test_exploring_the_wrong_example_of_a_page_finds_just_that_and_the_right_one_not_even_that(code):
    """Information on balance is no matter of an example about something else."""
    wrong, right = (explored(example(code, heading)) for heading in ("Wrong", "Right"))
    assert code in {problem.code for problem in wrong}
    assert {problem.code for problem in wrong if problem.severity != "info"} <= {code}
    assert code not in {problem.code for problem in right}
    assert [problem for problem in right if problem.severity != "info"] == []
    assert all(problem.hint and problem.where.line > 1 for problem in wrong)


def as_interview(code: str, heading: str) -> list[Problem]:
    """Return what is wrong with the plan in a page's example, played as the interview's."""
    scenario = load(example(code, heading).encode(), "played.yaml").scenario
    found = re.search(rf"^## {heading}\n.*?^```yaml plan\n(.*?)^```$", PAGES[code], re.M | re.S)
    assert scenario is not None and found is not None
    plan, _ = read_plan(found[1].encode(), "interview.yaml", "interview")
    assert plan is not None
    played = play(plan, scenario)
    assert played.failures == []
    return own_way(plan, scenario, played)


@pytest.mark.parametrize("code", PLAYED)
def test_playing_the_plan_of_a_wrong_example_finds_just_that_and_of_the_right_one_nothing(code):
    (wrong,) = as_interview(code, "Wrong")
    assert (wrong.code, wrong.severity, wrong.where.path) == (code, "error", "interview.yaml")
    assert "not 0.7: departure 0.861, fluency 0.25" in wrong.message
    assert as_interview(code, "Right") == []


def test_only_the_plan_of_the_interview_is_held_to_it():
    scenario = load(example("SC510", "Wrong").encode(), "played.yaml").scenario
    assert scenario is not None
    for name, told in (("hasty", 0), ("interview", 1)):
        plan, _ = read_plan(b"- {run: true}", f"{name}.yaml", name)
        assert plan is not None and len(own_way(plan, scenario, play(plan, scenario))) == told


@pytest.mark.parametrize("code", sorted(PAGES))
def test_a_page_is_short_and_begins_with_its_code_and_what_it_says(code):
    first, *rest = PAGES[code].split("\n")
    assert re.fullmatch(rf"# {code} \S+( \S+){{0,5}}", first)
    assert len(PAGES[code].split("## Wrong")[0].split()) < 120
    assert "!" not in re.sub(r"`[^`]*`", "", PAGES[code].split("## Wrong")[0])
    assert rest


def folder(name: str) -> bytes | None:
    path = AUTHORING / "diagnostics" / name
    return path.read_bytes() if path.is_file() else None


def test_a_page_is_found_by_its_code_in_any_case_and_by_nothing_else():
    assert page("sc105 ", folder) == PAGES["SC105"]
    for code in ("SC999", "", "SC105.md", "../show", "../../etc/passwd", "SC1٠5"):
        assert page(code, folder) is None


# ---------------------------------------------------------------- how problems are shown

PATH = "scenarios/dead-air/scenario.yaml"


def problem(line=1, column=1, length=1, hint="", severity="error", message="no stage is called `contaned`"):
    return Problem(code="SC105", where=Mark(PATH, line, column), message=message, hint=hint, severity=severity, length=length)


def test_a_problem_is_shown_with_its_line_a_caret_and_a_hint():
    text = "a:\n" * 23 + "    to: contaned\n"
    shown = full([problem(24, 9, 8, hint="did you mean `contained`?")], {PATH: text})
    assert shown == """\
error[SC105]: no stage is called `contaned`
   --> scenarios/dead-air/scenario.yaml:24:9
   |
24 |     to: contaned
   |         ^^^^^^^^
   = did you mean `contained`?
"""


def test_a_problem_is_one_concise_line():
    found = [problem(24, 9, 8, hint="did you mean `contained`?"), problem(30, 1, severity="warning", message="odd\nthing")]
    assert concise(found) == (
        f"{PATH}:24:9: error SC105 no stage is called `contaned` (did you mean `contained`?)\n"
        f"{PATH}:30:1: warning SC105 odd thing\n"
    )


def test_problems_as_json_keep_every_field():
    assert json.loads(as_json([problem(2, 3, 4, hint="ä")])) == [{
        "path": PATH, "line": 2, "column": 3, "length": 4, "severity": "error", "code": "SC105",
        "message": "no stage is called `contaned`", "hint": "ä",
    }]


def caret(text: str, column: int, length: int) -> tuple[str, str]:
    _, _, _, line, below, *_ = full([problem(1, column, length)], {PATH: text}).split("\n")
    return line[4:], below[4:]


def test_the_caret_stands_below_its_text_after_tabs_and_wide_letters():
    assert caret("\tto: x", 6, 1) == ("  to: x", "      ^")
    assert caret("日本: x", 5, 1) == ("日本: x", "      ^")
    assert caret("e\u0301: x", 5, 1) == ("e\u0301: x", "   ^")


def test_of_a_very_long_line_an_excerpt_around_the_problem_is_shown():
    line, below = caret("a" * 5000 + "WRONG" + "b" * 5000, 5001, 5)
    assert line.startswith("…") and line.endswith("…") and len(line) <= 102
    assert line[below.index("^"):below.rindex("^") + 1] == "WRONG"


def test_a_caret_never_runs_past_what_is_shown():
    line, below = caret("x" * 5000, 1, 5000)
    assert len(below) <= len(line)
    line, below = caret("short", 3, 400)
    assert below == "  ^^^"


def test_a_problem_after_the_end_of_a_line_or_of_an_unknown_file_is_still_shown():
    assert caret("when: a >=", 11, 1) == ("when: a >=", "          ^")
    assert full([problem(9, 9)], {}) == f"error[SC105]: no stage is called `contaned`\n  --> {PATH}:9:9\n"
    assert full([problem(9, 9)], {PATH: "one line"}).count("\n") == 2


def test_nothing_in_a_source_line_can_move_the_cursor():
    assert "\x1b" not in full([problem(1, 1)], {PATH: "a\x1b[2Jb"})


def test_every_format_shows_real_problems_of_a_real_file():
    loaded = load(MINIMAL.replace("to: fixing", "to: fixng").encode(), "s.yaml")
    for shown in FORMATS.values():
        text = shown(loaded.problems, {"s.yaml": loaded.text})
        assert "SC105" in text and "did you mean `fixing`?" in text


def test_a_plan_that_came_out_otherwise_has_its_page_too():
    folder = AUTHORING / "diagnostics"
    told = page("PLAN", lambda name: (folder / name).read_bytes())
    assert told is not None and "promises" in told
