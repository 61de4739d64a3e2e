"""Figures: the same numbers in the window, in a report and in words; nothing out of its box, nothing over anything else."""
from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.authoring import plans
from sim.debrief.courses import courses
from sim.debrief.drawing import figure_of
from sim.debrief.figures import (
    Band,
    Kind,
    Mark,
    Plot,
    Rank,
    Ranking,
    Series,
    Tick,
    level_of,
    steps_of,
    table_of,
)
from sim.debrief.formats import report
from sim.debrief.measures import debriefed
from sim.debrief.pages import figures_of
from sim.debrief.plot import laid
from sim.debrief.review import Heard
from sim.debrief.shapes import STRONG, Dot, Fill, Stroke, Text, shortened
from sim.debrief.worths import loss_figure, luck_figure
from sim.domain.review import Amount, Judged, Luck, Review, read, written
from sim.domain.units import Seconds
from sim.screens.charted import chart_of
from sim.screens.debriefing import Debriefed, debrief
from sim.screens.view import Chart, actions_of
from sim.shell import runs
from sim.shell.library import load_scenario, plan_file, scenario_file
from sim.surfaces.terminal import render


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
def dead_air():
    scenario, moments, header = played("dead-air", "interview")
    told = debriefed(scenario, moments)
    return scenario, told, header, courses(scenario, moments, told)


# ---------------------------------------------------------------- what they say


def test_the_course_of_the_outcome_ends_at_what_is_told(dead_air):
    scenario, told, _, (course, *_) = dead_air
    high = [float(tick.label.split()[0]) for tick in course.up][-1]
    assert course.series[0].points[-1][1] == level_of(told.told.told, 0, high)
    places = [place for place, _ in course.series[0].points]
    assert places == sorted(places) and places[-1] == 1000
    assert "%" in course.says and scenario.worth.told_label[:5].lower() in course.title.lower()


def test_every_decision_is_a_mark_that_leads_to_its_page(dead_air):
    _, told, _, (course, *_) = dead_air
    assert {mark.go for mark in course.marks if mark.go} <= {f"decisions/{decision.id}" for decision in told.decisions}
    assert sum(mark.kind == "decision" for mark in course.marks) >= len([d for d in told.decisions if not d.lapsed])


def test_what_came_is_what_was_served_and_what_was_lost(dead_air):
    _, told, _, (_, flow) = dead_air
    served, lost = flow.series
    assert lost.base == tuple(level for _, level in served.points)
    assert all(top >= base for (_, top), base in zip(lost.points, lost.base, strict=True))
    rows = [[float(cell.replace(",", "")) for cell in row[1:4]] for row in flow.rows]
    assert all(abs(came - kept - gone) <= 1.5 for came, kept, gone in rows)
    whole = told.narrow[0]
    assert abs(sum(came for came, _, _ in rows) - float(whole.came)) < len(rows)
    assert abs(sum(gone for _, _, gone in rows) - float(whole.lost)) < len(rows)
    assert flow.says.startswith(f"{round(100 * (1 - whole.lost / whole.came))} of every 100")


def test_where_a_flow_was_narrow_stands_under_it_and_in_its_sentences(dead_air):
    _, told, _, (_, flow) = dead_air
    assert flow.bands and all(since.until <= until.since for since, until in pairwise(flow.bands))
    first = told.narrow[0].limits[0]
    assert any(first.place in mark.says for mark in flow.marks)
    assert {row[4] for row in flow.rows} >= {"everything", f"hands to pass them on ({first.place})"}


def test_hours_in_which_nothing_came_take_no_room(dead_air):
    _, _, _, (_, flow) = dead_air
    gaps = [after - before for (before, _), (after, _) in pairwise(flow.series[0].points)]
    assert max(gaps) <= 2 * min(gaps) + 2
    assert [tick.label for tick in flow.along if tick.major] == ["Tue", "Wed", "Thu", "Fri", "Sat"]


def a_luck(**other):
    return Luck(**({"replays": 40, "better": 10, "worse": 29, "mean": 500.0, "low": 0.0, "high": 1000.0,
                    "counts": (5, 15, 10, 10)} | other))


