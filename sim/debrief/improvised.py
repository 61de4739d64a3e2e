"""What was tried at the workbench, as data: every idea, how it fared, the terms it is scored by; and where flows were narrow."""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from sim.domain.units import Frozen, Seconds

TermName = Literal["departure", "fluency", "flexibility", "originality", "exit", "fit", "tier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """One time that an idea stood. `until` is None if it did to the end of the run; `how` it ended, empty if it did not.

    `better`: it took the place of another of its family. `beside` are the labels of what else stood when it was built.
    """

    since: Seconds
    until: Seconds | None
    how: Literal["", "taken", "rebuilt", "ended"]
    better: bool
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One composition, however often it was tried or shown; `at` is when it first was.

    `family` and `label` are empty where it fits none. `works`: it could be built as things stood when it was tried or shown.
    `lesson` is what was learned where it could not, empty while nothing was. `kinds` and `signature` say what it is made of;
    the signature leaves amounts out: eight phones instead of four are a better idea, not another one.
    """

    id: str
    at: Seconds
    sentence: str
    family: str
    label: str
    kinds: tuple[str, ...]
    signature: str
    works: bool
    lesson: str
    shown: tuple[str, ...]
    stood: tuple[Stood, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term, in thousandths (a tier as its factor), told in a sentence, and as a `band` in a word or two.

    `when` it was decided, empty if over the whole run.
    """

    name: TermName
    title: str
    value: int
    when: str
    told: str
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays:
    """What other finished plays of the scenario on this machine built: how many there are, and how many built each signature."""

    total: int = 0
    having: Frozen[str, int] = field(default_factory=Frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvised:
    """What a run shows of improvisation. `terms` is empty, and `score` None, if nothing was tried; else 0..1000.

    The score is for programs and for `check`; people are told the terms.
    """

    ideas: tuple[Idea, ...]
    terms: tuple[Term, ...]
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a flow lost for want of one thing: `what` is lines, hands or handlers at a place, `nothing` where nothing carried any
    yet, or empty where one more of no one thing would have helped.

    The worst stretch without a break was from `since` to `until`, in which `worst` of it was lost.
    """

    what: Literal["lines", "hands", "handlers", "nothing", ""]
    place: str
    lost: Fraction
    worst: Fraction
    since: Seconds
    until: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """Where a flow was narrow over a run: of what came, in its unit, what was lost, the worst first."""

    id: str
    label: str
    unit: str
    came: Fraction
    limits: tuple[Limit, ...]

    @property
    def lost(self) -> Fraction:
        return sum((limit.lost for limit in self.limits), Fraction(0))
