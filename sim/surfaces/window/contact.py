"""Many pictures on one sheet, in rows, each with its name under it."""

from __future__ import annotations

import pygame

from sim.surfaces.window.assets import Assets
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.window import png_of

WIDE, GAP, WORDS = 320, 14, 20
DEPTH = 15
"""Bits a pixel: five a channel look the same this small, and the file is a third smaller."""
_PAPER, _INK = (236, 239, 244), (30, 38, 54)


def contact_sheet(pictures: tuple[tuple[str, bytes], ...], across: int, assets: Assets) -> bytes:
    """Return a PNG of `pictures`, (name, PNG) each, `across` in a row and WIDE pixels wide."""
    if not pictures:
        return png_of(pygame.Surface((WIDE, GAP)), assets)
    small = [(name, _small(png, assets)) for name, png in pictures]
    tall = max(picture.get_height() for _, picture in small)
    rows = -(-len(small) // across)
    size = across * (WIDE + GAP) + GAP, rows * (tall + WORDS + GAP) + GAP
    sheet = pygame.Surface(size, depth=DEPTH)
    sheet.fill(_PAPER)
    font = Typesetter(assets).font("Inter-SemiBold" if "Inter-SemiBold" in assets.fonts else "", 13)
    for n, (name, picture) in enumerate(small):
        x, y = GAP + n % across * (WIDE + GAP), GAP + n // across * (tall + WORDS + GAP)
        sheet.blit(picture, (x, y))
        sheet.blit(font.render(name, True, _INK), (x, y + tall + 4))
    return png_of(sheet, assets)


def _small(png: bytes, assets: Assets) -> pygame.Surface:
    whole = pygame.image.load(assets.opener(png), "shot.png")
    return pygame.transform.smoothscale(whole, (WIDE, whole.get_height() * WIDE // whole.get_width()))