def test_a_run_says_where_it_lies_among_its_replays(dead_air):
    scenario = dead_air[0]
    review = Review(digest="", seed=1, moments=1, value=700.0, decisions=(), luck=a_luck())
    figure = luck_figure(scenario, review)
    own = next(mark for mark in figure.marks if mark.kind == "luck")
    assert own.place == 700 and own.name == "This run" and "10 ended better" in own.says
    assert own.level == figure.series[0].points[2][1]
    assert [row[1] for row in figure.rows] == ["5", "15", "10", "10"]
    assert [mark.says.split(" came")[0] for mark in figure.marks if mark.kind == "column"] == \
        ["5 runs", "15 runs", "10 runs", "10 runs"]


def test_a_run_that_no_replay_came_near_lies_outside_their_columns(dead_air):
    review = Review(digest="", seed=1, moments=1, value=1500.0, decisions=(), luck=a_luck())
    figure = luck_figure(dead_air[0], review)
    assert [mark.place for mark in figure.marks if mark.kind == "luck"] == [1000]
    assert max(place for place, _ in figure.series[0].points) < 700


def test_a_review_kept_before_replays_were_counted_has_no_such_figure(dead_air):
    kept = written(Review(digest="", seed=1, moments=1, value=7.0, decisions=(), luck=a_luck()))
    for name in ("low", "high", "counts"):
        del kept["luck"][name]
    assert luck_figure(dead_air[0], read(kept)) is None


def judged(seq, loss, thinking=0.0, give=0.0, thought=0):
    return Judged(seq=seq, at=Seconds(60 * seq), kind="choice", what="", how="estimate" if give else "exact",
                  thought=Seconds(thought), loss=Amount(value=loss, give=give), thinking=Amount(value=thinking))


def test_decisions_stand_by_what_they_cost_with_the_time_before_them(dead_air):
    scenario, told, _, _ = dead_air
    first, second, third = (decision.seq for decision in told.decisions[:3])
    review = Review(digest="", seed=1, moments=1, value=1000.0, decisions=(
        judged(first, 100.0, 500.0, thought=120), judged(second, 400.0, give=100.0), judged(third, 0.0)))
    figure = loss_figure(scenario, told, review)
    assert [rank.value for rank in figure.ranks] == ["$600", "$400"]
    dearest, other = figure.ranks
    assert (dearest.share, dearest.more) == (level_of(100, 0, 600), 1000) and "two minutes before it about $500" in dearest.says
    assert other.more is None and other.low < other.share < other.high
    assert [row[1:] for row in figure.rows] == [("$100", "", "$500"), ("$400", "$100", "")]


def test_nothing_lost_is_no_figure(dead_air):
    scenario, told, _, _ = dead_air
    review = Review(digest="", seed=1, moments=1, value=1000.0, decisions=(judged(told.decisions[0].seq, 0.0),))
    assert loss_figure(scenario, told, review) is None and luck_figure(scenario, review) is None


# ---------------------------------------------------------------- numbers


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 8))
def test_steps_are_round_and_hold_all_that_lies_between(low, span, most):
    steps = steps_of(low, low + span, most)
    gaps = [b - a for a, b in pairwise(steps)]
    near = 1e-6 * (abs(low) + span)
    assert steps[0] <= low + near and steps[-1] >= low + span - near
    assert max(gaps) - min(gaps) <= 1e-6 * max(map(abs, steps)) + 1e-9 and len(steps) <= most + 3


@given(st.fractions(0, 1), st.floats(0.1, 100))
def test_a_level_is_in_its_box(share, high):
    assert 0 <= level_of(float(share) * high, 0.0, high) <= 1000
    assert level_of(Fraction(-5), 0, 1) == 0 and level_of(9, 0, 1) == 1000


# ---------------------------------------------------------------- geometry

words = st.text("abc defgh", min_size=1, max_size=14)
ticks = st.lists(st.builds(Tick, place=st.integers(0, 1000), label=words, major=st.booleans()), max_size=9).map(
    lambda found: tuple(sorted(found, key=lambda tick: tick.place)))
points = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), max_size=20).map(lambda found: tuple(sorted(found)))
a_series = st.builds(Series, label=words, kind=st.sampled_from(("line", "step", "columns")), points=points, shaded=st.booleans())
marks = st.builds(Mark, place=st.integers(0, 1000), level=st.integers(0, 1000), says=words, name=st.one_of(st.just(""), words),
                  below=st.booleans(), kind=st.sampled_from(get_args(Kind)))
bands = st.tuples(st.lists(st.integers(0, 1000), max_size=8, unique=True), words).map(lambda found: tuple(
    Band(since=since, until=until, label=found[1]) for since, until in pairwise(sorted(found[0]))))
plots = st.builds(Plot, id=st.just("p"), title=words, says=words, series=st.lists(a_series, max_size=3).map(tuple), along=ticks,
                  up=ticks, marks=st.lists(marks, max_size=30).map(tuple), bands=bands, banded=words, unit=words, last=words)
places = st.one_of(st.none(), st.integers(0, 1000))
ranks = st.builds(Rank, label=words, value=words, share=places, more=places, low=places, high=places)
rankings = st.builds(Ranking, id=st.just("r"), title=words, says=words, ranks=st.lists(ranks, max_size=8).map(tuple), ticks=ticks,
                     parts=st.tuples(words, words))


def boxes(drawn, em):
    for shape in drawn.shapes:
        if isinstance(shape, Text):
            wide = len(shape.text) * 6.0 * (STRONG if shape.strong else 1)
            left = {"start": shape.x, "middle": shape.x - wide / 2, "end": shape.x - wide}[shape.anchor]
            yield shape, (left, shape.y - em / 2, left + wide, shape.y + em / 2)


@given(st.one_of(plots, rankings), st.integers(300, 1400))
def test_no_label_leaves_the_picture_or_covers_another(figure, width):
    em = 12.0
    drawn = laid(figure, float(width), 200.0, em, lambda text: len(text) * 6.0)
    found = list(boxes(drawn, em))
    for shape, (left, top, right, bottom) in found:
        assert left >= -0.5 and right <= width + 0.5 and top >= -0.5 and bottom <= drawn.h + 0.5, shape
    for (one, a), (other, b) in combinations(found, 2):
        apart = a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5
        assert apart, (one, other)


@given(st.one_of(plots, rankings), st.integers(300, 1400), st.integers(9, 30))
def test_nothing_that_is_drawn_leaves_the_picture(figure, width, em):
    drawn = laid(figure, float(width), 220.0, float(em), lambda text: len(text) * em / 2)
    for shape in drawn.shapes:
        if isinstance(shape, Stroke):
            assert all(-1 <= x <= width + 1 and -1 <= y <= drawn.h + 1 for x, y in shape.points), shape
        elif isinstance(shape, Fill):
            assert shape.x >= -1 and shape.x + shape.w <= width + 1 and shape.y >= -1 and shape.y + shape.h <= drawn.h + 1
        elif isinstance(shape, Dot):
            assert 0 <= shape.x <= width and 0 <= shape.y <= drawn.h


@given(plots, st.integers(300, 1400))
def test_further_along_is_further_right_and_more_is_higher(figure, width):
    drawn = laid(figure, float(width), 220.0, 12.0, lambda text: len(text) * 6.0)
    for shape in drawn.shapes:
        if isinstance(shape, Stroke) and shape.thick > 1:
            assert all(x <= far + 0.01 for (x, _), (far, _) in pairwise(shape.points))
    rails = [dot for dot in drawn.shapes if isinstance(dot, Dot)]
    assert len(rails) >= sum(mark.kind != "column" for mark in figure.marks)


@given(st.one_of(plots, rankings))
def test_every_mark_can_be_pointed_at(figure):
    drawn = laid(figure, 600.0, 200.0, 12.0, lambda text: len(text) * 6.0)
    count = len(figure.marks if isinstance(figure, Plot) else figure.ranks)
    assert [spot.n for spot in drawn.spots] == list(range(count))


@given(words, st.integers(0, 120))
def test_what_is_shortened_fits_or_is_an_ellipsis(text, room):
    found = shortened(text, float(room), lambda words: len(words) * 6.0)
    assert len(found) * 6 <= room or found.endswith("…") and len(found) <= 2


