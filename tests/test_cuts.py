"""Plans of shorter versions, and what the command line says of a scenario that is asked for as if it were a run."""
from __future__ import annotations

import json

import pytest

from sim.authoring.plans import play, read_plan
from sim.cli import main
from sim.shell.library import load_scenario, scenario_file


def scenario_of(name: str):
    path = scenario_file(name)
    return load_scenario(path.read_bytes(), str(path))[0]


@pytest.mark.parametrize(("name", "plan", "cut", "ending"), [
    ("dead-air", "noon", 20, "noon-ringing"), ("dead-air", "noon-silent", 20, "noon-silent"),
    ("warm-plug", "nine-o-clock", 8, "nine-limping"),
])
def test_a_plan_of_a_shorter_version_ends_where_that_does(name, plan, cut, ending, capsys):
    scenario = scenario_of(name)
    assert main(["play", name, "--auto", plan, "--json"]) == 0
    found = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (found["ending"], found["scenario_seconds"]) == (ending, scenario.meta.cuts[cut])


def test_a_plan_of_a_version_that_is_not_there_fails_in_a_sentence():
    plan, _ = read_plan(b"- {cut: 21}\n- {run: true}\n", "p.yaml", "p")
    assert [failure.message for failure in play(plan, scenario_of("dead-air")).failures] == [
        "there is no 21-minute version; there are: 20, 50"]


def test_what_a_plan_promises_after_the_end_of_a_shorter_version_is_not_held_against_it(capsys):
    assert main(["play", "dead-air", "--auto", "textbook", "--cut", "20", "--json"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("how", [[], ["--format", "record"], ["--format", "html"]])
def test_a_scenario_is_not_taken_for_a_run(how, capsys):
    assert main(["report", "dead-air", *how]) == 2
    assert "`dead-air` is a scenario" in capsys.readouterr().err
