"""What is heard: a cue for everything that comes, once, as loud as it is set, in words too; and silence without a device."""
from __future__ import annotations

import importlib.util
import wave
from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from sim.screens.cues import LAST, SOUNDS, heard, last_seconds
from sim.screens.feed import CHANNELS
from sim.screens.intents import Decide, More, Start
from sim.screens.view import Countdown, Cue, Message, View
from sim.shell.app import App
from sim.shell.hearing import Hearing
from sim.shell.settings import Settings
from sim.surfaces.window.sounds import NAMES

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "sounds"


class Player:
    """Keeps what it was told to play."""

    def __init__(self) -> None:
        self.played: list[tuple[str, int]] = []

    def play(self, name: str, volume: int) -> bool:
        self.played.append((name, volume))
        return True


def listening() -> tuple[Hearing, list[tuple[str, int]]]:
    hearing, player = Hearing(), Player()
    hearing._sounds = player
    return hearing, player.played


def a_view(*cues: Cue) -> View:
    return View(screen="play", title="", regions=(), cues=cues)


RINGS = Cue(id="1.0", sound="phone", caption="The phone rings: Rita")


# ---------------------------------------------------------------- the sounds


def make():
    spec = importlib.util.spec_from_file_location("make_sounds", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def samples(path: Path) -> array:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        found = array("h")
        found.frombytes(file.readframes(file.getnframes()))
        return found


def test_every_sound_is_what_our_own_script_makes(tmp_path):
    make().write(tmp_path)
    names = {path.name for path in FOLDER.glob("*.wav")}
    assert names == {path.name for path in tmp_path.glob("*.wav")} == {f"{name}.wav" for name in NAMES}
    for name in names:
        ours, again = samples(FOLDER / name), samples(tmp_path / name)
        assert len(ours) == len(again) and max(abs(a - b) for a, b in zip(ours, again, strict=True)) <= 1


def test_sounds_are_short_soft_and_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.wav")) < 400_000
    for path in FOLDER.glob("*.wav"):
        found = samples(path)
        assert 0.04 <= len(found) / 22_050 <= 0.65, path.name
        assert max(map(abs, found)) <= 0.81 * 32_767 and abs(found[0]) < 400 and abs(found[-1]) < 400, f"{path.name} clicks"


def test_every_channel_has_a_sound_of_its_own():
    sounds = [SOUNDS[icon][0] for icon in CHANNELS.values()]
    assert len(set(sounds)) == len(sounds) and set(sounds) <= set(NAMES)


# ---------------------------------------------------------------- cues


def test_what_comes_is_heard_and_what_one_does_is_an_action():
    rings = Message(id="3.0", when="", who="Rita", channel="phone", text="Well?", icon="phone")
    mine = Message(id="3.1", when="", who="You", channel="", text="Tell Rita", icon="hand", mine=True)
    word = Message(id="3.2", when="", who="Tim", channel="", text="**key system**: …", icon="book-open")
    assert [(cue.sound, cue.caption, cue.kind) for cue in heard((rings, mine, word))] == [
        ("phone", "The phone rings: Rita", "messages"), ("done", "Tell Rita", "actions")]


def test_the_last_twenty_seconds_are_heard_and_only_while_the_clock_runs():
    running = Countdown(left="0:20", share=100, default="")
    found = [real for real in range(60, -1, -1) for _ in last_seconds(running, real, "d")]
    assert tuple(found) == LAST and found[0] == 20
    assert not list(last_seconds(replace(running, state="held"), 20, "d"))


def test_a_decision_and_what_comes_of_it_are_in_the_view(tmp_path):
    app = App(data=tmp_path)
    app.act(Start(scenario="nine-minutes", seed=7))
    stage = app.run.session.scenario.stages[next(iter(app.run.session.situation.threads.values())).stage]
    app.act(Decide(thread="main", choice=stage.choices[0].id))
    assert "done" in [cue.sound for cue in app.view().cues]
    app.close_run()


# ---------------------------------------------------------------- hearing


def test_a_cue_is_heard_once_however_long_it_is_shown():
    hearing, played = listening()
    for _ in range(5):
        hearing.hear(a_view(RINGS), Settings(messages="75"), 0.016)
    hearing.hear(a_view(), Settings(), 0.016)
    hearing.hear(a_view(RINGS), Settings(), 0.016)
    assert played == [("phone", 75)]


@pytest.mark.parametrize("kind", ["messages", "warnings", "actions"])
def test_each_kind_has_a_volume_of_its_own_and_off_is_off(kind):
    hearing, played = listening()
    cues = tuple(Cue(id=str(n), sound="tick", caption="", kind=one) for n, one in enumerate(("messages", "warnings", "actions")))
    hearing.hear(a_view(*cues), replace(Settings(messages="25", warnings="25", actions="25"), **{kind: "0"}), 0.016)
    assert played == [("tick", 25)] * 2


def test_with_captions_what_was_heard_stands_in_words_long_enough_to_read():
    hearing, _ = listening()
    settings = Settings(captions="on")
    assert hearing.hear(a_view(RINGS), settings, 0.016).caption == "The phone rings: Rita"
    assert hearing.hear(a_view(), settings, 2.9).caption == "The phone rings: Rita"
    assert hearing.hear(a_view(), settings, 1.0).caption == ""


def test_without_captions_a_view_stays_the_very_same():
    hearing, _ = listening()
    view = a_view(RINGS)
    assert hearing.hear(view, Settings(), 0.016) is view


def test_with_all_volumes_off_no_device_is_ever_opened():
    hearing, off = Hearing(), Settings(messages="0", warnings="0", actions="0")
    hearing.prepare(off)
    hearing.hear(a_view(RINGS), off, 0.016)
    assert hearing._sounds is None


@pytest.mark.parametrize("driver", ["dummy", "no-such-driver"])
def test_without_a_device_everything_is_silent_and_nothing_is_said(driver, monkeypatch, capfd):
    monkeypatch.setenv("SDL_AUDIODRIVER", driver)
    import pygame

    pygame.mixer.quit()
    hearing = Hearing()
    hearing.prepare(Settings())
    hearing.hear(a_view(RINGS), Settings(), 0.016)
    hearing.close()
    assert capfd.readouterr().err == ""


def test_a_sound_that_is_missing_or_damaged_is_silence(monkeypatch):
    import io

    from sim.surfaces.window.sounds import Sounds

    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    import contextlib

    sounds = Sounds({"tick": b"RIFFnonsense"}.get, io.BytesIO, contextlib.nullcontext)
    assert sounds.play("tick", 50) is False and sounds.play("phone", 50) is False
    sounds.close()


# ---------------------------------------------------------------- more time


def test_more_time_lets_the_clock_stand_a_minute_each_time_it_is_asked_for(tmp_path):
    app = App(data=tmp_path)
    app.act(Start(scenario="nine-minutes", seed=7))
    session = app.run.session
    session.let_run()  # what there is to read is read
    for _ in range(12):
        app.act(More())
    assert session.more == 720.0
    before, moments = session.clock, len(session.moments)
    for _ in range(719):
        app.tick(1.0)
    assert session.clock == before and len(session.moments) == moments, "it costs nothing and leaves no trace"
    for _ in range(5):
        app.tick(1.0)
    assert session.clock > before
    app.close_run()


def test_a_decision_ends_the_time_that_was_asked_for(tmp_path):
    app = App(data=tmp_path)
    app.act(Start(scenario="nine-minutes", seed=7))
    app.run.session.let_run()
    app.act(More())
    stage = app.run.session.scenario.stages[next(iter(app.run.session.situation.threads.values())).stage]
    app.act(Decide(thread="main", choice=stage.choices[0].id))
    assert app.run.session.more == 0
    app.close_run()


def test_where_interruptions_wait_the_clock_stands_while_somebody_wants_an_answer(tmp_path):
    from tests.test_session import Desk

    desk = Desk(rate=0)
    desk.session.waits = True
    assert desk.passes(5) > 0
    desk.session.situation = replace(desk.session.situation, demands=("somebody",))
    assert desk.passes(5) == 0
