"""What the author tools work on: a scenario from its file, the plans beside it, and kept runs of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell.disk import NotKept, is_file, is_folder, read_bytes
from sim.shell.library import scenario_file, shown
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    from sim.authoring.plans import Plan, Played
    from sim.domain import commands as c
    from sim.domain import events as e
    from sim.domain.journal import Moment
    from sim.domain.problems import Problem
    from sim.domain.scenario import Scenario
    from sim.domain.situation import Situation
    from sim.shell.trust import Kept

MOST = 20_000
"""Situations the author tools explore, unless asked for more: some seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A scenario that can be played, and the text it was read from. `file` is how it is named to the author."""

    path: Path
    file: str
    raw: bytes
    scenario: Scenario


class Wrong(Exception):
    """A scenario that cannot be played; what is wrong with it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One moment of a play: what was asked, what happened, where it left the run."""

    command: c.Command
    events: tuple[e.Event, ...]
    situation: Situation


def draft(name: str) -> Draft:
    """Return a scenario by its id, folder or file. Raises NotKept if there is none, Wrong after saying what is wrong with it."""
    path = scenario_file(name)
    raw = read_bytes(path) if path is not None else None
    if path is None or raw is None:
        raise NotKept(f"There is no scenario at {name}.")
    scenario, wrong = loaded(raw, shown(path))
    if scenario is None:
        say(wrong)
        raise Wrong
    return Draft(path=path, file=shown(path), raw=raw, scenario=scenario)


def loaded(raw: bytes, file: str) -> tuple[Scenario | None, str]:
    """Return the scenario, and every problem in it as `check` shows them."""
    from sim.authoring import show
    from sim.authoring.load import load

    found = load(raw, file)
    return found.scenario, show.full(found.problems, {file: found.text}).rstrip("\n")


def plans_of(one: Draft) -> Iterator[tuple[Plan, Path]]:
    """Yield the plans beside a scenario; of those that cannot be read, their problems are said."""
    from sim.authoring.plans import read_plan

    for file in sorted((one.path.parent / "plans").glob("*.yaml")):
        plan, problems = read_plan(read_bytes(file) or b"", shown(file), file.stem)
        for problem in problems:
            complain(str(problem))
        if plan is not None:
            yield plan, file


def played(plan: Plan, scenario: Scenario) -> tuple[list[Taken], Played]:
    """Return every moment of a plan, and how it came out."""
    from sim.authoring import plans
    from sim.domain.situation import Situation
    from sim.engine.step import step

    taken: list[Taken] = []
    luck = plans.luck_of(plan)

    def do(command: c.Command) -> plans.Stepped:
        before = taken[-1].situation if taken else Situation()
        situation, events = step(scenario, before, command, luck)
        taken.append(Taken(command=command, events=events, situation=situation))
        return situation, events

    return taken, plans.play(plan, scenario, do)


def failed(problems: Sequence[Problem], most: int = 3) -> str:
    """Return the first things that a plan promised and that are not so, in one line."""
    more = f"; {len(problems) - most} more" if len(problems) > most else ""
    return "; ".join(problem.message for problem in problems[:most]) + more


# ---------------------------------------------------------------- kept runs


def run_folders(places: Sequence[str]) -> list[Path]:
    """Return the runs that are meant by journals, folders of runs, or folders that hold such folders. Raises NotKept."""
    found: list[Path] = []
    for place in map(Path, places):
        inside = place / "runs" if is_folder(place / "runs") else place
        if is_file(place) or is_file(place / "journal.jsonl"):
            found.append(place)
        elif is_folder(inside):
            found += sorted(folder for folder in inside.iterdir() if is_file(folder / "journal.jsonl"))
        else:
            raise NotKept(f"There are no runs at {place}.")
    return found


def kept_of(scenario: Scenario, places: Sequence[str]) -> Iterator[tuple[str, Kept]]:
    """Yield the kept runs of a scenario, by the names of their folders; those of others are passed over, doubts are said."""
    from sim.shell.runs import look_at

    for place in run_folders(places):
        name = place.parent.name if is_file(place) else place.name
        try:
            kept = look_at(place)
        except NotKept as wrong:
            complain(str(wrong))
            continue
        if kept.header.scenario != scenario.meta.id:
            continue
        if kept.doubt:
            complain(f"{name}: {kept.doubt}")
        yield name, kept


def plays_back(scenario: Scenario, kept: Kept) -> int:
    """Return how many moments of a kept run come out the same on a scenario, whichever text it was played on."""
    from sim.engine.chance import live
    from sim.shell.trust import as_fallen, first_different

    luck = as_fallen(kept.moments) if kept.header.plan else live(kept.header.seed)
    return first_different(scenario, [_of_any_text(moment) for moment in kept.moments], luck, any_digest=True)


def _of_any_text(moment: Moment) -> Moment:
    """Return a moment that does not say on which text of the scenario it was played."""
    from sim.domain.events import RunBegan

    return replace(moment, events=tuple(replace(x, digest="") if isinstance(x, RunBegan) else x for x in moment.events))


def commands_of(moments: Sequence[Moment]) -> list[c.Command]:
    """Return what was asked of a run, moment by moment; where the clock alone moved it, to wait until then."""
    from sim.domain.commands import Wait

    return [moment.command if moment.command is not None else Wait(at=moment.at) for moment in moments]
