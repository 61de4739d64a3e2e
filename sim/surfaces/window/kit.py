"""What every block is laid out with: sizes in proportion to the text, colours, and boxes of text."""
from __future__ import annotations

from dataclasses import dataclass

from sim.screens.view import Action, Tone, plain
from sim.surfaces.window.marks import Box, Dots, Face, Picture, Pile, Plate, Words
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import BUILT_IN_SCALE, Colour, Scale, Theme

SIGNS: dict[Tone, str] = {"good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


@dataclass(frozen=True, slots=True, eq=False)
class Kit:
    """`em` is the size of body text in pixels; every other size follows from it, but that of a picture, which is as large
    as a window of this height has room for. With `captions` there is a strip kept free for them.
    """

    text: Typesetter
    theme: Theme
    em: int
    phrases: Phrases
    height: int
    scale: Scale = BUILT_IN_SCALE
    captions: bool = False

    def s(self, design: float) -> int:
        """Return a length drawn as `design` pixels beside 16-pixel text."""
        return max(round(design * self.em / 16), 1)

    @property
    def small(self) -> int:
        return round(self.em * self.scale.small / 100)

    @property
    def tiny(self) -> int:
        return max(round(self.em * self.scale.tiny / 100), 12)

    def lead(self, size: int) -> int:
        """Return the height of a line of running text."""
        return round(size * (self.scale.wide_leading if self.text.wide else self.scale.leading) / 100)

    def flow(self, text: str, width: int, colour: Colour, size: int = 0, face: Face = "regular",
             centred: bool = False) -> Box:
        """Return running text broken to the width; marks in it are honoured."""
        size = size or self.em
        pile, y, lead, widest = Pile(), 0, self.lead(size), 0
        base = self.text.ascent(face, size)
        top = (lead - self.text.height(face, size)) // 2
        lines = self.text.lines(text, max(width - 4, 4 * size), face, size)
        wides = [sum(self.text.width(piece, own, points) for piece, _, own, points in line) for line in lines]
        for line, whole in zip(lines, wides, strict=True):
            x = (max(wides) - whole) // 2 if centred else 0
            for piece, style, own, points in line:
                wide = self.text.width(piece, own, points)
                tint = self.theme.code if style == "mono" else self.theme.ink if style == "strong" else colour
                down = y + top + base - self.text.ascent(own, points)
                pile.mark(x, down, Words(wide, self.text.height(own, points), piece, own, points, tint))
                if style == "term":
                    dot = max(size // 12, 1)
                    pile.mark(x, y + top + base + 2 * dot, Dots(wide, dot, self.theme.accent))
                x += wide
            widest = max(widest, x)
            y += lead
        return pile.box(min(widest, max(width, 0)), y)

    def line(self, text: str, colour: Colour, size: int = 0, face: Face = "regular") -> Box:
        """Return text on one line, as wide as it needs to be."""
        size = size or self.em
        text = plain(text)
        w, h = self.text.width(text, face, size), self.text.height(face, size)
        return Box(w, h, ((0, 0, Words(w, h, text, face, size, colour)),))

    def icon(self, name: str, size: int, colour: Colour) -> Box:
        return Box(size, size, ((0, 0, Picture(size, size, name, colour)),))

    def chip(self, name: str, size: int, colour: Colour) -> Box:
        """Return an icon on a small rounded ground."""
        inside = round(size * 0.56)
        pile = Pile()
        pile.mark(0, 0, Plate(size, size, self.theme.chip, None, self.s(8)))
        pile.mark((size - inside) // 2, (size - inside) // 2, Picture(inside, inside, name, colour))
        return pile.box(size, size)

    def disc(self, letter: str, size: int, colour: Colour) -> Box:
        """Return a letter in a disc."""
        pile = Pile()
        pile.mark(0, 0, Plate(size, size, self.theme.chip, None, size // 2))
        word = self.line(letter[:2], colour, round(size * 0.42), "strong")
        pile.put(word, (size - word.w) // 2, (size - word.h) // 2)
        return pile.box(size, size)

    def pill(self, text: str, colour: Colour, edge: Colour | None = None) -> Box:
        """Return a short text in an outlined capsule."""
        word = self.line(text, colour, self.tiny, "strong")
        h, w = word.h + self.s(6), word.w + self.s(18)
        pile = Pile()
        pile.mark(0, 0, Plate(w, h, None, edge or colour, h // 2))
        pile.put(word, self.s(9), (h - word.h) // 2)
        return pile.box(w, h)

    def keycap(self, key: str, colour: Colour | None = None) -> Box:
        """Return the name of a key on a small cap."""
        word = self.line(key_label(key, self.phrases), colour or self.theme.ink, self.tiny, "strong")
        h = word.h + self.s(5)
        w = max(word.w + self.s(11), h)
        pile = Pile()
        pile.mark(0, 0, Plate(w, h, self.theme.chip, self.theme.edge, self.s(5)))
        pile.put(word, (w - word.w) // 2, (h - word.h) // 2)
        return pile.box(w, h)

    def beside(self, left: Box, right: Box, gap: int) -> Box:
        """Return two boxes next to each other, centred on one line."""
        tall = max(left.h, right.h)
        pile = Pile()
        pile.put(left, 0, (tall - left.h) // 2)
        pile.put(right, left.w + gap, (tall - right.h) // 2)
        return pile.box(left.w + gap + right.w, tall)

    def reason(self, action: Action, width: int) -> Box:
        """Return why an action cannot be done, with a lock."""
        size = round(self.tiny * 1.15)
        text = self.flow(action.reason or "", width - size - self.s(6), self.theme.quiet, self.small)
        pile = Pile()
        pile.put(self.icon("lock", size, self.theme.quiet), 0, (self.lead(self.small) - size) // 2)
        pile.put(text, size + self.s(6), 0)
        return pile.box(size + self.s(6) + text.w, max(text.h, size))


def key_label(key: str, phrases: Phrases) -> str:
    """Return the name of a key as it is printed on the key."""
    match key:
        case "space":
            return phrases.space
        case "escape":
            return "Esc"
        case "pageup" | "pagedown":
            return "PgUp" if key == "pageup" else "PgDn"
        case _:
            return key.upper() if len(key) == 1 else key.capitalize()
