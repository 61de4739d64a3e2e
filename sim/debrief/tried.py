"""The workbench of a run in words: what was tried, what it taught, how it stood, and where the bottleneck was."""
from __future__ import annotations

from sim.debrief.improvised import Idea, Limit, Narrow, Stood
from sim.debrief.wording import figure, label, sentence
from sim.domain.scenario import Scenario
from sim.engine.fitting import listed

NOTHING = "Nothing was tried at the workbench, so there is nothing to say of improvisation."

WANTS = {"lines": "lines", "hands": "hands to pass them on", "handlers": "people to deal with them"}
"""What a flow can be short of."""


def fate(scenario: Scenario, idea: Idea) -> str:
    """Return in a sentence or two what became of an idea: its lesson, or when it stood and how that ended."""
    told = [] if not idea.shown else [f"Shown to {', '.join(idea.shown)}."]
    if idea.stood:
        told += [_stood(scenario, stood) for stood in idea.stood]
    elif idea.works:
        told.append("It would have worked." if idea.shown else "It was begun and left.")
    elif idea.lesson:
        told.append(sentence(idea.lesson))
    elif not idea.shown:
        told.append("It could not work; it was left before anybody knew why.")
    return " ".join(told)


def _stood(scenario: Scenario, stood: Stood) -> str:
    ended = {
        "": "", "taken": ", when it was taken down", "rebuilt": ", when it was built anew",
        "ended": ", when something else ended it",
    }
    until = label(scenario, stood.until) if stood.until is not None else "the end"
    told = f"It stood from {label(scenario, stood.since)} to {until}{ended[stood.how]}."
    if stood.better:
        told += " It took the place of what was there."
    if stood.beside:
        told += f" Beside it stood {listed([f'“{name}”' for name in stood.beside])}."
    return told


def mark(idea: Idea) -> str:
    """Return in a word or two how an idea came out."""
    return "built" if idea.stood else "works" if idea.works else "could not work" if idea.lesson or not idea.shown else "shown"


def narrow_words(scenario: Scenario, narrow: Narrow) -> tuple[str, ...]:
    """Return how much of a flow was lost, and where it was narrow, in a sentence for each of the three things that cost most."""
    what = narrow.label
    if round(narrow.lost) < 1:
        return (f"{what}: nothing was lost that was worth a word.",)
    told = f"{what}: {figure(round(narrow.lost))} of {figure(round(narrow.came))} {narrow.unit} were lost."
    worth_it = [limit for limit in narrow.limits if round(limit.lost) >= 1][:3]
    worst = next((limit for limit in worth_it if limit.what in WANTS), None)
    return (told, *(_limit(scenario, limit, limit is worst) for limit in worth_it))


def _limit(scenario: Scenario, limit: Limit, worst: bool) -> str:
    place = f" ({limit.place})" if limit.place else ""
    part = f"{figure(round(limit.worst))} of them" if round(limit.worst) < round(limit.lost) else "all"
    lost, span = figure(round(limit.lost)), f"{part} between {label(scenario, limit.since)} and {label(scenario, limit.until)}"
    if limit.what == "nothing":
        return f"While nothing carried them {lost} were lost, {span}."
    if limit.what == "":
        return f"Where no one thing was short {lost} were lost, {span}."
    if worst:
        return f"The bottleneck was {WANTS[limit.what]}{place}: that cost {lost}, {span}."
    return f"Want of {WANTS[limit.what]}{place} cost {lost}, {span}."
