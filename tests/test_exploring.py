"""`explore`, and `check` with exploring: what they say, how they end early, and what a comment lets stand."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from sim.authoring.ignoring import ignored, settled
from sim.authoring.load import load
from sim.authoring.plans import play, read_plan
from sim.cli import main
from sim.domain.problems import Mark, Problem
from sim.domain.situation import Phase
from sim.shell import checking
from sim.shell.checking import Explored, joined
from sim.shell.clock import spent
from sim.shell.progress import Watch, exploring
from tests.engine.house import text_of

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = {file.stem: file for file in sorted((ROOT / "tests" / "hostile").glob("*.yaml"))}
MINIMAL = ROOT / "tests" / "minimal.yaml"


@pytest.fixture
def cordless(capsys, tmp_path):
    def run(*words: object) -> tuple[int, str, str]:
        try:
            code = main(["--data-dir", str(tmp_path / "data"), *map(str, words)])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


# ---------------------------------------------------------------- explore


def test_explore_counts_what_there_is_and_says_that_it_is_all(cordless):
    code, out, err = cordless("explore", MINIMAL)
    assert (code, err) == (0, "")
    assert out.startswith("Dark shop: 52 situations, 86 actions, 95 outcomes (decided at once)")
    assert "Explored whole" in out and "4 of 4    choices" in out and "not found: dark/look" in out
    assert "bright" in out and "no dead end" in out


def test_explore_as_json_has_a_way_to_every_ending(cordless):
    code, out, _ = cordless("explore", MINIMAL, "--json", "--think", "edges", "--variant", "street")
    found = json.loads(out)
    assert code == 0 and found["whole"] and (found["think"], found["variant"]) == ("edges", "street")
    assert found["found"]["stages"] == 2 and found["not_found"]["investigations"] == ["look:dark/look"]
    assert sum(found["slots"].values()) == found["situations"] and found["dead_ends"] == {}
    assert all(ending["standing"] == "reached" and ending["way"] for ending in found["endings"].values())


def test_a_map_that_is_not_whole_is_not_called_so(cordless):
    code, out, _ = cordless("explore", "nine-minutes", "--max-situations", 300)
    assert code == 0 and "Not whole" in out and "--max-situations N allows more" in out


@pytest.mark.parametrize("what", ["stage:fixing", "consequence:landlord", "ending:gloomy", "draw:fixing/new-fuse==street"])
def test_a_witness_is_printed_as_a_plan_that_plays(cordless, what):
    code, out, err = cordless("explore", MINIMAL, "--witness", what)
    assert (code, err) == (0, "") and what in out.splitlines()[0]
    plan, _ = read_plan(out.encode(), "witness.yaml", "witness")
    scenario = load(MINIMAL.read_bytes(), "m.yaml").scenario
    assert plan is not None and scenario is not None
    played = play(plan, scenario)
    assert played.failures == [] and (not what.startswith("ending") or played.situation.phase is Phase.DEBRIEF)


def test_what_there_is_no_way_to_is_said(cordless):
    code, out, err = cordless("explore", MINIMAL, "--witness", "look:dark/look")
    assert (code, out) == (1, "") and err == "No way to look:dark/look was found.\n"
    code, _, err = cordless("explore", MINIMAL, "--witness", "stage:fixng")
    assert code == 1 and "did you mean `stage:fixing`" in err
    assert cordless("explore", "no-such-thing")[0] == 2
    assert "has no variant `x`" in cordless("explore", MINIMAL, "--variant", "x")[2]
    assert cordless("explore", MINIMAL, "--max-situations", "0")[0] == 2


# ---------------------------------------------------------------- how long it may take


def test_the_first_interrupt_ends_exploring_with_what_was_found_and_the_second_ends_the_program(capsys):
    scenario = load((ROOT / "scenarios" / "nine-minutes" / "scenario.yaml").read_bytes(), "s.yaml").scenario
    assert scenario is not None

    class Impatient(Watch):
        """Somebody presses Ctrl-C as soon as there is news."""

        def goes_on(self, line):
            signal.raise_signal(signal.SIGINT)
            return super().goes_on(line)

    watch = Impatient()
    found = exploring(scenario, watch=watch, most=20_000)
    assert watch.why == "interrupted" and not found.whole and 0 < found.situations < 20_000
    assert "what was found so far counts" in capsys.readouterr().err
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), Watch():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_long_work_says_how_far_it_is_and_short_work_says_nothing(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr("sim.shell.progress.monotonic", lambda: now[0])
    with Watch() as watch:
        assert watch.goes_on(lambda: "one")
        now[0] = 1.5
        assert watch.goes_on(lambda: "two")
        assert watch.goes_on(lambda: "three")
    assert capsys.readouterr().err == "two\n"


def test_exploring_ends_when_its_processor_time_is_up(monkeypatch):
    taken = [0.0]
    monkeypatch.setattr("sim.shell.progress.spent", lambda: taken[0])
    with Watch(2.0) as watch:
        assert watch.goes_on(str)
        taken[0] = 2.1
        assert not watch.goes_on(str) and watch.why == "time"


# ---------------------------------------------------------------- check


def found_in(body: str, deep: bool = True) -> list[Problem]:
    loaded = load(text_of(body).encode(), "s.yaml")
    return joined(loaded, "s.yaml", Explored(loaded, "s.yaml", deep=deep))


DEAD_END = """
resources: {cash: {label: Cash, start: 100, unit: euro}}
stages:
  a:
    title: A
    question: Q
    choices:
      - {id: waste, label: Waste, cost: {cash: 80}}
      - {id: go, label: Go, to: b}
  b:
    title: B
    question: Q
    deadline: 1h
    default: d
    on_deadline: {set: {late: true}}
    choices: [{id: buy, label: Buy, cost: {cash: 40}, to: end}]