# ---------------------------------------------------------------- a page


def test_the_page_is_well_formed_complete_in_itself_and_has_every_figure(dead_air):
    scenario, told, header, found = dead_air
    page = report("html", scenario, told, header, None, found)
    body = page.partition("<body>")[2].partition("</body>")[0]
    ElementTree.fromstring(f"<body>{body}</body>")
    for figure in figures_of(scenario, told, None, found):
        assert f'id="figure-{figure.id}"' in page
    assert "http:" not in page and "https:" not in page and "<script" not in page and 'lang="en"' in page


def test_every_figure_is_told_in_a_table_too(dead_air):
    scenario, told, _, found = dead_air
    for figure in figures_of(scenario, told, None, found):
        rows = table_of(figure)
        assert len(rows) > 2 and len({len(row) for row in rows}) == 1
        assert all(cell in figure_of(figure) or "&" in figure_of(figure) for cell in rows[1][:1])


def test_nothing_that_anybody_wrote_becomes_markup():
    evil = '<script>alert("x")</script>&"'
    figure = Plot(
        id="p", title=evil, says=evil, series=(Series(label=evil, kind="line", points=((0, 0), (1000, 1000))),),
        along=(Tick(place=0, label=evil),), up=(Tick(place=0, label=evil),), marks=(Mark(place=1, level=1, says=evil),),
        columns=(evil,), rows=((evil,),),
    )
    made = figure_of(figure)
    ElementTree.fromstring(made)
    assert "<script" not in made and "&lt;script&gt;" in made


def body_of(page):
    """The body of a page, which has to be well formed."""
    return ElementTree.fromstring("<body>" + page.partition("<body>")[2].partition("</body>")[0] + "</body>")


def test_nothing_that_anybody_wrote_becomes_markup_anywhere_on_the_page(dead_air):
    scenario, told, header, found = dead_air
    evil = "</style><script>alert(1)</script><img src=x onerror=alert(1)>&\"'"
    said = Heard(when=evil, who=evil, text=evil)
    told = replace(
        told, notes=(said,), doubt=evil, cause=evil, best=replace(told.best, what=evil, why=evil),
        told=replace(told.told, text=(evil,), last=(evil,)),
        decisions=tuple(replace(one, title=evil, chosen=evil, disagreements=(said,)) for one in told.decisions),
        competencies=tuple(replace(one, title=evil) for one in told.competencies),
        timeline=tuple(replace(one, title=evil, detail=evil) for one in told.timeline),
    )
    scenario = replace(scenario, meta=replace(scenario.meta, title=evil))
    page = report("html", scenario, told, header, None, found)
    body = body_of(page)
    assert {part.tag for part in body.iter()}.isdisjoint({"script", "img", "iframe", "link"})
    assert not any(name.startswith("on") for part in body.iter() for name in part.attrib)
    assert evil in "".join(body.itertext()) and "Content-Security-Policy" in page and "<script" not in page


def test_every_link_of_the_page_leads_somewhere_on_it_and_every_id_is_there_once(dead_air):
    scenario, told, header, found = dead_air
    page = body_of(report("html", scenario, told, header, None, found))
    ids = [part.attrib["id"] for part in page.iter() if "id" in part.attrib]
    assert len(ids) == len(set(ids))
    assert {link.attrib["href"][1:] for link in page.iter("a")} <= set(ids)
    used = [name for part in page.iter("svg") for name in part.attrib.get("aria-labelledby", "").split()]
    assert used and set(used) <= set(ids)


def test_every_picture_of_the_page_has_words_and_figures(dead_air):
    scenario, told, header, found = dead_air
    page = body_of(report("html", scenario, told, header, None, found))
    for figure in page.iter("figure"):
        drawn = figure.find("svg")
        assert drawn.attrib["role"] == "img" and drawn.find("title").text and drawn.find("desc").text
        assert len(list(figure.find("details").iter("tr"))) > 2 and figure.find("figcaption").text


# ---------------------------------------------------------------- on screen


def the_timeline(dead_air):
    scenario, told, _, found = dead_air
    return debrief(Debriefed(scenario=scenario, review=told, page="timeline", courses=found))


