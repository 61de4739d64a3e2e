"""The program in a real window when the machine misbehaves: no sound, a stopped process, storms of sizes, a display that dies."""

from __future__ import annotations

import random
import signal
import time

import pygame  # noqa: F401 - before anything of ours does: it looks for numpy, which is its own affair
import pytest

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.situation import Phase
from sim.shell import runs
from sim.shell.disk import read_json
from sim.shell.journals import read_journal
from sim.shell.runs import _last_clock
from sim.surfaces.window.hands import HELD_MS
from tests.test_real_window import SIZE, Person, a_display, colours, display, person, tools, until

__all__ = ["display", "person", "tools"]


def plays_on(person: Person) -> None:
    """Pause and go on: the window hears and the run is kept."""
    before = len(person.commands(c.Pause))
    person.presses("p")
    until("pause", lambda: len(person.commands(c.Pause)) > before)
    person.presses("Escape")
    until("going on", lambda: len(person.commands(c.Resume)) > before)


def comes_out_the_same(person: Person) -> None:
    """What is kept is whole, and playing its commands again gives the same."""
    found = runs.look_at(person.folders[0])
    assert found.doubt == ""
    session = runs.session_of(found.header, found.scenario)
    session.restore(found.moments)
    assert runs.played_again(session) == ""


@pytest.mark.parametrize("driver", ["no-such-driver", pytest.param("alsa", marks=pytest.mark.slow)])
def test_a_machine_without_sound_opens_the_window_and_plays(person, driver):
    person.starts(SDL_AUDIODRIVER=driver, AUDIODEV="/dev/nowhere", PULSE_SERVER="/nowhere")
    person.begins_by_key()
    person.takes("arrive/ask")
    person.presses("q")
    assert person.said() == ""


def test_a_process_that_was_stopped_finds_its_run_paused_and_no_time_gone(person):
    person.starts()
    person.begins_by_key()
    person.takes("arrive/ask")
    until("clock on disk", lambda: (person.folders[0] / "clock").exists())
    time.sleep(1)  # what was chosen is carried out, and frames follow: only between two of them can somebody have been away
    person.process.send_signal(signal.SIGSTOP)
    time.sleep(0.3)  # what it was writing is written
    clock, moments = _last_clock(person.folders[0], len(person.moments)), len(person.moments)
    time.sleep(2.5)
    person.process.send_signal(signal.SIGCONT)
    until("pause", lambda: person.commands(c.Pause))
    assert [type(moment.command) for moment in person.moments[moments:]] == [c.Pause], "nothing else happened meanwhile"
    person.sees(person.shows_paused, alike=0.06)
    rate = 30  # scenario seconds a real second is worth at most while somebody decides
    assert person.commands(c.Pause)[0].at - clock <= 3 * rate
    person.presses("Escape")
    until("going on", lambda: person.commands(c.Resume))
    comes_out_the_same(person)


@pytest.mark.parametrize("times", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_a_storm_of_sizes_leaves_a_window_that_plays(person, times):
    person.starts()
    person.begins_by_key()
    dice = random.Random(1)
    sizes = [
        (2, 496),
        (496, 2),
        (1, 1),
        (3000, 2000),
        *((dice.randrange(1, 1500), dice.randrange(1, 1000)) for _ in range(times)),
    ]
    for size in sizes:
        person._call("windowsize", person.window, *size)
    for _ in range(3):
        person._call("windowunmap", "--sync", person.window)
        person._call("windowmap", "--sync", person.window)
    person.turns_window_to(SIZE)
    until("focus", person._focused)
    plays_on(person)
    person.presses("p")
    person.sees(person.shows_paused, alike=0.03)
    comes_out_the_same(person)


def test_the_whole_screen_can_be_filled_and_left_again_and_again(person):
    person.starts()
    person.begins_by_key()
    for turn in range(6):
        wanted = "on" if turn % 2 == 0 else "off"
        time.sleep(HELD_MS / 1000)  # a key pressed again sooner counts as held: the window that saw it go down is gone
        person.presses("F11")
        until(f"word that full screen is {wanted}", lambda: read_json(person.data / "settings.json").get("fullscreen") == wanted)
        person.window = until("window", lambda: person._call("search", "--onlyvisible", "--pid", person.process.pid).split())[0]
        until("focus", person._focused)
    plays_on(person)


def test_when_the_display_dies_every_moment_is_on_disk_and_one_sentence_says_what_to_do(tmp_path, person):
    with a_display(tmp_path, own_group=False) as dying:
        person.display = dying
        person.starts()
        person.begins_by_key()
        person.takes("arrive/ask")
        person.takes("sound/fetch-lead")
        person.sees(lambda: person.view("play"), alike=0.04)
        before = person.moments
        dying.server.kill()
        assert person.ends() == 3
        assert person.said() == "The display has gone away. What was played is saved; start Cordless again to go on.\n"
    assert person.moments[: len(before)] == before
    assert read_json(person.folders[0] / "result.json")["finished"] is False
    assert read_journal(person.folders[0] / "journal.jsonl").fault == ""
    comes_out_the_same(person)


def test_after_its_display_died_the_run_goes_on_at_the_next_start(tmp_path, person, display):
    with a_display(tmp_path, own_group=False) as dying:
        person.display = dying
        person.starts()
        person.begins_by_key()
        person.takes("arrive/ask")
        dying.server.kill()
        assert person.ends() == 3
    before = person.moments
    person.display = display
    person.starts()
    person.sees(person.view())
    person.presses("g")
    person.sees(lambda: person.view("play"), alike=0.06)
    plays_on(person)
    assert person.moments[: len(before)] == before and person.app("play").run.session.situation.phase is Phase.RUNNING
    assert person.happened(e.StageOpened) and colours(person.sees(lambda: person.view("play"), alike=0.06)) > 50
    comes_out_the_same(person)
