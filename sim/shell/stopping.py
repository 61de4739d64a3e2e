"""What the person at the front does in a stop and with cards: freeze, ask, give a minute more, write down, reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.debrief.room import FRONT
from sim.domain import commands as c
from sim.domain.units import CardId
from sim.engine.room import card_of
from sim.screens.playing import front

if TYPE_CHECKING:
    from sim.shell.app import App
    from sim.shell.room import Room
    from sim.shell.runs import Run

LONGEST_LINE = 300

MINUTE = 60.0

def stop(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Freeze the run and ask: the author's question, or that of the stage."""
    session = run.session
    if not session.is_running:
        return
    standing = session.situation.threads.get(front(session.situation, app.thread))
    stage = session.scenario.stages[standing.stage] if standing is not None else None
    text = (stage.stop or stage.question or stage.title) if stage is not None else ""
    session.carry_out(c.Pause(at=room.now(session), by=FRONT))
    session.carry_out(c.Note(
        at=room.now(session), text=text or "What is the situation?", about=stage.id if stage is not None else "", kind="stop",
        by=FRONT,
    ))
    room.halt(app)


def more(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Give one minute more to talk."""
    room.left += MINUTE
    room.given += 1
    room.of = max(room.of, room.left)


def line(room: Room, app: App, run: Run, what: str, typed: str = "") -> None:
    if room.in_stop(run):
        room.front(app, "line", what)


def add(room: Room, app: App, run: Run, what: str, typed: str) -> None:
    """Keep a line in one of the columns of a stop."""
    text = " ".join(typed.split())[:LONGEST_LINE]
    if text and what in ("know", "assume", "open"):
        run.session.carry_out(c.Note(at=room.now(run.session), text=text, kind=what, by=FRONT))  # type: ignore[arg-type]


def note(room: Room, app: App, run: Run, what: str, typed: str) -> None:
    """Keep a note of one line and go back to where it was begun."""
    text = " ".join(typed.split())[:LONGEST_LINE]
    if text:
        run.session.write(text)
    room.back(app, run)


def card(room: Room, app: App, run: Run, what: str, typed: str = "") -> None:
    room.front(app, "card", what)


def reveal(room: Room, app: App, run: Run, what: str, typed: str = "") -> None:
    """Make known what stands on a card; a stop is left and entered again for it, at one and the same time."""
    session, name, stopped = run.session, CardId(what), room.in_stop(run)
    if card_of(session.scenario, name) is None or room.is_known(run, name):
        return
    if stopped:
        session.resume()
    session.carry_out(c.Reveal(at=room.now(session), card=name))
    if stopped and session.is_running:
        session.carry_out(c.Pause(at=room.now(session), by=FRONT))
    room.front(app, "card", what)


def begins(room: Room, run: Run) -> str:
    """Return the team whose turn it is to speak first: another one at every stop, so that each leads once."""
    turn, teams = len(room.told(run).stops) - 1, room.seating.called
    return teams[turn % len(teams)] if len(teams) > 1 and turn >= 0 else ""


def question(room: Room, run: Run) -> str:
    """Return what the room has been stopped for, empty if it has not."""
    stops = room.told(run).stops
    return stops[-1].text if stops and room.in_stop(run) else ""
