"""Motion explains and never holds up: any instant of it can be asked for, and it is over within a quarter of a second."""
from __future__ import annotations

from dataclasses import replace

import pygame
import pytest

from sim.screens.intents import Decide, Go, LetRun, Start
from sim.screens.view import Countdown, Meter, Region
from sim.shell.app import App
from sim.shell.assets import assets
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.stage import Stage
from sim.surfaces.window.theme import Look

SIZE = (1280, 720)
DRAWING = assets()


def stage_at(**look) -> tuple[Stage, pygame.Surface]:
    return Stage(DRAWING, Look(**look), SIZE, Phrases()), pygame.Surface(SIZE, depth=32)


def pixels(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


def whole(view, **look) -> bytes:
    """Return the picture of a view at rest, painted at once."""
    stage, surface = stage_at(**look)
    stage.show(view)
    stage.paint(surface)
    return pixels(surface)


@pytest.fixture
def views(tmp_path):
    """A run as it goes on: the catalogue, its first matter, a dialog, and what comes of a decision."""
    app = App(data=tmp_path)
    found = [app.view()]
    app.act(Start(scenario="nine-minutes", seed=7))
    found.append(app.view())
    app.act(Go(screen="dialog", what="notes"))
    found.append(app.view())
    app.act(Go(screen="dialog", what=""))
    found.append(app.view())
    stage = next(iter(app.run.session.situation.threads.values())).stage
    app.act(Decide(thread="main", choice=app.run.session.scenario.stages[stage].choices[0].id))
    found.append(app.view())
    for _ in range(40):
        app.act(LetRun())
        app.tick(0.5)
    found.append(app.view())
    app.close_run()
    return found


def test_after_its_motion_a_view_looks_as_if_it_had_always_been_there(views):
    stage, surface = stage_at()
    now = 1000
    for view in views:
        stage.show(view, now)
        for step in range(0, 320, 40):
            stage.paint(surface, now + step)
        now += 1000
        assert stage.paint(surface, now) == [], "nothing moves any more"
    fresh, other = stage_at()
    fresh.show(views[-1])
    fresh.state.focus, fresh.state.offsets = stage.state.focus, dict(stage.state.offsets)
    fresh.paint(other)
    assert pixels(surface) == pixels(other)


def test_at_every_instant_painting_what_changed_is_painting_everything(views):
    stage, surface = stage_at()
    now = 1000
    for view in views:
        stage.show(view, now)
        for step in (0, 30, 60, 120, 170, 400):
            stage.paint(surface, now + step)
            before = pixels(surface)
            stage.spoil()
            stage.paint(surface, now + step)
            assert pixels(surface) == before, (view.screen, step)
        now += 1000


def test_a_motion_moves_and_is_over_within_a_quarter_of_a_second(views):
    stage, surface = stage_at()
    stage.show(views[0], 0)
    stage.paint(surface, 0)
    for start, view in enumerate(views[1:], 1):
        closed = stage.view.region("dialog") is not None
        stage.show(view, start * 1000)
        stage.paint(surface, start * 1000)
        first = pixels(surface)
        stage.paint(surface, start * 1000 + 250)
        assert (pixels(surface) == first) == closed, "what goes away is gone at once, what comes is seen to come"
        assert stage.paint(surface, start * 1000 + 251) == []


def test_without_motion_the_first_picture_is_the_last(views):
    stage, surface = stage_at(still=True)
    for start, view in enumerate(views):
        stage.show(view, start * 1000)
        stage.paint(surface, start * 1000)
        first = pixels(surface)
        stage.paint(surface, start * 1000 + 250)
        assert pixels(surface) == first


def test_what_is_pressed_is_where_it_will_be_from_the_first_instant(views):
    moving, surface = stage_at()
    still, _ = stage_at()
    for start, view in enumerate(views):
        moving.show(view, start * 1000)
        moving.paint(surface, start * 1000 + 10)
        still.show(view)
        assert [live.seen for live in moving.lives()] == [live.seen for live in still.lives()]


def level(view, share):
    side = Region(role="side", blocks=(Meter(label="Trust", value="", share=share),))
    return replace(view, regions=(*(region for region in view.regions if region.role != "side"), side), cues=())


def test_a_bar_grows_from_what_it_was_to_what_it_is(views):
    stage, surface = stage_at()
    stage.show(level(views[1], 200), 0)
    stage.paint(surface, 0)
    stage.show(level(views[1], 800), 1000)
    red = []
    for step in (0, 60, 120, 400):
        stage.paint(surface, 1000 + step)
        red.append(surface.copy())
    colour = stage.kit.theme.fill_accent
    filled = [sum(picture.get_at((x, y))[:3] == colour for x in range(900, 1270) for y in range(100, 400, 3)) for picture in red]
    assert filled == sorted(filled) and filled[0] < filled[-1]


def test_nothing_moves_by_itself_once_it_is_at_rest(views):
    stage, surface = stage_at()
    stage.show(views[1], 0)
    stage.paint(surface, 0)
    assert all(stage.paint(surface, now) == [] for now in range(300, 10_000, 16))


def test_the_ring_of_a_countdown_never_jumps_more_than_it_has_to_show(views):
    base = views[1]
    matter = next(region for region in base.regions if region.role == "matter")

    def at(share):
        blocks = (replace(b, share=share, state="running") if isinstance(b, Countdown) else b for b in matter.blocks)
        changed = replace(matter, blocks=tuple(blocks))
        return replace(base, regions=tuple(changed if region is matter else region for region in base.regions))

    stage, surface = stage_at()
    stage.show(at(900), 0)
    stage.paint(surface, 0)
    stage.show(at(800), 1000)
    shares = []
    for step in (0, 50, 100, 300):
        stage.paint(surface, 1000 + step)
        shares += [mark.share for sheet in stage._sheets for _, _, mark, _ in sheet.placed if type(mark).__name__ == "Ring"][:1]
    assert shares[0] == 900 and shares[-1] == 800 and shares == sorted(shares, reverse=True)
