"""What only a room with several people does to a run: who sits in it, a show of hands, a card said aloud."""

from __future__ import annotations

from typing import Protocol, assert_never

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.scenario import Card, Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds
from sim.engine.effects import EVERYBODY


class Playing(Protocol):
    """The step in the making, as far as a room needs it."""

    scenario: Scenario
    now: Situation

    def emit(self, event: e.Event) -> None: ...


def obey_room(play: Playing, command: c.Seat | c.Tally | c.Reveal) -> None:
    """Carry out what the person at the front of the room says. Seating and counting move no rule; revealing does."""
    now = play.now
    match command:
        case c.Seat(teams=teams, people=people, names=names, by=by):
            play.emit(e.TeamsSeated(at=now.at, teams=teams, people=people, names=names, by=by))
        case c.Tally():
            _count(play, command)
        case c.Reveal(card=name, by=by):
            reason = why_hidden(play.scenario, now, name)
            if reason:
                play.emit(e.ChoiceRefused(at=now.at, what=name, by=by, reason=reason))
                return
            at = max(now.at, command.at)
            play.emit(e.CardRevealed(at=at, card=name, by=by))
            card = card_of(play.scenario, name)
            if card is not None and card.fact is not None:
                play.emit(e.FactLearned(at=at, fact=card.fact, role=EVERYBODY))
        case _:
            assert_never(command)


def _count(play: Playing, command: c.Tally) -> None:
    at = play.now.at
    if len(command.hands) != len(command.choices) or min(command.hands, default=0) < 0:
        play.emit(e.ChoiceRefused(at=at, what=command.stage, by=command.by, reason="count"))
        return
    play.emit(e.HandsCounted(
        at=at, clock=Seconds(max(at, command.at)), thread=command.thread, stage=command.stage, round=command.round,
        team=command.team, choices=command.choices, hands=command.hands, by=command.by,
    ))


def card_of(scenario: Scenario, name: str) -> Card | None:
    """Return the role card of that name, if the scenario has one."""
    cards = scenario.room.cards if scenario.room is not None else ()
    return next((card for card in cards if card.id == name), None)


def why_hidden(scenario: Scenario, situation: Situation, name: str) -> str:
    """Return why a card cannot be revealed now, as a code; empty if it can."""
    card = card_of(scenario, name)
    if situation.phase is not Phase.RUNNING:
        return "phase"
    if card is None:
        return "late"
    return "known" if card.fact is not None and situation.known(card.fact) else ""
