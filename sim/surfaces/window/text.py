"""Text: how wide it is, where its lines break, which font has its glyphs."""
from __future__ import annotations

from typing import BinaryIO

import pygame
import pygame.freetype

from sim.domain.texts import safe_text
from sim.screens.view import Style, runs
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.marks import Face, Words

Run = tuple[str, Style, Face, int]  # text, style, face, size
Word = list[tuple[str, Style]]

_FALLBACK = "DejaVuSans"
_FILES: dict[Face, tuple[str, ...]] = {
    "regular": ("Inter-Regular", "Inter-SemiBold", "Inter-Bold", _FALLBACK),
    "strong": ("Inter-SemiBold", "Inter-Bold", "Inter-Regular", _FALLBACK),
    "bold": ("Inter-Bold", "Inter-SemiBold", "Inter-Regular", _FALLBACK),
    "mono": ("JetBrainsMono-Regular", _FALLBACK, "Inter-Regular", "Inter-SemiBold", "Inter-Bold"),
}
"""The font of each face, and what stands in for one that is missing."""
_CLEAR: dict[Face, tuple[str, ...]] = {
    "regular": ("Atkinson-Regular", *_FILES["regular"]),
    "strong": ("Atkinson-Bold", *_FILES["strong"]),
    "bold": ("Atkinson-Bold", *_FILES["bold"]),
    "mono": _FILES["mono"],
}
"""The same in letters that are easy to tell apart; Greek and Cyrillic are Inter's there."""
_LETTER, _WORD = 12, 16
"""What wide spacing adds after every letter and after every word, in hundredths of an em (WCAG 2.2, 1.4.12)."""
_BUILT_IN = ""  # pygame's own font: small, Latin, and there even if every file of ours is gone
_KEPT_WIDTHS = 80_000
_KEPT_PIXELS = 6_000_000  # 24 MB of rendered words: a full screen has about a tenth of that


