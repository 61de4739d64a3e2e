"""What every decision of a run was worth, in rounds of growing quality: explored from the situations that were really met.

Each situation is worth what best play from there may expect, by belief and never by hidden truth. What a decision cost is the
difference between what was best then and what was chosen, both had at once; what thinking cost is the difference between having
what was chosen at once and having it when it was chosen; what is left of a change is luck. The three add up to the whole curve.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.maps.map import Does, Real
from sim.analysis.maps.moves import moves, outcomes, refused
from sim.analysis.reviews.guesses import FITS, end_value, give, value_of
from sim.analysis.reviews.standing import Known, Standings, Worth, label
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.review import Amount, How, Judged, Kind, Luck, Review, Spot, key_moments
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation, fold
from sim.domain.units import Seconds, on_bench
from sim.engine.chance import live
from sim.engine.step import step

REPLAYS = 1_000
"""Runs with the same choices and other luck among which a run has its place."""

BINS = 24
"""Into how many steps what they came to is counted."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done in one round: situations explored from each that was met, and runs played on to guess the rest by."""

    most: int
    samples: int


EFFORTS = (Effort(500, 200), Effort(4_000, 2_000), Effort(20_000, 4_000))

_NOTHING = 1e-9
"""Of the largest figure: a difference below it is the computer's and not the player's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Met:
    """A moment of the run: the situation before it and after it, what it gained, and the player's command if it was theirs."""

    moment: Moment
    before: Situation
    after: Situation
    gained: float
    command: c.Command | None

    @property
    def at(self) -> Seconds:
        return self.after.at


def reviews(
    scenario: Scenario, moments: Sequence[Moment], seed: int, *, known: Known | None = None, efforts: Sequence[Effort] = EFFORTS,
    replays: int = REPLAYS,
) -> Iterator[Review]:
    """Yield the review of a run again and again, each better than the one before; the first has no figures, the last is done."""
    met = _met(scenario, moments)
    review = Review(
        digest=scenario.digest, seed=seed, moments=len(moments), value=_came_to(scenario, met),
        decisions=tuple(_unjudged(scenario, one) for one in met if _kind(one)),
    )
    yield review
    standings = Standings(scenario, known)
    for round_, effort in enumerate(efforts):
        _learn(standings, met, effort, round_)
        for better in _round(standings, met, effort, review):
            review = better
            yield review
        if review.luck is None and replays:
            review = replace(review, luck=luck_of(scenario, moments, seed, review.value, replays))
            yield review
        if review.how == "exact":
            break
    yield replace(review, done=True)


def _met(scenario: Scenario, moments: Sequence[Moment]) -> list[_Met]:
    """Return the moments in which something can have changed, in order."""
    found = []
    now = Situation()
    for moment in moments:
        before, now = now, fold(moment.events, now)
        command = moment.command if isinstance(moment.command, c.Choose | c.Investigate | c.Answer) else None
        if any(isinstance(event, e.ChoiceRefused) for event in moment.events):
            command = None
        found.append(_Met(
            moment=moment, before=before, after=now, gained=value_of(scenario, moment.events), command=command,
        ))
    return found


def _came_to(scenario: Scenario, met: Sequence[_Met]) -> float:
    last = met[-1].after if met else Situation()
    return sum(one.gained for one in met) + (end_value(scenario, last) if last.phase is not Phase.BRIEFING else 0.0)


# ---------------------------------------------------------------- decisions


def _kind(one: _Met) -> Kind | None:
    match one.command:
        case c.Choose():
            return "choice"
        case c.Investigate():
            return "evidence"
        case c.Answer():
            return "answer"
    lapsed = (isinstance(x, e.DeadlineLapsed) or (isinstance(x, e.DemandMet) and x.how == "lapse") for x in one.moment.events)
    return "lapse" if any(lapsed) else None


def _does(command: c.Command | None) -> Does:
    match command:
        case c.Choose(thread=thread, choice=choice):
            return Does("choice", thread, choice)
        case c.Investigate(thread=thread, evidence=evidence):
            return Does("evidence", thread, evidence)
        case c.Answer(inject=inject, how=how, note=note):
            return Does("answer", item=inject, how=f"{how}+note" if note else how)
    return Does("wait")


def _counted(one: _Met) -> Seconds:
    """Return when a decision counted: that of its own event, which is in the beat it was made in."""
    own = (x.at for x in one.moment.events if isinstance(x, e.ChoiceMade | e.WorkBegan | e.DemandMet | e.DeadlineLapsed))
    return next(own, one.at)


def _unjudged(scenario: Scenario, one: _Met) -> Judged:
    kind = _kind(one)
    assert kind is not None
    what = label(scenario, one.before, _does(one.command))
    return Judged(seq=one.moment.seq, at=_counted(one), kind=kind, what=what, how="not ready")


# ---------------------------------------------------------------- a round


def _runs(situation: Situation) -> bool:
    return situation.phase is Phase.RUNNING


