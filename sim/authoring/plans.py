"""Playthroughs an author promises: read from YAML, played by the engine, held to what they say.

A plan plays as a person with the book open would: it reads, thinks `THINK` real seconds over a decision, lets time run when
there is nothing to do. What a run takes in real time is counted on the way, with the same rules the host keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from sim.authoring import model as m
from sim.authoring.reader import MOST_PROBLEMS, read
from sim.authoring.sheet import clock_seconds
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.problems import Mark, Problem
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import ChoiceId, EvidenceId, Frozen, InjectId, Seconds, ThreadId, VarId
from sim.engine.chance import Luck, rigged
from sim.engine.fitting import DOWN, RIG, SHOW, rig_id
from sim.engine.improvise import bench_offer
from sim.engine.offers import Offer, offers, wanted
from sim.engine.program import program_of
from sim.engine.rhythm import LET_RUN, LONG_ACTION, day_of, is_free, pace_of, reading_seconds
from sim.engine.step import due, step
from sim.engine.telling import count_words, tell

THINK = 12
"""Real seconds a plan thinks over a decision."""

COMPOSE = 30
"""Real seconds it takes a plan to put an idea together."""

GLANCE = 4
"""Real seconds before a plan looks into something or answers."""


class Step(m.Strict):
    """One line of a plan: what to do, and what must then be so."""

    variant: str | None = None
    cut: m.Whole | None = None
    seed: m.Whole | None = None
    luck: dict[str, str | tuple[str, ...]] = {}
    at: m.Time | None = None
    think: m.Whole | None = None
    choose: str | None = None
    look: str | None = None
    build: Annotated[tuple[str, ...] | None, BeforeValidator(m.listed)] = None
    goal: str | None = None
    lesson: m.Truth = False
    take_down: str | None = None
    show: Annotated[tuple[str, ...] | None, BeforeValidator(m.listed)] = None
    to: str | None = None
    rigs: Annotated[tuple[str, ...] | None, BeforeValidator(m.listed)] = None
    answer: str | None = None
    carry_on: str | None = None
    abandon: str | None = None
    note: m.Truth = False
    confidence: m.Whole | None = None
    wait: m.Duration | None = None
    until: str | None = None
    run: m.Truth = False
    offers: Annotated[tuple[str, ...] | None, BeforeValidator(m.listed)] = None
    hides: m.Names = ()
    known: m.Names = ()
    stage: str | None = None
    refused: m.Truth = False
    ends: str | None = None
    told: str | None = None
    value: str | None = None
    minutes: str | None = None
    day1: str | None = None
    later_days: str | None = None
    expect: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    name: str
    steps: tuple[tuple[Step, Mark], ...]
    variant: str
    cut: int | None
    luck: Frozen[str, str | tuple[str, ...]]
    seed: int


Stepped = tuple[Situation, tuple[e.Event, ...]]
Do = Callable[[c.Command], Stepped]
"""Carries a command out, somewhere it is kept, and returns what `step` returned."""


@dataclass(slots=True)
class Played:
    """A plan as it came out. `failures` says what its author promised and the engine did not deliver."""

    situation: Situation
    events: list[e.Event] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)
    real: Fraction = Fraction(0)
    days: dict[int, Fraction] = field(default_factory=dict)
    words: int = 0


_STEPS = TypeAdapter(tuple[Annotated[Step, Field()], ...])


def read_plan(raw: bytes, path: str, name: str) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Return the plan in `raw`, or None and what is wrong with it."""
    document = read(raw, path)
    data = document.data
    if isinstance(data, list):
        data = [_gather(step) for step in data]
    if document.problems or not isinstance(data, list):
        if not document.problems:
            document.complain("SC004", (), "a plan is a list of steps", "begin each with `- `")
        return None, tuple(document.problems)
    try:
        steps = _STEPS.validate_python(tuple(data))
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_context=False)[:MOST_PROBLEMS - 1]:
            place = tuple(step for step in error["loc"] if step != "expect")
            document.complain("SC004", place, f"this step does not fit: {error['msg']}", "see Plans in docs/language.md")
        return None, tuple(document.problems)
    marks = tuple(document.mark((n,))[0] for n in range(len(steps)))
    first = next(iter(steps), Step())
    luck = {key: value for step in steps for key, value in step.luck.items()}
    plan = Plan(
        name=name,
        steps=tuple(zip(steps, marks, strict=True)),
        variant=first.variant or "",
        cut=first.cut,
        luck=Frozen(luck),
        seed=first.seed if first.seed is not None else 7,
    )
    return plan, ()