class Typesetter:
    """Measures, breaks and renders text, and remembers what it did. Fonts are given only what `_pieces` returns."""

    def __init__(self, assets: Assets, clear: bool = False, wide: bool = False) -> None:
        """`clear` letters are easy to tell apart; `wide` leaves more room between letters, words and lines."""
        pygame.font.init()
        self._assets, self.wide = assets, wide
        faces = _CLEAR if clear else _FILES
        self._files = {face: next((file for file in files if file in assets.fonts), _BUILT_IN) for face, files in faces.items()}
        standing_in = ("Inter-Regular", _FALLBACK) if clear else (_FALLBACK,)
        self._fallbacks = tuple(file for file in standing_in if file in assets.fonts) or (_BUILT_IN,)
        self._fonts: dict[tuple[str, int], pygame.font.Font] = {}
        self._probes: dict[str, pygame.freetype.Font] = {}
        self._covered: dict[tuple[str, str], bool] = {}
        self._widths: dict[tuple[str, Face, int], int] = {}
        self._rendered: dict[Words, pygame.Surface] = {}
        self._pixels = 0

    def font(self, file: str, size: int) -> pygame.font.Font:
        found = self._fonts.get((file, size))
        if found is None:
            found = self._fonts[file, size] = pygame.font.Font(self._file(file), size)
        return found

    def _file(self, file: str) -> BinaryIO | None:
        return None if file == _BUILT_IN else self._assets.opener(self._assets.fonts[file])

    def height(self, face: Face, size: int) -> int:
        return self.font(self._files[face], size).get_height()

    def ascent(self, face: Face, size: int) -> int:
        return self.font(self._files[face], size).get_ascent()

    def width(self, text: str, face: Face, size: int) -> int:
        """Return the width in pixels of text on one line."""
        key = text, face, size
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > _KEPT_WIDTHS:
                self._widths.clear()
            pieces = self._pieces(text, face)
            if self.wide:
                found = sum(self._advance(file, char, size) for piece, file in pieces for char in piece)
            else:
                found = sum(self.font(file, size).size(piece)[0] for piece, file in pieces)
            self._widths[key] = found
        return found

    def _advance(self, file: str, char: str, size: int) -> int:
        """Return how far a letter reaches where spacing is wide; one without a width, such as a mark, adds nothing."""
        wide = self.font(file, size).size(char)[0]
        return wide + round(size * (_LETTER + (_WORD if char == " " else 0)) / 100) if wide else 0

    def lines(self, text: str, width: int, face: Face, size: int) -> list[list[Run]]:
        """Return the text broken into lines no wider than `width`; a word that is too long is broken too."""
        found: list[list[Run]] = []
        for paragraph in safe_text(text).split("\n"):
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
        if len(pieces) == 1 and pieces[0][1] == self._files[words.face] and words.w and not self.wide:
            return self.font(pieces[0][1], words.size).render(pieces[0][0], True, words.colour)
        surface = pygame.Surface((max(words.w, 1), words.h), pygame.SRCALPHA)
        surface.fill((*words.colour, 0))
        x, baseline = 0, self.ascent(words.face, words.size)
        for piece, file in pieces:
            font = self.font(file, words.size)
            if self.wide:
                for char in piece:
                    if wide := self._advance(file, char, words.size):
                        surface.blit(font.render(char, True, words.colour), (x, baseline - font.get_ascent()))
                    x += wide
                continue
            wide = font.size(piece)[0]
            if wide:  # joiners and marks alone have none, and cannot be rendered
                surface.blit(font.render(piece, True, words.colour), (x, baseline - font.get_ascent()))
            x += wide
        return surface

    def _pieces(self, text: str, face: Face) -> list[tuple[str, str]]:
        """Return the text in pieces of one font each. Nothing reaches a font but through here."""
        own, text = self._files[face], safe_text(text).replace("\n", " ")
        if text.isascii():
            return [(text, own)]
        pieces: list[tuple[str, str]] = []
        for char in text:
            file = next((file for file in (own, *self._fallbacks) if self._covers(file, char)), own)
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
            self._probes[file] = pygame.freetype.Font(self._file(file), 16)
        return self._probes[file]

    def _folded(self, words: list[Word], width: int, face: Face, size: int) -> list[list[Run]]:
        lines: list[list[Word]] = [[]]
        x = 0
        for word in words:
            for part in self._fitting(word, width, face, size):
                wide, space = self._word_width(part, face, size), self._space(lines[-1], part, face, size)
                if lines[-1] and x + space + wide > width:
                    lines.append([])
                    x = 0
                x += wide + (space if lines[-1] else 0)
                lines[-1].append(part)
        return [[(text, style, *_styled(style, face, size)) for text, style in _joined(line)] for line in lines]

    def _space(self, line: list[Word], part: Word, face: Face, size: int) -> int:
        """Return how wide the space is between what stands on a line and what comes next: of their style, if it is one."""
        style: Style = line[-1][-1][1] if line and line[-1] and part and line[-1][-1][1] == part[0][1] else "plain"
        return self.width(" ", *_styled(style, face, size))

    def _fitting(self, word: Word, width: int, face: Face, size: int) -> list[Word]:
        if self._word_width(word, face, size) <= width:
            return [word]
        parts: list[Word] = []
        part: Word = []
        room = width
        for text, style in word:
            while text:
                count = self._prefix(text, room, *_styled(style, face, size))
                if not count and part:
                    parts.append(part)
                    part, room = [], width
                    continue
                count = max(count, 1)
                part.append((text[:count], style))
                room -= self.width(text[:count], *_styled(style, face, size))
                text = text[count:]
        return [*parts, part]

    def _prefix(self, text: str, room: int, face: Face, size: int) -> int:
        """Return how many characters from the beginning fit into `room`, measuring none that are far longer."""
        fits, over = 0, 1
        while over <= len(text) and self.width(text[:over], face, size) <= room:
            fits, over = over, over * 2
        over = min(over, len(text) + 1)
        while over - fits > 1:
            middle = (fits + over) // 2
            if self.width(text[:middle], face, size) <= room:
                fits = middle
            else:
                over = middle
        return fits

    def _word_width(self, word: Word, face: Face, size: int) -> int:
        return sum(self.width(text, *_styled(style, face, size)) for text, style in word)


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
