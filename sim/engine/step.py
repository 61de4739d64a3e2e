"""Play: a situation and a command in, a situation and events out. The only meaning a scenario has.

`step` first lets everything due by the command's time happen, each at its own time and in order, then obeys the command.
It has no clock and no chance of its own, and it returns all or raises: nothing half-done is ever visible.
"""
from __future__ import annotations

from typing import Literal, assert_never

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.scenario import Choice, Erect, Evidence, Move, Outcome, Scenario, SetFact, Stage
from sim.domain.situation import Parked, Phase, Situation, Standing, Work, evolve
from sim.domain.units import (
    DONE,
    END,
    MAIN,
    YOU,
    ChoiceId,
    Frozen,
    InjectId,
    NodeId,
    PersonId,
    Seconds,
    StageId,
    Thousandths,
    ThreadId,
    TotalId,
    Value,
    VarId,
    node_of,
    on_bench,
)
from sim.engine.agenda import Due, next_due
from sim.engine.chance import Luck
from sim.engine.effects import apply_effects, draw_chance, draw_probe, move_level
from sim.engine.improvise import bench_offer
from sim.engine.offers import Offer, offered
from sim.engine.program import Program, program_of
from sim.engine.room import obey_room
from sim.engine.stages import phase_after
from sim.engine.totals import accrued

MOST_AT_ONCE = 10_000
"""How many things may fall due in one second. More than that is a fault of ours: authoring refuses loops without time."""

Stepped = tuple[Situation, tuple[e.Event, ...]]


def step(scenario: Scenario, situation: Situation, command: c.Command, luck: Luck) -> Stepped:
    """Return the situation and the events that follow from `command`. A refused command is an event, not an exception."""
    return carry_out(Play(program_of(scenario), situation, luck), command)


def carry_out(play: Play, command: c.Command) -> Stepped:
    """Let fall due what falls due by the time of `command`, obey it, and return what came of it."""
    situation = play.now
    if situation.phase is Phase.RUNNING:  # time stands still before the run, while it is paused, and after it
        play.until(command.at)
    before = len(play.events)
    play.obey(command)
    if len(play.events) > before:
        play.until(play.target)
    return play.now, tuple(play.events)


def due(scenario: Scenario, situation: Situation) -> Due | None:
    """Return what will happen by itself next, so that a caller may sleep until then."""
    return next_due(program_of(scenario), situation)


def beat_before(stage: Stage, at: Seconds) -> Seconds:
    return Seconds(at - at % stage.beat)


def beat_after(stage: Stage, at: Seconds) -> Seconds:
    return Seconds(at + -at % stage.beat)


def answer_node(inject: InjectId) -> NodeId:
    """Return the node of answering an inject."""
    return NodeId(f"inject/{inject}!answer")


def _answered_by(node: NodeId) -> InjectId:
    """Return the inject whose answering is `node`."""
    return InjectId(node.removeprefix("inject/").removesuffix("!answer"))


