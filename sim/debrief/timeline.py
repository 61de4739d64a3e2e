"""The run on one line: what was decided, what arrived, what came of it."""
from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.followed import nodes_of
from sim.debrief.ideas import words_for
from sim.debrief.record import Step, said_at
from sim.debrief.review import Entry, Heard
from sim.debrief.wording import first_words, heard, label, nobody
from sim.domain import events as e
from sim.domain.scenario import Outcome, Scenario
from sim.domain.units import YOU, InjectId, on_bench
from sim.engine.program import fill, program_of
from sim.engine.room import card_of

CHANNELS = {
    "phone": "phone", "walk-in": "user-round", "mail": "mail", "radio": "radio", "news": "newspaper", "chat": "message-square",
    "monitor": "monitor", "note": "eye",
}
"""The icon of each channel words come by."""

ENDS = {"horizon": "Time was up", "led": "It was over", "closed": "Nothing was left open"}
"""How a run came to its end."""


def timeline_of(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Entry, ...]:
    """Return every event worth a line, in order."""
    return tuple(_entries(scenario, steps))


def _entries(scenario: Scenario, steps: tuple[Step, ...]) -> Iterator[Entry]:
    end = max([step.event.at for step in steps if not isinstance(step.event, e.NoteWritten)], default=0)

    def entry(step: Step, kind: str, title: str, detail: str, icon: str, tone: str = "plain") -> Entry:
        at = step.event.at
        return Entry(
            seq=step.seq, at=at, when=label(scenario, at), kind=kind, title=title, detail=detail,  # type: ignore[arg-type]
            place=min(1000, at * 1000 // max(1, end)), icon=icon, tone=tone,  # type: ignore[arg-type]
        )

    for n, step in enumerate(steps):
        match step.event:
            case e.StageOpened(stage=stage):
                yield entry(step, "stage", scenario.stages[stage].title, scenario.stages[stage].question, "map-pin", "quiet")
            case e.ChoiceMade(stage=stage, choice=choice) if on_bench(choice):
                yield entry(step, "decision", words_for(scenario, step.event), scenario.stages[stage].title, "wrench", "strong")
            case e.RigBuilt(family=family):
                yield entry(step, "built", f"It stands: {_family(scenario, family)}", "", "wrench", "good")
            case e.RigEnded(family=family, how=how) if how != "rebuilt":
                ended = "It is taken down" if how == "taken" else "It stands no more"
                yield entry(step, "built", f"{ended}: {_family(scenario, family)}", "", "wrench", "quiet")
            case e.ChoiceMade(stage=stage, choice=choice):
                label_ = next(c.label for c in scenario.stages[stage].choices if c.id == choice)
                yield entry(step, "decision", f"You chose: {label_}", scenario.stages[stage].title, "hand", "strong")
            case e.DeadlineLapsed(stage=stage):
                busy = YOU in step.before.works
                yield entry(step, "lapse", nobody(scenario.stages[stage], busy), scenario.stages[stage].title, "timer", "warn")
            case e.InjectArrived(inject=inject):
                words, icon = _first_said(scenario, steps, n, scenario.injects[inject].outcome)
                if words is not None:
                    yield entry(step, "inject", first_words(words.text), words.who, icon)
            case e.DemandMet(inject=inject, how=how) if how in ("answer", "abandon", "carry_on", "lapse"):
                yield entry(step, "answer", *_answer(scenario, inject, how))
            case e.ConsequenceFell(consequence=consequence):
                words, _ = _first_said(scenario, steps, n, scenario.consequences[consequence].outcome)
                if words is not None:
                    yield entry(step, "consequence", first_words(words.text), words.who, "history")
            case e.HarmCharged(fact=name, price=price):
                fact = scenario.facts[name]
                yield entry(step, "harm", fact.warning or fact.known or name, f"charged {price}", "triangle-alert", "bad")
            case e.CardRevealed(card=card):
                held = card_of(scenario, card)
                if held is not None:
                    yield entry(step, "fact", f"Said aloud: {held.knows}", held.title, "users", "accent")
            case e.FactLearned(fact=name) if scenario.facts[name].known:
                known = fill(scenario.facts[name].known, step.settled)
                yield entry(step, "fact", known, "You found out", "notebook-pen", "accent")
            case e.RunEnded(how=how):
                yield entry(step, "end", ENDS[how], "", "flag", "strong")


def _family(scenario: Scenario, name: str) -> str:
    return scenario.bench.families[name].label if scenario.bench is not None else name


def _answer(scenario: Scenario, inject: InjectId, how: str) -> tuple[str, str, str, str]:
    """Return title, detail, icon and tone of how a demand was met."""
    demand = scenario.injects[inject].demand
    name = demand.label if demand is not None else inject
    if how == "lapse":
        default = f": {demand.default}" if demand is not None and demand.default else ""
        return f"Nobody answered{default}", name, "timer", "warn"
    if how == "carry_on":
        return f"Not now: {name}", "You carried on", "hand", "strong"
    return f"You answered: {name}", "" if how == "answer" else "You dropped what you were doing", "hand", "strong"


def _first_said(scenario: Scenario, steps: tuple[Step, ...], n: int, outcome: Outcome) -> tuple[Heard | None, str]:
    """Return the first words of an outcome that step `n` began, and the icon of the way they came."""
    nodes = nodes_of(outcome)
    said = said_at(steps, n, nodes)
    if said is None or not isinstance(said.event, e.Said):
        return None, ""
    say = program_of(scenario).says[(said.event.node, said.event.index)]
    return heard(scenario, said.event, said.settled), CHANNELS.get(say.channel, "message-square")