facts: {late: {price: 5}}
"""


def test_a_dead_end_is_an_error_at_its_stage_with_a_witness():
    (problem,) = (problem for problem in found_in(DEAD_END) if problem.code == "SC216")
    assert problem.severity == "error" and problem.where.line == text_of(DEAD_END).split("\n").index("  b:") + 1
    assert problem.witness == "08:00 choose a/waste; 08:00 choose a/go; on to 09:00"


def test_of_a_part_of_the_map_nothing_is_said_to_be_never(monkeypatch):
    monkeypatch.setattr(checking, "MOST", 3)
    body = DEAD_END + "injects: [{id: never, when: late and not visited(b), note: n}]\n"
    assert {"SC216", "SC301"} <= {problem.code for problem in found_in(body)}
    assert {problem.code for problem in found_in(body, deep=False)} <= {"SC216", "SC306"}


def test_a_stage_that_only_a_variant_opens_is_reached():
    body = """
facts: {pri: {}}
variants: {modern: {title: M, set: {pri: true}}}
stages:
  a:
    title: A
    question: Q
    choices: [{id: go, label: Go, when: pri, reason: r, to: b}, {id: stop, label: Stop, to: end}]
  b: {title: B, question: Q, choices: [{id: stop, label: Stop, to: end}]}
"""
    assert not {"SC214", "SC501"} & {problem.code for problem in found_in(body)}
    assert "SC214" in {problem.code for problem in found_in(body.replace("set: {pri: true}", "set: {pri: false}"))}


def test_what_only_waiting_to_the_last_moment_shows_is_not_called_never():
    body = """
stages:
  a:
    title: A
    question: Q
    deadline: 30m
    default: d
    on_deadline: {to: end}
    choices: [{id: call, label: Call, takes: 10m, to: b}]
  b:
    title: B
    question: Q
    deadline: 10m
    default: d
    on_deadline: {to: end}
    choices: [{id: stop, label: Stop, to: end}]