class Play:
    """One step in the making. Lives no longer than the call.

    Where a level is read, written or asked about, it does so through the methods under *levels* and through its program:
    whoever explores puts other answers there, and the rest, which is all the rules, stays as it is.
    """

    def __init__(self, program: Program, situation: Situation, luck: Luck) -> None:
        self.program, self.scenario, self.luck = program, program.scenario, luck
        self.now = situation
        self.target = situation.at
        self.events: list[e.Event] = []
        self._seen = 0

    def emit(self, event: e.Event) -> None:
        if (
            event.at > self.now.accrued and self.now.phase is Phase.RUNNING
            and not isinstance(event, e.Accrued) and self.program.rates
        ):
            self.emit(e.Accrued(at=event.at, amounts=self.gained(event.at)))
        self.now = evolve(self.now, event)
        self.events.append(event)

    # ---------------------------------------------------------------- levels, and what is asked of them

    def gained(self, until: Seconds) -> Frozen[TotalId, Thousandths]:
        """Return what every total has gained by then."""
        return accrued(self.program.rates, self.now, until)

    def move(self, at: Seconds, effect: Move) -> None:
        move_level(self, at, effect)

    def pay(self, at: Seconds, item: Choice | Evidence) -> None:
        for resource, amount in item.task.cost:
            left = int(self.now.values[resource]) - amount
            self.emit(e.VariableSet(at=at, what=resource, value=left, by=-amount))

    def put(self, at: Seconds, effect: SetFact) -> None:
        if self.now.values[VarId(effect.fact)] != effect.value:
            self.emit(e.VariableSet(at=at, what=VarId(effect.fact), value=effect.value))

    def offer(self, thread: ThreadId, what: str) -> Offer | None:
        """Return the choice or investigation of that name in the stage where `thread` stands, if it is on screen."""
        if on_bench(what):
            return bench_offer(self.program, self.now, thread, what)
        return next((o for o in offered(self.program, self.now) if o.thread == thread and o.item.id == what), None)

    def rivals(self, thread: ThreadId) -> tuple[ChoiceId, ...]:
        """Return the choices that can be had where `thread` stands."""
        on_offer = [o for o in offered(self.program, self.now) if o.thread == thread and not o.reason]
        return tuple(o.item.id for o in on_offer if isinstance(o.item, Choice))

    # ---------------------------------------------------------------- time

    def until(self, at: Seconds) -> None:
        """Let everything happen that falls due by `at`, and by the next beat if a stage is entered meanwhile."""
        self.target = max(self.target, at)
        count, last = 0, self.now.at
        while count < MOST_AT_ONCE:
            item = next_due(self.program, self.now)
            if item is None or item.at > self.target:
                return
            count, last = (count + 1 if item.at == last else 0), item.at
            self._fall(item)
            self._watch()
        raise RuntimeError(f"{self.scenario.meta.id}: more than {MOST_AT_ONCE} things fell due at once")

    def _fall(self, item: Due) -> None:
        at = item.at
        match item.kind:
            case "mark":
                self.emit(e.ClockStruck(at=at))
            case "inject":
                self._arrive(at, InjectId(item.what))
            case "consequence":
                consequence = next(c for c in self.scenario.consequences.values() if c.id == item.what)
                if consequence.unless is not None and self.program.holds(consequence.unless, replace(self.now, at=at)):
                    self.emit(e.ConsequenceCancelled(at=at, consequence=consequence.id))
                else:
                    self.emit(e.ConsequenceFell(at=at, consequence=consequence.id))
                    self.follow(at, consequence.outcome, None)
            case "work":
                self._finish(at, PersonId(item.what))
            case "opening":
                self._open(at, ThreadId(item.what))
            case "demand":
                self._lapse(at, InjectId(item.what))
            case "deadline":
                self._decide_by_clock(at, ThreadId(item.what))
            case "horizon":
                self.end(at, "horizon")
            case _:
                assert_never(item.kind)

    def _arrive(self, at: Seconds, name: InjectId) -> None:
        inject = self.scenario.injects[name]
        if inject.unless is not None and self.program.holds(inject.unless, replace(self.now, at=at)):
            self.emit(e.InjectSkipped(at=at, inject=name))
            return
        self.emit(e.InjectArrived(at=at, inject=name))
        self.follow(at, inject.outcome, None)
        if inject.demand is not None and self.now.phase is Phase.RUNNING:
            self.emit(e.DemandMade(at=at, inject=name, due=Seconds(at + inject.demand.deadline)))
            self._stop_work(at, name)

    def _finish(self, at: Seconds, who: PersonId) -> None:
        work = self.now.works[who]
        self.emit(e.WorkDone(at=at, who=who, node=work.node))
        if work.kind == "answer":
            self._answered(at, _answered_by(work.node))
        else:
            item = self.program.item(work.node)
            assert item is not None, "what is in hand can be done"
            self._turn_out(at, item, work.thread)
        if who == YOU:
            self._resume_work(at, None, Seconds(0))

    def _turn_out(self, at: Seconds, item: Choice | Evidence, thread: ThreadId) -> None:
        self.follow(at, item.outcome, thread)
        standing = self.now.threads.get(thread)
        if standing is not None and standing.settled and item in self.scenario.stages[standing.stage].choices:
            self._open(at, thread)  # it led nowhere after all: the matter is open again, with a fresh deadline
        if isinstance(item, Evidence) and item.probe is not None and self.now.phase is Phase.RUNNING:
            self.follow(at, draw_probe(self, at, item.node, item.probe), thread)

    def _decide_by_clock(self, at: Seconds, thread: ThreadId) -> None:
        stage = self.scenario.stages[self.now.threads[thread].stage]
        rivals = self.rivals(thread)
        self.emit(e.DeadlineLapsed(at=at, thread=thread, stage=stage.id, rivals=rivals))
        if stage.on_deadline is not None:
            self.follow(at, stage.on_deadline, thread)

    def _watch(self) -> None:
        """Let injects arrive whose condition an event has just turned true, until nothing more follows."""
        for _ in range(MOST_AT_ONCE):
            if self.now.phase is not Phase.RUNNING or self._seen == len(self.events):
                return
            names: set[InjectId] = set()
            for event in self.events[self._seen:]:
                for changed in _touched(event, self.scenario):
                    names.update(self.program.watch.get(changed, ()))
            self._seen = len(self.events)
            for name in sorted(names, key=lambda name: self.program.inject_order[name]):
                self._consider(name)
        raise RuntimeError(f"{self.scenario.meta.id}: injects set each other off without end")

    def _consider(self, name: InjectId) -> None:
        if name in self.now.arrived or name in self.now.coming or self.now.phase is not Phase.RUNNING:
            return
        inject = self.scenario.injects[name]
        if not self.program.holds(inject.when, self.now):
            return
        if inject.after:
            self.emit(e.InjectScheduled(at=self.now.at, inject=name, due=Seconds(self.now.at + inject.after)))
        else:
            self._arrive(self.now.at, name)

    # ---------------------------------------------------------------- stages

    def follow(self, at: Seconds, outcome: Outcome, thread: ThreadId | None) -> None:
        """Carry out an outcome: its effects, its draw, and where it leads. `thread` is the one it belongs to, if any."""
        apply_effects(self, at, outcome)
        if outcome.chance is not None and self.now.phase is Phase.RUNNING:
            self.follow(at, draw_chance(self, at, outcome.chance), thread)
        if outcome.to is not None and self.now.phase is Phase.RUNNING:
            self._lead(at, outcome, thread)

    def _lead(self, at: Seconds, outcome: Outcome, thread: ThreadId | None) -> None:
        target = outcome.to
        assert target is not None
        if target not in (END, DONE):
            thread = self.scenario.stages[target].thread
        standing = self.now.threads.get(thread) if thread is not None else None
        if thread is None or (standing is None and target in (END, DONE)):
            thread, standing = next(iter(self.now.threads.items()), (MAIN, None))
        here = standing.stage if standing is not None else DONE
        leads = self.program.stages.after(thread, here, outcome.node)
        if leads is None:
            return  # a look that ended after its stage had moved on leads nowhere
        if leads == END:
            self.end(at, "led")
        elif leads == DONE:
            self.close(at, thread)
        else:
            if standing is None:
                self.emit(e.ThreadOpened(at=at, thread=thread))
            self.enter(at, thread, leads)

    def open_thread(self, at: Seconds, thread: ThreadId) -> None:
        if thread in self.now.threads:
            return
        first = self.program.stages.opens(thread)
        assert first is not None, "a closed thread can be opened"
        self.emit(e.ThreadOpened(at=at, thread=thread))
        self.enter(at, thread, first)

    def close(self, at: Seconds, thread: ThreadId) -> None:
        standing = self.now.threads.get(thread)
        if standing is not None and self.program.stages.closes(thread, standing.stage):
            self.emit(e.ThreadClosed(at=at, thread=thread))
            if not self.now.threads:
                self.end(at, "closed")

    def enter(self, at: Seconds, thread: ThreadId, stage_id: StageId) -> None:
        """Move a thread to a stage; it opens at the next beat, or when its slot begins."""
        stage = self.scenario.stages[stage_id]
        beat = beat_after(stage, at)
        opens = max(beat, stage.opens if stage.opens is not None else beat)
        self.emit(e.StageEntered(at=at, thread=thread, stage=stage_id, opens=opens))
        if opens == at:
            self._open(at, thread)
        elif opens == beat:
            self.target = max(self.target, opens)

    def _open(self, at: Seconds, thread: ThreadId) -> None:
        stage = self.scenario.stages[self.now.threads[thread].stage]
        self.emit(e.StageOpened(at=at, thread=thread, stage=stage.id, due=_due(stage, at)))

    def dismantle(self, at: Seconds, family: str, how: Literal["taken", "rebuilt", "ended"]) -> None:
        """Take down what stands of a family, if anything does: its parts come back, its meters go back to their start."""
        rig = self.now.rigs.get(family)
        if rig is not None and self.program.workbench is not None:
            self.emit(e.RigEnded(at=at, family=family, rig=rig, how=how))
            for move in self.program.workbench.undone(rig):
                self.move(at, move)

    def end(self, at: Seconds, how: str) -> None:
        if phase_after(self.now.phase, "end") is None:
            return
        for who, work in self.now.works.items():
            self.emit(e.WorkDropped(at=at, who=who, node=work.node))
        for parked in self.now.parked:
            self.emit(e.WorkDropped(at=at, who=YOU, node=parked.work.node))
        self.emit(e.RunEnded(at=at, how=how))  # type: ignore[arg-type]

    # ---------------------------------------------------------------- commands

    def obey(self, command: c.Command) -> None:
        match command:
            case c.Begin():
                self._begin(command)
            case c.Wait():
                return
            case c.Choose():
                self._choose(command)
            case c.Investigate():
                self._investigate(command)
            case c.Answer():
                self._answer(command)
            case c.Note(text=text, about=about, by=by, kind=kind):
                clock = max(self.now.at, command.at)
                self.emit(e.NoteWritten(at=self.now.at, clock=clock, text=text, about=about, by=by, kind=kind))
            case c.Pause():
                # at the last event: a pause is no news, and leaves the beat of the next decision as it was
                self._turn("pause", e.RunPaused(at=self.now.at), command.by)
            case c.Resume():
                self._turn("resume", e.RunResumed(at=self.now.at), command.by)
            case c.Seat() | c.Tally() | c.Reveal():
                obey_room(self, command)
            case _:
                assert_never(command)
        self._watch()

    def _at(self, command: c.Command) -> Seconds:
        """Return the time a command takes effect: time passes only in a running run."""
        return max(self.now.at, command.at) if self.now.phase is Phase.RUNNING else self.now.at

    def _turn(self, trigger: str, event: e.Event, by: str) -> None:
        if phase_after(self.now.phase, trigger) is None:
            self.emit(e.ChoiceRefused(at=self.now.at, what=trigger, by=by, reason="phase"))
        else:
            self.emit(event)

    def _begin(self, command: c.Begin) -> None:
        if phase_after(self.now.phase, "begin") is None:
            self.emit(e.ChoiceRefused(at=self.now.at, what="begin", by="player", reason="phase"))
            return
        scenario, at = self.scenario, Seconds(0)
        variant = scenario.variants.get(command.variant)
        values: dict[VarId, Value] = {name: meter.start for name, meter in scenario.meters.items()}
        values |= {name: resource.start for name, resource in scenario.resources.items()}
        values |= {VarId(name): fact.start for name, fact in scenario.facts.items()}
        belief = {latent.id: latent.weights for latent in scenario.latents.values()}
        if variant is not None:
            values |= variant.values
            belief |= variant.latents
        self.emit(e.RunBegan(
            at=at, scenario=scenario.meta.id, digest=scenario.digest, variant=command.variant if variant else "",
            horizon=min(command.horizon or scenario.horizon, scenario.horizon), values=Frozen(values), belief=Frozen(belief),
            where=Frozen({p.id: p.where for p in scenario.people.values() if p.where is not None}),
        ))
        for thread in scenario.threads.values():
            if thread.open:
                self.open_thread(at, thread.id)
        for name in self.program.conditional:
            self._consider(name)

    def _refuse(self, what: str, by: str, reason: str) -> None:
        self.emit(e.ChoiceRefused(at=self.now.at, what=what, by=by, reason=reason))

    def _item(self, thread: ThreadId, what: str, at: Seconds, by: str) -> tuple[Seconds, Stage, Choice | Evidence] | None:
        """Return what was asked for and the time it counts from, or None after recording why it cannot be had."""
        standing: Standing | None = self.now.threads.get(thread)
        if self.now.phase is not Phase.RUNNING:
            self._refuse(what, by, "phase")
            return None
        if standing is None or not standing.open or standing.settled:
            self._refuse(what, by, "late")
            return None
        offer = self.offer(thread, what)
        if offer is None or offer.reason:
            self._refuse(what, by, "late" if offer is None else offer.reason)
            return None
        # a decision counts from the beat it was made in, never before the last event shown
        return max(self.now.at, beat_before(offer.stage, at)), offer.stage, offer.item

    def _choose(self, command: c.Choose) -> None:
        asked = self._item(command.thread, command.choice, command.at, command.by)
        if asked is None:
            return
        at, stage, item = asked
        if not isinstance(item, Choice):
            self._refuse(command.choice, command.by, "late")
            return
        rivals = self.rivals(command.thread)
        opened = self.now.threads[command.thread].opens
        self.emit(e.ChoiceMade(
            at=at, thread=command.thread, stage=stage.id, choice=item.id, by=command.by, waited=Seconds(max(0, at - opened)),
            leads_on=item.node in self.program.settles, rivals=rivals, confidence=command.confidence,
        ))
        for effect in item.outcome.effects:
            if isinstance(effect, Erect):
                self.dismantle(at, effect.family, "rebuilt")
        self.pay(at, item)
        if item.task.takes:
            self._begin_work(at, item.task.by, "choice", item.node, command.thread, stage.id, item.task.takes)
        else:
            self._turn_out(at, item, command.thread)

    def _investigate(self, command: c.Investigate) -> None:
        asked = self._item(command.thread, command.evidence, command.at, command.by)
        if asked is None:
            return
        at, stage, item = asked
        if not isinstance(item, Evidence):
            self._refuse(command.evidence, command.by, "late")
            return
        self.pay(at, item)
        self._begin_work(at, item.task.by, "evidence", item.node, command.thread, stage.id, item.task.takes)
        if not item.task.takes:
            self._finish(at, item.task.by)

    def _begin_work(
        self, at: Seconds, who: PersonId, kind: e.Kind, node: NodeId, thread: ThreadId, stage: StageId, takes: Seconds,
    ) -> None:
        self.emit(e.WorkBegan(at=at, who=who, kind=kind, node=node, thread=thread, stage=stage, until=Seconds(at + takes)))

    # ---------------------------------------------------------------- demands

    def _stop_work(self, at: Seconds, inject: InjectId) -> None:
        work = self.now.works.get(YOU)
        if work is not None:
            left = Seconds(max(0, work.until - at))
            self.emit(e.WorkStopped(at=at, who=YOU, node=work.node, left=left, inject=inject))

    def _resume_work(self, at: Seconds, inject: InjectId | None, extra: Seconds) -> None:
        """Go back to the last work that `inject` stopped, or that was stopped by one which no longer waits."""
        waiting = {d.inject for d in self.now.demands if d.inject != inject}
        parked = next((p for p in reversed(self.now.parked) if p.inject not in waiting), None)
        if parked is not None and YOU not in self.now.works and self.now.phase is Phase.RUNNING:
            demand = self.scenario.injects[parked.inject].demand
            if parked.inject != inject and demand is not None:
                extra = demand.resume
            self.emit(e.WorkResumed(at=at, who=YOU, node=parked.work.node, until=Seconds(at + parked.left + extra)))

    def _answer(self, command: c.Answer) -> None:
        open_ = next((d for d in self.now.demands if d.inject == command.inject and not d.answering), None)
        demand = self.scenario.injects[command.inject].demand if command.inject in self.scenario.injects else None
        if open_ is None or demand is None or self.now.phase is not Phase.RUNNING:
            self._refuse(command.inject, command.by, "late" if self.now.phase is Phase.RUNNING else "phase")
            return
        at = self._at(command)
        answering = YOU in self.now.works and self.now.works[YOU].kind == "answer"
        if answering and (command.how != "carry_on" or any(p.inject == command.inject for p in self.now.parked)):
            self._refuse(command.inject, command.by, "busy")
            return
        if command.how == "carry_on":
            self.emit(e.DemandMet(at=at, inject=command.inject, how="carry_on"))
            self._resume_work(at, command.inject, Seconds(0))
            return
        self._stop_work(at, command.inject)
        self.emit(e.DemandMet(at=at, inject=command.inject, how=command.how, noted=command.note))
        if command.how == "abandon":
            for parked in [p for p in self.now.parked if p.inject == command.inject]:
                self._drop(at, parked)
        takes = Seconds(demand.takes + (demand.noted if command.note else 0))
        if takes:
            self._begin_work(at, YOU, "answer", answer_node(command.inject), MAIN, StageId(""), takes)
        else:
            self._answered(at, command.inject)

    def _drop(self, at: Seconds, parked: Parked) -> None:
        """Abandon parked work. What it was to settle, a stage or a demand, is open again with a fresh deadline."""
        work: Work = parked.work
        self.emit(e.WorkDropped(at=at, who=YOU, node=work.node))
        if work.kind == "answer":
            inject = _answered_by(work.node)
            demand = self.scenario.injects[inject].demand
            assert demand is not None
            self.emit(e.DemandMade(at=at, inject=inject, due=Seconds(at + demand.deadline)))
            return
        standing = self.now.threads.get(work.thread)
        if standing is not None and standing.settled and standing.stage == work.stage:
            self._open(at, work.thread)

    def _answered(self, at: Seconds, inject: InjectId) -> None:
        open_ = next(d for d in self.now.demands if d.inject == inject)
        demand = self.scenario.injects[inject].demand
        assert demand is not None
        self.emit(e.DemandMet(at=at, inject=inject, how="done", noted=open_.noted))
        self.follow(at, demand.answer, None)
        if self.now.phase is Phase.RUNNING:
            self._resume_work(at, inject, demand.noted if open_.noted else demand.resume)

    def _lapse(self, at: Seconds, inject: InjectId) -> None:
        demand = self.scenario.injects[inject].demand
        assert demand is not None
        self.emit(e.DemandMet(at=at, inject=inject, how="lapse"))
        self.follow(at, demand.on_deadline, None)
        if self.now.phase is Phase.RUNNING:
            self._resume_work(at, inject, demand.resume)