def _learn(standings: Standings, met: Sequence[_Met], effort: Effort, round_: int) -> None:
    """Play on from a sample of what exploring leaves open, over the whole run."""
    unknown = list(dict.fromkeys(one.before for one in met if _runs(one.before) and standings.known(one.before) is None))
    each = max(1, effort.samples // max(1, len(unknown)))
    found = [s for n, here in enumerate(unknown) for s in standings.sample(here, effort.most, each, round_ * 10_007 + n)]
    standings.guess.learn(found, round_ + 1)


def _round(standings: Standings, met: Sequence[_Met], effort: Effort, review: Review) -> Iterator[Review]:
    """Judge every decision once, the last first: near the end little is open, and what is worked out there is right."""
    scenario = standings.scenario
    judged = {one.seq: one for one in review.decisions}
    curve: list[Spot] = []
    exact = True
    sofar = sum(one.gained for one in met)
    after = _end(standings, met, effort)
    exact = after.exact
    values: list[tuple[_Met, Worth, Real, float]] = []
    for one in reversed(met):
        sofar -= one.gained
        if not _runs(one.before):
            if one.before.phase is Phase.BRIEFING:
                start = sofar + one.gained + float(after.value.mean())
                curve.append(Spot(seq=one.moment.seq, at=one.at, expected=start, luck=Amount(value=0.0), decided=False))
            values.append((one, after, after.value + one.gained, sofar))
            after = replace(after, value=after.value + one.gained, actions={}, line=())
            continue
        before, really = _before(standings, one, after, effort)
        exact = exact and before.exact
        curve.append(Spot(
            seq=one.moment.seq, at=one.at, expected=sofar + one.gained + float(after.value.mean()),
            luck=_amount(one.gained + after.value - really, before), decided=one.moment.seq in judged,
        ))
        if one.moment.seq in judged:
            known, at_once = _at_once(standings, one, before, really, effort)
            exact = exact and known.exact
            judged[one.moment.seq] = _judge(judged[one.moment.seq], one, known, at_once, really, after, sofar)
        values.append((one, before, really, sofar))
        after = before
        yield replace(review, decisions=tuple(judged.values()))
    decisions = _with_waits(scenario, judged, values)
    spots = tuple(reversed(curve))
    how: How = "exact" if exact else "estimate"
    yield replace(review, decisions=decisions, curve=spots, how=how, keys=key_moments(decisions, spots))


def _end(standings: Standings, met: Sequence[_Met], effort: Effort) -> Worth:
    """Return what the run is worth where it stopped: told if it is over, else what can still be made of it."""
    last = met[-1].after
    if _runs(last):
        return standings.worth(last, effort.most)
    return Worth(value=np.full(FITS, end_value(standings.scenario, last)), actions={}, exact=last.phase is Phase.DEBRIEF)


def _before(standings: Standings, one: _Met, after: Worth, effort: Effort) -> tuple[Worth, Real]:
    """Return what a situation was worth, and what what was done there could be expected to come to."""
    command = one.command if one.command is not None else c.Wait(at=one.moment.at)
    before = standings.known(one.before)
    falls = list(outcomes(standings.scenario, one.before, command))
    if before is None and one.command is None and len(falls) == 1 and not _free(standings.scenario, one.before):
        return replace(after, value=after.value + one.gained, actions={}, line=()), after.value + one.gained
    before = before if before is not None else standings.worth(one.before, effort.most)
    does = _does(one.command)
    if does in before.actions and (one.command is None or _counted(one) == one.before.at):
        return before, before.actions[does]
    if len(falls) == 1:
        return before, after.value + one.gained
    really = np.zeros(FITS)
    for chance, then, events in falls:
        worth = _settled(standings, then, after if then == one.after else None, effort)
        before = replace(before, exact=before.exact and worth.exact)
        really = really + float(chance) * (worth.value + value_of(standings.scenario, events))
    return before, really


def _at_once(standings: Standings, one: _Met, before: Worth, really: Real, effort: Effort) -> tuple[Worth, Real]:
    """Return what a decision would have been worth had it been made at once, and with what is known of the situation, whether
    that is exact.

    Maps leave out ideas that are refused or only shown, and those that come to the same as another: these are tried here.
    """
    command, does = one.command, _does(one.command)
    if does in before.actions:
        return before, before.actions[does]
    if not isinstance(command, c.Choose) or not on_bench(does.item) or _counted(one) == one.before.at:
        return before, really
    found, exact = np.zeros(FITS), before.exact
    for chance, then, events in outcomes(standings.scenario, one.before, replace(command, at=one.before.at)):
        if refused(events):
            return before, really  # it was to be had later, and not yet
        worth = _settled(standings, then, None, effort)
        exact = exact and worth.exact
        found = found + float(chance) * (worth.value + value_of(standings.scenario, events))
    return replace(before, exact=exact), found


def _settled(standings: Standings, situation: Situation, known: Worth | None, effort: Effort) -> Worth:
    if known is not None:
        return known
    if _runs(situation):
        return standings.worth(situation, effort.most)
    return Worth(value=np.full(FITS, end_value(standings.scenario, situation)), actions={}, exact=True)


def _free(scenario: Scenario, situation: Situation) -> bool:
    """Whether there was anything to decide."""
    return _runs(situation) and any(does.kind != "wait" for does, _ in moves(scenario, situation, "once"))


def _judge(judged: Judged, one: _Met, before: Worth, at_once: Real, really: Real, after: Worth, sofar: float) -> Judged:
    """Return what a decision was worth, without the time that passed before it while other things fell due."""
    loss, thinking = before.value - at_once, at_once - really
    decided = [value for does, value in before.actions.items() if does.kind != "wait"]
    exact = before.exact and after.exact
    chosen_is_best = _clean(float(loss.mean()), before) == 0
    return replace(
        judged, how="exact" if exact else "estimate", loss=_amount(loss, before), thinking=_amount(thinking, before),
        thought=Seconds(max(0, _counted(one) - one.before.at)), before=sofar + float(before.value.mean()),
        after=sofar + one.gained + float(after.value.mean()),
        gap=_amount(before.value - np.mean(decided, axis=0), before) if len(decided) > 1 else Amount(value=0.0),
        line=() if chosen_is_best else before.line,
    )


def _with_waits(
    scenario: Scenario, judged: dict[int, Judged], values: Sequence[tuple[_Met, Worth, Real, float]],
) -> tuple[Judged, ...]:
    """Add to each decision what it cost to let things fall due before it, while there was something to decide."""
    waited, since = np.zeros(FITS), None
    found = dict(judged)
    for one, before, really, _ in reversed(values):
        free = bool(before.actions) and _free(scenario, one.before)
        if free and since is None:
            since = one.before.at
        if one.moment.seq in judged:
            mine = judged[one.moment.seq]
            if since is not None and free:
                more = _amount(waited, before)
                thinking = Amount(value=mine.thinking.value + more.value, give=mine.thinking.give + more.give)
                found[mine.seq] = replace(mine, thinking=thinking, thought=Seconds(max(0, mine.at - since)))
            waited, since = np.zeros(FITS), None
        elif free and one.command is None:
            waited = waited + before.value - really
        elif not free:
            since = None
    return tuple(found.values())


def _clean(value: float, before: Worth) -> float:
    """Return a difference, nothing where it is only the computer's rounding."""
    return 0.0 if abs(value) <= _NOTHING * max(1.0, float(np.abs(before.value).max())) else value


def _amount(figures: Real, before: Worth) -> Amount:
    return Amount(value=_clean(float(figures.mean()), before), give=_clean(give(figures), before))


# ---------------------------------------------------------------- luck


def reseeded(seed: int, number: int) -> int:
    """Return the seed of one of the replays of a run: the same on every machine."""
    return int.from_bytes(hashlib.blake2b(f"{seed}\x00replay\x00{number}".encode(), digest_size=6).digest(), "big")


def luck_of(scenario: Scenario, moments: Sequence[Moment], seed: int, value: float, replays: int = REPLAYS) -> Luck:
    """Return the place of a run's value among replays of its commands with other seeds. What is refused there is let go."""
    commands = [moment.command for moment in moments if moment.command is not None]
    commands = [command for command in commands if not isinstance(command, c.Pause | c.Resume | c.Note | c.Seat | c.Tally)]
    until = max((moment.at for moment in moments), default=Seconds(0))
    found = [_replayed(scenario, commands, until, reseeded(seed, n)) for n in range(replays)]
    near = _NOTHING * max(1.0, abs(value))
    return Luck(
        replays=replays, better=sum(other > value + near for other in found), worse=sum(other < value - near for other in found),
        mean=sum(found) / max(1, len(found)), low=min(found, default=0.0), high=max(found, default=0.0), counts=_counts(found),
    )


def _counts(found: Sequence[float]) -> tuple[int, ...]:
    """Return how many figures lie in each of BINS equal steps from the least to the largest; none if all are the same."""
    low, high = min(found, default=0.0), max(found, default=0.0)
    if high - low <= _NOTHING * max(1.0, abs(high)):
        return ()
    counts = [0] * BINS
    for value in found:
        counts[min(int((value - low) / (high - low) * BINS), BINS - 1)] += 1
    return tuple(counts)


def _replayed(scenario: Scenario, commands: Sequence[c.Command], until: Seconds, seed: int) -> float:
    luck, now, found = live(seed), Situation(), 0.0
    for command in (*commands, c.Wait(at=until)):
        now, events = step(scenario, now, command, luck)
        found += value_of(scenario, events)
    if now.phase is Phase.RUNNING:  # this one is not over where the run was: nobody decides any more
        now, events = step(scenario, now, c.Wait(at=now.horizon), luck)
        found += value_of(scenario, events)
    return found + end_value(scenario, now)
