"""Colours by what they are for, and how large things are drawn."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sim.domain.value import value
from sim.screens.view import Tone
from sim.surfaces.window.phrases import Phrases

Colour = tuple[int, int, int]

SMALLEST_EM, LARGEST_EM = 16, 26


@value
class Look:
    """How it should look: from the settings. `text_scale` is in percent; `still` if nothing may move by itself; `phrases` are the
    window's own words, if not English. With `scan` the focus goes on by itself after so many milliseconds.
    """

    theme: str = "dark"
    text_scale: int = 100
    fullscreen: bool = False
    font: str = "plain"
    spacing: str = "normal"
    still: bool = False
    captions: bool = False
    phrases: Phrases | None = None
    scan: int = 0


@value
class Theme:
    """One colour for each role. Texts stand on `paper`, `panel`, `raised`, `lit`, `chip` and `mine`.

    `line` divides and is decoration; `edge` outlines what can be pressed or typed into. `size` is how large text is in it,
    in percent of what it is in the others.
    """

    paper: Colour
    panel: Colour
    raised: Colour
    lit: Colour
    chip: Colour
    mine: Colour
    track: Colour
    line: Colour
    edge: Colour
    ink: Colour
    quiet: Colour
    code: Colour
    accent: Colour
    on_accent: Colour
    good: Colour
    warn: Colour
    bad: Colour
    focus: Colour
    veil: Colour
    fill_accent: Colour
    fill_good: Colour
    fill_warn: Colour
    fill_bad: Colour
    size: int = 100

    def fill(self, tone: Tone) -> Colour:
        """Return the colour of an area (a bar, a ring) in this tone; not for text."""
        match tone:
            case "good":
                return self.fill_good
            case "warn":
                return self.fill_warn
            case "bad":
                return self.fill_bad
            case "quiet" | "quote":
                return self.quiet
            case "plain" | "strong" | "accent":
                return self.fill_accent

    def tone(self, tone: Tone) -> Colour:
        """Return the colour of a sign (icon, word, edge) in this tone."""
        match tone:
            case "good":
                return self.good
            case "warn":
                return self.warn
            case "bad":
                return self.bad
            case "quiet" | "quote":
                return self.quiet
            case "plain" | "strong" | "accent":
                return self.accent


@value
class Scale:
    """Sizes of text in percent of body text, room between things in pixels beside 16-pixel text, durations in milliseconds."""

    title: int = 145
    heading: int = 120
    small: int = 90
    tiny: int = 82
    leading: int = 145
    wide_leading: int = 160
    near: int = 4
    apart: int = 8
    block: int = 16
    section: int = 22
    quick: int = 120
    calm: int = 180
    slow: int = 250


BUILT_IN_SCALE = Scale()


def read_scale(tokens: Mapping[str, object]) -> Scale:
    """Return the scale of a token file; a token that is missing is as built in. Raises ValueError naming one that is wrong."""
    given: dict[str, int] = {}
    for part in fields(Scale):
        found = tokens.get(part.name, getattr(BUILT_IN_SCALE, part.name))
        if not isinstance(found, int) or not 0 < found <= 500:
            raise ValueError(f"scale: {part.name} should be a whole number from 1 to 500, not {found!r}")
        given[part.name] = found
    return Scale(**given)


def read_theme(tokens: Mapping[str, object]) -> Theme:
    """Return the theme of a token file: role to `#rrggbb`, and `size` in percent. Raises ValueError naming what is wrong."""
    size = tokens.get("size", 100)
    if not isinstance(size, int) or not 100 <= size <= 200:
        raise ValueError(f"theme: size should be a whole number from 100 to 200, not {size!r}")
    roles = (part.name for part in fields(Theme) if part.name != "size")
    return Theme(size=size, **{role: _colour(role, tokens.get(role)) for role in roles})


_BLACK, _NIGHT, _GREY, _WHITE = (0, 0, 0), (26, 26, 26), (38, 38, 38), (255, 255, 255)
BUILT_IN = Theme(
    paper=_BLACK, panel=_BLACK, raised=_NIGHT, lit=_GREY, chip=_GREY, mine=_NIGHT, track=_GREY, line=_WHITE, edge=_WHITE,
    ink=_WHITE, quiet=_WHITE, code=_WHITE, accent=_WHITE, on_accent=_BLACK, good=_WHITE, warn=_WHITE, bad=_WHITE, focus=_WHITE,
    veil=_BLACK, fill_accent=_WHITE, fill_good=_WHITE, fill_warn=_WHITE, fill_bad=_WHITE,
)
"""White on black, for when every theme is missing."""


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1..21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def em_of(height: int, text_scale: int, size: int = 100) -> int:
    """Return the size of body text in pixels for a window of this height, in a theme of this `size` in percent."""
    base = min(max(SMALLEST_EM + round((height - 720) / 180), SMALLEST_EM), LARGEST_EM)
    return round(base * text_scale * size / 10_000)


def _luminance(colour: Colour) -> float:
    parts = [channel / 255 for channel in colour]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(role: str, value: object) -> Colour:
    if not isinstance(value, str) or len(value) != 7 or not value.startswith("#"):
        raise ValueError(f"theme: {role} should be a colour such as #1a2b3c, not {value!r}")
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)
