"""What the decisions of a run were worth: given by analysis, drawn by the debrief, kept as JSON. Nobody works it out twice.

Every figure is in the unit of the scenario's value and rests on belief: on what could be known when it was decided.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from sim.domain.units import Seconds

FORMAT = 1
"""Goes up when a field changes its meaning; a review of another format is worked out anew."""

How = Literal["exact", "estimate", "not ready"]
Kind = Literal["choice", "evidence", "answer", "lapse"]
Rule = Literal["dearest", "luck", "found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A figure. `give`: half of the interval that holds it 19 times out of 20, 0 where it is exact."""

    value: float
    give: float = 0.0

    @property
    def sure(self) -> float:
        """What is left of it when chance has been given its due; never of the other sign."""
        return max(0.0, abs(self.value) - self.give) * (1 if self.value > 0 else -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of the best line: what is done, and when. `label` is empty for letting it run."""

    at: Seconds
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one decision was worth, `seq` being its moment. `at` is when it counted, `thought` the seconds spent on it.

    `loss`: the best that could be had by deciding at once, less what was chosen, had it been chosen at once. `thinking`: what the
    time cost that passed until it was chosen, other things that could have been done meanwhile included. `before` and `after` are
    the outcomes to be expected from best play, before and after. `gap`: the best less the mean of all that could be decided.
    """

    seq: int
    at: Seconds
    kind: Kind
    what: str
    how: How
    thought: Seconds = Seconds(0)
    loss: Amount = Amount(value=0.0)
    thinking: Amount = Amount(value=0.0)
    before: float = 0.0
    after: float = 0.0
    gap: Amount = Amount(value=0.0)
    line: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point of the curve: the outcome to be expected after moment `seq`, and how much of the change was luck."""

    seq: int
    at: Seconds
    expected: float
    luck: Amount
    decided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Luck:
    """The run among so many re-seeded replays of the same commands: how many of them ended better, and how many worse.

    `counts` says how many came to how much, in equal steps from `low` to `high`; a review of before they were kept has none.
    """

    replays: int
    better: int
    worse: int
    mean: float
    low: float = 0.0
    high: float = 0.0
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMoment:
    """`dearest`: the decision that cost most. `luck`: the largest change nobody decided. `found`: the best thing on offer,
    chosen where an even choice among all that was on offer would have lost most."""

    rule: Rule
    seq: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`value` is what the run came to, so far if it is not over; `done` that it will not be worked out any better."""

    digest: str
    seed: int
    moments: int
    value: float
    decisions: tuple[Judged, ...]
    curve: tuple[Spot, ...] = ()
    how: How = "not ready"
    luck: Luck | None = None
    keys: tuple[KeyMoment, ...] = ()
    done: bool = False

    def judged(self, seq: int) -> Judged | None:
        """Return what the decision of a moment was worth, if it was one."""
        return next((judged for judged in self.decisions if judged.seq == seq), None)


# ---------------------------------------------------------------- key moments


def key_moments(decisions: tuple[Judged, ...], curve: tuple[Spot, ...]) -> tuple[KeyMoment, ...]:
    """Return at most one moment for each rule, in the order of the run; the earlier on a tie. What is not sure is left out."""
    ready = [judged for judged in decisions if judged.how != "not ready"]
    found: list[KeyMoment] = []
    dearest = max(ready, key=lambda judged: judged.loss.sure, default=None)
    if dearest is not None and dearest.loss.sure > 0:
        found.append(KeyMoment(rule="dearest", seq=dearest.seq, amount=dearest.loss.value))
    swing = max(curve, key=lambda spot: abs(spot.luck.sure), default=None)
    if swing is not None and swing.luck.sure:
        found.append(KeyMoment(rule="luck", seq=swing.seq, amount=swing.luck.value))
    right = [judged for judged in ready if judged.loss.sure <= 0 and judged.gap.sure > 0 and judged.kind != "lapse"]
    best = max(right, key=lambda judged: judged.gap.sure, default=None)
    if best is not None:
        found.append(KeyMoment(rule="found", seq=best.seq, amount=best.gap.value))
    return tuple(sorted(found, key=lambda key: key.seq))


# ---------------------------------------------------------------- JSON


def written(review: Review) -> dict[str, Any]:
    """Return a review as JSON values."""
    return {"format": FORMAT, **asdict(review)}


def read(found: Mapping[str, Any]) -> Review:
    """Return the review that `written` made JSON of. Raises ValueError for anything else."""
    if found.get("format") != FORMAT:
        raise ValueError("a review of another format")
    try:
        return Review(
            digest=_text(found["digest"]), seed=_whole(found["seed"]), moments=_whole(found["moments"]),
            value=_number(found["value"]), decisions=tuple(map(_judged, found["decisions"])),
            curve=tuple(map(_spot, found["curve"])), how=_one_of(found["how"], How),
            luck=None if found["luck"] is None else _luck(found["luck"]), keys=tuple(map(_key, found["keys"])),
            done=found["done"] is True,
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("not a review") from wrong


def _judged(row: Mapping[str, Any]) -> Judged:
    return Judged(
        seq=_whole(row["seq"]), at=Seconds(_whole(row["at"])), kind=_one_of(row["kind"], Kind), what=_text(row["what"]),
        how=_one_of(row["how"], How), thought=Seconds(_whole(row["thought"])), loss=_amount(row["loss"]),
        thinking=_amount(row["thinking"]), before=_number(row["before"]), after=_number(row["after"]), gap=_amount(row["gap"]),
        line=tuple(Move(at=Seconds(_whole(move["at"])), label=_text(move["label"])) for move in row["line"]),
    )


def _spot(row: Mapping[str, Any]) -> Spot:
    return Spot(
        seq=_whole(row["seq"]), at=Seconds(_whole(row["at"])), expected=_number(row["expected"]), luck=_amount(row["luck"]),
        decided=row["decided"] is True,
    )


def _luck(row: Mapping[str, Any]) -> Luck:
    return Luck(
        replays=_whole(row["replays"]), better=_whole(row["better"]), worse=_whole(row["worse"]), mean=_number(row["mean"]),
        low=_number(row.get("low", 0.0)), high=_number(row.get("high", 0.0)), counts=tuple(map(_whole, row.get("counts", ()))),
    )


def _key(row: Mapping[str, Any]) -> KeyMoment:
    return KeyMoment(rule=_one_of(row["rule"], Rule), seq=_whole(row["seq"]), amount=_number(row["amount"]))


def _amount(row: Mapping[str, Any]) -> Amount:
    return Amount(value=_number(row["value"]), give=_number(row["give"]))


def _number(given: Any) -> float:
    if type(given) not in (int, float) or not -1e300 < given < 1e300:  # neither infinite nor no number
        raise ValueError("not a number")
    return float(given)


def _whole(given: Any) -> int:
    if type(given) is not int:
        raise ValueError("not a whole number")
    return given


def _text(given: Any) -> str:
    if type(given) is not str:
        raise ValueError("not a text")
    return given


def _one_of(given: Any, names: Any) -> Any:
    if given not in get_args(names):
        raise ValueError(f"none of {', '.join(get_args(names))}")
    return given
