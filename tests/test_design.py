"""The design system: colours everybody can read and tell apart, letters for whom it speaks to, sizes to hit and to read."""
from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pygame
import pytest

from sim.screens.intents import Go
from sim.screens.shelf import Card, Shelf, briefing, catalogue, help_
from sim.screens.view import (
    Action,
    Bar,
    Bars,
    Buttons,
    Feed,
    Group,
    Message,
    Meter,
    Paragraph,
    Point,
    Row,
    Timeline,
    Tone,
)
from sim.shell.assets import FONTS, THEMES, assets
from sim.shell.stateshots import longer
from sim.surfaces.window.compose import compose
from sim.surfaces.window.kit import SIGNS
from sim.surfaces.window.marks import Picture, Plate, Words
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import Colour, Look, Theme, contrast, em_of, read_scale, read_theme
from tests.boiler import screens_of_a_run

ROOT = Path(__file__).resolve().parent.parent / "assets"

NORMAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
SEEN = {
    "as most see": NORMAL,
    "without red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "without green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "without blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Protanopia, deuteranopia and tritanopia as matrices on linear RGB (Machado et al. 2009, table 1, severity 1)."""

APART = 0.045
"""The least distance in OKLab between two tones that is told apart at a glance: a little over two just noticeable differences."""


def theme_of(name: str) -> Theme:
    return read_theme(json.loads((ROOT / "themes" / f"{name}.json").read_text("utf-8")))


def linear(colour: Colour) -> tuple[float, ...]:
    parts = [channel / 255 for channel in colour]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def as_seen(colour: Colour, eyes: str) -> Colour:
    """Return what somebody with these eyes sees of a colour."""
    light = linear(colour)
    seen = [min(max(sum(weight * part for weight, part in zip(row, light, strict=True)), 0), 1) for row in SEEN[eyes]]
    coded = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in seen]
    return tuple(round(part * 255) for part in coded)


def distance(one: Colour, other: Colour) -> float:
    """Return how far apart two colours are (OKLab, Ottosson 2020; 0.02 is about one just noticeable difference)."""
    def lab(colour: Colour) -> tuple[float, float, float]:
        r, g, b = linear(colour)
        long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
        middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
        short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
        return (0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
                1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
                0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short)
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


# ---------------------------------------------------------------- colours


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_by_everybody(name, eyes):
    theme = theme_of(name)
    grounds = (theme.paper, theme.panel, theme.raised, theme.lit, theme.chip, theme.mine)
    texts = (theme.ink, theme.quiet, theme.code, theme.accent, theme.good, theme.warn, theme.bad)
    least = 4.5 if eyes == "as most see" else 3.9  # a matrix that models eyes is no more exact than that
    for ground, text in [*product(grounds, texts), (theme.accent, theme.on_accent), (theme.ink, theme.on_accent)]:
        assert contrast(as_seen(text, eyes), as_seen(ground, eyes)) >= least, (text, ground)


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("name", THEMES)
def test_every_control_and_the_focus_can_be_seen_by_everybody(name, eyes):
    theme = theme_of(name)
    signs = (theme.edge, theme.focus, theme.fill_accent, theme.fill_good, theme.fill_warn, theme.fill_bad)
    for ground, sign in product((theme.paper, theme.panel, theme.raised), signs):
        assert contrast(as_seen(sign, eyes), as_seen(ground, eyes)) >= (3 if eyes == "as most see" else 2.4), (sign, ground)


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("name", THEMES)
def test_the_four_tones_stay_apart_for_everybody(name, eyes):
    theme = theme_of(name)
    fills = {"accent": theme.fill_accent, "good": theme.fill_good, "warn": theme.fill_warn, "bad": theme.fill_bad}
    for (one, first), (other, second) in combinations(fills.items(), 2):
        assert distance(as_seen(first, eyes), as_seen(second, eyes)) >= APART, (one, other)


def marks_of(block, theme="dark", width=600):
    stage = Stage(assets(), Look(theme=theme), (1280, 720), Phrases())
    box = stage._blocks.lay(block, width)
    return [mark for _, _, mark in box.spots]


@pytest.mark.parametrize("tone", ["good", "warn", "bad"])
def test_no_tone_is_told_by_colour_alone(tone: Tone):
    """Every block that can have a tone shows the sign of it too, or says its figure in words."""
    sign = SIGNS[tone]
    message = Message(id="1", when="09:00", who="Rita", channel="", text="So.", tone=tone)
    for block in (Paragraph(text="So.", tone=tone), Row(title="So", aside="3", tone=tone), Feed(messages=(message,))):
        assert any(getattr(mark, "name", "") == sign for mark in marks_of(block)), type(block).__name__
    bar = Bars(bars=(Bar(label="So", value="30 %", share=300, tone=tone),))
    assert any(getattr(mark, "text", "") == "30 %" for mark in marks_of(bar))


