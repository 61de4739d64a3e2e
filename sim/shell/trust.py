"""How far a kept run can be trusted: what plays again the same from its seed and its commands counts, and nothing after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim import __version__
from sim.domain import events as e
from sim.domain.commands import Begin, Wait
from sim.domain.journal import Header, Moment, Recovered, state_hash
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import NodeId
from sim.engine.chance import Luck, live
from sim.engine.step import step
from sim.shell.disk import NotKept, read_bytes
from sim.shell.library import load_scenario, scenario_file

CHANGED = "The scenario kept with this run is not the one it was played on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run as it can be trusted. `doubt` says in a sentence or two what is wrong with what was on disk, empty if nothing."""

    header: Header
    moments: tuple[Moment, ...]
    scenario: Scenario
    text: bytes
    doubt: str


def trusted(folder: Path, found: Recovered) -> Kept:
    """Return what can be trusted of the journal `found` in `folder`. Raises NotKept if that is nothing."""
    assert found.header is not None
    scenario, text = _scenario(folder, found.header)
    moments = found.moments
    header, doubts = _as_played(found.header, moments)
    edited = scenario.digest != header.digest
    if edited and found.moments:
        moments = tuple(map(_without_digest, moments))
    luck = as_fallen(moments) if header.plan else live(header.seed)
    good = first_different(scenario, moments, luck, edited)
    if found.format == 1 and good < len(moments) == first_different(scenario, moments, as_fallen(moments), edited):
        header, good = replace(header, plan="one that format 1 did not name"), len(moments)
    if edited and (good < len(moments) or not moments):
        raise NotKept(f"{CHANGED}, and the two go different ways: {folder / 'scenario.yaml'}.")
    if edited:
        doubts.append(f"{CHANGED}; nothing that was played goes differently.")
    if found.fault:
        doubts.append(f"The end of this run was damaged and does not count ({found.fault}).")
    if good < len(moments):
        doubts.append(_other_way(header, good))
        if not good:
            raise NotKept(f"The run in {folder.name} cannot be trusted. {doubts[-1]}")
    return Kept(header=header, moments=found.moments[:good], scenario=scenario, text=text, doubt=" ".join(doubts))


def _as_played(header: Header, moments: tuple[Moment, ...]) -> tuple[Header, list[str]]:
    """Return the header with what its moments say instead, and what is to be doubted about it."""
    header = replace(header, practice=min(header.practice, len(moments)))  # a program killed while it took them over
    began = moments[0].command if moments else None
    if not isinstance(began, Begin) or (began.variant, began.horizon or 0) == (header.variant, header.horizon):
        return header, []
    header = replace(header, variant=began.variant, horizon=began.horizon or 0)
    return header, ["The first line of this journal names another variant or length than was played: it has been edited."]


def _other_way(header: Header, good: int) -> str:
    if header.program != __version__:
        return (f"This run was played with Cordless {header.program}, and goes another way in {__version__} from moment {good}"
                " on; what comes before counts.")
    return (f"From moment {good} on, what this journal tells does not follow from its own seed and commands: it has been edited."
            " What comes before counts.")


def _scenario(folder: Path, header: Header) -> tuple[Scenario, bytes]:
    """Return the scenario a run was played on: the copy kept with it, or the one that is shipped if only that is the same."""
    kept, beside = folder / "scenario.yaml", scenario_file(header.scenario)
    texts = [text for text in (read_bytes(kept), read_bytes(beside) if beside is not None else None) if text is not None]
    loaded = []
    for text in texts:
        scenario, fault = load_scenario(text, str(kept))
        if scenario is not None and scenario.digest == header.digest:
            return scenario, text
        loaded.append((scenario, text, fault))
    if read_bytes(kept) is None:
        raise NotKept(f"The scenario the run was played on is missing: {kept}.")
    scenario, text, fault = loaded[0]
    if scenario is None:
        raise NotKept(f"The scenario of this run does not load: {fault}")
    return scenario, text


# ---------------------------------------------------------------- playing again


def as_fallen(moments: Iterable[Moment]) -> Luck:
    """Return the luck that lets every draw fall as it did. Asked about another draw it raises KeyError."""
    drawn = {(x.node, x.visit): x.branch for moment in moments for x in moment.events if isinstance(x, e.ChanceDrawn)}

    def luck(node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
        return names.index(drawn[(node, visit)])

    return luck


def first_different(scenario: Scenario, moments: Sequence[Moment], luck: Luck, any_digest: bool = False) -> int:
    """Play the commands of a run once more and return the first moment that comes out differently, their number if none does."""
    situation = Situation()
    for moment in moments:
        command = moment.command if moment.command is not None else Wait(at=moment.at)
        try:
            situation, events = step(scenario, situation, command, luck)
        except Exception:  # whatever an edited command makes of the engine, it is not what was played
            return moment.seq
        again = Moment(seq=moment.seq, at=moment.at, command=moment.command, events=events)
        same = (_without_digest(again) if any_digest else again).events == moment.events
        if not same or moment.at != situation.at or (moment.state and state_hash(situation) != moment.state):
            return moment.seq
    return len(moments)


def _without_digest(moment: Moment) -> Moment:
    """Return a moment that does not say which text of the scenario it was played on."""
    return replace(moment, events=tuple(replace(x, digest="") if isinstance(x, e.RunBegan) else x for x in moment.events))


def plays_again(scenario: Scenario, moments: Sequence[Moment]) -> str:
    """Return in a sentence which moment comes out differently with the draws as they fell, empty if none does."""
    good = first_different(scenario, moments, as_fallen(moments))
    return f"moment {good} comes out differently when it is played again." if good < len(moments) else ""
