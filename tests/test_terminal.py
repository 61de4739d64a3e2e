"""The terminal: the same views as lines, typed lines as actions, and the whole program usable by typing numbers."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.authoring.load import load
from sim.screens.intents import Go, LetRun, PauseRun
from sim.screens.view import View, actions_of
from sim.shell.app import App
from sim.shell.console import play_in_terminal
from sim.surfaces.terminal import WIDTH, describe, parse, render, render_side
from tests.boiler import RAW, SHIPPED, an_app, screens_of_a_run, started

NAMES = sorted(path.parent.name for path in SHIPPED.glob("*/scenario.yaml"))


class Clock:
    """Real seconds between two looks, taken from a list; nothing once it is used up."""

    def __init__(self, *seconds: float) -> None:
        self.left = list(seconds)
        self.asked = False

    def since(self) -> float:
        self.asked = not self.asked
        if self.asked:  # the look before the line is read
            return 0.0
        return self.left.pop(0) if self.left else 0.0


def typed(app: App, lines: list[str] | Callable[[str], str | None], clock: Clock | None = None) -> list[str]:
    """Let somebody type these lines; return everything that was printed, a text for each time."""
    printed: list[str] = []
    rest = list(lines) if isinstance(lines, list) else []

    def read(prompt: str) -> str:
        line = (rest.pop(0) if rest else None) if isinstance(lines, list) else lines(printed[-1])
        if line is None:
            raise EOFError
        return line

    play_in_terminal(app, read, printed.append, clock or Clock())
    return printed


def is_fit_to_print(text: str) -> None:
    for line in text.splitlines():
        assert len(line) <= WIDTH, line
    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"], ascii(text)


# ---------------------------------------------------------------- lines


def test_no_screen_has_a_line_of_more_than_eighty_columns_or_a_character_to_obey(tmp_path):
    names = []
    for name, view in screens_of_a_run(tmp_path):
        names.append(name)
        is_fit_to_print(render(view))
        is_fit_to_print(render(view, again=True))
        is_fit_to_print(render_side(view))
    assert len(names) > 20


def test_every_thing_that_can_be_done_has_a_number_or_letter_that_is_printed_and_means_it(tmp_path):
    for name, view in screens_of_a_run(tmp_path):
        text = describe(view)
        assert "   0. " not in text, name
        for action in actions_of(view):
            if action in view.keys or action.id.startswith(("note!", "seed!", "keep-")):
                continue
            words = [word for word in (*map(str, range(1, 60)), action.key) if word]
            meant = [word for word in words if (asked := parse(word, view)).action is not None and asked.action.id == action.id]
            if action.enabled:
                assert meant and re.search(rf"(?m)^ *{meant[0]}\.", text), (name, action.id)


def test_what_a_terminal_would_obey_is_not_printed_whoever_wrote_it(tmp_path):
    app = started(tmp_path)
    written = typed(app, ["n", "\x1b[2J\x07 and \x1b]0;owned\x07 and \u202e backwards \x9b31m", "n", "", "i"])
    assert any("and" in text and "backwards" in text for text in written)
    for text in written:
        is_fit_to_print(text)


def test_what_was_printed_is_not_printed_again(tmp_path):
    app = started(tmp_path)
    written = typed(app, ["4", "1", "1", "i", "9", "1"])
    seen = [line for text in written for line in text.splitlines() if line.startswith("07:") and "needle" in line]
    assert len(seen) == 1


# ---------------------------------------------------------------- odd input


@pytest.mark.parametrize(
    "line",
    [
        "0",
        "99",
        "-1",
        "²",
        "٣٣",
        "1.5",
        "1e3",
        "9" * 5000,
        "nonsense",
        "'; drop table",
        "\x00",
        "\x1b[A",
        "€",
        "  ?!  ",
        "call\tit",
        "a" * 10_000,
    ],
)
def test_odd_input_gets_one_sentence_and_the_question_stands(tmp_path, line):
    app = started(tmp_path)
    before = app.run.session.situation
    written = typed(app, [line])
    reply = written[2]
    assert 5 < len(reply) < 140 and reply.endswith("."), reply
    assert "\x1b" not in reply and "\x00" not in reply
    assert app.last.session.situation == before


def test_what_cannot_be_done_now_says_why(tmp_path):
    assert "They only come for cash." in typed(started(tmp_path), ["3"])


@pytest.mark.parametrize("line", ["2", "  2  ", "Put up the fan heaters", "put up"])
def test_a_number_a_label_or_the_beginning_of_one_will_do(tmp_path, line):
    app = started(tmp_path)
    asked = parse(line, app.view())
    assert asked.action is not None and asked.action.label == "Put up the fan heaters"
    app.close_run()


def test_enter_alone_lets_time_run_and_says_what_it_waits_for(tmp_path):
    app = started(tmp_path)
    assert isinstance(parse("", app.view()).action.intent, LetRun)
    written = typed(app, [""])
    assert any(text.startswith("Letting it run. Waiting for: ") for text in written)
    assert not any("mother" in text for text in written if text.startswith("Letting"))


def test_h_is_help_and_the_way_back_leads_back(tmp_path):
    app = started(tmp_path)
    written = typed(app, ["h", "1", "p"])
    assert any("How to play" in text for text in written)
    assert "Go on" in written[-2]


def test_i_tells_where_it_stands_and_costs_nothing(tmp_path):
    app = started(tmp_path)
    written = typed(app, ["i", "i"])
    assert sum("Petty cash" in text for text in written) == 2
    assert app.last.session.situation.at == 0


def test_the_end_of_input_saves_and_says_so(tmp_path):
    app = an_app(tmp_path)
    assert typed(app, [])[-1] == "\nSaved. Goodbye." and app.over
    app = started(tmp_path)
    typed(app, ["4"])
    assert app.over and app.run is None and (app.last.folder / "result.json").exists()


def test_ctrl_c_saves_as_well(tmp_path):
    def interrupted(last: str) -> str:
        raise KeyboardInterrupt

    app = started(tmp_path)
    assert typed(app, interrupted)[-1] == "\nSaved. Goodbye."


def test_a_note_is_typed_in_its_dialog(tmp_path):
    app = started(tmp_path)
    typed(app, ["n", "Who has the other key?"])
    assert [m.text for m in app.last.session.messages if m.mine] == ["Who has the other key?"]


# ---------------------------------------------------------------- time


def test_reading_is_free_and_what_is_beyond_it_counts_on_enter(tmp_path):
    app = started(tmp_path)
    typed(app, ["2", "5"], Clock(13.0))
    hold = 15.0
    begun = next(event.at for event in app.last.session.events if type(event).__name__ == "ChoiceMade")
    assert begun == 0, "thirteen seconds are less than the reading takes"
    app = started(tmp_path)
    typed(app, ["2", "5"], Clock(hold + 50.0))
    begun = next(event.at for event in app.last.session.events if type(event).__name__ == "ChoiceMade")
    assert begun == 100, "fifty seconds at a pace of two"


def test_if_things_have_moved_on_the_choice_is_not_made_but_asked_again(tmp_path):
    raw = RAW.replace(b'"07:48"', b'"08:30"').replace(b'"07:52"', b'"08:31"')
    scenario = load(raw, "quiet.yaml").scenario
    app = an_app(tmp_path)
    app.brief(scenario, raw, 7, "", None)
    app.start("boiler", 7, "")
    written = typed(app, ["2"], Clock(15.0 + 500.0))
    session = app.last.session
    assert not [event for event in session.events if type(event).__name__ in ("ChoiceMade", "ChoiceRefused")]
    assert any("things have moved on" in " ".join(text.split()) for text in written)
    assert any("What do the children do?" in text for text in written)


def test_untimed_an_hour_over_a_choice_costs_nothing(tmp_path):
    app = started(tmp_path)
    app.run.session.pace *= 0
    typed(app, ["2", "5"], Clock(3600.0))
    assert next(event.at for event in app.last.session.events if type(event).__name__ == "ChoiceMade") == 0


def test_a_dialog_left_open_over_lunch_costs_nothing(tmp_path):
    app = started(tmp_path)
    typed(app, ["p", "1", "2", "5"], Clock(1.0, 3600.0, 1.0, 3600.0))
    assert next(event.at for event in app.last.session.events if type(event).__name__ == "ChoiceMade") <= 2


# ---------------------------------------------------------------- the whole of it


def first_that_can_be_done(view: View) -> str:
    for n in range(1, 100):
        asked = parse(str(n), view)
        if asked.action is not None and not isinstance(asked.action.intent, PauseRun | Go):
            return str(n)
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_run_can_be_played_by_typing_the_first_number_each_time(name, tmp_path):
    app = App.at(tmp_path)
    app.act(Go(screen="briefing", what=name))
    steps, debrief, stood = 0, [], []

    def read(last: str) -> str | None:
        nonlocal steps
        steps += 1
        assert steps < 600, "it does not end"
        view = app.view()
        if view.screen == "debrief":
            debrief.append(last)
            return None
        asks = view.region("dialog")
        if asks is not None:
            return "1"
        moments = len(app.run.session.moments) if app.run is not None else 0
        stood.append(moments)
        if len(stood) > 2 and stood[-3] == moments:
            return ""
        return first_that_can_be_done(view)

    written = typed(app, read)
    assert app.last.session.situation.phase.name == "DEBRIEF" and debrief and "Why" in debrief[0]
    for text in written:
        is_fit_to_print(text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_somebody_who_types_anything_at_all_breaks_nothing(name, seed, tmp_path):
    dice, app, left = random.Random(seed), App.at(tmp_path), 250
    words = [
        "",
        "",
        "h",
        "i",
        "p",
        "n",
        "w",
        "q",
        "s",
        "t",
        "a",
        "c",
        "d",
        "escape",
        "zzz",
        "0",
        "²",
        "n\x1b",
        *map(str, range(1, 14)),
        *map(str, range(1, 6)),
    ]
    clock = Clock(*(dice.choice((0.0, 5.0, 60.0, 4000.0)) for _ in range(300)))
    app.act(Go(screen="briefing", what=name))

    def read(last: str) -> str | None:
        nonlocal left
        left -= 1
        return dice.choice(words) if left else None

    for text in typed(app, read, clock):
        is_fit_to_print(text)


def test_the_catalogue_leads_to_a_run_in_three_numbers(tmp_path):
    app = an_app(tmp_path)
    typed(app, ["1", "1", "4"])
    assert app.last.session.header.scenario == "boiler" and len(app.last.session.moments) >= 2
    assert RAW == (Path(app.last.folder) / "scenario.yaml").read_bytes()


def test_a_night_at_the_prompt_pauses_the_run_and_decides_nothing(tmp_path):
    app = started(tmp_path)
    printed = typed(app, ["2"], Clock(8 * 3600.0))
    events = [type(event).__name__ for event in app.last.session.events]
    assert "RunPaused" in events and "DeadlineLapsed" not in events and "ChoiceMade" not in events
    assert "Paused" in "\n".join(printed)


def test_a_run_whose_folder_is_gone_is_not_said_to_be_saved(tmp_path):
    import shutil

    app = started(tmp_path / "stick")
    shutil.rmtree(tmp_path / "stick")
    assert typed(app, [])[-1] == "\nGoodbye. This run was not saved." and app.lost