def test_the_terminal_says_in_words_what_the_window_draws(dead_air):
    view = the_timeline(dead_air)
    chart = next(block for block in view.region("body").blocks if isinstance(block, Chart))
    leading = {action.id for action in chart.actions if action.enabled}
    assert leading and leading == {action.id for action in actions_of(view) if action.id.startswith("course-")}
    said = render(view)
    assert chart.figure.title in said and "Half of the" in said


def test_the_terminal_prints_a_chart_that_leads_nowhere_as_a_table(dead_air):
    scenario, told, _, found = dead_air
    said = render(debrief(Debriefed(scenario=scenario, review=told, page="built", courses=found)))
    lines = " ".join(said.split())
    for when, came, served, lost, short in found[1].rows:
        assert f"{when}: Came {came}, Served {served}, Lost {lost}, What was short {short}" in lines


def test_of_the_marks_of_a_chart_tab_stops_at_one_and_arrows_go_through_them(dead_air):
    from sim.shell.assets import assets
    from sim.surfaces.window.focus import along, towards
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    scenario, told, _, found = dead_air
    stage = Stage(assets(), Look(), (1280, 720), Phrases())
    stage.show(debrief(Debriefed(scenario=scenario, review=told, page="timeline", courses=found)))
    lives = stage.lives()
    stops, focus = [], ""
    for _ in range(40):
        focus = along(lives, focus, 1)
        stops.append(focus)
    at = [stop for stop in dict.fromkeys(stops) if stop.startswith("course-")]
    assert at == ["course-0"]
    walked = ["course-0"]
    for _ in found[0].marks:
        walked.append(towards(lives, walked[-1], "right"))
    assert walked == [f"course-{n}" for n in range(len(found[0].marks))] + [walked[-1]]
    assert towards(lives, walked[-1], "left") == f"course-{len(found[0].marks) - 2}"
    assert not towards(lives, "course-3", "up").startswith("course-")


def test_bars_are_gone_through_downwards_and_left_behind_at_the_last(dead_air):
    from sim.shell.assets import assets
    from sim.surfaces.window.focus import towards
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    scenario, told, _, found = dead_air
    stage = Stage(assets(), Look(), (1280, 720), Phrases())
    stage.show(debrief(Debriefed(scenario=scenario, review=told, page="channels", courses=found)))
    lives, count = stage.lives(), len(told.competencies)
    walked = ["abilities-0"]
    for _ in range(count - 1):
        walked.append(towards(lives, walked[-1], "down"))
    assert walked == [f"abilities-{n}" for n in range(count)]
    assert not towards(lives, "abilities-0", "up").startswith("abilities")


def test_a_mark_that_has_the_focus_says_its_sentence(dead_air):
    from sim.shell.assets import assets
    from sim.surfaces.window.compose import compose
    from sim.surfaces.window.marks import Words
    from sim.surfaces.window.memory import Memory
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    stage = Stage(assets(), Look(), (1280, 720), Phrases())
    stage.show(the_timeline(dead_air))
    last = dead_air[3][0].marks[2].says.split()[-1]

    def said():
        *_, top = compose(stage.frame, stage.state, stage.kit, Memory())
        return " ".join(mark.text for _, _, mark, _ in top.placed if isinstance(mark, Words))

    assert last not in said()
    stage.focus_on("course-2")
    assert last in said()


def test_a_mark_that_is_open_is_marked(dead_air):
    course = dead_air[3][0]
    lead = next(mark.go for mark in course.marks if mark.go)
    chart = chart_of(course, "timeline", lead)
    assert chart.chosen and next(action for action in chart.actions if action.id == chart.chosen).intent.what == lead


def test_a_picture_of_a_result_is_a_png_without_a_name(tmp_path, dead_air):
    from sim.shell.picture import write_picture

    scenario, moments, header = played("nine-minutes", "textbook")
    write_picture(tmp_path / "r.png", scenario, moments, debriefed(scenario, moments), header)
    raw = (tmp_path / "r.png").read_bytes()
    assert raw.startswith(b"\x89PNG") and raw[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
