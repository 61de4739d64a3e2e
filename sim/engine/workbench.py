"""What parts make. To the engine it is a choice whose label was composed: its family, its cost, its rules and what comes of it.

A player takes parts, never a family. The family is the first of their goal whose slots the parts fill exactly. What fits none,
or breaks a rule, is refused with a lesson; that costs the time of finding out, and nothing else.

The ids of such choices: `rig:GOAL:part*n+part` builds, `down:FAMILY` takes down, `show:PERSON:GOAL:parts` shows an idea to
somebody. The node of a refusal, and of showing, is the id, a `!`, and the node of what is said.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from sim.domain.formula import Arithmetic, Constant, Formula, Name, Node
from sim.domain.kit import Bench, Family, Part
from sim.domain.scenario import Choice, Dismantle, Effect, Erect, Move, Outcome, Scenario, Task, Then
from sim.domain.units import YOU, ChoiceId, NodeId, PersonId, Seconds, VarId
from sim.engine.filled import Filling
from sim.engine.fitting import (
    DOWN,
    RIG,
    SHOW,
    Filled,
    capital,
    fill,
    goal_of,
    listed,
    parts_of,
    phrase,
    placed_in,
    rig_id,
    sentence_of,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composed:
    """What was composed: its sentence, what it needs, and what comes of it. `family` is None where it fits none.

    `rules` are those that can fail, each with the refusal it leads to; `refused` where one of them always does. `judged`: for
    each rule of the family whether it holds, None where that hangs on how things stand.
    """

    id: ChoiceId
    parts: tuple[tuple[Part, int], ...]
    sentence: str
    family: Family | None
    build: Choice
    rules: tuple[tuple[Formula, Choice], ...] = ()
    refused: bool = False
    judged: tuple[bool | None, ...] = ()


class Workbench:
    """The workbench of one scenario, and what has been composed at it, remembered: a player comes back to ideas."""

    def __init__(self, scenario: Scenario, bench: Bench) -> None:
        self.scenario, self.bench = scenario, bench
        self._filling = Filling(scenario)
        self._nothing = {name: type(level)() for part in bench.parts.values() for name, level in part.affords.items()}
        self._affords = {part.id: {**self._nothing, **part.affords} for part in bench.parts.values()}
        self._composed: dict[str, Composed | None] = {}
        self._items: dict[str, Choice | None] = {}
        self._alike: dict[Node, Formula] = {}
        self._back = dict[str, tuple[Move, ...]]()

    # ---------------------------------------------------------------- what parts make

    def composed(self, rig: str) -> Composed | None:
        """Return what such an id stands for, None if no such thing can be put together."""
        if rig not in self._composed:
            self._composed[rig] = self._compose(rig)
        return self._composed[rig]

    def _compose(self, rig: str) -> Composed | None:
        counts, goal = parts_of(rig), goal_of(rig)
        if counts is None or goal not in self.bench.goals or not all(
            VarId(name) in self.bench.parts and n in self.bench.parts[VarId(name)].amounts for name, n in counts.items()
        ):
            return None
        if rig != rig_id(self.bench, goal, counts):
            return None  # one thing has one name
        parts = tuple((self.bench.parts[VarId(name)], n) for name, n in counts.items())
        families = [family for family in self.bench.families.values() if family.goal == goal]
        for family in families:
            filled = fill(family.slots, parts)
            if filled is not None:
                return self._made(ChoiceId(rig), parts, family, filled)
        return self._misfit(ChoiceId(rig), parts, families)

    def _made(self, rig: ChoiceId, parts: tuple[tuple[Part, int], ...], family: Family, filled: Filled) -> Composed:
        given = self._given(family, filled)
        sentence = sentence_of(family.sentence, filled)
        takes = Seconds(max(0, self._over(family.takes, given)))
        cost = tuple((part.id, n) for part, n in parts)
        cost += tuple((what, amount) for what, by in family.cost.items() if (amount := self._over(by, given)) > 0)
        task = Task(takes=takes, by=family.by, where=family.where, cost=cost, again=True)
        effects: list[Effect] = [Erect(family=family.id, rig=rig)]
        effects += [Move(what=what, by=_set_to(self._plain(by, given), what)) for what, by in family.gives.items()]
        effects.append(Then(outcome=family.outcome))
        effects += [
            Then(outcome=brings.outcome) for brings in family.brings
            if brings.when is None or self._filling.put(brings.when, given).value
        ]
        build = Choice(
            id=rig, node=NodeId(rig), label=sentence, detail="", task=task, panel=family.panel,
            outcome=Outcome(node=NodeId(rig), effects=tuple(effects)),
        )
        rules, refused, judged = [], False, []
        for rule in family.rules:
            must, holds = self._filling.put(rule.must, given)
            must = self._alike.setdefault(must.node, must)  # asked once for all ideas that ask the same
            judged.append(holds)
            if holds is not True and not refused:
                rules.append((must, self._refusal(rig, sentence, rule.lesson, family)))
                refused = holds is False
        return Composed(
            id=rig, parts=parts, sentence=sentence, family=family, build=build, rules=tuple(rules), refused=refused,
            judged=tuple(judged),
        )

    def _misfit(self, rig: ChoiceId, parts: tuple[tuple[Part, int], ...], families: list[Family]) -> Composed:
        """What fits no family teaches what the nearest one lacks, in which most have a place; or that some have none."""
        sentence = capital(listed([phrase(part, n) for part, n in parts])) + "."
        best, lesson = 0, self.bench.nothing
        for family in families:
            placed, empty = placed_in(family.slots, parts)
            if placed > best:
                best, lesson = placed, empty.lacks if empty is not None else self.bench.over
        task = Task(takes=self.bench.tries, by=YOU, cost=tuple((part.id, n) for part, n in parts), again=True)
        build = Choice(id=rig, node=NodeId(rig), label=sentence, detail="", task=task, outcome=lesson)
        rules = ((Formula("false", Constant(False), "truth"), self._refusal(rig, sentence, lesson, None)),)
        return Composed(id=rig, parts=parts, sentence=sentence, family=None, build=build, rules=rules, refused=True)

    def _refusal(self, rig: ChoiceId, sentence: str, lesson: Outcome, family: Family | None) -> Choice:
        task = Task(takes=self.bench.tries, by=family.by if family else YOU, where=family.where if family else None, again=True)
        node = NodeId(f"{rig}!{lesson.node}")
        return Choice(id=rig, node=node, label=sentence, detail="", task=task, outcome=lesson)

    def _given(self, family: Family, filled: Filled) -> dict[str, bool | int]:
        """Return what formulas of a family may name: `slot.count` and `slot.affordance`, 0 or false where there is none."""
        found: dict[str, bool | int] = {}
        for slot in family.slots:
            taken = filled.get(slot.id)
            affords = self._affords[taken[0].id] if taken is not None else self._nothing
            found |= {f"{slot.id}.{name}": level for name, level in affords.items()}
            found[f"{slot.id}.count"] = taken[1] if taken is not None else 0
        return found

    def _plain(self, formula: Formula, given: Mapping[str, bool | int]) -> Formula:
        """Return the formula, as a plain number where it reads nothing: what comes to the same is then the same."""
        made, value = self._filling.put(formula, given)
        return made if value is None else _number(value)

    def _over(self, formula: Formula, given: Mapping[str, bool | int]) -> int:
        number: int = floor(self._filling.put(formula, given).value)
        return number

    # ---------------------------------------------------------------- as items of the engine

    def item(self, node: str) -> Choice | None:
        """Return the choice of a node of the workbench, None if there is no such thing."""
        if node not in self._items:
            self._items[node] = self._item(node)
        return self._items[node]

    def _item(self, node: str) -> Choice | None:
        if node.startswith(DOWN):
            return self._taking_down(node.removeprefix(DOWN))
        if node.startswith(SHOW):
            return self._shown(node)
        rig, refused, lesson = node.partition("!")
        made = self.composed(rig)
        if made is None:
            return None
        if not refused:
            return made.build
        return next((refusal for _, refusal in made.rules if refusal.outcome.node == lesson), None)

    def _taking_down(self, name: str) -> Choice | None:
        family = self.bench.families.get(name)
        if family is None or family.exit is None:
            return None
        node = NodeId(f"{DOWN}{name}")
        effects = (Dismantle(family=name, how="taken"), Then(outcome=family.exit.outcome))
        return Choice(
            id=ChoiceId(node), node=node, label=f"Take down: {family.label}", detail="",
            task=Task(takes=family.exit.takes, by=family.exit.by, where=family.where, again=True),
            outcome=Outcome(node=node, effects=effects),
        )

    def _shown(self, node: str) -> Choice | None:
        idea, _, said = node.removeprefix(SHOW).partition("!")
        person, _, rest = idea.partition(":")
        made = self.composed(f"{RIG}{rest}")
        if made is None or PersonId(person) not in self.bench.asked:
            return None
        reaction = next((one for one in self._reactions(made, PersonId(person)) if one.node == said), None)
        return self.showing(made, PersonId(person), reaction or self.bench.asked[PersonId(person)])

    def showing(self, made: Composed, person: PersonId, reaction: Outcome) -> Choice:
        """Return the choice of showing an idea to somebody, who says this of it."""
        name = f"{SHOW}{person}:{made.id.removeprefix(RIG)}"
        return Choice(
            id=ChoiceId(name), node=NodeId(f"{name}!{reaction.node}"), label=made.sentence, detail="",
            task=Task(takes=self.bench.shows, by=YOU), outcome=reaction,
        )

    def _reactions(self, made: Composed, person: PersonId) -> Iterator[Outcome]:
        if made.family is not None:
            yield from (rule.says[person] for rule in made.family.rules if person in rule.says)
            if person in made.family.reactions:
                yield made.family.reactions[person]

    def reaction(self, made: Composed, person: PersonId, lesson: Outcome | None) -> Outcome:
        """Return what somebody says of an idea against which `lesson` speaks; what they always say if that is beyond them."""
        family = made.family
        always = self.bench.asked[person]
        if family is None:
            return always
        if lesson is None:
            found: Outcome = family.reactions.get(person, always)
            return found
        rule = next((rule for rule in family.rules if rule.lesson.node == lesson.node), None)
        return rule.says[person] if rule is not None and person in rule.says else always

    def undone(self, rig: str) -> tuple[Move, ...]:
        """Return what taking down does to levels: parts come back, meters go to where they began."""
        if rig not in self._back:  # kept: a program remembers formulas by what they are, not by what they say
            made = self.composed(rig)
            self._back[rig] = tuple(self._undone(made.parts, made.family)) if made is not None and made.family is not None else ()
        return self._back[rig]

    def _undone(self, parts: tuple[tuple[Part, int], ...], family: Family) -> Iterator[Move]:
        for part, n in parts:
            if not part.spent:
                yield Move(what=part.id, by=_number(n))
        for what in family.gives:
            yield Move(what=what, by=_set_to(_number(self.scenario.meters[what].start), what))


def _number(number: int | Fraction) -> Formula:
    return Formula(str(number), Constant(number), "number")


def _set_to(level: Formula, what: VarId) -> Formula:
    """Return by how much a meter moves that is set to a level."""
    return Formula(f"{level.text} - {what}", Arithmetic("-", level.node, Name(what)), "number")
