"""A window on a machine where something is missing: no screen, no sound, no font, two pygames, a display that goes away."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pygame
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sample_views as sample

from sim.shell import assets as files
from sim.shell import loop
from sim.shell.app import App
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import SMALLEST, Stage
from sim.surfaces.window.theme import BUILT_IN, Look
from sim.surfaces.window.window import NoDisplay, Window, draw

ROOT = Path(__file__).resolve().parent.parent
DAMAGES = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "random bytes": lambda path: path.write_bytes(random.Random(5).randbytes(2000)),
    "another file": lambda path: path.write_bytes((ROOT / "LICENSE").read_bytes()),
    "unreadable": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The program's files, to be damaged."""
    shutil.copytree(ROOT / "assets", tmp_path / "assets")
    monkeypatch.setattr(files, "shipped", lambda: tmp_path)
    return tmp_path / "assets"


def colours(surface: pygame.Surface) -> int:
    width, height = surface.get_size()
    return len({tuple(surface.get_at((x, y))) for x in range(0, width, 3) for y in range(0, height, 3)})


def looks_right(found: files.Assets, theme: str = "dark") -> None:
    for view in (sample.play(), sample.catalogue(), sample.settings()):
        assert colours(draw(view, (1024, 720), found, Look(theme=theme))) > 8


# --- fonts, icons, colours ------------------------------------------------------------------------------------------


def test_the_program_as_it_is_shipped_is_whole():
    found = files.assets()
    assert found.wrong == () and files.repair(found) == ""
    assert len(found.icons) == len(list((ROOT / "assets" / "icons").glob("*.svg"))) == files.ICONS
    assert {path.stem for path in (ROOT / "assets" / "fonts").glob("*.ttf")} == set(files.FONTS)
    assert {path.stem for path in (ROOT / "assets" / "themes").glob("*.json")} - {"scale"} == set(files.THEMES)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("font", files.FONTS)
def test_a_font_that_is_missing_or_damaged_is_replaced_and_named(folder, font, damage):
    DAMAGES[damage](folder / "fonts" / f"{font}.ttf")
    found = files.assets()
    assert font not in found.fonts
    assert (
        files.repair(found)
        == f"Missing or damaged: the font {font}. Something else stands in; to repair it, install Cordless again."
    )
    looks_right(found)


@pytest.mark.parametrize("damage", DAMAGES)
def test_without_any_font_of_its_own_the_window_uses_the_one_that_pygame_brings(folder, damage):
    for path in (folder / "fonts").glob("*.ttf"):
        DAMAGES[damage](path)
    found = files.assets()
    assert found.fonts == {} and all(font in files.repair(found) for font in files.FONTS)
    looks_right(found)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("theme", files.THEMES)
def test_colours_that_are_missing_or_damaged_are_replaced(folder, theme, damage):
    DAMAGES[damage](folder / "themes" / f"{theme}.json")
    found = files.assets()
    assert theme not in found.themes and f"the colours {theme}" in files.repair(found)
    looks_right(found, theme)


@pytest.mark.parametrize("damage", DAMAGES)
def test_icons_that_are_missing_or_damaged_are_replaced(folder, damage):
    for path in list((folder / "icons").glob("c*.svg")):
        DAMAGES[damage](path)
    found = files.assets()
    assert "icons" in files.repair(found) and not any(name.startswith("c") for name in found.icons)
    looks_right(found)


def test_an_icon_that_only_looks_like_one_leaves_its_place_empty():
    found = files.assets()
    icons = dict.fromkeys(found.icons, "<svg width='a' <<< &bad; </svg>")
    looks_right(files.Assets(found.fonts, icons, found.themes, found.opener))


def test_without_any_file_at_all_there_is_still_a_picture_and_the_player_is_told(folder, tmp_path, monkeypatch):
    shutil.rmtree(folder)
    found = files.assets()
    assert (found.fonts, found.icons, found.themes) == ({}, {}, {})
    stage = Stage(found, Look(), (1024, 720), Phrases())
    assert stage.kit.theme is BUILT_IN
    looks_right(found)
    monkeypatch.delenv("DISPLAY", raising=False)
    app = App.at(tmp_path / "data")
    monkeypatch.setattr(Window, "wait", lambda window, ms: setattr(app, "over", True))
    loop.play_in_window(app)
    assert "install Cordless again" in app.alert


