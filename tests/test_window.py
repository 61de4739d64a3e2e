"""The window: what keys and mouse do, that nothing is cut or covered, and that little paint is enough."""
from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import io
import json
import random
import sys
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from itertools import combinations, product
from pathlib import Path

import pygame
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sample_benches
import sample_views as sample

from sim.debrief import figures
from sim.debrief.figures import Plot, Ranking
from sim.screens.view import (
    Bars,
    Buttons,
    Chart,
    Columns,
    Countdown,
    Feed,
    Field,
    Flag,
    Group,
    Heading,
    Mark,
    Meaning,
    Message,
    Meter,
    Paragraph,
    Part,
    Parts,
    Passing,
    Point,
    Region,
    Row,
    Scene,
    Span,
    Table,
    Tile,
    Timeline,
    Track,
    Tracks,
    View,
)
from sim.surfaces.window.marks import Picture, Rect, Words
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import Theme, contrast, read_theme
from sim.surfaces.window.window import Assets, Closed, Look, NoDisplay, Pressed, Touched, Window, draw

ROOT = Path(__file__).resolve().parents[1] / "assets"
ASSETS = Assets(
    {path.stem: path.read_bytes() for path in (ROOT / "fonts").glob("*.ttf")},
    {path.stem: path.read_text("utf-8") for path in (ROOT / "icons").glob("*.svg")},
    {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "themes").glob("*.json") if path.stem != "scale"},
    io.BytesIO,
)
SIZES = ((1024, 720), (1280, 720), (1920, 1080))
KEYS = {"tab": pygame.K_TAB, "enter": pygame.K_RETURN, "space": pygame.K_SPACE, "escape": pygame.K_ESCAPE,
        "up": pygame.K_UP, "down": pygame.K_DOWN, "left": pygame.K_LEFT, "right": pygame.K_RIGHT,
        "pageup": pygame.K_PAGEUP, "pagedown": pygame.K_PAGEDOWN, "home": pygame.K_HOME, "end": pygame.K_END,
        "backspace": pygame.K_BACKSPACE, "delete": pygame.K_DELETE, "f1": pygame.K_F1, "kp3": pygame.K_KP3}