def _gather(step: Any) -> Any:
    """Keys that are no keys of a step are names of meters, resources and facts, with what they must be."""
    if not isinstance(step, dict):
        return step
    known = set(Step.model_fields) - {"expect"}
    return {k: v for k, v in step.items() if k in known} | {"expect": {k: v for k, v in step.items() if k not in known}}


def luck_of(plan: Plan, seed: int | None = None) -> Luck:
    """Return the luck a plan asks for: its seed's, except where it says how a draw goes, always or visit by visit."""
    wanted_ = dict(plan.luck.items())
    wanted_ |= {key + end: value for key, value in plan.luck.items() for end in ("%", "=", "?")}
    return rigged(plan.seed if seed is None else seed, wanted_)


def play(plan: Plan, scenario: Scenario, do: Do | None = None, pace: Fraction = Fraction(1)) -> Played:
    """Play the plan to its end; `do` keeps what happens, if it is to be kept. At pace 0 thinking costs nothing."""
    return _Player(plan, scenario, do, pace).played()


class _Player:
    """One play of one plan. `clock` is the host's: it runs ahead of the situation while the plan thinks."""

    def __init__(self, plan: Plan, scenario: Scenario, do: Do | None, pace: Fraction) -> None:
        self.plan, self.scenario, self.pace = plan, scenario, pace
        self.luck = luck_of(plan)
        self._do = do
        self.out = Played(Situation())
        self.clock = Seconds(0)
        self.mark = Mark(plan.name, 1, 1)

    @property
    def now(self) -> Situation:
        return self.out.situation

    def played(self) -> Played:
        cuts, cut = self.scenario.meta.cuts, self.plan.cut
        if cut is not None and cut not in cuts:
            self.fail(f"there is no {cut}-minute version; there are: {', '.join(map(str, cuts)) or 'none'}")
            return self.out
        self.send(c.Begin(at=Seconds(0), variant=self.plan.variant, horizon=cuts[cut] if cut is not None else None))
        for step_, mark in self.plan.steps:
            self.mark = mark
            if not self.take(step_):
                break
            self.hold(step_)
        return self.out

    def fail(self, message: str) -> bool:
        self.out.failures.append(Problem(code="PLAN", where=self.mark, message=message))
        return False

    # ---------------------------------------------------------------- time

    def send(self, command: c.Command) -> tuple[e.Event, ...]:
        """Carry out a command, and read what it brings."""
        if self._do is not None:
            situation, events = self._do(command)
        else:
            situation, events = step(self.scenario, self.now, command, self.luck)
        self.out.situation = situation
        self.out.events += events
        words = count_words(self.scenario, events, situation)
        self.out.words += words
        self.spend(reading_seconds(words))
        self.clock = max(self.clock, situation.at)
        return events

    def spend(self, real: Fraction) -> None:
        self.out.real += real
        day = day_of(self.scenario, self.clock)
        self.out.days[day] = self.out.days.get(day, Fraction(0)) + real

    def advance(self, at: Seconds, real: Fraction) -> None:
        """Let everything due by `at` happen, each at its own time; it takes `real` seconds beside the reading."""
        self.spend(real)
        while self.now.phase is Phase.RUNNING:
            item = due(self.scenario, self.now)
            if item is None or item.at > at:
                break
            self.send(c.Wait(at=item.at))
        self.clock = max(at, self.now.at) if self.now.phase is Phase.RUNNING else self.now.at

    def think(self, real: int) -> None:
        self.advance(Seconds(self.clock + int(real * self.pace * pace_of(self.scenario, self.now))), Fraction(real))

    def pass_time(self) -> bool:
        """Wait for the next thing to happen, quickly if there is nothing to decide; return whether there was one."""
        item = due(self.scenario, self.now)
        if item is None:
            return False
        busy = bool(self.now.works)
        real = Fraction(LONG_ACTION if busy else LET_RUN)
        thinking = Fraction(max(0, item.at - self.clock)) / pace_of(self.scenario, self.now)
        self.advance(item.at, min(real, thinking))
        return True

    # ---------------------------------------------------------------- steps

    def take(self, s: Step) -> bool:
        """Do what the step says; return whether the plan can go on."""
        if s.at is not None:
            at = self.time(s.at)
            if at is None:
                return self.fail(f"`{s.at}` is not a time of this scenario")
            if at > self.clock:
                self.advance(at, min(Fraction(at - self.clock) / pace_of(self.scenario, self.now), Fraction(LET_RUN)))
        if s.wait is not None:
            self.advance(
                Seconds(self.clock + s.wait), min(Fraction(s.wait) / pace_of(self.scenario, self.now), Fraction(LET_RUN))
            )
        if s.until is not None and not self.run_until(s.until):
            return self.fail(f"stage `{s.until}` never opens")
        for kind, what in (("choose", s.choose), ("look", s.look)):
            if what is not None and not self.decide(s, kind, what):
                return False
        if (s.build or s.take_down or s.show) and not self.at_bench(s):
            return False
        for how, what in (("answer", s.answer), ("carry_on", s.carry_on), ("abandon", s.abandon)):
            if what is not None and not self.respond(s, how, what):
                return False
        while (s.run or s.ends is not None) and self.now.phase is Phase.RUNNING and self.pass_time():
            pass
        return True

    def time(self, text: str) -> Seconds | None:
        at = clock_seconds(text, self.scenario.weekday, self.scenario.midnight)
        if at is None and ":" not in text:
            at = m.seconds(text.removeprefix("+"))
        return Seconds(at) if at is not None and at >= 0 else None

    def run_until(self, stage: str) -> bool:
        while not any(s.stage == stage and s.open for s in self.now.threads.values()):
            if not self.pass_time():
                return False
        return True

    def find(self, kind: str, what: str) -> Offer | None:
        stage, _, name = what.rpartition("/")
        for offer in offers(self.scenario, self.now):
            if offer.item.id == name and offer.is_choice == (kind == "choose") and stage in ("", offer.stage.id):
                return offer
        return None

    def decide(self, s: Step, kind: str, what: str) -> bool:
        thinks = s.think if s.think is not None else THINK if kind == "choose" else GLANCE
        if s.at is None:
            while (offer := self.find(kind, what)) is None or offer.reason:
                if not self.pass_time():
                    return self.fail(f"`{what}` cannot be had before the end")
                if is_free(self.scenario, self.now) and self.gone(kind, what):
                    return self.fail(f"`{what}` is not to be had: {self.why(kind, what)}")
            self.think(thinks)
        offer = self.find(kind, what)
        thread = offer.thread if offer is not None else next(iter(self.now.threads), ThreadId("main"))
        name = what.rpartition("/")[2]
        command: c.Command = (
            c.Choose(at=self.clock, choice=ChoiceId(name), thread=thread, confidence=s.confidence, by="plan")
            if kind == "choose"
            else c.Investigate(at=self.clock, evidence=EvidenceId(name), thread=thread, by="plan")
        )
        return self.obeyed(s, command, what)

    def at_bench(self, s: Step) -> bool:
        """Build, take down or show, once there is a workbench and it can be begun; return whether it went as the step says."""
        bench = self.scenario.bench
        if bench is None:
            return self.fail("this scenario has no workbench")
        what = f"{DOWN}{s.take_down}"
        if s.build is not None or s.show is not None:
            counts = _counts(s.build or s.show or ())
            wrong = [name for name in counts or () if VarId(name) not in bench.parts]
            if counts is None or wrong:
                return self.fail(f"`{', '.join(wrong) or s.build}` is no part of the kit; write `part` or `part*2`")
            if s.show is not None and s.to not in bench.asked:
                return self.fail(f"an idea is shown `to` one of {', '.join(bench.asked) or 'nobody'}")
            rig = rig_id(bench, s.goal or next(iter(bench.goals)), counts)
            what = rig if s.build is not None else f"{SHOW}{s.to}:{rig.removeprefix(RIG)}"
        offer = self.offer(what)
        if s.at is None:
            while offer is None or offer.reason:
                if offer is not None and is_free(self.scenario, self.now) and offer.reason in ("done", "cost"):
                    return self.fail(f"`{what}` is not to be had: {offer.reason}")
                if not self.pass_time():
                    return self.fail(f"`{what}` cannot be had before the end")
                offer = self.offer(what)
            self.think(s.think if s.think is not None else COMPOSE if s.build is not None else GLANCE)
            offer = self.offer(what) or offer
        if offer is not None and s.build is not None and ("!" in offer.item.node) != s.lesson:
            lesson = offer.item.node.partition("!")[2]
            return self.fail(f"`{what}` works" if s.lesson else f"`{what}` is refused: `{lesson}`")
        thread = offer.thread if offer is not None else next(iter(self.now.threads), ThreadId("main"))
        return self.obeyed(s, c.Choose(at=self.clock, choice=ChoiceId(what), thread=thread, by="plan"), what)

    def offer(self, what: str) -> Offer | None:
        program = program_of(self.scenario)
        found = (bench_offer(program, self.now, thread, what) for thread in self.now.threads)
        return next((offer for offer in found if offer is not None), None)

    def gone(self, kind: str, what: str) -> bool:
        """Whether waiting will not help: the thing is on screen, and has been done or costs too much."""
        offer = self.find(kind, what)
        return offer is not None and offer.reason in ("done", "cost", "looks")

    def why(self, kind: str, what: str) -> str:
        offer = self.find(kind, what)
        return offer.reason if offer is not None else "it is not on screen"

    def respond(self, s: Step, how: str, what: str) -> bool:
        while not any(w.inject == what for w in wanted(self.scenario, self.now)):
            if not self.pass_time():
                return self.fail(f"`{what}` never asks for an answer")
        self.think(s.think if s.think is not None else GLANCE)
        command = c.Answer(at=self.clock, inject=InjectId(what), how=how, note=s.note, by="plan")  # type: ignore[arg-type]
        return self.obeyed(s, command, what)

    def obeyed(self, s: Step, command: c.Command, what: str) -> bool:
        refusal = next((event for event in self.send(command) if isinstance(event, e.ChoiceRefused)), None)
        if self.now.phase is Phase.RUNNING:
            self.clock = self.now.at
        if (refusal is not None) != s.refused:
            return self.fail(f"`{what}` was refused: {refusal.reason}" if refusal is not None else f"`{what}` was not refused")
        return True

    # ---------------------------------------------------------------- promises

    def hold(self, s: Step) -> None:
        """Compare what the step promises with what is so."""
        shown = {offer.item.id for offer in offers(self.scenario, self.now) if offer.is_choice}
        if s.offers is not None and shown != set(s.offers):
            self.fail(f"on offer are {', '.join(sorted(shown)) or 'no choices'}, not {', '.join(sorted(s.offers))}")
        for name in s.hides:
            if name in shown:
                self.fail(f"`{name}` is on screen")
        for fact in s.known:
            if not self.now.known(fact):
                self.fail(f"`{fact}` is not known")
        if s.stage is not None and not any(x.stage == s.stage for x in self.now.threads.values()):
            self.fail(
                f"no thread stands in `{s.stage}`, but in {', '.join(x.stage for x in self.now.threads.values()) or 'none'}"
            )
        if s.rigs is not None and set(self.now.rigs) != set(s.rigs):
            stands, promised = (", ".join(sorted(names)) or "nothing" for names in (self.now.rigs, s.rigs))
            self.fail(f"what stands is {stands}, not {promised}")
        told = tell(self.scenario, self.now, self.out.events)
        if s.ends is not None:
            if self.now.phase is not Phase.DEBRIEF:
                self.fail("the run has not ended")
            elif told.ending.id != s.ends:
                self.fail(f"it ends in `{told.ending.id}` with {float(told.told):.1f}, not in `{s.ends}`")
        for name, wanted_, got in (
            ("told", s.told, told.told),
            ("value", s.value, told.value),
            ("minutes", s.minutes, self.out.real / 60),
            ("day1", s.day1, self.out.days.get(1, Fraction(0)) / 60),
            ("later_days", s.later_days, sum((real for day, real in self.out.days.items() if day > 1), Fraction(0)) / 60),
        ):
            if wanted_ is not None and not within(wanted_, got):
                self.fail(f"`{name}` is {float(got):.1f}, not {wanted_}")
        for name, wanted_ in s.expect.items():
            if name not in self.now.values:
                self.fail(f"there is no meter, resource or fact `{name}`")
            elif not within(wanted_, self.now.values[VarId(name)]):
                self.fail(f"`{name}` is {self.now.values[VarId(name)]}, not {wanted_}")


def _counts(parts: tuple[str, ...]) -> dict[str, int] | None:
    """Return how many of each part a step names: `lines*12`, or `lines` for one."""
    found: dict[str, int] = {}
    for named in parts:
        name, star, count = named.partition("*")
        if star and not (count.isascii() and count.isdigit()):
            return None
        found[name.strip()] = int(count) if star else 1
    return found


def within(wanted_: str, got: Any) -> bool:
    """Whether a value is the one written, or lies in the range `low..high`."""
    low, dots, high = wanted_.partition("..")
    if isinstance(got, (bool, str)):
        return wanted_ == (str(got).lower() if isinstance(got, bool) else got)
    try:
        return bool(m.fraction(low) <= got <= m.fraction(high if dots else low))
    except ValueError:  # it is no number, so the value is not it
        return False
