"""`solve` and `cohort`: what they say of every figure, their JSON, and how they end where something is wrong."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from sim.analysis.cohorts.personas import PERSONAS
from sim.cli import main
from sim.shell.progress import Watch
from sim.shell.valuing import number as as_shown
from tests.engine.house import text_of

ROOT = Path(__file__).resolve().parent.parent
MINIMAL = ROOT / "tests" / "minimal.yaml"
COMMON = ROOT / "benchmarks" / "common.yaml"
ENDLESS = """
horizon: 1h
stages:
  a: {title: A, question: Q, choices: [{id: over, label: O, again: true, to: b}]}
  b: {title: B, question: Q, choices: [{id: back, label: B, again: true, to: a}]}
"""


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


# ---------------------------------------------------------------- solve


def test_solve_prints_what_best_random_and_worst_play_are_worth(cordless):
    code, out, err = cordless("solve", COMMON, "--json", "--exact")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["best"], found["worst"], found["situations"], found["exact"]) == (102.0, 0.0, 5379, True)
    assert found["random"] == pytest.approx(46.577910625603316, abs=1e-9)
    assert found["fractions"] == {"best": "102", "random": "1173495059/25194240", "worst": "0"}
    first = found["decisions"][0]
    assert first["stages"] == ["alert"] and first["likely"] == 1 and first["spread"] == pytest.approx(102)
    assert [option["node"] for option in first["options"]][::3] == ["alert/acknowledge", "wait"]
    assert first["options"][0]["loss"] == pytest.approx(0)


def test_solve_says_in_words_what_matters_and_what_thinking_costs(cordless):
    code, out, _ = cordless("solve", MINIMAL, "--think", "edges")
    assert code == 0 and out.startswith("Dark shop: ") and "(decided at once or at the last moment)." in out
    assert "Explored whole." in out and "best                100  exact" in out
    assert "best: fixing/wait; worst: fixing/new-fuse" in out
    assert "what thinking costs, for the best choice of those decisions (exact)" in out
    assert "what having the evidence adds to best play (exact)\n  there is none to be had" in out
    assert "--think edges" in cordless("solve", MINIMAL)[1], "says how to look into it"


def test_what_a_map_that_is_not_whole_says_of_play_is_a_bound(cordless):
    code, out, _ = cordless("solve", "nine-minutes", "--max-situations", 1_000)
    assert code == 0 and "Not whole: it has more situations than it may have" in out
    lines = {line.split()[0]: line for line in out.splitlines() if line.startswith("  ")}
    assert lines["best"].endswith("at least") and lines["worst"].endswith("at most")
    assert "sampled: " in lines["random"] and lines["random"].endswith("either way, 200 plays")
    assert "what having the evidence adds to best play (as far as explored)" in out and "  sound/open-mic\n" in out
    code, out, err = cordless("solve", "nine-minutes", "--max-situations", 1_000, "--exact")
    said = "Nine Minutes was not explored whole, so there are no exact fractions; raise --max-situations.\n"
    assert (code, out) == (1, "") and err.endswith(said), "after how far it is, if that took long"


def test_exploring_that_is_interrupted_says_what_it_found(cordless, monkeypatch):
    def told(watch: Watch, progress: object) -> bool:
        signal.raise_signal(signal.SIGINT)
        return watch.goes_on(str)

    monkeypatch.setattr(Watch, "told", told)
    code, out, err = cordless("solve", "nine-minutes", "--max-situations", 1_000)
    assert code == 0 and "Not whole: you interrupted it" in out and "no figure is a bound" in out
    assert "Interrupted; what was found so far counts." in err and "at least" not in out
    code, out, _ = cordless("cohort", "nine-minutes", "--max-situations", 1_000, "--trainees", 100)
    assert code == 0 and "came to no end on this map" in out


def test_what_goes_round_for_ever_has_no_fractions_and_no_end(cordless, tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(text_of(ENDLESS), encoding="utf-8")
    code, out, err = cordless("solve", file, "--exact")
    assert (code, out) == (1, "") and err.startswith("There are no exact fractions: a choice that takes no time leads back")
    code, out, _ = cordless("cohort", file, "--persona", "guesser", "--trainees", 50)
    assert code == 0 and "none: 100.00% of the sample came to no end" in out


# ---------------------------------------------------------------- cohort


def test_a_cohort_is_told_exactly_and_as_sampled(cordless):
    code, out, err = cordless("cohort", MINIMAL, "--trainees", 20_000, "--persona", "hasty", "--seed", 4)
    assert (code, err) == (0, "")
    assert out.startswith("Dark shop: 20,000 trainees, seed 4.\nHasty: decides at once")
    assert "exact; sampled" in out and " ± " in out and "of the variance, exact" in out
    assert all(ending in out for ending in ("bright", "gloomy")) and "difficulty" in out
    assert cordless("cohort", MINIMAL, "--trainees", 20_000, "--persona", "hasty", "--seed", 4)[1] == out, "from one seed"
    assert cordless("cohort", MINIMAL, "--trainees", 20_000, "--persona", "hasty", "--seed", 5)[1] != out


def test_a_cohort_as_json_has_the_whole_spread(cordless):
    code, out, _ = cordless("cohort", COMMON, "--json", "--persona", "guesser", "--trainees", 50_000)
    found = json.loads(out)
    assert code == 0 and found["whole"] and found["strayed"] == 0 and found["trainees"] == 50_000
    exact, sampled = found["exact"], found["sampled"]
    assert exact["mean"] == pytest.approx(46.577910625603316, abs=1e-9) and exact["error"] == 0
    assert abs(sampled["mean"] - exact["mean"]) < 4 / 1.96 * sampled["within"]
    assert sum(exact["chances"]) == pytest.approx(1) and exact["values"] == sorted(exact["values"])
    assert exact["endings"]["closed"] == pytest.approx(1) and sampled["endings"]["closed"]["share"] == pytest.approx(1)
    assert 0 < exact["luck"] < 1
    assert found["difficulty"]["measured_by"] == "lowest band" and found["difficulty"]["failing"] is None
    assert found["difficulty"]["gap"] == pytest.approx((102 - exact["mean"]) / 102)


def test_on_a_map_that_is_not_whole_exact_is_of_that_map(cordless):
    code, out, _ = cordless("cohort", "nine-minutes", "--max-situations", 1_000, "--trainees", 2_000)
    assert code == 0 and "exact on this map; sampled" in out and " exact; " not in out
    assert "from there on they let time run" in out and "below par (4,000)" in out
    assert "guessers who decide to the end come to 2," in out, "how far the map is from the scenario"


@pytest.mark.parametrize(("words", "code", "says"), [
    (("--backend", "dask"), 2, "--backend dask and --scheduler ADDRESS go together"),
    (("--scheduler", "tcp://127.0.0.1:1"), 2, "--backend dask and --scheduler ADDRESS go together"),
    (("--trainees", "0"), 2, "a number of trainees is 1 to 1000000000"),
    (("--seed", "-1"), 2, "a seed is a whole number from 0 on"),
    (("--jobs", "0"), 2, "a number of jobs is 1 to 10000"),
    (("--persona", "genius"), 2, "invalid choice: 'genius'"),
    (("--variant", "nowhere"), 2, "has no variant `nowhere`"),
])
def test_a_command_line_that_is_wrong_is_told_so(cordless, words, code, says):
    found, out, err = cordless("cohort", MINIMAL, *words)
    assert (found, out) == (code, "") and says in err


def test_the_command_line_knows_every_persona(cordless):
    assert "{" + ",".join(sorted(PERSONAS)) + "}" == "{" + ",".join(sorted(
        cordless("cohort", "--help")[1].partition("--persona {")[2].partition("}")[0].split(","))) + "}"


def test_a_scenario_that_is_not_there_is_no_fault(cordless):
    for verb in ("solve", "cohort"):
        code, out, err = cordless(verb, "dead-ear")
        assert (code, out) == (2, "") and "did you mean `dead-air`?" in err


@pytest.mark.parametrize(("number", "shown"), [
    (0.0, "0"), (0.004, "0.004"), (0.5, "0.5"), (46.5779, "46.58"), (999.999, "1,000"), (12345.6, "12,346"), (-3000.0, "-3,000"),
])
def test_numbers_are_shown_with_the_decimals_that_matter(number, shown):
    assert as_shown(number) == shown


def test_the_share_of_an_ending_lies_in_its_interval_even_where_nobody_came(cordless):
    code, out, _ = cordless("cohort", MINIMAL, "--trainees", 1, "--json")
    shares = json.loads(out)["sampled"]["endings"]
    assert code == 0 and sorted(one["share"] for one in shares.values()) == [0, 1]
    assert all(0 <= one["low"] <= one["share"] <= one["high"] <= 1 and one["high"] - one["low"] > 0.7 for one in shares.values())