# ---------------------------------------------------------------- letters

LATIN = "".join(map(chr, [*range(0xC0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E]))
GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψως άέήίόύώϊϋΐΰΆΈΉΊΌΎΏ"
CYRILLIC = "".join(map(chr, range(0x400, 0x460))) + "ҐґҒғҚқҢңҮүҰұҺһӘәӨө"
SIGNS_TOO = "–—‘’“”„…•·×÷±≤≥≈→←↑↓✓✗●○★⚠☎€£¥%‰°½¼¾"


@pytest.mark.parametrize("clear", [False, True])
@pytest.mark.parametrize("face", ["regular", "strong", "bold"])
def test_the_letters_cover_wide_latin_greek_and_cyrillic(face, clear):
    text = Typesetter(assets(), clear=clear)
    missing = [char for char in LATIN + GREEK + CYRILLIC + SIGNS_TOO for file in [text._pieces(char, face)[0][1]]
               if not char.isspace() and not text._covers(file, char)]
    assert missing == []


@pytest.mark.parametrize("face", ["regular", "strong", "bold", "mono"])
@pytest.mark.parametrize("clear", [False, True])
def test_all_digits_are_as_wide_as_each_other_so_that_a_clock_stands_still(face, clear):
    text = Typesetter(assets(), clear=clear)
    assert len({text.width(digit, face, 40) for digit in "0123456789"}) == 1


def test_every_font_has_its_licence_beside_it():
    licences = {path.name for path in (ROOT / "fonts").glob("*.txt")}
    sources = (ROOT / "fonts" / "SOURCES.md").read_text("utf-8")
    for font in FONTS:
        line = next(line for line in sources.splitlines() if line.startswith(f"| {font}.ttf "))
        assert line.split("|")[5].strip() in licences
    assert (ROOT / "icons" / "LICENSE-Lucide.txt").exists()


def test_wide_spacing_widens_letters_words_and_lines_by_what_wcag_asks_for():
    plain, wide = (Typesetter(assets(), wide=wide) for wide in (False, True))
    letters = wide.width("mmmmmmmmmm", "regular", 100) - plain.width("mmmmmmmmmm", "regular", 100)
    assert letters >= 10 * 12
    space = wide.width("m m", "regular", 100) - wide.width("mm", "regular", 100) - plain.width(" ", "regular", 100)
    assert space >= 16 and read_scale(assets().scale).wide_leading >= 150


def test_what_is_measured_is_what_is_drawn_in_wide_letters_too():
    text = Typesetter(assets(), clear=True, wide=True)
    said = "Ring ёлка 12:40"
    wide = text.width(said, "regular", 30)
    drawn = text.render(Words(wide, text.height("regular", 30), said, "regular", 30, (255, 255, 255)))
    assert drawn.get_width() == wide and pygame.mask.from_surface(drawn).count() > 100
    assert drawn.get_bounding_rect().right <= wide


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("name", THEMES)
def test_text_is_large_enough_to_read_and_for_a_projector_larger(name):
    assert em_of(1080, 100, theme_of(name).size) >= (28 if name == "projector" else 18)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_whatever_is_pressed_is_large_enough_to_hit(size, tmp_path):
    from sim.screens.intents import Start
    from sim.shell.app import App

    app = App(data=tmp_path)
    app.act(Start(scenario="nine-minutes", seed=7))
    stage = Stage(assets(), Look(), size, Phrases())
    stage.show(app.view())
    found = [live.target for live in stage.lives() if live.target.kind in ("option", "action")]
    app.close_run()
    assert found and all(min(target.w, target.h) >= 24 for target in found)
    assert all(target.h >= 44 for target in found if target.kind == "option")


def test_motion_explains_in_120_to_250_milliseconds():
    scale = read_scale(assets().scale)
    assert all(120 <= lasts <= 250 for lasts in (scale.quick, scale.calm, scale.slow))


def test_a_scale_with_a_wrong_token_says_which_and_the_window_does_without():
    with pytest.raises(ValueError, match="title"):
        read_scale({"title": "large"})


# ---------------------------------------------------------------- more of the same, block by block

SAID = ("Rita", "forty per cent of what there was this morning, and falling, as far as anybody can tell")


@pytest.mark.parametrize("width", [140, 600])
@pytest.mark.parametrize("tone", ["good", "warn", "bad"])
def test_the_tone_of_a_row_or_a_group_has_its_sign_however_narrow_it_is(tone: Tone, width):
    row = Row(title="Rita", aside=SAID[1], tone=tone)
    group = Group(title="Somebody wants an answer", icon="hand", tone=tone, blocks=(Paragraph(text="So."),))
    for block in (row, group):
        assert SIGNS[tone] in {getattr(mark, "name", "") for mark in marks_of(block, width=width)}, type(block).__name__


@pytest.mark.parametrize("value", SAID)
@pytest.mark.parametrize("tone", ["warn", "bad"])
def test_a_level_that_stands_badly_has_a_sign_beside_its_figure(tone: Tone, value):
    meter = Meter(label="Patience", value=value, share=120, tone=tone, icon="users")
    assert SIGNS[tone] in {getattr(mark, "name", "") for mark in marks_of(meter, width=300)}
    calm = Meter(label="Patience", value=value, share=900, tone="good", icon="users")
    assert not set(SIGNS.values()) & {getattr(mark, "name", "") for mark in marks_of(calm, width=300)}


@pytest.mark.parametrize("tone", ["good", "warn", "bad"])
def test_a_point_of_a_timeline_that_has_a_tone_has_a_shape_in_it(tone: Tone):
    line = Timeline(points=(Point(when="09:00", title="So", place=100, tone=tone), Point(when="10:00", title="So", place=900)))
    signs = [mark.name for mark in marks_of(line) if isinstance(mark, Picture)]
    assert len(signs) == 1


@pytest.mark.parametrize("name", THEMES)
def test_a_bar_can_be_told_from_what_is_missing_of_it(name):
    """Every bar has its figure in words beside it (so 3:1 is not asked of the track), but full and empty must not look alike."""
    theme = theme_of(name)
    for eyes in SEEN:
        for fill in (theme.fill_accent, theme.fill_good, theme.fill_warn, theme.fill_bad):
            assert contrast(as_seen(fill, eyes), as_seen(theme.track, eyes)) >= 2.2


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_focus_is_ringed_with_at_least_two_pixels_outside_of_what_has_it(name, size):
    view = catalogue(Shelf(cards=(CARD,)))
    stage = Stage(assets(), Look(theme=name), size, Phrases())
    stage.show(view)
    target = next(live.target for live in stage.lives() if live.target.id == stage.state.focus)
    theme = theme_of(name)
    sheets = compose(stage.frame, stage.state, stage.kit, stage._blocks.parts)
    (ring,) = [(x, y, mark) for sheet in sheets for x, y, mark, _ in sheet.placed
               if isinstance(mark, Plate) and mark.fill is None and mark.line == theme.focus]
    x, y, plate = ring
    assert plate.thick >= 2 and plate.w > target.w and plate.h > target.h


@pytest.mark.parametrize("weight", ["primary", "plain"])
def test_a_button_is_44_pixels_high_on_a_large_screen(weight):
    action = Action(id="begin", label="Begin", intent=Go(screen="catalogue"), weight=weight)
    stage = Stage(assets(), Look(), (1920, 1080), Phrases())
    box = stage._blocks.lay(Buttons(actions=(action,)), 600)
    assert box.targets[0].h >= 44 and box.targets[0].w >= 44


@pytest.fixture(scope="module")
def screens(tmp_path_factory):
    return dict(screens_of_a_run(tmp_path_factory.mktemp("design")))


@pytest.mark.parametrize("look", [Look(), Look(theme="projector"), Look(font="clear", spacing="wide", text_scale=200)])
def test_words_that_are_much_too_long_stay_within_their_part_of_the_window(screens, look):
    stage = Stage(assets(), look, (1280, 720), Phrases())
    for name, view in screens.items():
        stage.show(longer(view))
        panes = [pane for layer in stage.frame.layers for pane in layer.panes]
        for pane in panes:
            assert pane.rect[0] + pane.rect[2] <= 1280 + 12, (name, pane.role)
            for x, _, mark in pane.box.spots:
                assert not isinstance(mark, Words) or x + mark.w <= pane.rect[2] + 1, (name, pane.role, mark.text)
        assert all(0 <= live.target.x and live.target.x + live.target.w <= 1280 for live in stage.lives()), name


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("look", [Look(text_scale=200), Look(font="clear", spacing="wide", text_scale=150)])
def test_nothing_on_the_catalogue_the_briefing_or_the_help_is_wider_than_the_window(name, look):
    shelf = Shelf(cards=(CARD,), about=CARD.id, settings=(("pace", "1"),))
    for make in (catalogue, briefing, help_):
        stage = Stage(assets(), replace(look, theme=name), (1280, 720), Phrases())
        stage.show(make(shelf))
        for live in stage.lives():
            x, _, w, _ = live.target.rect
            assert x >= 0 and x + w <= 1280, (make.__name__, live.target.id)


CARD = Card(
    id="long", first=True, title="Donaudampfschifffahrtsgesellschaftskapitän", summary="One breath, " * 20, minutes=30,
    trains=("Responsibility, safety and law", "Steadiness under pressure", "Making work visible", "Investigation", "Luck"),
    difficulty=5,
    objectives=("Name the function that was lost, and stop repairing in time to start bridging",), briefing=("So. " * 60,),
    source="Said by somebody.", content=("a worried customer",), cuts=(20, 50),
)
