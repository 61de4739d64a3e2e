"""A run in progress: the one object that changes. It stamps commands with scenario time, keeps every moment before it is
shown, and lets the clock run: held while there is something new to read, at the pace of thinking while there is something
to decide, quickly while there is not.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.journal import Header, Moment, state_hash
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation, evolve
from sim.domain.units import YOU, ChoiceId, EvidenceId, InjectId, Seconds, ThreadId
from sim.engine.agenda import Due
from sim.engine.chance import Luck, live
from sim.engine.fitting import parts_of
from sim.engine.offers import offers, wanted
from sim.engine.rhythm import (
    LET_RUN,
    LONG_ACTION,
    READING_RATE,
    is_free,
    pace_of,
    reading_seconds,
    visible_due,
    waits_for,
    wants_player,
)
from sim.engine.step import due, step
from sim.engine.telling import count_words, totals_of
from sim.screens.benches import at_bench
from sim.screens.feed import told
from sim.screens.view import Message
from sim.shell.composing import AtBench

MOST_REAL = 1.0
"""A real tick counts at most this many seconds, so that a closed lid or a moved clock pauses a run."""

MORE = 60.0
"""Real seconds for which the clock stands when more time is asked for."""

Keep = Callable[[Moment], None]
"""Puts a moment where it survives a crash, before it returns."""


@dataclass(slots=True)
class Passing:
    """Time passing quickly from `start` to `until`; `asked` if the player let it run, and not their hands being full.

    `since` is the first message that came in it.
    """

    start: Seconds
    until: Seconds
    speed: float
    label: str
    waiting_for: str
    asked: bool
    since: int = 0


@dataclass(slots=True)
class Session:
    """`pace` 0 to 2 multiplies the pace of thinking; at 0 thinking costs nothing. `rate` is words a minute, 0 never holds.

    `more` real seconds were asked for, in which the clock stands. With `waits` it stands too while somebody wants an answer;
    `plainly` tells what may distress in plain words.
    `bench` is what is being composed. None of that is kept.
    """

    scenario: Scenario
    header: Header
    keep: Keep = lambda moment: None
    now_wall: Callable[[], str] = lambda: ""
    pace: Fraction = Fraction(1)
    rate: int = READING_RATE
    luck: Luck | None = None
    situation: Situation = field(default_factory=Situation)
    moments: list[Moment] = field(default_factory=list)
    events: list[e.Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    clock: float = 0.0
    hold: float = 0.0
    held_of: float = 0.0
    more: float = 0.0
    waits: bool = False
    plainly: bool = False
    passing: Passing | None = None
    fresh_from: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    bench: AtBench = field(default_factory=AtBench)

    def __post_init__(self) -> None:
        if self.luck is None:
            self.luck = live(self.header.seed)

    # ---------------------------------------------------------------- what happened

    def begin(self) -> None:
        horizon = Seconds(self.header.horizon) if self.header.horizon else None
        self._do(c.Begin(at=Seconds(0), variant=self.header.variant, horizon=horizon))

    def restore(self, moments: tuple[Moment, ...], clock: int = 0) -> None:
        """Take over moments that are already kept, at the scenario time the heartbeat last told."""
        for moment in moments:
            for event in moment.events:
                self.situation = evolve(self.situation, event)
            self._tell(moment)
        self.clock = float(max(min(clock, self.situation.horizon), self.situation.at))
        item = due(self.scenario, self.situation)
        if item is not None:
            self.clock = min(self.clock, float(item.at))
        self.fresh_from = len(self.messages)

    def carry_out(self, command: c.Command) -> tuple[Situation, tuple[e.Event, ...]]:
        """Carry a command out, due moments first, and return where that leaves the run and what happened."""
        before = len(self.events)
        self._catch_up(command.at)
        self._do(command)
        return self.situation, tuple(self.events[before:])

    def _catch_up(self, at: Seconds) -> None:
        """Let each due time become a moment of its own."""
        while (item := due(self.scenario, self.situation)) is not None and item.at <= at:
            self._do(c.Wait(at=item.at))
            if self.situation.phase is not Phase.RUNNING:
                return

    def _do(self, command: c.Command) -> None:
        assert self.luck is not None
        situation, events = step(self.scenario, self.situation, command, self.luck)
        if not events:
            return
        moment = Moment(
            seq=len(self.moments), at=situation.at, command=None if isinstance(command, c.Wait) else command, events=events,
            pace=str(self.pace), wall=self.now_wall(), state=state_hash(situation),
        )
        self.keep(moment)
        self.situation = situation
        self._tell(moment)
        if self.bench.opened and (wanted(self.scenario, situation) or at_bench(self.scenario, situation) is None):
            self.bench.leave()
        words = count_words(self.scenario, events, situation)
        if words:
            self.hold += float(reading_seconds(words, self.rate))
            self.held_of = self.hold
        if self.passing is not None:
            ended = wants_player(events) if self.passing.asked else is_free(self.scenario, situation)
            if ended or situation.at >= self.passing.until:
                self.passing = None

    def _tell(self, moment: Moment) -> None:
        self.moments.append(moment)
        self.events += moment.events
        found = told(self.scenario, moment.seq, moment.events, self.situation, frozenset(self.met), self.plainly)
        self.messages += found.messages
        self.met += found.met
        self.numbers = renumbered(self.numbers, self.scenario, self.situation)

    # ---------------------------------------------------------------- what the player does

    def choose(self, thread: str, choice: str, confidence: int | None = None) -> None:
        self._act(lambda at: c.Choose(at=at, thread=ThreadId(thread), choice=ChoiceId(choice), confidence=confidence))

    def look(self, thread: str, evidence: str) -> None:
        self._act(lambda at: c.Investigate(at=at, thread=ThreadId(thread), evidence=EvidenceId(evidence)))

    def answer(self, inject: str, how: str, note: bool = False) -> None:
        self._act(lambda at: c.Answer(at=at, inject=InjectId(inject), how=how, note=note))  # type: ignore[arg-type]

    def hint(self) -> None:
        """Give the next hint there is; the run says that it was given."""
        hints = self.scenario.debrief.hints
        given = sum(isinstance(event, e.NoteWritten) and event.kind == "hint" for event in self.events)
        if given < len(hints) and self.header.mode != "exam":
            note = c.Note(at=Seconds(int(self.clock)), text=hints[given], about=str(given + 1), by="hint", kind="hint")
            self.carry_out(note)

    def write(self, text: str, about: str = "") -> None:
        self.carry_out(c.Note(at=Seconds(int(self.clock)), text=text, about=about))

    def pause(self) -> None:
        self.carry_out(c.Pause(at=Seconds(int(self.clock))))

    def resume(self) -> None:
        self.carry_out(c.Resume(at=Seconds(int(self.clock))))

    def compose(self) -> None:
        """Come to the workbench, if there is one where the player is; what stands now is not on it any more."""
        if at_bench(self.scenario, self.situation) is None:
            return
        built = [parts_of(rig) for rig in self.situation.rigs.values()]
        if self.bench.chosen in built:
            self.bench.put_back()
        self.bench.come(self.clock, len(self.messages))

    def _act(self, command: Callable[[Seconds], c.Command]) -> None:
        self.bench.leave()
        self.hold = self.held_of = self.more = 0.0
        self.passing = None
        self.fresh_from = len(self.messages)
        self.carry_out(command(Seconds(int(self.clock))))
        if self.situation.phase is Phase.RUNNING:
            self.clock = float(self.situation.at)  # a decision counts from its beat, and so does the clock

    def ask_for_more(self) -> None:
        """Let the clock stand for a minute more, as often as one likes; it costs nothing."""
        if self.situation.phase is Phase.RUNNING and self.passing is None:
            self.more += MORE

    def let_run(self) -> None:
        """Skip what is left of reading time; if there is none, let time pass to the next thing that wants the player."""
        if self.hold > 0 or self.more > 0:
            self.hold = self.held_of = self.more = 0.0
            return
        if self.situation.phase is Phase.RUNNING and self.passing is None:
            self.fresh_from = len(self.messages)
            self.passing = self._pass(LET_RUN, asked=True)

    def _pass(self, limit: int, asked: bool) -> Passing:
        item, label = awaited(self.scenario, self.situation)
        start = Seconds(int(self.clock))
        span = max(1, item.at - start)
        speed = max(float(pace_of(self.scenario, self.situation)), span / limit)
        return Passing(
            start=start, until=item.at, speed=speed, asked=asked, since=len(self.messages),
            label=label, waiting_for=waits_for(self.scenario, self.situation, item),
        )

    # ---------------------------------------------------------------- time

    def tick(self, real: float) -> None:
        """Let `real` seconds of real time pass."""
        real = min(max(real, 0.0), MOST_REAL)
        if self.situation.phase not in (Phase.RUNNING, Phase.DEBRIEF):
            return
        if self.hold > 0:
            self.hold -= real
            if self.hold > 0:
                return
            real, self.hold, self.held_of = -self.hold, 0.0, 0.0
            self.fresh_from = len(self.messages)
        real = self._after_more(real)
        if real <= 0 or (self.waits and self.situation.demands):
            return
        real = self.bench.after(real)
        if self.situation.phase is not Phase.RUNNING or (self.bench.opened and self.bench.left > 0):
            return
        if self.passing is None and not is_free(self.scenario, self.situation):
            self.passing = self._pass(LONG_ACTION if YOU in self.situation.works else LET_RUN, asked=False)
        if self.passing is not None:
            self.clock = min(self.clock + real * self.passing.speed, float(self.passing.until))
        else:
            self.clock += real * float(pace_of(self.scenario, self.situation) * self.pace)
        self._run_due()

    def _after_more(self, real: float) -> float:
        """Return what is left of real time when the clock has stood as long as was asked for."""
        left = max(real - self.more, 0.0)
        self.more = max(self.more - real, 0.0)
        return left

    def think(self, real: float) -> None:
        """Let any length of real thinking time pass, less what reading takes: for surfaces that count time on Enter."""
        real = self.bench.after(self._after_more(max(real - self.hold, 0.0)))
        self.hold = self.held_of = 0.0
        if self.waits and self.situation.demands:
            return
        if real > 0 and is_free(self.scenario, self.situation):
            self.clock += real * float(pace_of(self.scenario, self.situation) * self.pace)
            self._run_due()

    def pass_to_next(self) -> None:
        """Jump to the end of what is passing: for surfaces that do not show time pass."""
        self.hold = self.held_of = 0.0
        before = len(self.moments)
        while self.situation.phase is Phase.RUNNING and len(self.moments) == before:
            item = due(self.scenario, self.situation)
            if item is None:
                return
            self.clock = float(item.at)
            self._run_due()

    def _run_due(self) -> None:
        while (item := due(self.scenario, self.situation)) is not None and item.at <= self.clock:
            passing = self.passing
            self._do(c.Wait(at=item.at))
            if self.hold > 0 or self.passing is not passing:  # something to read or to do: the clock stands where it came
                self.clock = float(self.situation.at)
                return
            self.clock = max(self.clock, float(self.situation.at))

    @property
    def is_free(self) -> bool:
        """Whether the player has something to decide now."""
        return is_free(self.scenario, self.situation)

    @property
    def is_running(self) -> bool:
        return self.situation.phase is Phase.RUNNING

    @property
    def is_paused(self) -> bool:
        return self.situation.phase is Phase.PAUSED

    @property
    def is_over(self) -> bool:
        return self.situation.phase is Phase.DEBRIEF

    def waiting_for(self) -> str:
        """Return in words what letting it run would wait for."""
        return waits_for(self.scenario, self.situation, visible_due(self.scenario, self.situation))

    @property
    def at(self) -> Seconds:
        """The scenario time on the player's clock."""
        return Seconds(max(int(self.clock), self.situation.at))

    def totals(self) -> dict[str, Fraction]:
        """Return what each shown total has come to."""
        return {str(k): v for k, v in totals_of(self.events).items() if self.scenario.totals[k].shown}


def awaited(scenario: Scenario, situation: Situation) -> tuple[Due, str]:
    """Return what time runs to while it passes quickly, and what that is called."""
    work = situation.works.get(YOU)
    if work is None:
        return visible_due(scenario, situation), "Time passes"
    # the whole of it passes at one speed, whatever else falls due on the way
    return Due(min(work.until, situation.horizon), 0, 0, "work", YOU), "You are busy"


def renumbered(before: dict[str, int], scenario: Scenario, situation: Situation) -> dict[str, int]:
    """Return a number for everything on offer, matter by matter: what was there keeps its own, what is new comes after it."""
    found: dict[str, int] = {}
    for thread in situation.threads:
        on_offer = [offer for offer in offers(scenario, situation) if offer.thread == thread and offer.reason != "done"]
        nodes = [str(offer.item.node) for offer in on_offer]
        here = {node: before[node] for node in nodes if node in before}
        for node in nodes:
            if node not in here:
                after = range(max(here.values(), default=0) + 1, 10)
                here[node] = next(n for n in (*after, *range(1, 1000)) if n not in here.values())
        found |= here
    return found
