"""Figures of a run so small that every number of them can be worked out on paper.

Milk, from nine o'clock; ten litres of it are in ice at five past nine, and at eleven it is over. Twelve litres an hour are asked
for; the till has one line, and with ten litres kept a second one, each taken for six minutes.
"""
from __future__ import annotations

import pytest

from sim.debrief.courses import courses
from sim.debrief.figures import table_of
from sim.debrief.measures import debriefed
from sim.debrief.plot import laid
from sim.debrief.shapes import Fill
from sim.domain.commands import Wait
from tests.milk import PACKED, at_bench, does

ONE = 1 - 1.2 / 2.2
TWO = 1 - 0.72 / 2.92
"""What is served of what comes by one line and by two, at 1.2 of them taken on average (Erlang 1917, the loss formula)."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    app = at_bench(tmp_path_factory.mktemp("milk"), parts=PACKED)
    does(app, "try")
    session = app.run.session
    session.carry_out(Wait(at=3 * 3600))
    moments = tuple(session.moments)
    return courses(session.scenario, moments, debriefed(session.scenario, moments))


def test_the_line_is_level_until_the_milk_is_in_ice_and_then_at_its_end(kept):
    course, _ = kept
    levels = [level for _, level in course.series[0].points]
    assert levels == [0] + [1000] * (len(levels) - 1)
    assert [tick.label for tick in course.up] == ["0 %", "5 %", "10 %"] and course.last == "10 %"
    assert course.says.startswith("Half of the 10 % had come by 09:05.")


def test_what_was_done_lies_on_the_line_and_what_came_below_it(kept):
    course, _ = kept
    told = [(mark.says.split(":")[0] + ":" + mark.says.split(":")[1], mark.kind, mark.below) for mark in course.marks]
    assert [(when, kind) for when, kind, below in told if not below] == [
        ("09:00", "decision"), ("09:05", "built"), ("09:45", "decision"), ("11:00", "lapse")]
    assert [(when, kind) for when, kind, below in told if below] == [("09:40", "event")]


def test_a_mark_says_by_its_height_what_had_come_by_then(kept):
    course, _ = kept
    assert [mark.level for mark in course.marks] == [0, 1000, 1000, 1000, 1000]


def test_two_hours_of_twelve_litres_are_spans_of_half_an_hour(kept):
    _, flow = kept
    assert flow.unit == "litres in each half hour"
    assert [row[:2] for row in flow.rows] == [("09:00", "6"), ("09:30", "6"), ("10:00", "6"), ("10:30", "6")]


def test_served_is_what_the_loss_formula_says_of_one_line_and_then_of_two(kept):
    _, flow = kept
    served = [level / 1000 * float(flow.up[-1].label) for _, level in flow.series[0].points]
    assert served == pytest.approx([1 * ONE + 5 * TWO, 6 * TWO, 6 * TWO, 6 * TWO], abs=0.02)


def test_the_same_numbers_are_in_the_table_and_in_the_height_of_the_columns(kept):
    _, flow = kept
    drawn = laid(flow, 900.0, 300.0, 12.0, lambda text: len(text) * 6.0)
    columns = [shape for shape in drawn.shapes if isinstance(shape, Fill) and shape.w > 20 and shape.role in ("good", "bad")]
    head, *rows = table_of(flow)
    served, lost = columns[:len(rows)], columns[len(rows):]
    whole = served[0].h + lost[0].h
    for row, down, up in zip(rows, served, lost, strict=True):
        assert up.y + up.h == pytest.approx(down.y)
        assert down.h + up.h == pytest.approx(whole, abs=0.5)
        assert down.h / whole == pytest.approx(float(row[head.index("Served")]) / float(row[head.index("Came")]), abs=0.03)


def test_a_run_in_which_nothing_moved_has_no_line(tmp_path):
    app = at_bench(tmp_path)
    session = app.run.session
    session.carry_out(Wait(at=3 * 3600))
    moments = tuple(session.moments)
    assert [figure.id for figure in courses(session.scenario, moments, debriefed(session.scenario, moments))] == ["flow-milk"]
