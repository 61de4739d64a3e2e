"""The four tracks of a run: events, what the player did, what they knew, what was lost. Each mark has its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.debrief.axis import LENGTH, Axis
from sim.debrief.lost import Lost
from sim.debrief.record import Step
from sim.debrief.review import Debriefing, Entry
from sim.debrief.wording import clean, label, sentence
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.units import YOU, Seconds
from sim.engine.program import program_of
from sim.screens.view import Mark, Span, Track

EVENTS, ACTIONS, KNEW, LOST = "Events", "My actions", "What I knew", "Value lost"
_EVENTS = ("stage", "inject", "consequence", "harm", "end")
_ACTIONS = ("decision", "lapse", "answer", "built")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A track, and for each of its marks, or else of its spans, the number of the moment it came with."""

    track: Track
    moments: tuple[int, ...]

    def at(self, moment: int) -> Iterator[str]:
        """Yield what this track says of a moment."""
        for number, mark in zip(self.moments, self.track.marks, strict=False):
            if number == moment:
                yield mark.text


Found = tuple[int, Seconds, Mark]
"""The number of a moment, its time, and what it puts on a track."""


def tracks_of(
    scenario: Scenario, axis: Axis, steps: tuple[Step, ...], told: Debriefing, lost: Lost, words: tuple[tuple[str, ...], ...],
) -> tuple[Marked, ...]:
    """Return the four tracks; `words` are the terms met in each moment."""
    entries = [(entry.seq + 1, entry.at, _entry(axis, entry), entry.kind) for entry in told.timeline]
    events = [(n, at, mark) for n, at, mark, kind in entries if kind in _EVENTS]
    actions = [(n, at, mark) for n, at, mark, kind in entries if kind in _ACTIONS]
    knew = [(n, at, mark) for n, at, mark, kind in entries if kind == "fact"]
    return (
        _track(EVENTS, events),
        _track(ACTIONS, [*actions, *_looked(scenario, axis, steps)]),
        _track(KNEW, [*knew, *_met(scenario, axis, steps, words)]),
        Marked(track=Track(label=LOST, spans=_spans(axis, lost), note=lost.note), moments=()),
    )


def _track(name: str, found: list[Found]) -> Marked:
    found = sorted(found, key=lambda one: one[0])
    return Marked(track=Track(label=name, marks=tuple(mark for _, _, mark in found)), moments=tuple(n for n, _, _ in found))


def _place(axis: Axis, at: Seconds) -> int:
    return axis.place(at) * 1000 // LENGTH


def _entry(axis: Axis, entry: Entry) -> Mark:
    who = f"{entry.detail}: " if entry.kind in ("inject", "consequence") and entry.detail else ""
    text = f"{entry.when} {who}{sentence(clean(entry.title))}"
    return Mark(place=_place(axis, entry.at), text=text, icon=entry.icon, tone=entry.tone)


def _looked(scenario: Scenario, axis: Axis, steps: tuple[Step, ...]) -> Iterator[Found]:
    """Yield each time the player began to look into something."""
    for step in steps:
        event = step.event
        if isinstance(event, e.WorkBegan) and event.who == YOU and event.kind == "evidence":
            item = program_of(scenario).item(event.node)
            if item is not None:
                text = f"{label(scenario, event.at)} You looked: {sentence(clean(item.label))}"
                yield step.seq + 1, event.at, Mark(place=_place(axis, event.at), text=text, icon="search")


def _met(
    scenario: Scenario, axis: Axis, steps: tuple[Step, ...], words: tuple[tuple[str, ...], ...],
) -> Iterator[Found]:
    """Yield each trade word when it was first explained."""
    times = {step.seq: step.event.at for step in steps}
    terms = {str(term.id): term for term in scenario.terms.values()}
    for seq, met in enumerate(words):
        for name in met:
            if name in terms and seq in times:
                text = f"{label(scenario, times[seq])} A word explained: {clean(terms[name].word)}."
                mark = Mark(place=_place(axis, times[seq]), text=text, icon="book-open", tone="quiet")
                yield seq + 1, times[seq], mark


def _spans(axis: Axis, lost: Lost) -> tuple[Span, ...]:
    most = max((loss.level for loss in lost.losses), default=0.0) or 1.0
    return tuple(
        Span(since=_place(axis, loss.since), until=_place(axis, loss.until), level=round(loss.level * 1000 / most),
             text=loss.text)
        for loss in lost.losses
    )