# --- sizes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1, 1), (2, 496), (496, 2), (60, 60), (319, 239), (200, 3000), (4000, 100), (5000, 4000)])
def test_every_view_can_be_drawn_in_a_window_of_any_size(size):
    found = files.assets()
    stage = Stage(found, Look(text_scale=200), size, Phrases())
    surface = pygame.Surface(size, depth=32)
    for view in sample.VIEWS.values():
        stage.show(view)
        stage.paint(surface)
    assert stage.frame.size == (max(size[0], SMALLEST[0]), max(size[1], SMALLEST[1]))


def test_a_window_that_is_resized_all_the_time_shows_at_last_what_it_would_have_shown_at_once():
    dice = random.Random(3)
    window = Window(files.assets(), Look(), (1280, 720), wanted_driver="dummy")
    view, at = sample.play(dialog=sample.DIALOG), 10_000
    for turn in range(60):
        width, height = dice.choice(((dice.randrange(1, 2000), dice.randrange(1, 1200)), (2, 496), (3000, 80)))
        pygame.display.set_mode((width, height), pygame.RESIZABLE)
        for kind in dice.choices((pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED, pygame.WINDOWRESIZED), k=4):
            pygame.event.post(pygame.event.Event(kind, size=(width, height), w=width, h=height, x=width, y=height))
        for kind in dice.sample(WINDOW_EVENTS, 4):
            pygame.event.post(pygame.event.Event(kind))
        at += 20
        assert not [one for one in window.hear(at) if type(one).__name__ != "Touched"]
        if turn % 10 == 0:
            window.show(view)
            window.restyle(Look(fullscreen=turn % 20 == 0))
    window.restyle(Look())
    pygame.display.set_mode((1024, 720), pygame.RESIZABLE)
    pygame.event.post(pygame.event.Event(pygame.WINDOWSIZECHANGED))
    window.hear(at + 20)
    window.show(view)
    shown = window._surface
    once = draw(view, (1024, 720), files.assets(), Look())
    assert shown.get_size() == (1024, 720)
    assert pygame.image.tobytes(shown, "RGB") == pygame.image.tobytes(once, "RGB")
    window.close()


WINDOW_EVENTS = [
    getattr(pygame, name)
    for name in (
        "WINDOWSHOWN",
        "WINDOWHIDDEN",
        "WINDOWEXPOSED",
        "WINDOWMOVED",
        "WINDOWMINIMIZED",
        "WINDOWMAXIMIZED",
        "WINDOWRESTORED",
        "WINDOWENTER",
        "WINDOWLEAVE",
        "WINDOWFOCUSGAINED",
        "WINDOWFOCUSLOST",
        "WINDOWTAKEFOCUS",
        "WINDOWHITTEST",
        "WINDOWDISPLAYCHANGED",
        "WINDOWICCPROFCHANGED",
        "RENDER_TARGETS_RESET",
        "RENDER_DEVICE_RESET",
        "ACTIVEEVENT",
        "VIDEOEXPOSE",
        "LOCALECHANGED",
        "APP_WILLENTERBACKGROUND",
        "APP_DIDENTERFOREGROUND",
    )
]


def test_a_window_that_cannot_fill_the_screen_stays_as_it_is(monkeypatch):
    window = Window(files.assets(), Look(), (1000, 700), wanted_driver="dummy")
    real = pygame.display.set_mode

    def refuses(size, flags=0):
        if flags & pygame.FULLSCREEN:
            raise pygame.error("no mode of that kind")
        return real(size, flags)

    monkeypatch.setattr(pygame.display, "set_mode", refuses)
    window.restyle(Look(fullscreen=True))
    window.show(sample.play())
    assert window.size == (1000, 700)
    window.close()


