"""Runs on disk: one folder each, with the journal, the scenario as it was played, and how it ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sim import __version__
from sim.domain.commands import Wait
from sim.domain.events import ChanceDrawn
from sim.domain.journal import Header, Moment, Recovered, state_hash
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import NodeId, Seconds
from sim.engine.chance import Luck
from sim.engine.rhythm import clock_label
from sim.engine.step import step
from sim.engine.telling import tell
from sim.shell.clock import stamp, wall
from sim.shell.disk import (
    JournalFile,
    NotKept,
    read_bytes,
    read_journal,
    write_atomically,
    write_json,
)
from sim.shell.library import load_scenario
from sim.shell.session import Session

CHANGED = "The scenario kept with this run is not the one it was played on"

HEARTBEAT_EVERY = 2.0
"""Real seconds between two marks of the clock, which are not forced to disk."""


@dataclass(slots=True)
class Run:
    """An open run: its session, its journal and its folder. Without a folder nothing is kept."""

    session: Session
    journal: JournalFile | None
    folder: Path | None
    notice: str = ""
    beat: float = 0.0

    def heartbeat(self, real: float) -> None:
        """Remember where the clock stands, now and then; losing this loses no moment."""
        self.beat += real
        if self.beat >= HEARTBEAT_EVERY:
            self.mark()

    def mark(self) -> None:
        """Remember where the clock stands now: a pause or a note is a moment that moves no rule, and must not give time back."""
        self.beat = 0.0
        if self.folder is not None:
            try:
                (self.folder / "clock").write_text(f"{len(self.session.moments)} {self.session.at}\n", encoding="utf-8")
            except OSError:
                return

    def finish(self) -> None:
        """Write down how the run stands, for the catalogue."""
        if self.folder is None:
            return
        try:
            write_json(self.folder / "result.json", summary(self.session))
        except NotKept as wrong:
            self.notice = str(wrong)

    def close(self) -> None:
        self.mark()
        self.finish()
        if self.journal is not None:
            self.journal.close()


def summary(session: Session) -> dict[str, Any]:
    """Return how a run stands, as the catalogue shows it."""
    scenario = session.scenario
    told = tell(scenario, session.situation, session.events)
    finished = session.situation.phase is Phase.DEBRIEF
    return {
        "scenario": scenario.meta.id,
        "title": scenario.meta.title,
        "finished": finished,
        "practice": session.header.practice > 0,
        "at": clock_label(scenario, session.at),
        "wall": session.header.wall,
        "ending": told.ending.id if finished else "",
        "ending_title": told.ending.title if finished else "",
        "told": float(round(told.told, 1)),
        "unit": scenario.worth.told_unit,
        "value": float(round(told.value, 2)),
        "value_unit": scenario.worth.unit,
    }


def new_seed() -> int:
    return secrets.randbelow(9000) + 1000


def begin(
    data: Path | None,
    scenario: Scenario,
    text: bytes,
    *,
    seed: int | None,
    variant: str = "",
    pace: Fraction = Fraction(1),
    rate: int = 200,
    horizon: Seconds | None = None,
    luck: Luck | None = None,
    start: bool = True,
) -> Run:
    """Make a run, kept under `data` if it is given, and start it unless told not to. Raises NotKept if it cannot be kept."""
    header = _header(scenario, new_seed() if seed is None else seed, variant, horizon=horizon or 0)
    run = _open(data, header, text, scenario, pace, rate, luck)
    if start:
        run.session.begin()
        run.finish()  # so that a killed run, too, stands in the catalogue by its name
    return run


def practise(data: Path | None, original: Run, text: bytes, moment: int, pace: Fraction, rate: int) -> Run:
    """Begin a run that takes over the first `moment` moments of another, marked as practice."""
    before = original.session
    of = original.folder.name if original.folder is not None else ""
    old = before.header
    header = _header(before.scenario, old.seed, old.variant, practice=moment, of=of, horizon=old.horizon)
    run = _open(data, header, text, before.scenario, pace, rate)
    taken = tuple(before.moments[:moment])
    for kept in taken:
        run.session.keep(kept)
    run.session.restore(taken)
    run.finish()
    return run


def _header(scenario: Scenario, seed: int, variant: str, practice: int = 0, of: str = "", horizon: int = 0) -> Header:
    return Header(
        program=__version__,
        scenario=scenario.meta.id,
        digest=scenario.digest,
        seed=seed,
        variant=variant,
        practice=practice,
        of=of,
        horizon=horizon,
        wall=wall(),
    )


def _open(
    data: Path | None,
    header: Header,
    text: bytes,
    scenario: Scenario,
    pace: Fraction,
    rate: int,
    luck: Luck | None = None,
) -> Run:
    journal, folder = None, None
    if data is not None:
        folder = data / "runs" / f"{stamp()}-{header.scenario}-{secrets.token_hex(2)}"
        try:
            write_atomically(folder / "scenario.yaml", text)
        except NotKept as wrong:
            raise NotKept(f"The run cannot be kept in {folder} ({wrong}); choose another place with --data-dir.") from wrong
        journal = JournalFile.create(folder / "journal.jsonl", header)

    def keep(moment: Moment) -> None:
        if journal is not None:
            journal.keep(moment)

    session = Session(scenario=scenario, header=header, keep=keep, now_wall=wall, pace=pace, rate=rate, luck=luck)
    return Run(session, journal, folder)


def reopen(folder: Path, pace: Fraction, rate: int) -> tuple[Run, bytes]:
    """Open a kept run to go on with it, and return it with the text of its scenario. Raises NotKept."""
    text = read_bytes(folder / "scenario.yaml")
    if text is None:
        raise NotKept(f"The scenario of the run {folder.name} is missing; it can no longer be played.")
    scenario, fault = load_scenario(text, f"{folder.name}/scenario.yaml")
    if scenario is None:
        raise NotKept(f"The scenario of this run no longer loads: {fault}")
    journal, found = JournalFile.open(folder / "journal.jsonl")
    assert found.header is not None
    if found.header.digest != scenario.digest:
        journal.close()
        raise NotKept(f"{CHANGED}; it can no longer be played.")
    session = Session(scenario=scenario, header=found.header, keep=journal.keep, now_wall=wall, pace=pace, rate=rate)
    session.restore(found.moments, _last_clock(folder, len(found.moments)))
    notice = (
        f"The end of this run was damaged and has been set aside ({found.fault}). It goes on from the last moment that is whole."
        if found.fault
        else ""
    )
    if not found.moments:
        session.begin()
    return Run(session, journal, folder, notice), text


def _last_clock(folder: Path, moments: int) -> int:
    """Return the clock the heartbeat last told, if it belongs to the last moment."""
    raw = read_bytes(folder / "clock", 100)
    parts = raw.split() if raw is not None else []
    if len(parts) == 2 and all(part.isdigit() for part in parts) and int(parts[0]) == moments:
        return int(parts[1])
    return 0


def look_at(path: Path) -> tuple[Recovered, Scenario, bytes]:
    """Read a journal, or the folder of a run, without changing anything. Raises NotKept."""
    file = path / "journal.jsonl" if path.is_dir() else path
    found = read_journal(file)
    if found is None:
        raise NotKept(f"There is no journal at {path}.")
    if found.header is None:
        raise NotKept(f"{file} is not a journal that can be read: {found.fault}.")
    text = read_bytes(file.parent / "scenario.yaml")
    if text is None:
        raise NotKept(f"The scenario the run was played on is missing: {file.parent / 'scenario.yaml'}.")
    scenario, fault = load_scenario(text, str(file.parent / "scenario.yaml"))
    if scenario is None:
        raise NotKept(f"The scenario of this run does not load: {fault}")
    if found.header.digest != scenario.digest:
        raise NotKept(f"{CHANGED}: {file.parent / 'scenario.yaml'}.")
    if not found.moments:
        raise NotKept(f"Nothing was played yet in the run {file.parent.name}.")
    return found, scenario, text


def session_of(header: Header, scenario: Scenario) -> Session:
    """Return a session that keeps nothing: to look at a run again."""
    return Session(scenario=scenario, header=header, keep=lambda moment: None)


def played_again(session: Session) -> str:
    """Carry out the commands of a run once more, with the draws as they fell; return what differs, empty if nothing does."""
    drawn = {(e.node, e.visit): e.branch for e in session.events if isinstance(e, ChanceDrawn)}

    def luck(node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
        return names.index(drawn[(node, visit)])

    situation = Situation()
    for moment in session.moments:
        command = moment.command if moment.command is not None else Wait(at=moment.at)
        try:
            situation, events = step(session.scenario, situation, command, luck)
        except (KeyError, ValueError):
            return f"moment {moment.seq} draws differently when it is played again."
        if events != moment.events or (moment.state and state_hash(situation) != moment.state):
            return f"moment {moment.seq} comes out differently when it is played again."
    return ""
