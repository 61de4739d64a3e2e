"""The feed: what a moment puts in front of the player, as messages. What it must not tell, it does not know how to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import YOU, Seconds, node_of, on_bench
from sim.engine.fitting import SHOW
from sim.engine.program import program_of
from sim.engine.rhythm import clock_label
from sim.engine.room import card_of
from sim.engine.telling import terms_in, words_of
from sim.screens.view import Message

CHANNELS = {
    "phone": "phone",
    "walk-in": "user-round",
    "mail": "mail",
    "radio": "radio",
    "news": "newspaper",
    "chat": "message-square",
    "monitor": "monitor",
    "note": "eye",
}
"""The icon of each channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a moment added: messages, and the trade words met in them or in a stage, in order."""

    messages: tuple[Message, ...]
    met: tuple[str, ...]


def name_of(scenario: Scenario, who: str) -> str:
    """Return how a speaker is called: a person's name, or the name as it stands."""
    if who == YOU:
        return "You"
    return next((person.name for person in scenario.people.values() if person.id == who), who)


def told(
    scenario: Scenario, seq: int, events: tuple[e.Event, ...], after: Situation, met: frozenset[str], plainly: bool = False,
) -> Told:
    """Return what moment `seq` tells; `met` are the trade words the player has met before.

    `plainly` if what may distress is to be told in plain words.
    """
    found: list[Message] = []
    new: list[str] = []

    def explain(text: str, at: Seconds) -> None:
        for word in terms_in(text):
            term = next((t for t in scenario.terms.values() if t.word.lower() == word), None)
            if term is not None and term.id not in met and term.id not in new:
                new.append(term.id)
                found.append(
                    Message(
                        id=f"{seq}.{len(found)}",
                        when=clock_label(scenario, at, day=False),
                        who=name_of(scenario, term.says),
                        channel="",
                        text=f"**{term.word}**: {term.text}",
                        icon="book-open",
                        tone="quiet",
                    )
                )

    for event in events:
        for message in _messages(scenario, event, after, plainly):
            found.append(
                Message(
                    id=f"{seq}.{len(found)}",
                    when=clock_label(scenario, event.clock if isinstance(event, e.NoteWritten) else event.at, day=False),
                    who=message.who,
                    channel=message.channel,
                    text=message.text,
                    icon=message.icon,
                    tone=message.tone,
                    mine=message.mine,
                )
            )
            explain(message.text, event.at)
        if isinstance(event, e.StageOpened):
            for text in program_of(scenario).read(scenario.stages[event.stage].text, after):
                explain(text, event.at)
    return Told(messages=tuple(found), met=tuple(new))


def _line(text: str, *, who: str = "", icon: str = "eye", mine: bool = False, tone: str = "plain", channel: str = "") -> Message:
    return Message(id="", when="", who=who, channel=channel, text=text, icon=icon, mine=mine, tone=tone)  # type: ignore[arg-type]