class Person:
    """Somebody at the window, who does one thing after another."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.now = 10_000

    @property
    def stage(self) -> Stage:
        return self.window._stage

    @property
    def focus(self) -> str:
        return self.stage.state.focus

    def sees(self, view: View) -> None:
        self.window.show(view)

    def does(self, *events: pygame.event.Event) -> list[str]:
        """Return the actions that came of it, with what was typed after an equals sign."""
        for event in events:
            pygame.event.post(event)
        self.now += 20
        heard = self.window.hear(self.now)
        return [one.action.id + (f"={one.text}" if one.text else "") for one in heard if isinstance(one, Pressed)]

    def presses(self, key: str, mod: int = 0) -> list[str]:
        code = KEYS.get(key) or ord(key)
        typed = key if len(key) == 1 else ""
        event = {"key": code, "unicode": typed, "mod": mod, "scancode": 0}
        return self.does(pygame.event.Event(pygame.KEYDOWN, event), pygame.event.Event(pygame.KEYUP, event))

    def types(self, text: str) -> None:
        self.does(*(pygame.event.Event(pygame.TEXTINPUT, text=char) for char in text))

    def points(self, name: str) -> tuple[int, int]:
        live = self.stage.live(name)
        assert live is not None and live.seen[2] and live.seen[3], name
        x, y, w, h = live.seen
        return x + w // 2, y + h // 2

    def clicks(self, name: str, release_on: str = "") -> list[str]:
        down, up = self.points(name), self.points(release_on or name)
        return self.does(pygame.event.Event(pygame.MOUSEMOTION, pos=down, rel=(0, 0), buttons=(0, 0, 0)),
                         pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=down, button=1),
                         pygame.event.Event(pygame.MOUSEBUTTONUP, pos=up, button=1))


@pytest.fixture
def person():
    window = Window(ASSETS, Look(), (1280, 720), wanted_driver="dummy")
    pygame.event.clear()
    yield Person(window)
    window.close()


@pytest.fixture(autouse=True)
def dummy_display(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")


# --- keys and mouse -------------------------------------------------------------------------------------------------

def test_a_new_matter_puts_the_focus_on_the_first_option_that_can_be_taken(person):
    person.sees(sample.play())
    assert person.focus == "emergency"


def test_tab_goes_through_everything_and_comes_back_and_shift_tab_goes_the_other_way(person):
    person.sees(sample.play())
    there = []
    while person.focus not in there:
        there.append(person.focus)
        person.presses("tab")
    assert person.focus == there[0]
    actions = {live.target.id for live in person.stage.lives() if live.target.action is not None}
    assert actions <= set(there)
    assert {"scroll:feed", "scroll:matter"} <= set(there)
    back = [person.focus]
    for _ in there[1:]:
        person.presses("tab", pygame.KMOD_LSHIFT)
        back.append(person.focus)
    assert back == [there[0], *reversed(there[1:])]


@pytest.mark.parametrize(("key", "action"), [
    ("1", "emergency"), ("3", "evidence"), ("kp3", "evidence"), ("n", "notes"), ("space", "space"), ("escape", "pause"),
    ("f1", "help"), ("2", ""), ("9", "")])
def test_a_key_does_the_action_it_belongs_to(person, key, action):
    person.sees(sample.play())
    assert person.presses(key) == ([action] if action else [])


def test_a_letter_with_ctrl_held_is_not_ours(person):
    person.sees(sample.play())
    assert person.presses("n", pygame.KMOD_LCTRL) == []


def test_arrows_move_and_enter_presses(person):
    person.sees(sample.play())
    assert person.presses("down") == [] and person.focus == "rollback"
    assert person.presses("enter") == []  # it cannot be done
    person.presses("down")
    assert person.focus == "evidence" and person.presses("enter") == ["evidence"]


def test_space_presses_what_has_the_focus_where_no_action_wants_it(person):
    person.sees(sample.catalogue())
    assert person.focus == "go-on" and person.presses("space") == ["go-on"]


def test_the_focus_stays_while_the_clock_runs_and_begins_afresh_with_the_next_matter(person):
    person.sees(sample.play())
    person.presses("down")
    person.sees(sample.play(left="1:41", share=610))
    assert person.focus == "rollback"
    person.sees(sample.play(fingerprint="phones/drift/2"))
    assert person.focus == "emergency"


def test_the_mouse_presses_what_it_went_down_and_up_on(person):
    person.sees(sample.play())
    assert person.clicks("evidence") == ["evidence"]
    assert person.clicks("evidence", release_on="emergency") == []
    assert person.clicks("pause") == ["pause"] and person.clicks("notes") == ["notes"]


def test_a_click_on_what_cannot_be_done_only_puts_the_focus_there(person):
    person.sees(sample.play())
    assert person.clicks("rollback") == [] and person.focus == "rollback"


def test_an_option_is_not_taken_by_a_press_meant_for_what_was_shown_before(person):
    person.sees(sample.play())
    person.presses("down")
    person.sees(sample.play(fingerprint="phones/drift/2"))
    assert person.presses("1") == [] and person.clicks("evidence") == []
    assert person.presses("n") == ["notes"]
    person.now += 500
    assert person.presses("1") == ["emergency"]


def test_a_key_held_down_does_its_action_once(person):
    person.sees(sample.play())
    down = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_1, unicode="1", mod=0, scancode=0)
    assert person.does(down, down, down) == ["emergency"]
    for _ in range(100):  # every 20 ms
        assert person.does(down) == []


def test_a_key_whose_letting_go_was_not_seen_can_be_pressed_again(person):
    person.sees(sample.play())
    down = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_1, unicode="1", mod=0, scancode=0)
    assert person.does(down) == ["emergency"]
    person.now += 1000
    assert person.does(down) == ["emergency"]


def test_only_the_dialog_can_be_used_while_there_is_one(person):
    person.sees(sample.play())
    person.presses("down")
    person.sees(sample.play(dialog=sample.DIALOG))
    assert person.focus == "resume"
    assert person.presses("1") == [] and person.presses("f1") == [] and person.presses("escape") == ["resume"]
    there = set()
    for _ in range(12):
        person.presses("tab")
        there.add(person.focus)
    assert there == {"resume", "settings", "leave", "delete", "again"}
    assert person.stage.live("evidence") is None
    person.sees(sample.play())
    assert person.focus == "rollback"


def test_text_is_typed_into_a_field_and_enter_hands_it_over(person):
    person.sees(sample.settings())
    assert person.clicks("field:name") == []
    person.types("uel 1")
    assert person.presses("1") == [] and person.presses("space") == []  # digits are text there
    person.presses("backspace")
    person.presses("home")
    person.types("*")
    person.presses("delete")
    assert person.presses("enter") == ["set-name=*amuel "]
    person.presses("escape")
    assert person.presses("escape") == ["back"]


def test_what_was_typed_can_be_handed_over_with_the_mouse(person):
    person.sees(sample.settings())
    person.clicks("field:name")
    person.types("!")
    assert person.clicks("set-name") == ["set-name=Sam!"]


def test_typed_text_survives_another_size_of_text_and_another_colour(person):
    person.sees(sample.settings())
    person.clicks("field:name")
    person.types("antha")
    person.window.restyle(Look(theme="light", text_scale=150))
    person.sees(sample.settings(theme="light"))
    assert person.presses("enter") == ["set-name=Samantha"]


def test_the_field_of_a_dialog_is_ready_to_type_into(person):
    person.sees(sample.play())
    person.sees(sample.note())
    person.types("odd: 1 trunk")
    assert person.presses("1") == [] and person.presses("enter") == ["keep=odd: 1 trunk"]


def test_the_feed_stays_at_the_newest_until_it_is_scrolled_back(person):
    person.sees(sample.play(fresh=5))
    feed = person.stage.frame.pane("feed")
    assert feed.deepest and person.stage.state.offset(feed) == feed.deepest
    person.sees(sample.play(fresh=6))
    feed = person.stage.frame.pane("feed")
    assert person.stage.state.offset(feed) == feed.deepest
    person.does(pygame.event.Event(pygame.MOUSEMOTION, pos=(100, 300), rel=(0, 0), buttons=(0, 0, 0)),
                pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=9))
    person.sees(sample.play(fresh=7))
    feed = person.stage.frame.pane("feed")
    assert person.stage.state.offset(feed) == 0
    assert person.clicks("newer:feed") == []
    assert person.stage.state.offset(feed) == feed.deepest and person.stage.live("newer:feed") is None


def test_the_feed_can_be_scrolled_with_keys_alone(person):
    person.sees(sample.waiting())
    person.presses("pageup")
    feed = person.stage.frame.pane("feed")
    assert person.stage.frame.pane("matter").deepest or person.stage.state.offset(feed) < feed.deepest


def test_enter_shows_what_it_would_press_before_it_presses_it(person):
    person.window.restyle(Look(text_scale=200))
    person.sees(sample.play())
    assert person.focus == "emergency"
    assert person.presses("enter") == []
    assert person.presses("enter") == ["emergency"]


def test_focus_that_moves_comes_into_sight(person):
    person.window.restyle(Look(text_scale=200))
    person.sees(sample.debrief())
    for _ in range(12):
        person.presses("tab")
        live = person.stage.live(person.focus)
        assert live is not None and live.seen[3] >= min(live.target.h, live.pane.rect[3]) - 1


def test_closing_and_moving_are_heard(person):
    person.sees(sample.play())
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=(4, 4), rel=(0, 0), buttons=(0, 0, 0)))
    assert set(person.window.hear(1)) == {Closed(), Touched()}
    assert person.window.hear(2) == ()


def test_a_window_nobody_would_see_is_refused():
    with pytest.raises(NoDisplay, match="no screen"):
        Window(ASSETS, Look())


# --- paint ----------------------------------------------------------------------------------------------------------

def fresh(stage: Stage, size: tuple[int, int]) -> bytes:
    surface = pygame.Surface(size, depth=32)
    stage.spoil()
    stage.paint(surface)
    return pygame.image.tobytes(surface, "RGB")


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "projector"])
def test_painting_what_changed_gives_the_same_picture_as_painting_everything(theme):
    size = (1280, 720)
    stage, surface = Stage(ASSETS, Look(theme=theme), size, Phrases()), pygame.Surface(size, depth=32)
    more = tuple(Message(id=name, when="09:00", who="Rita", channel="chat", text="**None** ☎") for name in "xy")
    hovered = ("pause", "evidence", "rollback", "")
    views = [sample.play(), sample.play(left="1:41", share=612), sample.play(left="1:40", alert="Now!"),
             sample.play(tail=more[:1]), sample.play(tail=more), sample.play(dialog=sample.DIALOG),
             sample.play(dialog=sample.DIALOG, left="0:59", share=90), sample.note(), sample.waiting(),
             sample.debrief(), sample.settings(), sample.settings("light"), sample.catalogue()]
    areas = []
    for step, view in enumerate(views):
        stage.show(view)
        stage.state.hover = hovered[step % 4]
        lives = stage.lives()
        stage.focus_on(lives[step % len(lives)].target.id)
        stage.touch()
        areas.append(sum(rect.w * rect.h for rect in stage.paint(surface)))
        sheets = stage._sheets
        assert pygame.image.tobytes(surface, "RGB") == fresh(stage, size), step
        assert stage._sheets == sheets
    assert areas[1] < 0.5 * size[0] * size[1]


VIEWS = (sample.play(), sample.play(left="1:41", share=612), sample.play(alert="Now!"), sample.play(dialog=sample.DIALOG),
         sample.play(dialog=sample.DIALOG, left="0:59", share=90), sample.note(), sample.waiting(), sample.debrief(),
         sample.settings(), sample.settings("light"), sample.catalogue())
WINDOWS = ((1280, 720), (1024, 720), (700, 500))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_shown_before_the_picture_is_that_of_a_new_window_with_the_same_view(seed):
    rng = random.Random(seed)
    size, look = WINDOWS[0], Look()
    stage, surface = Stage(ASSETS, look, size, Phrases()), pygame.Surface(size, depth=32)
    stage.show(VIEWS[0])
    for step in range(25):
        match rng.randrange(8):
            case 0:
                size, look = rng.choice(WINDOWS), Look(theme=rng.choice(("dark", "light")), text_scale=rng.choice((100, 150)))
                stage.restyle(look, size)
                surface = pygame.Surface(size, depth=32)
            case 1:
                stage.focus_on(rng.choice(stage.lives()).target.id)
            case 2:
                stage.state.hover = rng.choice(stage.lives()).target.id
                stage.touch()
            case 3:
                stage.state.scroll_by(rng.choice(stage.frame.front.panes), rng.choice((-200, 60, 300)))
                stage.touch()
            case 4 if stage.state.entries:
                name = rng.choice(sorted(stage.state.entries))
                stage.state.entries[name] = stage.state.entries[name].typed("ab")
                stage.touch()
            case _:
                stage.show(rng.choice(VIEWS))
        stage.paint(surface)
        anew, picture = Stage(ASSETS, look, size, Phrases()), pygame.Surface(size, depth=32)
        anew.show(stage.view)
        anew.state = deepcopy(stage.state)
        anew.paint(picture)
        assert pygame.image.tobytes(surface, "RGB") == pygame.image.tobytes(picture, "RGB"), step


def test_what_is_remembered_of_words_stays_within_bounds_and_looks_the_same():
    text = Typesetter(ASSETS)
    words = [Words(600, 40, f"{n} of many long lines " * 3, "regular", 30, (200, 200, 200)) for n in range(400)]
    first = [pygame.image.tobytes(text.render(one), "RGBA") for one in words[:3]]
    for one in words:
        text.render(one)
        assert sum(kept.get_width() * kept.get_height() for kept in text._rendered.values()) <= 6_000_000
    assert len(text._rendered) < len(words), "some were forgotten"
    assert [pygame.image.tobytes(text.render(one), "RGBA") for one in words[:3]] == first


def test_an_equal_view_paints_nothing_and_a_second_of_the_clock_little(person):
    person.sees(sample.play())
    stage, surface = person.stage, person.window._surface
    stage.show(sample.play())
    assert stage.paint(surface) == []
    stage.show(sample.play(left="1:41", share=612))
    assert 0 < sum(rect.w * rect.h for rect in stage.paint(surface)) < 100 * 100


def test_a_picture_can_be_drawn_without_a_window():
    assert draw(sample.play(), (1280, 720), ASSETS, Look()).get_size() == (1280, 720)


# --- room -----------------------------------------------------------------------------------------------------------

def overlap(one: Rect, other: Rect) -> bool:
    return (one[0] + 1 < other[0] + other[2] and other[0] + 1 < one[0] + one[2]
            and one[1] + 1 < other[1] + other[3] and other[1] + 1 < one[1] + one[3])


def within(one: Rect, other: Rect) -> bool:
    return (one[0] >= other[0] and one[1] >= other[1] and one[0] + one[2] <= other[0] + other[2]
            and one[1] + one[3] <= other[1] + other[3])


def assert_nothing_is_cut_or_covered(stage: Stage, size: tuple[int, int]) -> None:
    for layer in stage.frame.layers:
        for pane in layer.panes:
            assert within(pane.rect, (0, 0, *size)), pane.role
            words = [((x, y, mark.w, mark.h), mark) for x, y, mark in pane.box.spots
                     if isinstance(mark, Words | Picture)]
            assert pane.box.w <= pane.rect[2]
            for rect, mark in words:
                assert within(rect, (0, 0, pane.box.w, pane.box.h)), (pane.role, mark, rect)
            for (one, mark), (other, another) in combinations(words, 2):
                assert not overlap(one, other), (pane.role, mark, another)
            for target, other in combinations(pane.box.targets, 2):
                assert not overlap(target.rect, other.rect) or within(other.rect, target.rect), (target, other)
            for target in pane.box.targets:
                assert target.h >= (48 if target.kind == "option" else 28), target
        slack = stage.kit.s(6)
        for one, other in combinations([pane.rect for pane in layer.panes], 2):
            inner = [(x + slack, y + slack, w - 2 * slack, h - 2 * slack) for x, y, w, h in (one, other)]
            assert not overlap(*inner)


SHOWN = sample.VIEWS | sample_benches.VIEWS


@pytest.mark.parametrize(("name", "size", "scale"), list(product(SHOWN, SIZES, (100, 150, 200))))
def test_no_word_is_cut_off_or_covered(name, size, scale):
    stage = Stage(ASSETS, Look(text_scale=scale), size, Phrases())
    stage.show(SHOWN[name])
    assert_nothing_is_cut_or_covered(stage, size)


NOTHING_TO_SEE = Plot(id="p", title="", says="", series=(), along=(), up=())
EMPTY = (
    Heading(text=""), Paragraph(text=""), Columns(columns=()), Columns(columns=((), ())), Group(blocks=()),
    Table(columns=("a",), rows=()), Table(columns=(), rows=()), Bars(bars=()), Timeline(points=()),
    Timeline(points=(Point(when="", title="x", place=5),)), Buttons(actions=()), Field(id="q", label=""),
    Passing(label="", waiting_for="", share=0), Countdown(left="", share=0, default=""), Row(title=""),
    Meter(label="", value="", share=2000), Feed(messages=()), Chart(figure=NOTHING_TO_SEE),
    Parts(parts=()), Parts(parts=(Part(action=sample.HELP),), title="x"),
    Chart(figure=replace(NOTHING_TO_SEE, marks=(figures.Mark(place=2000, level=-1, says=""),)), actions=(sample.HELP,),
          chosen="help"),
    Chart(figure=Ranking(id="r", title="", says="", ranks=()), small=True),
    Scene(label="", text="", w=1, h=1),
    Scene(label="", text="", w=60, h=60, large=True, legend=(Meaning(state="lost", word=""),), tiles=(
        Tile(label="", state="away", x=0, y=0), Tile(label="", state="drowning", x=59, y=59, initial="D", icon="phone"))),
    Tracks(when="", place=2000, seek=sample.HELP, tracks=()),
    Tracks(when="", place=-5, seek=sample.HELP, ticks=((-1, ""), (2000, "Tue")), stops=(Mark(place=3000, text=""),),
           flags=(Flag(action=sample.HELP, place=2000, sign=""),), said=("",),
           tracks=(Track(label=""), Track(label="x", marks=(Mark(place=-9, text=""),)),
                   Track(label="", spans=(Span(since=500, until=500, level=2000, text=""),)))),
    Chart(figure=replace(NOTHING_TO_SEE, marks=tuple(figures.Mark(place=n, level=n, says="x") for n in range(500))),
          actions=tuple(replace(sample.HELP, id=f"d{n}") for n in range(500))),
)


@pytest.mark.parametrize("role", ["header", "feed", "matter", "side", "body", "strip", "footer", "dialog"])
def test_blocks_with_nothing_in_them_are_drawn_all_the_same(role):
    for block in (*EMPTY, None):
        region = Region(role=role, blocks=(block,) if block else ())
        draw(View(screen="empty", title="", regions=(region,)), (320, 240), ASSETS, Look(text_scale=200))


LONG = " Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz and *some* more"


def stretched(thing: object) -> object:
    """The same with every text that is read by a person made much longer."""
    if isinstance(thing, tuple):
        return tuple(stretched(one) for one in thing)
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    kept = ("id", "key", "icon", "initial", "kind", "go", "when", "left", "chosen", "screen", "fingerprint", "tone", "role",
            "state", "weight", "intent")
    changes = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.name not in kept:
            changes[one.name] = value + LONG if isinstance(value, str) and value else stretched(value)
    return replace(thing, **changes)


@pytest.mark.parametrize(("name", "size", "scale"), list(product(SHOWN, SIZES[:2], (100, 200))))
def test_texts_much_longer_than_meant_are_not_cut_off_or_covered_either(name, size, scale):
    stage = Stage(ASSETS, Look(text_scale=scale), size, Phrases())
    stage.show(stretched(SHOWN[name]))
    assert_nothing_is_cut_or_covered(stage, size)


# --- colours --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["dark", "light", "contrast", "projector"])
def test_every_text_can_be_read_and_every_control_be_seen(name):
    theme: Theme = read_theme(json.loads((ROOT / "themes" / f"{name}.json").read_text("utf-8")))
    grounds = (theme.paper, theme.panel, theme.raised, theme.lit, theme.chip, theme.mine)
    texts = (theme.ink, theme.quiet, theme.code, theme.accent, theme.good, theme.warn, theme.bad)
    for ground, text in product(grounds, texts):
        assert contrast(text, ground) >= 4.5, (text, ground)
    for ground in (theme.accent, theme.ink):
        assert contrast(theme.on_accent, ground) >= 4.5
    for ground in (theme.paper, theme.panel, theme.raised):
        for sign in (theme.edge, theme.focus, theme.fill_accent, theme.fill_good, theme.fill_warn, theme.fill_bad):
            assert contrast(sign, ground) >= 3, (sign, ground)
    for sign in (theme.on_accent,):
        assert all(contrast(sign, tint) >= 3 for tint in (theme.accent, theme.good, theme.warn, theme.bad))
    for sign in (theme.fill_accent, theme.fill_good, theme.fill_warn, theme.fill_bad):
        assert contrast(sign, theme.track) >= 2, (sign, theme.track)


def test_a_theme_that_lacks_a_colour_says_which():
    with pytest.raises(ValueError, match="accent"):
        read_theme({"paper": "#000000", "panel": "#000000", "raised": "#000000", "lit": "#000000", "chip": "#000000",
                    "mine": "#000000", "track": "#000000", "line": "#000000", "edge": "#000000", "ink": "#000000",
                    "quiet": "#000000", "code": "#000000"})


# --- the workbench --------------------------------------------------------------------------------------------------

def test_at_the_workbench_the_focus_begins_at_the_first_answer_and_arrows_and_enter_choose(person):
    person.sees(sample_benches.VIEWS["bench-first"])
    assert person.focus == "aim-in"
    person.presses("down")
    assert person.focus == "part-lines"
    person.now += 1000  # a press in the first blink of a screen is not taken
    assert person.presses("enter") == ["part-lines"]
    assert person.presses("5") == ["part-cordless"]


def test_plus_and_minus_change_how_many_there_are_of_what_has_the_focus(person):
    person.sees(sample_benches.VIEWS["bench-composed"])
    person.stage.focus_on("part-cordless")
    assert (person.presses("+"), person.presses("="), person.presses("-")) == (
        ["part-cordless-more"], ["part-cordless-more"], ["part-cordless-less"],
    )
    person.stage.focus_on("try")
    assert (person.presses("+"), person.presses("-")) == ([], [])


def test_pressing_a_part_puts_the_focus_there_so_that_plus_and_minus_are_of_it(person):
    person.sees(sample_benches.VIEWS["bench-composed"])
    person.now += 1000
    person.presses("3")
    assert person.focus == "part-lines"
    assert person.presses("-") == ["part-lines-less"]


def test_the_mouse_alone_can_choose_and_change_how_many_and_try(person):
    person.sees(sample_benches.VIEWS["bench-forty"])
    person.now += 1000
    for name in ("aim-out", "part-lines", "part-lines-more", "part-lines-less", "try", "show", "idea", "clear", "down-desk"):
        assert person.clicks(name) == [name]


def test_every_tile_can_be_reached_by_tab_with_what_is_chosen_shown_by_a_sign(person):
    person.sees(sample_benches.VIEWS["bench-forty"])
    seen = set()
    for _ in range(120):
        person.presses("tab")
        seen.add(person.focus)
    assert len({name for name in seen if name.startswith("part-") and not name.endswith(("-less", "-more"))}) == 40
    signs = [mark.name for pane in person.stage.frame.front.panes for _, _, mark in pane.box.spots if isinstance(mark, Picture)]
    assert signs.count("square-check") == 6 and signs.count("square") == 36
