"""A class plays from one laptop: set up, stops, votes by show of hands, cards, notes, and all of it is there again later."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from sim.analysis.reviews.review import Effort, reviews
from sim.cli import main
from sim.debrief.room import room_of
from sim.domain import commands as c
from sim.domain import events as e
from sim.screens.ballot import advice, leading
from sim.screens.intents import Change, Facilitate, Go, LetRun, PauseRun, Reopen
from sim.screens.room import Ballot, Choosing
from sim.screens.seating import MOST_TEAMS, Seating, set_up, teams_of
from sim.screens.view import Bars, Countdown, Field, Group, Option, Parts, Poster, View, actions_of
from sim.shell import runs
from sim.shell.app import App
from sim.shell.clock import Ticks
from sim.shell.console import play_in_terminal
from sim.shell.disk import MomentNotKept
from sim.shell.kept import kept_runs
from sim.surfaces.terminal import describe, parse
from tests.boiler import RAW, WORDS, an_app, boiler, read_and_wait
from tests.rooms import a_card, screens_of_a_room, with_cards

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "rooms"

ON_THE_WALL = re.compile(r"at \d\d:\d\d")

SECRETS = ("The gauge in the cellar is at nothing.", "Nobody has the key to the yard.")


def a_room(data: Path, teams: str = "Amber, Birch", **chosen: str) -> App:
    """Return the boiler with two role cards, begun with a room."""
    app = an_app(data)
    scenario = with_cards(boiler(), a_card("caretaker", "pressure", SECRETS[0]), a_card("teacher", None, SECRETS[1]))
    app.brief(scenario, RAW, 7, "", None)
    press(app, "r")
    app.act(Facilitate(do="teams"), teams)
    for name, what in chosen.items():
        app.act(Facilitate(do=name, what=what))
    press(app, "enter")
    return app


def press(app: App, key: str, typed: str = "") -> None:
    """Press the key of something on offer, or do what has this id."""
    found = next((action for action in actions_of(app.view()) if key in (action.key, action.id)), None)
    assert found is not None, (key, [(action.key, action.id) for action in actions_of(app.view())])
    assert found.enabled, found.reason
    app.act(found.intent, typed)


def read(app: App) -> None:
    """Read what there is to read, as far as the first stop."""
    assert app.run is not None
    for _ in range(500):
        if app.dialog or app.screen != "play" or (app.run.session.hold <= 0 and app.run.session.passing is None):
            return
        app.tick(0.5)
    raise AssertionError("it is never read")


def vote(app: App, *hands: str) -> None:
    """Type the hands that went up, one number after the other, and keep them."""
    press(app, "room-type")
    for number in hands:
        press(app, "room-hands!set", number)
    press(app, "room-keep")


def blocks(view: View, kind: type) -> list:
    def walk(part: object) -> Iterator[object]:
        if isinstance(part, tuple):
            for inner in part:
                yield from walk(inner)
        elif is_dataclass(part):
            if isinstance(part, kind):
                yield part
            for field in fields(part):
                yield from walk(getattr(part, field.name))

    return list(walk(view.regions))


def poster(app: App) -> str:
    return blocks(app.view(), Poster)[0].text


def commands(app: App, kind: type) -> list:
    assert app.run is not None
    return [moment.command for moment in app.run.session.moments if isinstance(moment.command, kind)]


def killed(app: App, to: Path) -> App:
    """Return the program started again with what was on disk when it was killed, the run opened."""
    shutil.copytree(app.data, to)
    again = an_app(to) if app.run is not None and app.run.session.header.scenario == "boiler" else App.at(to)
    (name, _), = kept_runs(to)
    again.act(Reopen(run=name))
    return again


# ---------------------------------------------------------------- a whole class


def test_a_class_plays_nine_minutes_from_one_laptop_and_a_kill_in_the_middle_loses_no_vote(tmp_path):
    app = App.at(tmp_path / "a")
    app.act(Go(screen="briefing", what="nine-minutes"))
    press(app, "r")
    app.act(Facilitate(do="teams"), "Amber, Birch, Cedar")
    app.act(Facilitate(do="people"), "24")
    app.act(Facilitate(do="names", what="on"))
    press(app, "enter")
    assert app.run is not None and app.run.session.header.mode == "room"
    assert commands(app, c.Seat) == [c.Seat(at=0, teams=("Amber", "Birch", "Cedar"), people=24, names=True)]

    # the first stop: a question, three columns, one minute more
    read(app)
    if app.dialog != "room":
        press(app, "g")
    asked = poster(app)
    press(app, "1")
    press(app, "room-line!add", "The screen is black")
    press(app, "escape")
    press(app, "3")
    press(app, "room-line!add", "Who moved the cable")
    press(app, "escape")
    press(app, "m")
    clock = app.run.session.clock
    for _ in range(300):
        app.tick(1.0)
    assert app.run.session.clock == clock, "no time passes while a stop is on"
    assert blocks(app.view(), Countdown)[0].left == "0:00" and app.dialog == "room", "and nothing goes on by itself"

    # the first vote, the room as a whole; the histogram stays hidden
    press(app, "v")
    options = [part.action.label for part in blocks(app.view(), Parts)[0].parts]
    vote(app, "9", "11", *("4" for _ in options[2:]))
    assert not blocks(app.view(), Bars) and "11" not in describe(app.view())

    # killed while neighbours talk
    app = killed(app, tmp_path / "b")
    assert app.run is not None
    told = room_of(app.run.session.scenario, app.run.session.moments)
    assert told.teams == ("Amber", "Birch", "Cedar") and told.people == 24 and told.names
    assert [line.text for line in told.lines] == [asked, "The screen is black", "Who moved the cable"]
    assert told.votes[0].hands(1)[:2] == (9, 11)
    press(app, "v")
    assert poster(app).startswith("Find a neighbour"), "the vote goes on where it was"
    press(app, "enter")
    vote(app, "3", "19", *("2" for _ in options[2:]))
    first, second = blocks(app.view(), Bars)
    assert [bar.value.split(" ")[0] for bar in first.bars][:2] == ["9", "11"]
    assert [bar.value.split(" ")[0] for bar in second.bars][:2] == ["3", "19"]
    press(app, "2")
    assert commands(app, c.Choose)[-1].choice == told.votes[0].choices[1]

    # a note, and a second vote, team by team, shown at once
    press(app, "n")
    press(app, "room-note!add", "They never asked what has to work")
    assert "never asked" not in describe(app.view()), "a note is for the person at the front"
    while True:
        read_and_wait(app)
        read(app)
        if app.dialog == "room":
            press(app, "enter")
            continue
        action = next(action for action in actions_of(app.view()) if action.id == "room-vote")
        if action.enabled:
            break
        app.act(LetRun())
    press(app, "v")
    press(app, "t")
    several = len(blocks(app.view(), Parts)[0].parts)
    for n in range(3):
        vote(app, str(8 - n), *("1" for _ in range(several - 1)))
    press(app, "s")
    press(app, "1")
    for _ in range(4000):
        if app.screen == "debrief":
            break
        if app.dialog == "room":
            press(app, "enter")
        elif app.run.session.hold <= 0 and app.run.session.passing is None:
            app.act(LetRun())
        app.tick(1.0)
    assert app.screen == "debrief"
    app.act(Go(screen="debrief", what="room"))
    page = describe(app.view())
    for words in ("First vote: 24 hands", "Second vote", "The screen is black", "They never asked what has to work",
                  "provisional"):
        assert words in page, words
    votes = room_of(app.run.session.scenario, app.run.session.moments).votes
    assert [[count.team for count in one.counts] for one in votes] == [["", ""], ["Amber", "Birch", "Cedar"]]
    assert all(one.taken for one in votes)
    app.close_run()
    (name, _), = kept_runs(app.data)
    kept = runs.look_at(app.data / "runs" / name)
    assert kept.doubt == "" and room_of(kept.scenario, kept.moments).votes == votes


# ---------------------------------------------------------------- what is hidden


def every_string(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple | frozenset):
        for inner in part:
            yield from every_string(inner)
    elif is_dataclass(part):
        for field in fields(part):
            yield from every_string(getattr(part, field.name))


def test_a_card_shows_its_title_alone_until_it_is_revealed_and_then_it_is_known(tmp_path):
    app = a_room(tmp_path, names="on")
    read(app)
    press(app, "o")
    assert [option.action.label for option in blocks(app.view(), Option)] == ["The caretaker", "The teacher"]
    assert [option.who for option in blocks(app.view(), Option)] == ["Amber", "Birch"]
    press(app, "1")
    assert not any(secret in text for secret in SECRETS for text in every_string(app.view()))
    press(app, "enter")
    assert poster(app) == SECRETS[0]
    assert app.run is not None and app.run.session.situation.known("pressure")
    press(app, "enter")
    assert app.dialog == ""
    press(app, "o")
    assert [option.action.enabled for option in blocks(app.view(), Option)] == [False, True]
    assert not any(SECRETS[1] in text for text in every_string(app.view()))


def test_what_a_card_says_opens_the_choices_that_need_it(tmp_path):
    app = a_room(tmp_path)
    read(app)
    before = {option.action.id for option in blocks(app.view(), Option) if option.action.enabled}
    press(app, "o")
    press(app, "1")
    press(app, "enter")
    press(app, "enter")
    assert {option.action.id for option in blocks(app.view(), Option) if option.action.enabled} > before


def test_a_card_said_during_a_stop_is_revealed_there_and_the_stop_goes_on(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "g")
    asked, clock = poster(app), app.run.session.clock
    press(app, "o")
    press(app, "1")
    press(app, "enter")
    assert app.run.session.is_paused and app.run.session.situation.known("pressure")
    press(app, "enter")
    assert poster(app) == asked and app.run.session.clock == clock
    press(app, "enter")
    assert app.run.session.is_running and app.dialog == ""


def test_a_fact_found_in_play_needs_no_card_any_more(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "cold/gauge")
    read_and_wait(app)
    press(app, "o")
    assert not blocks(app.view(), Option)[0].action.enabled


def test_no_team_is_called_by_name_unless_that_was_set(tmp_path):
    for n, (names, shown) in enumerate((("off", False), ("on", True))):
        app = a_room(tmp_path / str(n), names=names)
        read(app)
        press(app, "v")
        press(app, "t")
        seen = [describe(app.view())]
        for hands in (("3", "1"), ("0", "4")):
            vote(app, *hands)
            seen.append(describe(app.view()))
        press(app, "s")
        seen.append(describe(app.view()))
        assert any("Amber" in text or "Birch" in text for text in seen) is shown
        app.close_run()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_pressed_in_a_room_breaks_nothing_and_shows_no_hidden_card(tmp_path, seed):
    app, dice = a_room(tmp_path, names=("on", "off")[seed % 2]), random.Random(seed)
    seen = set()
    for _ in range(250):
        for _ in range(dice.randrange(4)):
            app.tick(dice.choice((0.0, 0.016, 0.5, 3.0, 100.0, -1.0)))
        if app.run is None or app.screen not in ("play", "debrief"):
            break
        view = app.view()
        seen.add(app.room.panel if app.dialog == "room" else "")
        said = {event.card for event in app.run.session.events if isinstance(event, e.CardRevealed)}
        hidden = [secret for card, secret in zip(("caretaker", "teacher"), SECRETS, strict=True) if card not in said]
        if app.screen == "play":
            assert not any(secret in text for secret in hidden for text in every_string(view))
        describe(view)
        able = [action for action in actions_of(view) if action.enabled and not isinstance(action.intent, Go)]
        if able:
            clock = app.run.session.clock
            frozen = app.dialog == "room"
            app.tick(1.0)
            assert not frozen or app.run.session.clock == clock
            app.act(dice.choice(able).intent, dice.choice((*WORDS, "3 4", "12", "999", "1000")))
        else:
            app.act(Go(screen="dialog"))
    assert len(seen) > 3
    session = app.run.session if app.run is not None else app.last.session
    assert runs.played_again(session) == ""
    app.close_run()


# ---------------------------------------------------------------- votes


def ballot(first: tuple[int, ...], second: tuple[int, ...] = ()) -> Ballot:
    return Ballot(question="?", choices=tuple(
        Choosing(id=str(n), number=n + 1, label=f"L{n}", first=hands, second=second[n] if second else None)
        for n, hands in enumerate(first)
    ))


@pytest.mark.parametrize("hands, words", [
    ((7, 14), "worth discussing"), ((6, 14), "worth discussing"), ((5, 16), "nearly of one mind"), ((0, 0), "Nobody voted"),
    ((6, 7, 8), "worth discussing"), ((5, 5, 5, 5, 5), "far apart"),
])
def test_between_30_and_70_percent_for_the_leading_answer_is_worth_talking_about(hands, words):
    assert words in advice(ballot(hands))


def test_a_tie_chooses_nothing_and_the_last_vote_counts():
    assert [choice.number for choice in leading(ballot((3, 9)))] == [2]
    assert [choice.number for choice in leading(ballot((3, 9), (9, 3)))] == [1]
    assert [choice.number for choice in leading(ballot((5, 5, 1)))] == [1, 2]
    assert leading(ballot((0, 0))) == ()


def test_on_a_tie_no_answer_is_put_forward_and_the_person_at_the_front_decides(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "v")
    vote(app, "4 4")
    press(app, "s")
    assert "The person at the front decides" in describe(app.view())
    assert not any(action.weight == "primary" for action in actions_of(app.view()))
    before = len(commands(app, c.Choose))
    press(app, "escape")
    assert len(commands(app, c.Choose)) == before, "going back decides nothing"


def test_hands_are_stepped_or_typed_and_only_whole_counts_are_taken(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "v")
    keep = next(action for action in actions_of(app.view()) if action.id == "room-keep")
    assert not keep.enabled and "no count yet" in keep.reason
    first, second = blocks(app.view(), Parts)[0].parts[:2]
    app.act(first.more.intent)
    app.act(blocks(app.view(), Parts)[0].parts[0].more.intent)
    assert blocks(app.view(), Parts)[0].parts[0].amount == "2 hands"
    app.act(blocks(app.view(), Parts)[0].parts[0].less.intent)
    assert blocks(app.view(), Parts)[0].parts[0].amount == "1 hand"
    app.act(second.action.intent)
    for wrong in ("many", "-3", "1000", "", "3.5", "9" * 40):
        press(app, "room-hands!set", wrong)
        assert app.alert, wrong
    press(app, "room-hands!set", "12")
    press(app, "room-correct")
    assert app.alert == "" and blocks(app.view(), Parts)[0].parts[1].amount == "12 hands"


def test_in_the_terminal_the_hands_are_typed_as_numbers_in_a_row(tmp_path):
    app = a_room(tmp_path)
    read(app)
    for line in ("v", "", "1", "0", "c", "1", "7 5", "c"):
        typed = parse(line, app.view())
        assert typed.action is not None, line
        app.act(typed.action.intent, typed.text)
    assert [part.amount for part in blocks(app.view(), Parts)[0].parts][:2] == ["7 hands", "5 hands"]


def test_where_there_is_one_choice_the_room_votes_on_what_to_look_into_as_well(tmp_path):
    app = a_room(tmp_path)
    read(app)
    for key in ("cold/tell", "room-vote"):
        read_and_wait(app)
        read(app)
        press(app, key)
    assert [part.action.label for part in blocks(app.view(), Parts)[0].parts][1:] == [
        "Read the gauge in the boiler room", "Listen to the burner"]
    vote(app, "0 9 1")
    press(app, "s")
    press(app, "room-take-gauge")
    assert commands(app, c.Investigate)[-1].evidence == "gauge"
    assert room_of(app.run.session.scenario, app.run.session.moments).votes[-1].taken == "gauge"


def test_there_is_no_vote_where_there_is_nothing_to_choose_between(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "cold/gauge")
    action = next(action for action in actions_of(app.view()) if action.id == "room-vote")
    assert not action.enabled and action.reason


# ---------------------------------------------------------------- stops


def test_a_stop_of_the_authors_freezes_the_run_once_when_what_led_there_has_been_read(tmp_path):
    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what="dead-air"))
    press(app, "r")
    press(app, "enter")
    session = app.run.session
    stops = {stage.id: stage.stop for stage in session.scenario.stages.values() if stage.stop}
    for _ in range(20_000):
        if app.screen == "debrief":
            break
        if app.dialog == "room":
            assert session.is_paused and poster(app) in stops.values()
            press(app, "enter")
        elif session.hold <= 0 and session.passing is None:
            app.act(LetRun())
        app.tick(1.0)
    held = room_of(session.scenario, session.moments).stops
    assert held and len({line.about for line in held}) == len(held)
    assert {line.about for line in held} == {stage for stage in stops if stage in session.situation.visited}
    app.close_run()


def test_a_run_left_in_a_stop_is_taken_up_in_it(tmp_path):
    app = App.at(tmp_path / "a")
    app.act(Go(screen="briefing", what="nine-minutes"))
    press(app, "r")
    press(app, "enter")
    read(app)
    if app.dialog != "room":
        press(app, "g")
    asked = poster(app)
    again = killed(app, tmp_path / "b")
    assert poster(again) == asked and again.run.session.is_paused
    press(again, "enter")
    assert again.run.session.is_running


def test_a_gong_opens_a_stop_once_and_tells_when_the_time_to_talk_is_over(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "g")
    heard = [cue.id for cue in app.view().cues]
    press(app, "1")
    press(app, "room-line!add", "something")
    press(app, "escape")
    assert [cue.id for cue in app.view().cues] == heard and len(heard) == 1
    over = []
    for _ in range(2):
        for _ in range(200):
            app.tick(1.0)
        over.append(app.view().cues[-1])
        press(app, "m")
        assert [cue.id for cue in app.view().cues] == heard
    assert [cue.caption for cue in over] == ["The time to talk is over"] * 2 and over[0].id != over[1].id


def test_another_team_speaks_first_at_every_stop(tmp_path):
    app = a_room(tmp_path, "Amber, Birch", names="on")
    read(app)
    first = []
    for _ in range(3):
        press(app, "g")
        first.append(next(name for name in ("Amber", "Birch") if f"{name} speaks first" in describe(app.view())))
        press(app, "enter")
    assert first == ["Amber", "Birch", "Amber"]


def test_a_mere_pause_is_no_stop(tmp_path):
    app = a_room(tmp_path)
    read(app)
    app.act(PauseRun())
    assert app.dialog == "paused" and not app.room.in_stop(app.run)


# ---------------------------------------------------------------- what it looks like


def test_every_screen_of_a_room_says_what_it_said(tmp_path, rewrite):
    seen = {name: ON_THE_WALL.sub("at 00:00", describe(view)) for name, view in screens_of_a_room(tmp_path)}
    assert len(seen) > 12
    if rewrite:
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob("*.txt"):
            old.unlink()
        for name, text in seen.items():
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
    assert set(seen) == {path.stem for path in GOLDEN.glob("*.txt")}
    for name, text in seen.items():
        assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), name


def test_starting_over_keeps_the_room_and_its_teams(tmp_path):
    app = a_room(tmp_path, names="on")
    read(app)
    app.act(PauseRun())
    app.act(Go(screen="restart", what="!"))
    assert app.run.session.header.mode == "room" and app.room.running
    assert commands(app, c.Seat)[0].teams == ("Amber", "Birch")


def test_a_stop_whose_question_cannot_be_kept_is_asked_again_once_it_can(tmp_path):
    app = a_room(tmp_path)
    read(app)
    session, keep = app.run.session, app.run.session.keep

    def full(moment):
        if isinstance(moment.command, c.Note):
            raise MomentNotKept("The disk is full.")
        keep(moment)

    session.keep = full
    press(app, "g")
    assert app.dialog == "unsaved"
    session.keep = keep
    app.act(Go(screen="dialog"))
    app.tick(0.1)
    assert app.dialog == "room" and session.is_paused and poster(app)
    press(app, "enter")
    assert session.is_running


# ---------------------------------------------------------------- setting up


def test_teams_are_named_with_commas_and_there_are_six_at_most():
    assert teams_of(" Amber ,Birch,, amber oak,Birch") == ("Amber", "Birch", "amber oak")
    assert len(teams_of(",".join(f"T{n}" for n in range(20)))) == MOST_TEAMS
    assert teams_of(" , ,") == ()
    assert set_up(Seating(), "teams", "", ", ")[1] and set_up(Seating(), "people", "", "many")[1]
    assert set_up(Seating(), "people", "", "24")[0].people == 24
    assert set_up(Seating(cuts=(20,)), "cut", "45", "")[0].cut == 0


def test_the_projector_look_is_put_on_for_the_run_and_taken_off_after_it(tmp_path):
    app = an_app(tmp_path)
    worn = []
    app.restyled = worn.append
    app.brief(boiler(), RAW, 7, "", None)
    press(app, "r")
    press(app, "enter")
    assert (worn[-1].theme, worn[-1].text) == ("projector", "100") and app.settings.theme == "dark"
    assert json.loads((ROOT / "assets" / "themes" / "projector.json").read_text("utf-8"))["size"] >= 150
    app.act(Change(setting="theme", value="light"))
    assert (worn[-1].theme, worn[-1].text) == ("light", "150"), "what the person sets counts"
    app.act(Go(screen="catalogue"))
    assert (worn[-1].theme, worn[-1].text) == ("light", "100")


def test_a_shorter_version_is_chosen_before_the_run(tmp_path):
    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what="dead-air"))
    press(app, "r")
    cut, = (field for field in blocks(app.view(), Field) if field.id == "cut")
    app.act(cut.options[1].intent)
    press(app, "enter")
    assert app.run.session.situation.horizon < app.run.session.scenario.horizon
    app.close_run()


def test_the_keys_are_told_in_the_room(tmp_path):
    app = a_room(tmp_path)
    read(app)
    press(app, "f1")
    words = describe(app.view())
    for key in ("P", "G", "M", "V", "O", "N"):
        assert f"- {key} ·" in words


def test_the_stage_shows_the_last_messages_and_nobody_by_name(tmp_path):
    app = a_room(tmp_path)
    read(app)
    view = app.view()
    assert not [group for group in blocks(view, Group) if group.title == "People"]
    assert all(len(feed.messages) <= 3 for feed in blocks(view, type(view.region("feed").blocks[-1])))


# ---------------------------------------------------------------- the command line


@pytest.mark.parametrize("words, said", [
    (["--room", "--auto", "textbook"], "leave one of"), (["--teams", " , "], "names no team"),
    (["--room", "--cut", "7"], "7-minute"),
])
def test_what_a_room_cannot_be_is_said_in_one_sentence(tmp_path, capsys, words, said):
    assert main(["play", "dead-air", "--data-dir", str(tmp_path), *words]) == 2
    assert said in capsys.readouterr().err


def test_the_command_line_opens_the_set_up_screen_as_it_was_asked_for(tmp_path):
    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what="dead-air"))
    assert app.in_room().asked_for(app, "Amber, Birch", 20) == ""
    view = app.view()
    assert view.screen == "room-setup" and "Amber, Birch" in describe(view)
    typed = parse("1", view)
    assert typed.action is not None
    app.act(typed.action.intent)
    assert app.run.session.situation.horizon < app.run.session.scenario.horizon
    app.close_run()


def test_in_the_terminal_the_time_to_talk_runs_down_while_somebody_sits_at_the_prompt(tmp_path):
    app = a_room(tmp_path)
    read(app)
    lines, passed = iter(["g", "m", "v"]), [0.0]
    seen: list[str] = []

    def read_line(prompt: str) -> str:
        passed[0] += 40.0
        line = next(lines, None)
        if line is None:
            raise EOFError
        return line

    play_in_terminal(app, read_line, seen.append, Ticks(lambda: passed[0]))
    assert any("[3:00 left]" in text for text in seen) and any("[3:20 left]" in text for text in seen)


# ---------------------------------------------------------------- looked back upon


def test_a_run_with_a_card_in_it_is_worked_out_like_any_other_and_told_in_its_timeline(tmp_path):
    app = a_room(tmp_path)
    read(app)
    for key in ("o", "1", "enter", "enter"):
        press(app, key)
    press(app, "cold/fill")
    for _ in range(3000):
        if app.screen == "debrief":
            break
        if app.run.session.hold <= 0 and app.run.session.passing is None:
            app.act(LetRun())
        app.tick(1.0)
    session = app.run.session
    *_, done = reviews(session.scenario, session.moments, session.header.seed, efforts=(Effort(60, 30),), replays=20)
    assert done.done and [one.kind for one in done.decisions][:1] == ["choice"]
    app.act(Go(screen="debrief", what="timeline"))
    assert f"Said aloud: {SECRETS[0]}" in describe(app.view())
    app.act(Go(screen="debrief", what="decisions"))
    assert "Fill up the water" in describe(app.view())
    app.close_run()
