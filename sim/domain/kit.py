"""What can be improvised with: parts, the families of arrangements they fit, and the rules those obey.

An author writes rules, not combinations. A player chooses parts; what they make, if anything, is worked out in
`engine/improvise.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sim.domain.formula import Formula
from sim.domain.units import Frozen, PersonId, PlaceId, Seconds, VarId

if TYPE_CHECKING:
    from sim.domain.scenario import Outcome, Panel

Tier = Literal["reproductive", "adaptive", "creative"]
"""The lost capacity by other means; an existing one changed to meet the demand; one that was not there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A thing, a person, a place or a service. Its free number is the resource of the same name.

    `affords`: what it is good for, true or a number. `phrase`: how a sentence names one, and several (`{n}` the number in digits,
    `{count}` in words). `amounts`: how many can be taken at a time. It is on the bench once `noticed` holds. `spent`: it does not
    come back when what it is part of is taken down. `person`: whose hands it stands for.
    """

    id: VarId
    label: str
    phrase: tuple[str, str]
    kind: str
    affords: Frozen[str, bool | int]
    amounts: tuple[int, ...]
    noticed: Formula | None = None
    person: PersonId | None = None
    spent: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in a family: filled by one part that affords all it `needs`. `lacks` is the lesson where it stays empty."""

    id: str
    needs: tuple[str, ...]
    lacks: Outcome
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What `must` hold of the slots, and of how things stand. The first that does not is the lesson.

    `says`: how somebody puts it who is shown the idea, if it is within what they know.
    """

    must: Formula
    lesson: Outcome
    says: Frozen[PersonId, Outcome] = field(default_factory=Frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brings:
    """What else building brings where the slots are so: the flags of safety, privacy and law among it."""

    when: Formula | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """The way back: how long it takes, who does it, and what follows."""

    takes: Seconds
    by: PersonId
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Arrangements of one sort. Formulas may name `slot.count` and `slot.affordance`.

    `sentence` says it, with a `{slot}` for what fills each. `takes` in seconds, `cost` and `gives` are formulas over the slots;
    `gives` sets meters while it stands, and may read how things stand when it is built. `rare`: bits, 0 to 5, of how few come to
    it. Without an `exit` there is no way back.
    """

    id: str
    goal: str
    label: str
    sentence: str
    slots: tuple[Slot, ...]
    rules: tuple[Rule, ...]
    takes: Formula
    cost: Frozen[VarId, Formula]
    by: PersonId
    where: PlaceId | None
    gives: Frozen[VarId, Formula]
    outcome: Outcome
    brings: tuple[Brings, ...] = ()
    reactions: Frozen[PersonId, Outcome] = field(default_factory=Frozen)
    exit: Exit | None = None
    tier: Tier = "adaptive"
    rare: int = 0
    panel: Panel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The workbench of a scenario. `tries` is what it takes to find out that something cannot work, `shows` to show it.

    `asked`: who can be shown an idea, and what each says who has nothing to say of it. `nothing` is the lesson of parts that come
    near no family, `over` of those among which some have no place. `dead`: from when on the plan is known to be dead, from
    where the first workaround is counted; without it that is where a workbench first opens. `dead_label` says it in words
    that can follow *before*, empty for the usual ones.
    """

    question: str
    goals: Frozen[str, str]
    parts: Frozen[VarId, Part]
    families: Frozen[str, Family]
    nothing: Outcome
    over: Outcome
    tries: Seconds
    shows: Seconds
    asked: Frozen[PersonId, Outcome]
    dead: Formula | None = None
    dead_label: str = ""