injects: [{id: news, at: "08:35", note: n}]
"""
    assert "SC301" not in {problem.code for problem in found_in(body)}  # who calls at 08:29 is still calling then
    assert "SC301" in {problem.code for problem in found_in(body.replace("08:35", "08:51"))}


def test_check_explores_unless_told_not_to_and_says_how_far_it_went(cordless):
    code, out, _ = cordless("check", MINIMAL)
    assert code == 0 and "explored whole: 102 situations" in out and "info[SC501]" in out and "4 for information" in out
    code, out, _ = cordless("check", MINIMAL, "--no-explore")
    assert code == 0 and "situations" not in out and "SC501" not in out


def test_check_says_when_it_did_not_explore_whole(cordless, monkeypatch):
    monkeypatch.setattr(checking, "SECONDS", 0.05)
    code, out, err = cordless("check", "nine-minutes")
    assert code == 0 and "not whole; `check --deep` explores more" in out and "in 0.05 s" in out and err == ""


def test_a_witness_is_shown_below_its_finding_and_kept_in_json(cordless, tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(text_of(DEAD_END))
    code, out, _ = cordless("check", file)
    assert code == 1 and " = witness: 08:00 choose a/waste; 08:00 choose a/go; on to 09:00\n" in out
    found = json.loads(cordless("check", file, "--format", "json")[1])
    (witness,) = (problem["witness"] for problem in found if problem["code"] == "SC216")
    assert witness == "08:00 choose a/waste; 08:00 choose a/go; on to 09:00"


# ---------------------------------------------------------------- what is let stand


def at(line: int, code: str = "SC502", severity: str = "info") -> Problem:
    return Problem(code=code, where=Mark("s.yaml", line, 5), message="m", severity=severity)  # type: ignore[arg-type]


def test_a_comment_with_a_reason_lets_a_finding_stand_on_its_line_and_alone_on_the_next_with_text():
    text = "a: 1  # sc: ignore[SC502] meant\n\n  # sc: ignore[SC502, SC306] meant, too\n  # another comment\nb: 2\n"
    comments = ignored(text, "s.yaml")
    assert [(comment.lines, comment.codes, comment.reason) for comment in comments] == [
        ((1,), ("SC502",), "meant"), ((3, 5), ("SC502", "SC306"), "meant, too"),
    ]
    assert settled(comments, [at(1), at(5), at(5, "SC306")]) == []
    assert at(4) in settled(comments, [at(4)]) and at(1, "SC501") in settled(comments, [at(1, "SC501")])


def test_a_comment_without_a_reason_or_without_a_finding_is_a_finding():
    (bare,) = ignored("a: 1  # sc: ignore[SC502]", "s.yaml")
    assert [problem.code for problem in settled([bare], [at(1)])] == ["SC502", "SC701"]
    (idle,) = ignored("a: 1  # sc: ignore[SC502] why", "s.yaml")
    (wrong,) = settled([idle], [])
    assert (wrong.code, wrong.where, wrong.severity) == ("SC701", Mark("s.yaml", 1, 7), "warning")
    assert settled([idle], [], unjudged=["SC502"]) == []
    assert [problem.code for problem in settled(ignored("a: 1 # sc: ignore[] why", "s.yaml"), [])] == ["SC701"]


def test_what_is_no_comment_is_no_comment():
    assert ignored("a: b#sc: ignore[SC502] x\n# sc ignore[SC502]\n# ignore[SC502] why\n", "s.yaml") == ()


def test_an_error_of_exploring_can_be_let_stand_and_one_of_loading_cannot():
    let = DEAD_END.replace("  b:\n", "  # sc: ignore[SC216] the shop is closed on purpose\n  b:\n")
    assert not {"SC216", "SC701"} & {problem.code for problem in found_in(let)}
    broken = "start: nowhere  # sc: ignore[SC105] why not\n" + let
    assert "SC105" in {problem.code for problem in found_in(broken)}


def test_a_comment_on_what_was_not_looked_for_is_left_alone(monkeypatch):
    monkeypatch.setattr(checking, "MOST", 3)
    text = DEAD_END.replace("  b:\n", "  # sc: ignore[SC501] perhaps\n  b:\n")
    assert "SC701" in {problem.code for problem in found_in(text)}
    assert "SC701" not in {problem.code for problem in found_in(text, deep=False)}


# ---------------------------------------------------------------- scenarios made to hurt


def test_totals_too_large_to_be_counted_are_said_so(cordless):
    file = HOSTILE["a-total-without-end"]
    code, out, _ = cordless("check", file)
    assert code == 0 and ("not explored: something in it grows" in out or "explored whole" in out)
    code, _, err = cordless("explore", file)
    assert code == 0 or "cannot be explored" in err


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_scenario_is_explored_in_little_more_than_its_time(name, cordless):
    begun = spent()
    code, out, err = cordless("check", HOSTILE[name])
    assert spent() - begun < 8 and code in (0, 1) and "Traceback" not in err
    grows = (
        "a-total-without-end", "numbers-as-large-as-may-be", "a-number-that-feeds-on-itself", "flows-as-large-as-may-be",
        "flows-of-absurd-numbers",
    )
    assert code == 1 or "situations" in out or (name in grows and "larger than can be counted" in out)
