"""What is printed for a lesson and kept of an exercise; and shorter versions with endings of their own."""
from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from html import escape

import pytest

from sim.authoring.load import load
from sim.cli import main
from sim.debrief.measures import debriefed
from sim.debrief.recordsheet import record_page
from sim.shell import runs
from sim.shell.library import load_scenario, scenario_file


def scenario_of(name: str):
    path = scenario_file(name)
    return load_scenario(path.read_bytes(), str(path))[0]


def inside(page: str) -> ElementTree.Element:
    """Return the body of a page, which has to be well formed."""
    return ElementTree.fromstring(f"<body>{page.partition('<body>')[2].partition('</body>')[0]}</body>")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    data = tmp_path_factory.mktemp("cut")
    main(["--data-dir", str(data), "play", "dead-air", "--auto", "textbook", "--cut", "20"])  # the plan goes on; the run does not
    return next((data / "runs").iterdir())


# ---------------------------------------------------------------- shorter versions


@pytest.mark.parametrize(("plan", "ending"), [
    ("silent", "noon-silent"), ("interview", "noon-ringing"), ("textbook", "noon-ahead"), ("ups", "noon-cabinet"),
])
def test_dead_air_cut_at_one_o_clock_has_endings_of_its_own(plan, ending, capsys):
    main(["play", "dead-air", "--auto", plan, "--cut", "20", "--json"])
    found = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert found["ending"] == ending and found["scenario_seconds"] == (13 * 60 - (8 * 60 + 37)) * 60


def test_the_whole_is_told_as_before(capsys):
    main(["play", "dead-air", "--auto", "interview", "--json"])
    assert json.loads(capsys.readouterr().out.strip().splitlines()[-1])["ending"] == "conduct-business"


def test_the_debrief_of_a_cut_says_so_and_asks_its_own_questions(played, capsys):
    assert main(["report", str(played), "--format", "text"]) == 0
    out = capsys.readouterr().out
    cut = scenario_of("dead-air").shorter[0]
    assert all(" ".join(question.split())[:40] in " ".join(out.split()) for question in cut.questions)
    kept = runs.look_at(played)
    assert debriefed(kept.scenario, kept.moments).cut.minutes == 20


def test_a_shorter_version_that_is_not_among_the_cuts_is_named_with_its_place():
    raw = scenario_file("warm-plug").read_bytes().replace(b'shorter:\n  "8":', b'shorter:\n  "9":')
    found = load(raw, "s.yaml")
    assert found.scenario is None and any("cut in `meta.cuts`" in problem.message for problem in found.problems)


def test_a_shorter_version_without_an_ending_for_a_poor_run_is_a_problem():
    raw = scenario_file("warm-plug").read_bytes().replace(b"id: nine-standing\n        title: Standing room\n        above: 0",
                                                          b"id: nine-standing\n        title: Standing room\n        above: 5")
    assert "SC206" in {problem.code for problem in load(raw, "s.yaml").problems}


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(("name", "cut"), [("dead-air", 20), ("warm-plug", 8)])
def test_a_lesson_plan_fills_its_minutes_without_a_gap(name, cut, capsys):
    assert main(["report", name, "--format", "lesson", "--cut", str(cut)]) == 0
    page = capsys.readouterr().out
    assert "45 minutes" in page and len(inside(page).findall(".//tr")) >= 8
    lines = next(one for one in scenario_of(name).shorter if one.minutes == cut).lesson
    assert lines[0].since == 0 and all(a.until == b.since for a, b in zip(lines, lines[1:], strict=False))


def test_a_lesson_that_is_not_there_is_said_in_a_sentence(capsys):
    assert main(["report", "nine-minutes", "--format", "lesson"]) == 2
    assert "shorter versions of: none" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["dead-air", "nine-minutes", "warm-plug"])
def test_every_scenario_has_six_cards_each_with_one_fact_of_its_own(name, capsys):
    cards = scenario_of(name).room.cards
    assert len(cards) == 6 and len({card.fact for card in cards}) == 6 and all(card.ask for card in cards)
    assert main(["report", name, "--format", "cards"]) == 0
    page = capsys.readouterr().out
    assert all(escape(card.title) in page for card in cards)


def test_the_record_has_what_an_auditor_asks_for_and_can_be_filled_in(played, capsys):
    assert main(["report", str(played), "--format", "record"]) == 0
    page = capsys.readouterr().out
    kept = runs.look_at(played)
    words = " ".join("".join(inside(page).itertext()).split())
    for said in ("Date", "version 1.0", str(kept.header.seed), kept.header.digest[:12], "20 minutes", "Who took part",
                 "Objectives", "Critical tasks", "Decisions", "Owner", "Due", "Retest on", "Signature"):
        assert said in words, said
    assert page.count('contenteditable="true"') > 30 and "http:" not in page and "https:" not in page
    for objective in kept.scenario.meta.objectives:
        assert " ".join(objective.split()) in words


def test_every_decision_of_a_record_has_both_its_times(played):
    kept = runs.look_at(played)
    review = debriefed(kept.scenario, kept.moments)
    page = record_page(kept.scenario, kept.moments, review, kept.header)
    walls = {moment.seq: moment.wall[11:19] for moment in kept.moments}
    assert all(decision.when in page and walls[decision.seq] in page for decision in review.decisions)


def test_whatever_somebody_wrote_stays_text_in_a_record(tmp_path):
    from sim.screens.intents import Start, Write
    from sim.shell.app import App

    app = App(data=tmp_path)
    app.act(Start(scenario="nine-minutes", seed=7))
    app.act(Write(text='<script>alert("x")</script>'))
    session = app.run.session
    review = debriefed(session.scenario, tuple(session.moments))
    page = record_page(session.scenario, tuple(session.moments), review, session.header)
    inside(page)
    assert page.count("<script>") == 1 and "&lt;script&gt;alert" in page
    app.close_run()
