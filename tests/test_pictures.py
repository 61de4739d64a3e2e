"""How screens look: the boiler's and two workbenches, drawn without a display and held to pictures found good.

`pytest --golden tests/test_pictures.py` draws them anew; look at them before you keep them.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pygame
import pytest

from sim.screens.view import View
from sim.shell.assets import assets
from sim.surfaces.window.window import Assets, Look, draw
from tests import sample_benches
from tests.boiler import screens_of_a_run

GOLDEN = Path(__file__).parent / "golden" / "pictures"
SCREENS = ("catalogue-played", "briefing", "play-knows", "play-demand", "dialog-paused", "debrief-first", "debrief-decisions",
           "replay", "bench-composed", "bench-forty")
LOOKS = {
    "dark": ((1280, 720), Look(theme="dark", text_scale=100)),
    "contrast": ((1024, 720), Look(theme="contrast", text_scale=200)),
}
MEAN, FAR, FEW = 2.0, 40, 0.01
"""What may differ between machines: the mean of all channels, and how many pixels may be further off than FAR."""


@cache
def fonts_and_icons() -> Assets:
    return assets()


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    return {**dict(screens_of_a_run(tmp_path_factory.mktemp("pictures"))), **sample_benches.VIEWS}


def channels(picture: pygame.Surface) -> bytes:
    return bytes(pygame.image.tobytes(picture, "RGB"))


def differs(one: pygame.Surface, other: pygame.Surface) -> tuple[float, float]:
    """Return the mean difference of a channel, 0..255, and the share of pixels that are far off."""
    a, b = channels(one), channels(other)
    apart = [abs(x - y) for x, y in zip(a, b, strict=True)] if a != b else []
    far = sum(max(apart[n : n + 3]) > FAR for n in range(0, len(apart), 3))
    return sum(apart) / len(a), far * 3 / len(a)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_looks_as_it_did(screen, look, views, rewrite, tmp_path):
    size, style = LOOKS[look]
    picture = draw(views[screen], size, fonts_and_icons(), style)
    file = GOLDEN / f"{screen}-{look}.png"
    if rewrite:
        pygame.image.save(picture, file)
    assert file.exists(), f"there is no {file.name}; draw it with pytest --golden, and look at it"
    kept = pygame.image.load(io.BytesIO(file.read_bytes()), file.name)
    assert kept.get_size() == size
    mean, far = differs(picture, kept)
    if mean >= MEAN or far >= FEW:
        pygame.image.save(picture, tmp_path / file.name)
    assert mean < MEAN and far < FEW, (
        f"{file.name} is {mean:.1f} off on average, and {far:.1%} of it far off; see {tmp_path / file.name}"
    )


def test_a_picture_that_differs_is_noticed():
    one, other = pygame.Surface((100, 100), depth=32), pygame.Surface((100, 100), depth=32)
    assert differs(one, other) == (0, 0)
    other.fill((255, 255, 255), pygame.Rect(0, 0, 100, 2))
    assert differs(one, other) == (pytest.approx(5.1), pytest.approx(0.02))


def test_there_is_no_picture_nobody_compares_and_all_are_small():
    files = {path.name for path in GOLDEN.iterdir()}
    assert files == {f"{screen}-{look}.png" for screen in SCREENS for look in LOOKS}
    assert all((GOLDEN / name).stat().st_size < 150_000 for name in files)