def _due(stage: Stage, opened: Seconds) -> Seconds | None:
    """Return when the clock decides in a stage opened then, None if it does not."""
    found = [Seconds(opened + stage.deadline)] if stage.deadline is not None else []
    if stage.closes is not None:
        found.append(max(Seconds(opened + stage.beat), stage.closes))  # opened too late, it is decided a beat later
    return min(found, default=None)


def _touched(event: e.Event, scenario: Scenario) -> tuple[str, ...]:
    """Return the names that a condition may read and that `event` may have changed."""
    match event:
        case e.VariableSet(what=what):
            return (what,)
        case e.FactLearned(fact=fact):
            return (f"knows:{fact}",)
        case e.StageOpened(stage=stage):
            return (f"visited:{stage}",)
        case e.ChoiceMade(stage=stage, choice=choice):
            return (f"used:{node_of(stage, choice)}",)
        case e.WorkBegan(node=node) | e.WorkDone(node=node) | e.WorkDropped(node=node):
            return (f"used:{node}",)
        case e.ThreadOpened(thread=thread) | e.ThreadClosed(thread=thread):
            return (f"open:{thread}",)
        case e.RigBuilt(family=family) | e.RigEnded(family=family):
            return (f"rig:{family}",)
        case e.ClockStruck():
            return ("clock", *scenario.profiles)
    return ()
