"""Every idea of a run: what was composed at the workbench, tried, shown, built, improved and taken down."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from sim.debrief.improvised import Idea, Stood
from sim.debrief.record import Step
from sim.debrief.wording import clean, heard, speaker
from sim.domain import events as e
from sim.domain.scenario import Choice, Dismantle, Scenario, outcomes_below
from sim.domain.units import NodeId, Seconds, node_of, on_bench
from sim.engine.fitting import DOWN, RIG, SHOW
from sim.engine.improvise import settled
from sim.engine.program import program_of
from sim.engine.workbench import Composed


def ideas_of(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Idea, ...]:
    """Return what was thought of, each composition once, in the order it first was."""
    found = _Found(scenario)
    for step in steps:
        found.take(step)
    return tuple(found.ideas.values())


def signatures(scenario: Scenario, happened: Iterable[e.Event]) -> tuple[str, ...]:
    """Return what was built, in the order it first stood: a family and its kinds of parts, whatever their number."""
    workbench = program_of(scenario).workbench
    found: dict[str, None] = {}
    for event in happened:
        made = workbench.composed(event.rig) if workbench is not None and isinstance(event, e.RigBuilt) else None
        if made is not None:
            found[_signature(made)] = None
    return tuple(found)


def begun(scenario: Scenario, step: Step) -> Choice | None:
    """Return what was begun at the workbench by a step: building, or taking down. None for what was refused or only shown."""
    event, program = step.event, program_of(scenario)
    if not isinstance(event, e.ChoiceMade) or program.workbench is None or not on_bench(event.choice):
        return None
    if event.choice.startswith(DOWN):
        return program.workbench.item(event.choice)
    made = program.workbench.composed(event.choice)
    works = made is not None and settled(program, replace(step.before, at=event.at), made) is made.build
    return made.build if made is not None and works else None


def words_for(scenario: Scenario, event: e.ChoiceMade) -> str:
    """Return in a few words what was done at the workbench."""
    item = program_of(scenario).item(node_of(event.stage, event.choice))
    said = item.label if item is not None else ""
    if event.choice.startswith(SHOW):
        return f"You showed {speaker(scenario, event.choice.removeprefix(SHOW).partition(':')[0])}: {said}"
    return f"You tried: {said}" if event.choice.startswith(RIG) else f"You chose: {said}"


class _Found:
    """Ideas by their ids. `learning` is the refused idea in hand, with the node of its lesson."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.program = scenario, program_of(scenario)
        self.ideas: dict[str, Idea] = {}
        self.learning: tuple[str, str] | None = None
        self.apart: set[str] = set()
        """Families taken apart, of which another is being built."""
        self.done: tuple[Seconds, NodeId] | None = None
        """What was last chosen or finished, and when."""

    def take(self, step: Step) -> None:
        match step.event:
            case e.ChoiceMade(at=at, choice=choice) if choice.startswith(RIG):
                self._tried(step, at, str(choice))
            case e.ChoiceMade(at=at, choice=choice) if choice.startswith(SHOW):
                who, _, rest = choice.removeprefix(SHOW).partition(":")
                self._tried(step, at, RIG + rest, speaker(self.scenario, who))
            case e.WorkBegan(node=node) if node.startswith(RIG) and "!" in node:
                rig, _, lesson = node.partition("!")
                self.learning = rig, lesson
            case e.Said(node=node) if self.learning is not None and node == self.learning[1]:
                words = heard(self.scenario, step.event, step.settled)
                if words is not None:
                    rig = self.learning[0]
                    self.ideas[rig] = replace(self.ideas[rig], lesson=clean(words.line))
                self.learning = None
            case e.RigBuilt(at=at, family=family, rig=rig):
                beside = tuple(self._label(name) for name in step.before.rigs if name != family)
                stood = Stood(since=at, until=None, how="", better=family in self.apart, beside=beside)
                self.apart.discard(family)
                self._built(rig, stood)
            case e.RigEnded(at=at, family=family, rig=rig, how=how):
                if how == "rebuilt":
                    self.apart.add(family)
                self._ended(at, rig, "taken" if how == "ended" and self._by_hand(at, family) else how)
        match step.event:
            case e.ChoiceMade(at=at, stage=stage, choice=choice):
                self.done = at, node_of(stage, choice)
            case e.WorkDone(at=at, node=node):
                self.done = at, node

    def _by_hand(self, at: Seconds, family: str) -> bool:
        """Whether what ends something now is what somebody just chose, or has just done."""
        item = self.program.item(self.done[1]) if self.done is not None and self.done[0] == at else None
        effects = [effect for below in outcomes_below(item.outcome) for effect in below.effects] if item is not None else []
        return any(isinstance(effect, Dismantle) and effect.family == family for effect in effects)

    def _label(self, family: str) -> str:
        assert self.scenario.bench is not None
        return self.scenario.bench.families[family].label

    def _composed(self, rig: str) -> Composed | None:
        return self.program.workbench.composed(rig) if self.program.workbench is not None else None

    def _tried(self, step: Step, at: Seconds, rig: str, to: str = "") -> None:
        made = self._composed(rig)
        if made is None:
            return
        idea = self.ideas.get(rig) or _new(made, at)
        works = settled(self.program, replace(step.before, at=at), made) is made.build
        shown = (*idea.shown, to) if to and to not in idea.shown else idea.shown
        self.ideas[rig] = replace(idea, works=idea.works or works, shown=shown)

    def _built(self, rig: str, stood: Stood) -> None:
        made = self._composed(rig)
        idea = self.ideas.get(rig) or (_new(made, stood.since) if made is not None else None)
        if idea is not None:
            self.ideas[rig] = replace(idea, works=True, stood=(*idea.stood, stood))

    def _ended(self, at: Seconds, rig: str, how: Literal["taken", "rebuilt", "ended"]) -> None:
        idea = self.ideas[rig]
        last = replace(idea.stood[-1], until=at, how=how)
        self.ideas[rig] = replace(idea, stood=(*idea.stood[:-1], last))


def _new(made: Composed, at: Seconds) -> Idea:
    family = made.family
    return Idea(
        id=made.id, at=at, sentence=made.sentence, family=family.id if family is not None else "",
        label=family.label if family is not None else "", kinds=tuple(dict.fromkeys(part.kind for part, _ in made.parts)),
        signature=_signature(made), works=False, lesson="", shown=(), stood=(),
    )


def _signature(made: Composed) -> str:
    family = made.family.id if made.family is not None else ""
    return f"{family}:{'+'.join(part.id for part, _ in made.parts)}"
