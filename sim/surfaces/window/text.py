"""Text: how wide it is, where its lines break, which font has its glyphs."""
from __future__ import annotations

import pygame
import pygame.freetype

from sim.screens.view import Style, runs
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.marks import Face, Words

Run = tuple[str, Style, Face, int]  # text, style, face, size
Word = list[tuple[str, Style]]

_FILES: dict[Face, str] = {
    "regular": "Inter-Regular",
    "strong": "Inter-SemiBold",
    "bold": "Inter-Bold",
    "mono": "JetBrainsMono-Regular",
}
_FALLBACK = "DejaVuSans"
_KEPT_WIDTHS = 80_000
_KEPT_PIXELS = 6_000_000  # 24 MB of rendered words: a full screen has about a tenth of that


class Typesetter:
    """Measures, breaks and renders text, and remembers what it did."""

    def __init__(self, assets: Assets) -> None:
        pygame.font.init()
        self._assets = assets
        self._fonts: dict[tuple[str, int], pygame.font.Font] = {}
        self._probes: dict[str, pygame.freetype.Font] = {}
        self._covered: dict[tuple[str, str], bool] = {}
        self._widths: dict[tuple[str, Face, int], int] = {}
        self._rendered: dict[Words, pygame.Surface] = {}
        self._pixels = 0

    def font(self, file: str, size: int) -> pygame.font.Font:
        found = self._fonts.get((file, size))
        if found is None:
            found = pygame.font.Font(self._assets.opener(self._assets.fonts[file]), size)
            self._fonts[file, size] = found
        return found

    def height(self, face: Face, size: int) -> int:
        return self.font(_FILES[face], size).get_height()

    def ascent(self, face: Face, size: int) -> int:
        return self.font(_FILES[face], size).get_ascent()

    def width(self, text: str, face: Face, size: int) -> int:
        """Return the width in pixels of text on one line."""
        key = text, face, size
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > _KEPT_WIDTHS:
                self._widths.clear()
            found = sum(self.font(file, size).size(piece)[0] for piece, file in self._pieces(text, face))
            self._widths[key] = found
        return found

    def lines(self, text: str, width: int, face: Face, size: int) -> list[list[Run]]:
        """Return the text broken into lines no wider than `width`; a word that is too long is broken too."""
        found: list[list[Run]] = []
        for paragraph in clean(text).split("\n"):
            found += self._folded(_words(paragraph), width, face, size)
        return found

    def render(self, words: Words) -> pygame.Surface:
        """Return the words drawn on a clear ground, as tall as their font."""
        found = self._rendered.get(words)
        if found is None:
            found = self._drawn(words)
            self._pixels += found.get_width() * found.get_height()
            if self._pixels > _KEPT_PIXELS:
                self._rendered.clear()
                self._pixels = found.get_width() * found.get_height()
            self._rendered[words] = found
        return found

    def _drawn(self, words: Words) -> pygame.Surface:
        pieces = self._pieces(words.text, words.face)
        if len(pieces) == 1 and pieces[0][1] != _FALLBACK:
            return self.font(pieces[0][1], words.size).render(words.text, True, words.colour)
        surface = pygame.Surface((max(words.w, 1), words.h), pygame.SRCALPHA)
        surface.fill((*words.colour, 0))
        x, baseline = 0, self.ascent(words.face, words.size)
        for piece, file in pieces:
            font = self.font(file, words.size)
            surface.blit(font.render(piece, True, words.colour), (x, baseline - font.get_ascent()))
            x += font.size(piece)[0]
        return surface

    def _pieces(self, text: str, face: Face) -> list[tuple[str, str]]:
        own = _FILES[face]
        if text.isascii():
            return [(text, own)]
        pieces: list[tuple[str, str]] = []
        for char in text:
            file = own if self._covers(own, char) or not self._covers(_FALLBACK, char) else _FALLBACK
            if pieces and pieces[-1][1] == file:
                pieces[-1] = (pieces[-1][0] + char, file)
            else:
                pieces.append((char, file))
        return pieces

    def _covers(self, file: str, char: str) -> bool:
        if char.isascii():
            return True
        found = self._covered.get((file, char))
        if found is None:
            found = self._covered[file, char] = self._probe(file).get_metrics(char, size=16)[0] is not None
        return found

    def _probe(self, file: str) -> pygame.freetype.Font:
        # only freetype tells a missing glyph from a box: pygame.font returns the metrics of the box
        if file not in self._probes:
            pygame.freetype.init()
            self._probes[file] = pygame.freetype.Font(self._assets.opener(self._assets.fonts[file]), 16)
        return self._probes[file]

    def _folded(self, words: list[Word], width: int, face: Face, size: int) -> list[list[Run]]:
        lines: list[list[Word]] = [[]]
        space, x = self.width(" ", face, size), 0
        for word in words:
            for part in self._fitting(word, width, face, size):
                wide = self._word_width(part, face, size)
                if lines[-1] and x + space + wide > width:
                    lines.append([])
                    x = 0
                x += wide + (space if lines[-1] else 0)
                lines[-1].append(part)
        return [[(text, style, *_styled(style, face, size)) for text, style in _joined(line)] for line in lines]

    def _fitting(self, word: Word, width: int, face: Face, size: int) -> list[Word]:
        if self._word_width(word, face, size) <= width:
            return [word]
        parts: list[Word] = [[]]
        for text, style in word:
            for char in text:
                last = parts[-1]
                longer: Word = [*last[:-1], (last[-1][0] + char, style)] if last and last[-1][1] == style \
                    else [*last, (char, style)]
                if last and self._word_width(longer, face, size) > width:
                    parts.append([(char, style)])
                else:
                    parts[-1] = longer
        return parts

    def _word_width(self, word: Word, face: Face, size: int) -> int:
        return sum(self.width(text, *_styled(style, face, size)) for text, style in word)


def clean(text: str) -> str:
    """Return the text without characters a font cannot draw."""
    return "".join(char if char >= " " or char == "\n" else " " for char in text)


def _styled(style: Style, face: Face, size: int) -> tuple[Face, int]:
    if style == "mono":
        return "mono", max(round(size * 0.94), 8)
    if style == "strong":
        return ("strong" if face == "regular" else "bold"), size
    return face, size


def _words(paragraph: str) -> list[Word]:
    words: list[Word] = []
    glued = False
    for piece, style in runs(paragraph):
        for index, part in enumerate(piece.split(" ")):
            glued = glued and index == 0
            if part and glued:
                words[-1].append((part, style))
            elif part:
                words.append([(part, style)])
            glued = glued or bool(part)
    return words


def _joined(line: list[Word]) -> Word:
    joined: Word = []
    for word in line:
        for index, (text, style) in enumerate(word):
            gap = " " if joined and index == 0 else ""
            if joined and joined[-1][1] == style:
                joined[-1] = (joined[-1][0] + gap + text, style)
            elif gap and joined[-1][1] == "plain":
                joined[-1] = (joined[-1][0] + gap, "plain")
                joined.append((text, style))
            elif gap and style == "plain":
                joined.append((gap + text, style))
            else:
                joined += [(" ", "plain"), (text, style)] if gap else [(text, style)]
    return joined
