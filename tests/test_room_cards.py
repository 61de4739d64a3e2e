"""Role cards as an author writes them, and that a run which heard one can be trusted later."""

from __future__ import annotations

from html import escape

import pytest

from sim.authoring.load import load
from sim.cli import main
from sim.debrief.cards import cards_page
from sim.debrief.guide import guide_page
from sim.debrief.wording import clean
from sim.screens.intents import Reopen
from sim.shell import runs
from sim.shell.app import App
from sim.shell.kept import kept_runs
from tests.boiler import RAW, SHIPPED
from tests.test_room import every_string, press, read

CARDS = b"""
room:
  cards:
    caretaker:
      title: The caretaker
      job: You have the keys.
      knows: The gauge in the cellar is at nothing.
      fact: pressure
      ask: Who was down there last?
    teacher: {title: The teacher, job: You have the children., knows: The gym is warm until ten., ask: How many fit in there?}
"""


def test_cards_are_read_as_they_are_written():
    scenario = load(RAW + CARDS, "boiler.yaml").scenario
    assert scenario is not None and scenario.room is not None
    first, second = scenario.room.cards
    assert (first.id, first.title, first.fact, second.fact) == ("caretaker", "The caretaker", "pressure", None)
    assert first.ask == "Who was down there last?" and second.knows == "The gym is warm until ten."


@pytest.mark.parametrize("wrong, right, said", [
    (b"fact: pressure\n      ask", b"fact: presure\n      ask", "did you mean `pressure`"),
    (b"      ask: Who was down there last?\n", b"", "`ask` is missing"),
    (b"job: You have the keys.", b"jop: You have the keys.", "`jop` is not a key"),
])
def test_a_card_that_cannot_be_is_said_with_its_place(wrong, right, said):
    assert wrong in CARDS
    problems = [str(problem) for problem in load(RAW + CARDS.replace(wrong, right), "boiler.yaml").problems]
    assert any(said in problem for problem in problems), problems


def test_a_run_that_heard_a_card_is_gone_on_with_and_remembers_it(tmp_path):
    scenario = load(RAW + CARDS, "boiler.yaml").scenario
    assert scenario is not None
    app = App.at(tmp_path)
    app.brief(scenario, RAW + CARDS, 7, "", None)
    press(app, "r")
    press(app, "enter")
    read(app)
    for key in ("o", "1", "enter", "enter"):
        press(app, key)
    app.leave()
    again = App.at(tmp_path)
    (name, _), = kept_runs(tmp_path)
    assert runs.look_at(tmp_path / "runs" / name).doubt == ""
    again.act(Reopen(run=name))
    assert again.run is not None and again.run.session.situation.known("pressure") and again.run.doubt == ""
    press(again, "o")
    texts = list(every_string(again.view()))
    assert "The teacher" in texts and not any("warm until ten" in text for text in texts)
    again.close_run()


def test_the_cards_are_printed_from_the_scenario_and_nothing_on_them_becomes_markup(capsys):
    assert main(["report", "nine-minutes", "--format", "cards"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("<article") == 6 and "under the cake" in printed and "show of hands" in printed
    scenario = load(RAW + CARDS.replace(b"The caretaker", b"<b>The caretaker"), "boiler.yaml").scenario
    assert scenario is not None
    assert "<b>" not in cards_page(scenario) and "&lt;b&gt;The caretaker" in cards_page(scenario)


def test_cards_of_a_scenario_that_is_not_there_are_refused_in_a_sentence(capsys):
    assert main(["report", "nine-minute", "--format", "cards"]) == 2
    assert "did you mean `nine-minutes`" in capsys.readouterr().err


def test_every_shipped_card_names_a_fact_that_can_be_seen():
    for name in ("nine-minutes", "dead-air"):
        raw = (SHIPPED / name / "scenario.yaml").read_bytes()
        scenario = load(raw, f"{name}/scenario.yaml").scenario
        assert scenario is not None and scenario.room is not None and len(scenario.room.cards) == 6
        for card in scenario.room.cards:
            assert card.fact is not None and scenario.facts[card.fact].known, card.id


def test_the_guide_says_what_is_so_what_arrives_and_what_the_panel_thinks(capsys):
    assert main(["report", "dead-air", "--format", "facilitator"]) == 0
    printed = capsys.readouterr().out
    for words in ("grey block", "The electrician", "What arrives at its time", "provisional", "If nobody decides",
                  "show of hands", "Where is the bottleneck now?"):
        assert words in printed, words


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SHIPPED.glob("*/scenario.yaml")))
def test_every_shipped_scenario_has_a_guide_in_which_nothing_is_markup_of_its_own(name):
    scenario = load((SHIPPED / name / "scenario.yaml").read_bytes(), f"{name}/scenario.yaml").scenario
    assert scenario is not None
    printed = guide_page(scenario)
    assert printed.count("<h3>") >= 3 and "http" not in printed.partition("</head>")[2]
    for stage in scenario.stages.values():
        for choice in stage.choices:
            assert escape(clean(choice.label)) in printed, choice.node
