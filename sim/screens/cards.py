"""The four questions about a key moment: what the run says to each, and a line to answer it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.debrief.keys import Key
from sim.debrief.questions import QUESTIONS, about
from sim.debrief.wording import harmless, sentence
from sim.screens.intents import Write
from sim.screens.playing import Playing
from sim.screens.view import Action, Block, Field, Group, Heading, Paragraph, Row

_ICONS = ("target", "history", "search", "lightbulb")
_MOST = 3
NOT_KEPT = "This run is only looked at: open it from the catalogue, and what you answer is kept with it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An answer that was kept: under which name, and what it says."""

    about: str
    text: str


def cards(shown: Playing, key: Key | None, notes: tuple[Noted, ...], keeps: bool) -> tuple[Block, ...]:
    """Return the cards of the key moment that is shown, or say where to find one."""
    if key is None:
        return (Paragraph(text="The questions are asked at a key moment: go to one, and they are here.", tone="quiet"),)
    said = (_intended, _happened, _gap, _next)
    return (
        Heading(text=key.title, level=2, icon=key.icon),
        *(Paragraph(text=text) for text in key.why),
        *(() if keeps else (Paragraph(text=NOT_KEPT, tone="quiet"),)),
        *(Group(title=question, icon=_ICONS[n - 1], blocks=(*said[n - 1](shown, key), *_answers(key, n, notes, keeps)))
          for n, question in enumerate(QUESTIONS, 1)),
    )


def _answers(key: Key, n: int, notes: tuple[Noted, ...], keeps: bool) -> Iterator[Block]:
    name = about(key.moment, n)
    for note in notes:
        if note.about == name:
            yield Row(title=harmless(note.text), icon="notebook-pen")
    if keeps:
        yield Field(id=f"answer-{name}", label=f"Answer {n}", text="",
                    submit=Action(id=f"keep-{name}", label="Keep it", intent=Write(about=name), icon="notebook-pen"))


def _intended(shown: Playing, key: Key) -> Iterator[Block]:
    decision = key.decision
    if decision is not None and decision.question:
        yield Paragraph(text=decision.question, tone="quote")
    for fact in (decision.known if decision is not None else ())[-_MOST:]:
        yield Row(title=fact, detail="You knew", icon="notebook-pen")


def _happened(shown: Playing, key: Key) -> Iterator[Block]:
    decision = key.decision
    if decision is not None:
        yield Row(title=sentence(decision.chosen), icon="timer" if decision.lapsed else "hand")
        for heard in decision.followed[:_MOST]:
            yield Row(title=heard.line, aside=heard.when)
        return
    for message in shown.messages[shown.fresh_from:][:_MOST]:
        yield Row(title=f"{message.who}: {message.text}" if message.who else message.text, aside=message.when)


def _gap(shown: Playing, key: Key) -> Iterator[Block]:
    decision = key.decision
    best = decision.best if decision is not None else None
    if best is not None and not best.chosen:
        yield Row(title=best.label, detail=best.why, icon="scale", aside="rated highest")


def _next(shown: Playing, key: Key) -> Iterator[Block]:
    for principle in shown.scenario.debrief.principles[:1]:
        yield Row(title=principle, icon="lightbulb")
