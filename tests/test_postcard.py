"""A result as one picture: it says what the run came to and nobody's name, lies beside the run, and nothing on it is cut off."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.authoring import plans
from sim.debrief.courses import courses
from sim.debrief.measures import debriefed
from sim.screens.intents import Go, Picture, Start
from sim.screens.postcard import SIZE, postcard
from sim.shell import runs
from sim.shell.app import App
from sim.shell.library import load_scenario, plan_file, scenario_file
from sim.shell.picture import write_picture


def played(name: str, how: str):
    path = scenario_file(name)
    raw = path.read_bytes()
    scenario, _ = load_scenario(raw, str(path))
    file = plan_file(path, how)
    plan, _ = plans.read_plan(file.read_bytes(), str(file), how)
    run = runs.begin(None, scenario, raw, seed=plan.seed, variant=plan.variant, luck=plans.luck_of(plan), start=False)
    plans.play(plan, scenario, run.session.carry_out)
    return scenario, tuple(run.session.moments), run.session.header


@pytest.fixture(scope="module")
def interview():
    scenario, moments, header = played("dead-air", "interview")
    told = debriefed(scenario, moments)
    return scenario, moments, header, told, postcard(scenario, told, courses(scenario, moments, told), header.seed)


def test_it_says_how_it_ended_what_it_came_to_and_with_which_seed(interview):
    scenario, _, header, told, post = interview
    assert (post.title, post.ending) == (scenario.meta.title, told.told.ending.title)
    assert post.number == f"{float(told.told.told):.1f} %" and post.told == scenario.worth.told_label
    assert f"seed {header.seed}" in post.foot
    assert ("wrench", "Improvisation", told.channel("improvisation").figure) in post.facts


def test_what_is_not_final_about_it_is_marked(interview):
    scenario, moments, header, told, post = interview
    assert scenario.provisional and "ratings provisional" in post.marks
    half = moments[:len(moments) // 2]
    early = debriefed(scenario, half)
    open_ = postcard(scenario, early, courses(scenario, half, early), header.seed)
    assert open_.ending == "Left open" and open_.marks[0] == f"So far, at {early.ended}"
    assert "practice" in postcard(scenario, debriefed(scenario, moments, practice=3), (), header.seed).marks


def test_only_what_stands_out_of_the_line_is_on_it(interview):
    _, _, _, _, post = interview
    assert post.course is not None and 0 < len(post.course.marks) < 8
    assert all(mark.name and not mark.below for mark in post.course.marks)


def texts(post, look):
    from sim.shell.assets import assets
    from sim.surfaces.window.card import EM, Kit, _composed
    from sim.surfaces.window.marks import Words
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.text import Typesetter
    from sim.surfaces.window.theme import read_scale, read_theme

    drawing = assets()
    kit = Kit(Typesetter(drawing), read_theme(drawing.themes[look]), EM, Phrases(), SIZE[1], read_scale(drawing.scale))
    return [(x, y, mark) for x, y, mark in _composed(kit, post, SIZE).spots if isinstance(mark, Words)]


@pytest.mark.parametrize("long", [False, True])
def test_no_word_of_it_is_cut_off_or_over_another(interview, long):
    post = interview[4]
    if long:
        post = replace(post, ending="What happens when nobody asks who was meant to ring whom first " * 2,
                        said="A sentence that goes on for very much longer than anybody would read on a picture. " * 6,
                        title="A scenario with a title that is rather longer than it has to be, and then some more",
                        facts=(("award", "Best of it", "Something that was good and took many words to say so " * 5),) * 2)
    found = [(x, y, x + mark.w, y + mark.h, mark.text) for x, y, mark in texts(post, "dark") if mark.text.strip()]
    for left, top, right, bottom, said in found:
        assert left >= 0 and top >= 0 and right <= SIZE[0] and bottom <= SIZE[1], said
    for n, (left, top, right, bottom, said) in enumerate(found):
        for x, y, far, down, other in found[n + 1:]:
            slack = 6  # the height of a letter is less than that of its line
            assert right <= x + 1 or far <= left + 1 or bottom <= y + slack or down <= top + slack, (said, other)


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "projector", "no such theme"])
def test_it_is_drawn_in_every_theme_at_its_size(tmp_path, interview, theme):
    scenario, moments, header, told, _ = interview
    write_picture(tmp_path / "r.png", scenario, moments, told, header, theme)
    raw = (tmp_path / "r.png").read_bytes()
    assert raw.startswith(b"\x89PNG") and (int.from_bytes(raw[16:20], "big"), int.from_bytes(raw[20:24], "big")) == SIZE


def at_the_debrief(data: Path) -> App:
    app = App(data=data)
    app.act(Start(scenario="nine-minutes"))
    app.act(Go(screen="debrief"))
    return app


def test_it_lies_beside_the_run_and_the_alert_says_where(tmp_path):
    app = at_the_debrief(tmp_path)
    app.act(Picture())
    file = app.run.folder / "result.png"
    assert file.read_bytes().startswith(b"\x89PNG") and str(file) in app.view().alert


def test_a_picture_that_cannot_be_written_is_a_sentence_and_not_an_end(tmp_path):
    app = at_the_debrief(tmp_path)
    (app.run.folder / "result.png").mkdir()
    (app.run.folder / "result.png" / "in the way").touch()
    app.act(Picture())
    assert "result.png" in app.view().alert and app.view().screen == "debrief"
