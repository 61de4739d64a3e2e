"""The program in another language: a table laid over views, and how far it is."""
from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.screens.intents import Change, Go, Start, Write
from sim.screens.view import Action, Buttons, Field, Group, Message, Paragraph, Region, Row, Table, View, actions_of
from sim.screens.words import Words, bare
from sim.shell.app import App
from sim.shell.sentences import sentences
from sim.shell.settings import Settings
from sim.shell.wording import Wording, coverage, table_of

ROOT = Path(__file__).resolve().parent.parent
TABLE = {
    "Back": "Zurück",
    "Not now: {}": "Jetzt nicht: {0}",
    "There is nobody to show it to at the moment.": "Gerade ist niemand da, dem man es zeigen könnte.",
    "{#} of {#} read": "{1} insgesamt, {0} gelesen",
    "One second here is {#} s": "Eine Sekunde hier sind {0} s",
}


@pytest.fixture
def words():
    return Words(TABLE)


def a_view(*blocks, alert=""):
    return View(screen="play", title="Back", regions=(Region(role="body", blocks=blocks),), alert=alert)


def test_a_sentence_that_varies_keeps_its_parts_and_they_are_said_in_the_language_too(words):
    assert words.say("One second here is 12 s") == "Eine Sekunde hier sind 12 s"
    assert words.say("Not now: There is nobody to show it to at the moment.") == (
        "Jetzt nicht: Gerade ist niemand da, dem man es zeigen könnte.")
    assert words.say("3 of 12 read") == "12 insgesamt, 3 gelesen"


def test_what_a_scenario_says_stays_as_its_author_wrote_it(words):
    for text in ("Rita: not now, she says.", "A cup of tea of 12 read", "back", "Back to the wall", ""):
        assert words.say(text) is text


def test_every_part_of_a_view_that_people_read_is_said_and_nothing_else(words):
    back = Action(id="Back", label="Back", intent=Go(screen="Back"), key="Back", reason="Not now: Back")
    before = a_view(
        Paragraph(text="Back"), Group(title="Back", blocks=(Row(title="Back", aside="3 of 4 read"),)), Buttons(actions=(back,)),
        Table(columns=("Back",), rows=(("Back",), ("Rita",))),
        Field(id="note", label="Back", text="Back", submit=Action(id="x", label="Back", intent=Write())),
        Message(id="Back", when="", who="Back", channel="", text="Rita"), alert="Back",
    )
    after = words.view(before)
    paragraph, group, buttons, table, field, message = after.regions[0].blocks
    assert (after.alert, after.title, paragraph.text, group.title, table.rows[0][0]) == ("Zurück",) * 5
    assert (group.blocks[0].title, group.blocks[0].aside) == ("Zurück", "4 insgesamt, 3 gelesen")
    (action,) = buttons.actions
    assert (action.label, action.reason) == ("Zurück", "Jetzt nicht: Zurück")
    assert (action.id, action.key, action.intent) == (back.id, back.key, back.intent)
    assert field.label == "Zurück" and field.text == "Back", "what somebody typed is theirs"
    assert message.who == "Zurück" and message.id == "Back" and message.text == "Rita"


def test_a_part_with_nothing_to_say_is_the_very_same(words):
    block = Paragraph(text="Rita looks up.")
    view = a_view(block, Paragraph(text="Back"))
    assert words.view(view).regions[0].blocks[0] is block


def test_an_equal_view_is_said_once():
    wording = Wording()
    first = wording.view(a_view(Paragraph(text="Back")), "de")
    assert wording.view(a_view(Paragraph(text="Back")), "de") is first
    assert wording.view(a_view(Paragraph(text="Back")), "en") == a_view(Paragraph(text="Back"))


def test_german_says_the_same_actions_in_every_screen(tmp_path):
    english, german = (App(data=tmp_path / name, settings=Settings(language=name)) for name in ("en", "de"))
    said = 0
    for intent in (Go(screen="settings"), Go(screen="catalogue"), Go(screen="help"), Go(screen="briefing", what="nine-minutes"),
                   Start(scenario="nine-minutes", seed=7), Go(screen="dialog", what="leave")):
        for app in (english, german):
            app.act(intent)
        ours, theirs = actions_of(english.view()), actions_of(german.view())
        assert [(a.id, a.key, a.intent, a.enabled) for a in ours] == [(a.id, a.key, a.intent, a.enabled) for a in theirs]
        said += sum(a.label != b.label for a, b in zip(ours, theirs, strict=True))
    assert said > 20
    german.act(Change(setting="language", value="en"))
    assert german.view() == english.view() or german.settings.language == "en"
    for app in (english, german):
        app.close_run()


def test_the_list_a_translation_is_measured_against_is_what_the_program_says():
    """Write it anew with: python main.py words en > assets/words/en.json"""
    kept = json.loads((ROOT / "assets" / "words" / "en.json").read_text("utf-8"))
    assert kept == {"sentences": list(sentences())}


def test_every_hole_of_a_translation_is_one_of_the_english_sentence():
    for english, said in table_of("de").items():
        holes = bare(english).count("{}")
        used = {int(number) for number in re.findall(r"\{(\d)\}", said)}
        assert used <= set(range(holes)) and "{}" not in said, english
        few = len(bare(english).replace("{}", "").split()) < 2
        assert not (english.startswith("{}") and few), f"takes anything: {english}"


def test_nothing_is_translated_that_is_not_said_any_more():
    """Words in small letters are not on the list, because ids look like them."""
    listed = {bare(english) for english in table_of("de") if " " in english or not english.islower()}
    assert listed <= set(sentences())


def test_german_is_begun_and_says_how_far_it_is():
    assert coverage("en") == 100 and 50 <= coverage("de") <= 100 and coverage("xx") == 0
