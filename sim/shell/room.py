"""The person at the front of a room: what their keys do to a run, and what is on the screen meanwhile.

What was said and counted is in the journal; here is only what is in hand. While a panel stands in front, no time passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.debrief.room import Told, room_of
from sim.domain import commands as c
from sim.domain.units import CardId, Seconds
from sim.engine.room import card_of
from sim.screens.backrow import in_room
from sim.screens.intents import Facilitate
from sim.screens.playing import Playing, front
from sim.screens.room import Held, InRoom, Timer
from sim.screens.seating import Seating, set_up
from sim.screens.view import View
from sim.shell import stopping
from sim.shell import voting as v

if TYPE_CHECKING:
    from sim.shell.app import App
    from sim.shell.runs import Run
    from sim.shell.session import Session
    from sim.shell.settings import Settings

DIALOG = "room"
"""What the app calls a panel of ours: anything that stands before a run stops the clock."""
STOP_FOR, TALK_FOR = 180.0, 120.0
"""Real seconds for a stop, and for convincing a neighbour."""

BIG = 150
"""The text size, in percent, from which a room reads in a theme that is not made for one."""


@dataclass(slots=True, eq=False)
class Room:
    """`seating` is what was set before; everything else belongs to the open run. `own` settings were changed during it."""

    seating: Seating = field(default_factory=Seating)
    running: bool = False
    own: frozenset[str] = frozenset()
    panel: str = ""
    about: str = ""
    left: float = 0.0
    of: float = 0.0
    given: int = 0
    voting: v.Voting = field(default_factory=v.Voting)
    _told: tuple[Session, int, Told] | None = None
    _last: tuple[object, View] | None = None

    # ---------------------------------------------------------------- before the run

    def seat(self, app: App, scenario: str) -> None:
        """Show the set-up screen for a scenario that has been opened."""
        found = app.opened(scenario)
        if found is None:
            return
        cuts = tuple(sorted(found.meta.cuts))
        self.seating = replace(
            self.seating, scenario=scenario, title=found.meta.title, minutes=found.meta.minutes, cuts=cuts,
            cards=len(found.room.cards) if found.room is not None else 0, cut=self.seating.cut if self.seating.cut in cuts else 0,
        )
        app.screen = "room"

    def asked_for(self, app: App, teams: str, cut: int | None) -> str:
        """Show the set-up screen as a command line asks for it; return a sentence if it cannot be so."""
        self.seat(app, app.about)
        if teams:
            self.seating, wrong = set_up(self.seating, "teams", "", teams)
            if wrong:
                return f"`--teams` names no team. {wrong}"
        self.seating = replace(self.seating, cut=cut or 0)
        return ""

    def begin(self, app: App) -> None:
        """Begin a run for the room that was set up."""
        seating = self.seating
        scenario = app.opened(seating.scenario)
        if scenario is None:
            return
        app.horizon = scenario.meta.cuts.get(seating.cut) if seating.cut else app.horizon
        app.start(seating.scenario, app.seed, app.variant, mode="room")

    def enter(self, app: App, run: Run) -> None:
        """Take over the run that is open: one just begun, or one that was left half way."""
        self.running, self.panel, self.own, self.voting = True, "", frozenset(), v.Voting()
        self._last = self._told = None
        app.restyled(self.look(app.settings))
        told = self.told(run)
        if told.teams:
            self.seating = replace(self.seating, teams=told.teams, people=told.people, names=told.names)
        else:
            seats = self.seating
            run.session.carry_out(c.Seat(at=Seconds(0), teams=seats.teams, people=seats.people, names=seats.names))
        if self.in_stop(run):
            self.halt(app)

    def leave(self, app: App) -> None:
        """Put the look back as it was: the run is closed."""
        if self.running:
            self.running, self.panel, self._last, self._told = False, "", None, None
            app.restyled(app.settings)

    def look(self, settings: Settings) -> Settings:
        """Return the settings as they look in a room: those for a projector, but for what was changed during the run."""
        if not self.running or not self.seating.projector:
            return settings
        if "theme" not in self.own:
            return settings.changed("theme", "projector")  # which is large by itself
        return settings if "text" in self.own else settings.changed("text", str(max(BIG, int(settings.text))))

    # ---------------------------------------------------------------- what is known of the run

    def told(self, run: Run) -> Told:
        """Return what the journal says the room has done."""
        session = run.session
        if self._told is None or self._told[0] is not session or self._told[1] != len(session.moments):
            self._told = session, len(session.moments), room_of(session.scenario, session.moments)
        return self._told[2]

    def in_stop(self, run: Run) -> bool:
        """Whether the run stands still for a stop, and not for a mere pause."""
        return run.session.is_paused and self.told(run).stopped

    @property
    def timer(self) -> Timer:
        return Timer(left=round(self.left), of=round(self.of), given=self.given)

    def cards(self, run: Run) -> tuple[Held, ...]:
        """Return the role cards, dealt to the teams in turn; the text only of those that have been revealed."""
        scenario, teams = run.session.scenario, self.seating.teams
        said = {one.card: one.text for one in self.told(run).said}
        named = self.seating.names and len(teams) > 1
        return tuple(
            Held(id=card.id, title=card.title, said=self.is_known(run, card.id), text=said.get(card.id, ""),
                 holder=teams[n % len(teams)] if named else "")
            for n, card in enumerate(scenario.room.cards if scenario.room is not None else ())
        )

    def is_known(self, run: Run, name: CardId) -> bool:
        card = card_of(run.session.scenario, name)
        known = card is not None and card.fact is not None and run.session.situation.known(card.fact)
        return known or any(said.card == name for said in self.told(run).said)

    @staticmethod
    def now(session: Session) -> Seconds:
        """Return the scenario time on the clock."""
        return Seconds(int(session.clock))

    # ---------------------------------------------------------------- doing

    def act(self, app: App, intent: Facilitate, typed: str) -> None:
        """Carry out what the person at the front wants."""
        if app.screen == "room" and app.run is None:
            if intent.do == "begin":
                self.begin(app)
            else:
                self.seating, app.alert = set_up(self.seating, intent.do, intent.what, typed)
        elif app.run is not None and app.screen == "play" and self.running:
            do = DEEDS.get(intent.do)
            if do is not None:
                do(self, app, app.run, intent.what, typed)
                app.run.mark()

    def front(self, app: App, panel: str, about: str = "") -> None:
        """Put a panel before the stage."""
        self.panel, self.about, app.dialog = panel, about, DIALOG

    def away(self, app: App) -> None:
        """Show the stage again."""
        self.panel, app.dialog = "", ""

    def talk(self, app: App) -> None:
        self.left = self.of = TALK_FOR
        self.front(app, "talk")

    def halt(self, app: App) -> None:
        self.left = self.of = STOP_FOR
        self.front(app, "stop")

    def show(self, app: App, run: Run, what: str, typed: str = "") -> None:
        counting = what == "vote" and self.panel in ("hands", "check")
        if what in ("note", "cards", "keys") or counting or (what == "stop" and self.in_stop(run)):
            self.front(app, what)

    def back(self, app: App, run: Run, what: str = "", typed: str = "") -> None:
        """Take away what is in front: back to the stop if one is on, else to the stage; from the stop itself, go on."""
        if self.in_stop(run):
            if self.panel != "stop":
                self.front(app, "stop")
                return
            run.session.resume()
        self.away(app)

    # ---------------------------------------------------------------- time, and what is shown

    def tick(self, app: App, real: float) -> None:
        """Let real time pass: for a stop or a talk; and stop where the author says so, once what led there has been read."""
        run = app.run
        if run is None or app.screen != "play" or not self.running:
            return
        if app.dialog == DIALOG:
            self.talked(min(real, 1.0))  # no more than the clock would count
        elif not app.dialog and self.in_stop(run):
            self.halt(app)
        elif not app.dialog and self._wants_stop(app, run):
            app.keeping(lambda: stopping.stop(self, app, run))

    def talked(self, real: float) -> None:
        """Let the time to talk run down; nothing follows when it is over."""
        self.left = max(self.left - max(real, 0.0), 0.0)

    def _wants_stop(self, app: App, run: Run) -> bool:
        session = run.session
        standing = session.situation.threads.get(front(session.situation, app.thread))
        if standing is None or not standing.open or standing.settled or not session.scenario.stages[standing.stage].stop:
            return False
        busy = session.hold > 0 or session.passing is not None or session.bench.opened or not session.is_free
        return session.is_running and not busy and standing.stage not in {line.about for line in self.told(run).stops}

    def view(self, app: App, run: Run, playing: Playing) -> View:
        """Return what the projector shows; the same view as long as nothing in a panel has changed."""
        here = self.panel if app.dialog == DIALOG else ""
        shown = InRoom(
            playing=playing, panel=here, about=self.about, cards=self.cards(run), why_no_vote=v.why_no_vote(app, run),
            question=stopping.question(self, run), begins=stopping.begins(self, run), lines=self.told(run).column,
            timer=self.timer if here in ("stop", "line", "note", "talk") else None,
            ballot=v.ballot(self, app, run) if here in ("vote", "check", "hands", "talk", "result") else None,
        )
        if not here:
            return in_room(shown)
        key = (len(run.session.moments), here, self.about, shown.timer, shown.ballot, shown.cards, playing.alert)
        if self._last is None or self._last[0] != key:
            self._last = key, in_room(shown)
        return self._last[1]


DEEDS: dict[str, Callable[[Room, App, Run, str, str], None]] = {
    "show": Room.show, "back": Room.back,
    "stop": stopping.stop, "more": stopping.more, "line": stopping.line, "add": stopping.add, "note": stopping.note,
    "card": stopping.card, "reveal": stopping.reveal,
    "vote": v.vote, "split": v.split, "set": v.set_, "hands": v.ask, "count": v.count, "keep": v.keep, "talk": v.talk,
    "again": v.again, "result": v.result, "take": v.take,
}
"""What the person at the front can do in a run, by the name `Facilitate` uses."""