@pytest.mark.parametrize("title", ["", "a\0b", "\ud800", "x" * 20_000, "\u202eevil"])
def test_a_title_can_be_anything(title):
    window = Window(files.assets(), Look(), (400, 300), title, wanted_driver="dummy")
    assert not any("\0" in said for said in pygame.display.get_caption())
    window.close()


# --- no screen ------------------------------------------------------------------------------------------------------


def starts(*words: str, **env: str | None) -> subprocess.CompletedProcess[str]:
    """Run the program with no terminal, and with some of the environment changed or taken away."""
    whole = {name: value for name, value in os.environ.items() if name not in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY")}
    whole |= {name: value for name, value in env.items() if value is not None}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        cwd=ROOT,
        env=whole,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({}, "There is no display here"),
        ({"DISPLAY": ":4711"}, "No window can be opened here (x11 not available)"),
        ({"DISPLAY": "nowhere.invalid:0"}, "No window can be opened here (x11 not available)"),
        ({"DISPLAY": ":4711", "SDL_VIDEODRIVER": "nonsense"}, "No window can be opened here (nonsense not available)"),
    ],
)
def test_without_a_display_a_window_is_refused_in_one_sentence(tmp_path, env, why):
    done = starts("--data-dir", str(tmp_path), "play", "nine-minutes", "--surface", "window", **env)
    assert (done.returncode, done.stderr) == (3, f"{why}. Add --surface text to play in the terminal.\n")


@pytest.mark.parametrize("env", [{}, {"DISPLAY": ":4711"}])
def test_without_a_display_and_a_terminal_the_program_plays_itself(tmp_path, env):
    done = starts("--data-dir", str(tmp_path), **env)
    assert done.returncode == 0 and done.stderr == "" and "playing itself" in done.stdout


def test_a_picture_that_nobody_would_see_is_no_window(monkeypatch):
    for driver in ("dummy", "offscreen"):
        monkeypatch.setenv("SDL_VIDEODRIVER", driver)
        with pytest.raises(NoDisplay):
            Window(files.assets(), Look())
        Window(files.assets(), Look(), wanted_driver=driver).close()


# --- two pygames ----------------------------------------------------------------------------------------------------

BOTH = (
    "Both pygame and pygame-ce are installed and share one folder. "
    "Repair: pip uninstall -y pygame pygame-ce && pip install pygame-ce\n"
)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("play", "nine-minutes"),
        ("play", "nine-minutes", "--surface", "window"),
        ("shots", "OUT"),
        ("replay", "RUN", "--surface", "window"),
    ],
)
def test_where_both_pygames_are_installed_every_way_to_a_window_names_the_repair(tmp_path, words):
    other = tmp_path / "site" / "pygame-2.6.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: pygame\nVersion: 2.6.1\n")
    data = tmp_path / "data"
    if "RUN" in words:
        assert starts("--data-dir", str(data), "play", "nine-minutes", "--auto", "textbook").returncode == 0
    run = next(data.glob("runs/*"), tmp_path)
    named = [{"OUT": str(tmp_path / "out"), "RUN": str(run)}.get(word, word) for word in words]
    done = starts("--data-dir", str(data), *named, PYTHONPATH=str(tmp_path / "site"), SDL_VIDEODRIVER="dummy")
    assert (done.returncode, done.stderr) == (3, BOTH)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("play", "nine-minutes", "--surface", "window"), ("shots", "OUT")])
def test_what_is_left_of_pygame_when_one_of_two_was_taken_away_is_told_from_a_pygame(tmp_path, words):
    code = (
        "import importlib.machinery, importlib.util, sys; from sim.cli import main; real = importlib.util.find_spec; "
        "bare = importlib.machinery.ModuleSpec('pygame', None, is_package=True); "
        "importlib.util.find_spec = lambda name, *rest: bare if name == 'pygame' else real(name, *rest); "
        "sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data-dir", str(tmp_path), *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr.endswith("Repair: pip install --force-reinstall pygame-ce\n") and done.stderr.count("\n") == 1
