"""Runs on disk: one folder each, with the journal, the scenario as it was played, and how it ended."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from sim import __version__
from sim.domain.journal import Header, Moment
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase
from sim.domain.units import Seconds
from sim.engine.chance import Luck
from sim.engine.rhythm import clock_label
from sim.engine.telling import tell
from sim.shell.clock import stamp, wall
from sim.shell.disk import MomentNotKept, NotKept, delete_folder, is_folder, overwrite, read_bytes, write_atomically, write_json
from sim.shell.journals import JournalFile, open_journal, read_journal
from sim.shell.session import Session
from sim.shell.trust import Kept, plays_again, trusted

HEARTBEAT_EVERY = 2.0
"""Real seconds between two marks of the clock, which are not forced to disk."""

UNLOCKED = "The folder of this run has no locks: see to it that no other window opens it."


@dataclass(slots=True)
class Run:
    """An open run: its session, the text of its scenario, its journal and its folder. Without a folder nothing is kept.

    `doubt` says what is wrong with what was on disk; `notice` what the player should know now. Both are empty for most runs.
    """

    session: Session
    text: bytes
    journal: JournalFile | None = None
    folder: Path | None = None
    notice: str = ""
    doubt: str = ""
    beat: float = 0.0

    def keep(self, moment: Moment) -> None:
        """Put a moment on disk before it is shown. Raises MomentNotKept."""
        if self.journal is not None:
            self.journal.keep(moment)

    @property
    def is_kept(self) -> bool:
        """Whether all that was shown is on disk, and can be found there."""
        return self.journal is not None and not self.journal.ended and not self.journal.missing()

    def heartbeat(self, real: float) -> None:
        """Remember where the clock stands, now and then, and look whether the run is still there. Raises MomentNotKept."""
        self.beat += real
        if self.beat >= HEARTBEAT_EVERY:
            self.mark()
            if self.journal is not None and self.journal.missing():
                raise MomentNotKept(self.journal.gone())

    def mark(self) -> None:
        """Remember where the clock stands now: a pause or a note is a moment that moves no rule, and must not give time back."""
        self.beat = 0.0
        if self.folder is not None:
            overwrite(self.folder / "clock", f"{len(self.session.moments)} {self.session.at}\n".encode())

    def finish(self) -> None:
        """Write down how the run stands, for the catalogue."""
        if self.folder is None or not is_folder(self.folder):
            return
        try:
            write_json(self.folder / "result.json", summary(self.session))
        except NotKept as wrong:
            self.notice = str(wrong)

    def close(self) -> None:
        """Write down how the run stands and let go of its file."""
        self.mark()
        self.finish()
        if self.journal is not None:
            self.journal.close()
        self.session.keep = _closed  # nor do the two hold each other any longer, which only a search for garbage would find

    def unkept(self) -> None:
        """Go on without keeping anything from here on."""
        self.close()
        self.session.keep, self.journal, self.folder = self.keep, None, None
        self.notice = "This run is not being saved."


def _closed(moment: Moment) -> None:
    raise NotKept("This run has been left; open it again to go on.")


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
        "evidence": _evidence(session) if finished else {},
        "said": _said(session) if finished else {},
        **({"plan": session.header.plan} if session.header.plan else {}),
        **({"mode": session.header.mode} if session.header.mode else {}),
        **({"variant": session.header.variant} if session.header.variant else {}),
        "seed": session.header.seed,
        **_built(session),
    }


def _evidence(session: Session) -> dict[str, list[Any]]:
    """Return what a run shows of each ability: its name, and the weight of what speaks for it and against it."""
    from sim.debrief.competencies import evidence_of

    found = evidence_of(session.scenario, tuple(session.moments))
    titles = session.scenario.meta.competencies
    return {name: [titles[name], good, bad] for name, (good, bad) in found.items() if good or bad}


def _said(session: Session) -> dict[str, list[int]]:
    """Return for each level of being sure, in percent, how often that was said and how often rightly."""
    from sim.debrief.sureness import sureness_of

    found = sureness_of(session.scenario, tuple(session.moments), session.header.practice)
    return {str(level): [right, said] for level, (right, said) in found.items()}


def _built(session: Session) -> dict[str, Any]:
    """Return what was built at the workbench, for how rare it is among all plays."""
    if session.scenario.bench is None:
        return {}
    from sim.debrief.ideas import signatures

    return {"rigs": list(signatures(session.scenario, session.events))}


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
    plan: str = "",
    mode: str = "",
    start: bool = True,
) -> Run:
    """Make a run, kept under `data` if it is given, and start it unless told not to. Raises NotKept if it cannot be kept.

    With a `luck` of its own it does not follow from its seed; `plan` then says whose luck it is.
    """
    header = _header(scenario, new_seed() if seed is None else seed, variant, horizon=horizon or 0, plan=plan, mode=mode)
    run = _run(Session(scenario=scenario, header=header, now_wall=wall, pace=pace, rate=rate, luck=luck), text)
    if data is not None:
        _keep_in(data, run)
    if start:
        run.session.begin()
        run.finish()  # so that a killed run, too, stands in the catalogue by its name
    return run


def practise(
    data: Path | None, original: Run, moment: int, pace: Fraction, rate: int, branch: Literal["", "what-if"] = "",
) -> Run:
    """Begin a run that takes over the first `moment` moments of another, marked as practice. Raises NotKept."""
    before = original.session
    of = original.folder.name if original.folder is not None else ""
    old = before.header
    header = _header(
        before.scenario, old.seed, old.variant, practice=moment, of=of, horizon=old.horizon, plan=old.plan,
        branch=branch or old.branch, mode="" if old.mode == "exam" else old.mode,  # nobody hands practice in
    )
    run = _run(Session(scenario=before.scenario, header=header, now_wall=wall, pace=pace, rate=rate), original.text)
    run.session.restore(tuple(before.moments[:moment]))
    if data is not None:
        _keep_in(data, run)
    run.finish()
    return run


def move(run: Run, data: Path) -> None:
    """Keep an open run under another place from now on, with all its moments so far. Raises NotKept, and then it is as it was."""
    from sim.shell.exams import carry

    old, left = run.folder, run.journal
    _keep_in(data, run)
    carry(old, run.folder)
    run.finish()
    run.mark()
    if left is not None:
        left.close()
    if old is not None and is_folder(old):
        with contextlib.suppress(NotKept):
            write_json(old / "result.json", {"moved": str(run.folder)})


def _header(
    scenario: Scenario, seed: int, variant: str, practice: int = 0, of: str = "", horizon: int = 0, plan: str = "",
    branch: str = "", mode: str = "",
) -> Header:
    return Header(
        program=__version__,
        scenario=scenario.meta.id,
        digest=scenario.digest,
        seed=seed,
        variant=variant,
        practice=practice,
        of=of,
        horizon=horizon,
        plan=plan,
        branch=branch,
        mode=mode,
        wall=wall(),
    )


def _run(session: Session, text: bytes) -> Run:
    run = Run(session, text)
    session.keep = run.keep
    return run


def _keep_in(data: Path, run: Run) -> None:
    """Give a run a folder and a journal under `data`. Raises NotKept, and leaves nothing behind."""
    header = run.session.header
    folder = data / "runs" / f"{stamp()}-{header.scenario}-{secrets.token_hex(2)}"
    try:
        write_atomically(folder / "scenario.yaml", run.text)
        journal = JournalFile.create(folder / "journal.jsonl", header, run.session.moments)
    except NotKept as wrong:
        if is_folder(folder):
            with contextlib.suppress(NotKept):
                delete_folder(folder)
        raise NotKept(f"{wrong} Choose another place with --data-dir.") from wrong
    run.folder, run.journal, run.notice = folder, journal, "" if journal.locked else UNLOCKED


def reopen(folder: Path, pace: Fraction, rate: int) -> Run:
    """Open a kept run to go on with it. Raises NotKept."""
    opened = open_journal(folder / "journal.jsonl")
    try:
        kept = trusted(folder, opened.found)
        journal = opened.go_on(kept.header, kept.moments)
    except NotKept:
        opened.close()
        raise
    run = _run(Session(scenario=kept.scenario, header=kept.header, now_wall=wall, pace=pace, rate=rate), kept.text)
    run.journal, run.folder, run.doubt = journal, folder, kept.doubt
    run.session.restore(kept.moments, _last_clock(folder, len(kept.moments)))
    run.notice = "" if journal.locked else UNLOCKED
    if not kept.moments:
        run.session.begin()
    return run


def look_at(path: Path) -> Kept:
    """Read a journal, or the folder of a run, without changing anything. Raises NotKept."""
    file = path / "journal.jsonl" if is_folder(path) else path
    found = read_journal(file)
    if found is None:
        raise NotKept(f"There is no journal at {path}.")
    if found.header is None:
        raise NotKept(f"{file} is not a journal that can be read: {found.fault}.")
    kept = trusted(file.parent, found)
    if not kept.moments:
        raise NotKept(f"Nothing was played yet in the run {file.parent.name}.")
    return kept


def only_look_at(folder: Path) -> Run:
    """Return a kept run to look at, where nothing can be written: what is done from here on is not kept. Raises NotKept."""
    kept = look_at(folder)
    run = Run(session_of(kept.header, kept.scenario), kept.text, doubt=kept.doubt)
    run.session.restore(kept.moments)
    return run


def _last_clock(folder: Path, moments: int) -> int:
    """Return the clock the heartbeat last told, if it belongs to the last moment."""
    raw = read_bytes(folder / "clock", 100)
    parts = raw.split() if raw is not None else []
    if len(parts) == 2 and all(part.isdigit() for part in parts) and int(parts[0]) == moments:
        return int(parts[1])
    return 0


def session_of(header: Header, scenario: Scenario) -> Session:
    """Return a session that keeps nothing: to look at a run again."""
    return Session(scenario=scenario, header=header)


def played_again(session: Session) -> str:
    """Carry out the commands of a run once more, with the draws as they fell; return what differs, empty if nothing does."""
    return plays_again(session.scenario, session.moments)
