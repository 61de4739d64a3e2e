"""The guide for the person at the front and the role cards: all that is needed on paper, none of it an author's formula."""
from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from sim.authoring.load import load
from sim.cli import main
from sim.debrief.cards import cards_page
from sim.debrief.guide import FOLLOW_UPS, HOT_WASH, NOTICE, RULES, guide_page
from sim.debrief.lesson import lesson_page
from sim.debrief.wording import clean, label
from sim.shell.library import load_scenario, scenario_file

SHIPPED = ("dead-air", "nine-minutes", "warm-plug")


def scenario_of(name: str):
    path = scenario_file(name)
    return load_scenario(path.read_bytes(), str(path))[0]


def inside(page: str) -> ElementTree.Element:
    """Return the body of a page, which has to be well formed."""
    return ElementTree.fromstring(f"<body>{page.partition('<body>')[2].partition('</body>')[0]}</body>")


def words(page: str) -> str:
    return " ".join(" ".join(inside(page).itertext()).split())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_guide_has_its_parts_in_the_order_they_are_needed(name):
    heads = ["".join(head.itertext()) for head in inside(guide_page(scenario_of(name))).iter("h2")]
    wanted = ["On one page", "For the person at the front", "What it is for", "To read aloud",
              "What is so, and how it can be found", "What arrives at its time", "Stops to talk", "What is decided",
              "Critical tasks, for whoever watches", "Time",
              "Straight afterwards, ten to fifteen minutes", "So that everybody can take part"]
    assert [head for head in heads if head in wanted] == wanted


@pytest.mark.parametrize("name", SHIPPED)
def test_a_guide_says_at_the_top_that_it_is_not_for_players_and_has_all_that_is_read_aloud(name):
    said = words(guide_page(scenario_of(name)))
    assert said.startswith("Not for players")
    assert all(line in said for line in (*RULES, *NOTICE, *FOLLOW_UPS, *HOT_WASH)) and "real emergency" in said


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_in_a_guide_is_a_formula_or_a_hole_in_a_text(name):
    said = words(guide_page(scenario_of(name)))
    assert re.findall(r"\b(?:used|knows|visited|crossed|rig|open)\([^)]*\)|[<>=!]=|\{\w+\}|\[\[|\*\*", said) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_critical_task_has_four_boxes_and_every_decision_its_sheet(name):
    scenario = scenario_of(name)
    page = guide_page(scenario)
    said = words(page)
    assert page.count("☐") == 4 * len(scenario.duties) and len(scenario.duties) > 0
    for duty in scenario.duties:
        assert clean(duty.label) in said and label(scenario, duty.by) in said
    for stage in scenario.stages.values():
        for choice in stage.choices:
            if choice.panel is not None:
                assert clean(choice.panel.why) in said and clean(choice.panel.minority) in said, choice.node


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_heard_at_a_time_of_its_own_stands_in_the_list_at_that_time(name):
    scenario = scenario_of(name)
    tables = [table for table in inside(guide_page(scenario)).iter("table") if "Comes" in "".join(table.itertext())]
    rows = [["".join(cell.itertext()) for cell in row] for table in tables for row in table.iter("tr")]
    numbers = [int(row[0]) for row in rows if row[0]]
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 5
    timed = [label(scenario, inject.at) for inject in scenario.injects.values() if inject.at is not None]
    assert {row[1] for row in rows if row[4] in ("always", "if it fits")} <= set(timed)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_sheet_about_the_cards_says_what_each_is_good_for(name):
    scenario = scenario_of(name)
    page = cards_page(scenario)
    rows = [["".join(cell.itertext()) for cell in row] for row in inside(page).iter("tr")]
    listed = {row[0]: row for row in rows if len(row) == 3}
    assert all(clean(card.knows) == listed[clean(card.title)][1] for card in scenario.room.cards)
    assert sum(listed[clean(card.title)][2] != "–" for card in scenario.room.cards) >= 3


def test_whatever_an_author_wrote_stays_text_in_every_document():
    raw = scenario_file("dead-air").read_bytes()
    for word in (b"Rita", b"morning", b"phone", b"this"):
        raw = re.sub(rb"(?<=[a-z] )" + word + rb"(?= [a-z])", b"<b>" + word + b"&lt;</td>", raw)
    scenario = load(raw, "b.yaml").scenario
    assert scenario is not None
    for page in (guide_page(scenario), cards_page(scenario), lesson_page(scenario, scenario.shorter[0])):
        inside(page)
        assert "<b>" not in page and "&lt;b&gt;" in page and "&amp;lt;&lt;/td&gt;" in page


def test_the_journal_of_a_run_stands_for_its_scenario(tmp_path, capsys):
    main(["--data-dir", str(tmp_path), "play", "nine-minutes", "--auto", "textbook", "--json"])
    run = next((tmp_path / "runs").iterdir())
    capsys.readouterr()
    assert main(["report", str(run), "--format", "cards"]) == 0
    first = capsys.readouterr().out
    assert main(["report", str(run / "journal.jsonl"), "--format", "cards"]) == 0
    assert capsys.readouterr().out == first and "role cards" in first
