"""What a kept run is worth: journals of every version, edited ones, and scenarios that are no longer what they were."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.debrief.formats import FORMATS, report
from sim.debrief.measures import debriefed
from sim.domain import events as e
from sim.domain import journal as j
from sim.domain.journal import Header, Moment, recover
from sim.domain.situation import Phase, fold
from sim.domain.units import Seconds
from sim.domain.written import FORMS
from sim.engine.chance import live
from sim.engine.telling import tell
from sim.shell import runs
from sim.shell.auto import play_at_random
from sim.shell.disk import NotKept
from sim.shell.trust import first_different
from tests.boiler import RAW, boiler

GOLDEN = sorted((Path(__file__).parent / "golden" / "journals").glob("*/*/journal.jsonl"))


def test_there_is_a_golden_journal_of_every_format_there_ever_was():
    assert {path.parent.parent.name for path in GOLDEN} == {f"format-{number}" for number in FORMS}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_a_journal_of_any_version_gives_back_the_run_it_was(path, tmp_path):
    expected = json.loads((path.parent / "expected.json").read_text())
    found = recover(path.read_bytes())
    form = FORMS[found.format]
    now = fold(event for moment in found.moments for event in moment.events)
    assert (found.fault, len(found.moments)) == ("", expected["moments"])
    assert form.state_hash(now) == expected["state"] and now.phase == expected["phase"]

    kept = runs.look_at(path.parent)
    assert kept.doubt == "" and kept.moments == found.moments
    told = tell(kept.scenario, now, [event for moment in kept.moments for event in moment.events])
    assert [told.ending.id, str(told.told), str(told.value)] == [expected["ending"], expected["told"], expected["value"]]

    shutil.copytree(path.parent, tmp_path / "run")
    run = runs.reopen(tmp_path / "run", Fraction(1), 200)
    assert tuple(run.session.moments) == kept.moments and run.doubt == ""
    if run.session.situation.phase is Phase.RUNNING:
        play_at_random(run.session, 5)
    run.close()
    again = recover((tmp_path / "run" / "journal.jsonl").read_bytes())
    assert (again.fault, again.format, list(again.moments)) == ("", j.FORMAT, run.session.moments)
    originals = [copy.read_bytes() for copy in (tmp_path / "run").glob("journal.format-*.jsonl")]
    assert originals == ([path.read_bytes()] if found.format != j.FORMAT else [])
    assert runs.look_at(tmp_path / "run").doubt == ""


def test_a_journal_of_a_version_to_come_says_that_a_newer_cordless_reads_it(tmp_path):
    run = a_whole_run(tmp_path)
    file = run.folder / "journal.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    body = json.loads(lines[0]) | {"format": j.FORMAT + 1}
    del body["crc"]
    file.write_bytes(j._sealed(body) + b"".join(lines[1:]))
    before = file.read_bytes()
    for opening in (lambda: runs.reopen(run.folder, Fraction(1), 200), lambda: runs.look_at(run.folder)):
        with pytest.raises(NotKept, match=r"written in format 3, and this program reads 1 to 2, a newer Cordless reads it"):
            opening()
    assert file.read_bytes() == before


# ---------------------------------------------------------------- edited and forged


def a_whole_run(data: Path, seed: int = 7) -> runs.Run:
    run = runs.begin(data, boiler(), RAW, seed=seed)
    play_at_random(run.session, seed)
    run.close()
    return run


def forge(run: runs.Run, change: Callable[[list[Moment]], list[Moment]], **header: Any) -> None:
    """Write the journal anew as somebody would who knows the format: checksums, chain and hashes are all as they must be."""
    moments, situation = [], None
    for n, moment in enumerate(change(list(run.session.moments))):
        situation = fold(moment.events, situation)
        moments.append(replace(moment, seq=n, state=j.state_hash(situation)))
    data = j.journal_of(replace(run.session.header, **header), moments)
    (run.folder / "journal.jsonl").write_bytes(data)
    assert recover(data).fault == "", "nothing but playing it again can tell"


def scored_more(moments: list[Moment]) -> list[Moment]:
    n = next(n for n, moment in enumerate(moments) if any(isinstance(x, e.Scored) for x in moment.events))
    better = tuple(replace(x, points=x.points + 100) if isinstance(x, e.Scored) else x for x in moments[n].events)
    return [*moments[:n], replace(moments[n], events=better), *moments[n + 1:]]


def luckier(moments: list[Moment]) -> list[Moment]:
    """The draw falls otherwise, and all that follows from it is played from there, as the engine itself would."""
    fallen = [x for moment in moments for x in moment.events if isinstance(x, e.ChanceDrawn)]
    wanted = fallen[0]

    def luck(node, visit, names, weights):  # type: ignore[no-untyped-def]
        if (node, visit) == (wanted.node, wanted.visit):
            return next(n for n, name in enumerate(names) if name != wanted.branch and weights[n])
        return next(n for n, weight in enumerate(weights) if weight)

    run = runs.begin(None, boiler(), RAW, seed=7, luck=luck)
    play_at_random(run.session, 7)
    assert any(isinstance(x, e.ChanceDrawn) for moment in run.session.moments for x in moment.events)
    return run.session.moments


def a_moment_less(moments: list[Moment]) -> list[Moment]:
    return [*moments[:2], *moments[3:]]


def somewhere_else(moments: list[Moment]) -> list[Moment]:
    lost = e.StageEntered(at=moments[-1].at, thread="main", stage="nowhere", opens=moments[-1].at)  # type: ignore[arg-type]
    return [*moments[:-1], replace(moments[-1], events=(*moments[-1].events, lost))]


@pytest.mark.parametrize("change", [scored_more, luckier, a_moment_less, somewhere_else])
def test_a_forged_journal_is_flagged_and_counts_as_far_as_it_follows(tmp_path, change):
    run = a_whole_run(tmp_path)
    original = list(run.session.moments)
    forge(run, change)
    forged = (run.folder / "journal.jsonl").read_bytes()
    kept = runs.look_at(run.folder)
    assert "it has been edited" in kept.doubt and 0 < len(kept.moments) < len(original) + 1
    assert list(kept.moments) == original[: len(kept.moments)] or change is luckier

    review = debriefed(kept.scenario, kept.moments, doubt=kept.doubt)
    for format_, _ in FORMATS:
        assert "has been edited" in " ".join(report(format_, kept.scenario, review, kept.header).split())

    again = runs.reopen(run.folder, Fraction(1), 200)
    assert tuple(again.session.moments) == kept.moments and again.doubt == kept.doubt
    assert [path.read_bytes() for path in run.folder.glob("journal.damaged-*")] == [forged]
    again.close()


def test_a_run_with_another_seed_in_its_header_is_flagged(tmp_path):
    run = a_whole_run(tmp_path)
    draws = [x for moment in run.session.moments for x in moment.events if isinstance(x, e.ChanceDrawn)]
    assert draws
    forge(run, lambda moments: moments, seed=next(
        seed for seed in range(100) if first_different(boiler(), run.session.moments, live(seed)) < len(run.session.moments)))
    assert "does not follow from its own seed" in runs.look_at(run.folder).doubt


def test_the_luck_of_a_plan_is_named_and_is_no_forgery(tmp_path):
    def always_first(node, visit, names, weights):  # type: ignore[no-untyped-def]
        return next(n for n, weight in enumerate(weights) if weight)

    run = runs.begin(tmp_path, boiler(), RAW, seed=7, luck=always_first, plan="lucky")
    play_at_random(run.session, 7)
    run.close()
    kept = runs.look_at(run.folder)
    assert kept.doubt == "" and len(kept.moments) == len(run.session.moments)
    told = report("text", kept.scenario, debriefed(kept.scenario, kept.moments), kept.header)
    assert "by the plan lucky" in told.replace("\n", " ")


def test_a_run_of_another_version_that_goes_another_way_now_is_no_forgery(tmp_path):
    run = a_whole_run(tmp_path)
    forge(run, scored_more, program="0.0.9")
    assert runs.look_at(run.folder).doubt.startswith("This run was played with Cordless 0.0.9, and goes another way in")


def test_a_run_that_follows_from_nothing_is_refused_and_left_alone(tmp_path):
    run = a_whole_run(tmp_path)
    first = run.session.moments[0]
    forge(run, lambda moments: [replace(first, events=(*first.events, e.ClockStruck(at=first.at)))])
    before = (run.folder / "journal.jsonl").read_bytes()
    for opening in (lambda: runs.reopen(run.folder, Fraction(1), 200), lambda: runs.look_at(run.folder)):
        with pytest.raises(NotKept, match="cannot be trusted"):
            opening()
    assert (run.folder / "journal.jsonl").read_bytes() == before and len(list(run.folder.glob("journal*"))) == 1


_LEAVES = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=6) | st.sampled_from(
    ["Begin", "Choose", "main", "cold", "tell", "StageOpened", "WorkBegan"]
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [p for key in value for p in _paths(value[key], (*path, key))]
    elif isinstance(value, list):
        found += [p for n, item in enumerate(value) for p in _paths(item, (*path, n))]
    return found


def what_matters(moment):
    """A moment without what changes nothing: the wall clock, the pace, and the second within its beat at which a command came."""
    command = None if moment.command is None else replace(moment.command, at=Seconds(0))
    return replace(moment, wall="", pace="", command=command)


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    return a_whole_run(tmp_path_factory.mktemp("honest"))


@settings(max_examples=100, deadline=None)
@given(dice=st.randoms(use_true_random=False), value=st.recursive(_LEAVES, lambda x: st.lists(x, max_size=3), max_leaves=4))
def test_whatever_is_edited_into_a_journal_it_is_told_or_does_not_matter(honest, tmp_path_factory, dice, value):
    """Anything anywhere in a line is changed and the checksums mended: never an exception, and never another run."""
    folder = tmp_path_factory.mktemp("forged")
    shutil.copy(honest.folder / "scenario.yaml", folder)
    lines = (honest.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    bodies = [json.loads(line) for line in lines]
    body = dice.choice(bodies)
    path = dice.choice(_paths({key: item for key, item in body.items() if key != "crc"}))
    holder = body
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    data: list[bytes] = []
    for body in bodies:
        front = {key: item for key, item in body.items() if key != "crc"}
        if data:
            front["prev"] = j.link(data[-1])
        data.append(j._sealed(front))
    (folder / "journal.jsonl").write_bytes(b"".join(data))
    try:
        kept = runs.look_at(folder)
    except NotKept as refused:
        assert str(refused).rstrip().endswith((".", ")"))
        return
    moments, truth = (tuple(map(what_matters, run)) for run in (kept.moments, honest.session.moments))
    assert moments == truth[: len(moments)] and (kept.doubt or len(moments) == len(truth))
    for format_, _ in FORMATS:
        report(format_, kept.scenario, debriefed(kept.scenario, kept.moments, doubt=kept.doubt), kept.header)


# ---------------------------------------------------------------- a scenario that changed


def test_an_edit_of_the_scenario_that_touches_nothing_that_was_played_is_said_and_the_run_counts(tmp_path):
    run = a_whole_run(tmp_path)
    (run.folder / "scenario.yaml").write_bytes(RAW + b"# a comment\n")
    kept = runs.look_at(run.folder)
    assert kept.doubt == ("The scenario kept with this run is not the one it was played on; nothing that was played goes"
                          " differently.")
    assert kept.moments == tuple(run.session.moments)


def test_a_scenario_in_which_the_run_goes_another_way_is_refused_in_one_sentence(tmp_path):
    run = a_whole_run(tmp_path)
    (run.folder / "scenario.yaml").write_bytes(RAW.replace(b"start: 60", b"start: 61"))
    assert (run.folder / "scenario.yaml").read_bytes() != RAW
    for opening in (lambda: runs.reopen(run.folder, Fraction(1), 200), lambda: runs.look_at(run.folder)):
        with pytest.raises(NotKept, match=r"^The scenario kept with this run is not the one it was played on, and the two go"):
            opening()


def test_a_run_whose_copy_is_spoilt_is_played_on_the_shipped_scenario_if_that_is_the_same(tmp_path):
    from sim.shell.library import load_scenario, scenario_file

    file = scenario_file("nine-minutes")
    text = file.read_bytes()
    scenario, _ = load_scenario(text, "x")
    run = runs.begin(tmp_path, scenario, text, seed=3)
    run.close()
    for spoilt in (None, b"junk", text + b"#\n"):
        copy = run.folder / "scenario.yaml"
        copy.unlink() if spoilt is None else copy.write_bytes(spoilt)
        kept = runs.look_at(run.folder)
        assert kept.doubt == "" and kept.text == text


def test_what_is_written_about_a_run_holds_its_header_and_its_moments_to_the_byte():
    moments = a_whole_run_in_memory()
    header = Header(program="t", scenario="boiler", digest="d", seed=1)
    data = j.journal_of(header, moments)
    found = recover(data)
    assert j.journal_of(found.header, found.moments) == data


def a_whole_run_in_memory() -> list[Moment]:
    run = runs.begin(None, boiler(), RAW, seed=7)
    play_at_random(run.session, 7)
    return run.session.moments


@pytest.mark.parametrize("header", [{"variant": "burner"}, {"horizon": 60}])
def test_a_first_line_that_says_otherwise_than_the_moments_is_flagged_and_not_believed(tmp_path, header):
    run = a_whole_run(tmp_path)
    forge(run, lambda moments: moments, **header)
    kept = runs.look_at(run.folder)
    assert "has been edited" in kept.doubt and kept.moments == tuple(run.session.moments)
    assert (kept.header.variant, kept.header.horizon) == ("", 0)


def test_a_practice_that_was_killed_while_it_took_moments_over_is_one_of_as_many_as_there_are(tmp_path):
    run = a_whole_run(tmp_path)
    forge(run, lambda moments: moments[:3], practice=5)
    kept = runs.look_at(run.folder)
    assert kept.doubt == "" and kept.header.practice == 3