def _messages(scenario: Scenario, event: e.Event, after: Situation, plainly: bool = False) -> list[Message]:
    program = program_of(scenario)
    match event:
        case e.Said():
            return [
                _line(
                    words.text,
                    who=name_of(scenario, words.who),
                    icon=CHANNELS[words.channel],
                    channel="" if words.channel == "note" else words.channel,
                )
                for words in words_of(scenario, event, after, plainly)
            ]
        case e.ChoiceMade(stage=stage, choice=choice):
            item = program.item(node_of(stage, choice))
            assert item is not None, "what was chosen was on offer"
            if choice.startswith(SHOW):
                to = name_of(scenario, choice.removeprefix(SHOW).partition(":")[0])
                return [_line(f"What about this? {item.label}", who=f"You, to {to}", icon="wrench", mine=True)]
            helper = name_of(scenario, item.task.by)
            asked = item.label.removeprefix(f"{helper}: ")
            who = "You" if item.task.by == YOU else f"You, to {helper}"
            return [_line(asked[:1].upper() + asked[1:], who=who, icon="wrench" if on_bench(choice) else "hand", mine=True)]
        case e.RigBuilt(family=family):
            return [_line(f"It stands: {_family(scenario, family)}", icon="wrench", tone="good")]
        case e.RigEnded(family=family, how=how):
            words = {"taken": "Taken down", "rebuilt": "Taken apart, to build it another way", "ended": "It stands no more"}[how]
            return [_line(f"{words}: {_family(scenario, family)}", icon="wrench", tone="quiet")]
        case e.WorkBegan(kind="evidence", node=node):
            return [_line(program.items[node][1].label, who="You", icon="search", mine=True)]
        case e.DemandMet(inject=inject, how=how):
            demand = scenario.injects[inject].demand
            told_ = {
                "answer": demand.label if demand else "",
                "abandon": demand.label if demand else "",
                "carry_on": "Not now",
            }.get(how, "")
            return [_line(told_, who="You", icon="hand", mine=True)] if told_ else []
        case e.DeadlineLapsed(stage=stage):
            default = scenario.stages[stage].default
            return [_line(f"Time moved on: {default}" if default else "Time moved on.", icon="timer", tone="warn")]
        case e.FactLearned(fact=fact):
            known = scenario.facts[fact].known
            return [_line(known, who="Notebook", icon="notebook-pen", tone="accent")] if known else []
        case e.ChoiceRefused(reason=reason):
            return [_line(REFUSALS.get(reason, "That cannot be done now."), icon="circle-alert", tone="quiet")]
        case e.WorkDropped(node=node):
            left = program.item(node)
            return [_line(f"Left undone: {left.label if left is not None else 'The answer'}", icon="circle-x", tone="quiet")]
        case e.NoteWritten(text=text, about=about, kind=kind):
            if kind == "hint":
                return [_line(text, who=f"Hint {about}", icon="lightbulb", tone="accent")]
            return [] if about or kind else [_line(text, who="Your note", icon="notebook-pen", mine=True)]
        case e.CardRevealed(card=name):
            card = card_of(scenario, name)
            return [_line(card.knows, who=card.title, icon="users")] if card is not None else []
        case (
            e.RunBegan()
            | e.Accrued()
            | e.ClockStruck()
            | e.ThreadOpened()
            | e.ThreadClosed()
            | e.StageEntered()
            | e.StageOpened()
            | e.WorkBegan()
            | e.WorkDone()
            | e.WorkStopped()
            | e.WorkResumed()
            | e.DemandMade()
            | e.InjectArrived()
            | e.InjectSkipped()
            | e.InjectScheduled()
            | e.ConsequenceScheduled()
            | e.ConsequenceFell()
            | e.ConsequenceCancelled()
            | e.ChanceDrawn()
            | e.BeliefRevised()
            | e.VariableSet()
            | e.HarmCharged()
            | e.PersonMoved()
            | e.Scored()
            | e.TeamsSeated()
            | e.HandsCounted()
            | e.RunPaused()
            | e.RunResumed()
            | e.RunEnded()
        ):
            return []
        case _:
            assert_never(event)


def _family(scenario: Scenario, name: str) -> str:
    return scenario.bench.families[name].label if scenario.bench is not None else name


REFUSALS = {
    "late": "That came after things had moved on.",
    "busy": "Your hands are full.",
    "done": "That has been done.",
    "looks": "There is no time left here to look into more.",
    "condition": "That cannot be done as things stand.",
    "cost": "There is not enough money or stock for that.",
    "helper-busy": "They are still at it.",
    "helper-away": "They are not in at this hour.",
    "place": "That has to be done somewhere else.",
    "phase": "Nothing can be decided now.",
    "known": "That is known already.",
    "count": "That count does not fit the answers.",
}
"""Why something was refused, by the engine's code. Nobody is blamed."""
