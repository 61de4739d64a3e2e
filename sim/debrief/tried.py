"""The workbench of a run in words: what was tried, what it taught, how it stood, and where the bottleneck was."""
from __future__ import annotations

from sim.debrief.improvised import Idea, Limit, Narrow, Stood
from sim.debrief.wording import figure, label, sentence
from sim.domain.scenario import Scenario

NOTHING = "Nothing was tried at the workbench, so there is nothing to say of improvisation."

WANTS = {
    "lines": "for want of lines", "hands": "for want of hands to pass them on",
    "handlers": "for want of people to deal with them", "": "while nothing carried them",
}
"""What a flow was short of, after what was lost for it."""


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
    ended = {"": "", "taken": ", when it was taken down", "rebuilt": ", when it was built anew", "ended": ", when it was ended"}
    until = label(scenario, stood.until) if stood.until is not None else "the end"
    told = f"It stood from {label(scenario, stood.since)} to {until}{ended[stood.how]}."
    if stood.better:
        told += " It took the place of what was there."
    if stood.beside:
        told += f" Beside it stood {' and '.join(f'“{name}”' for name in stood.beside)}."
    return told


def mark(idea: Idea) -> str:
    """Return in a word or two how an idea came out."""
    return "built" if idea.stood else "works" if idea.works else "could not work" if idea.lesson or not idea.shown else "shown"


def narrow_words(scenario: Scenario, narrow: Narrow) -> str:
    """Return where a flow was narrow, in a sentence for each limit."""
    what = narrow.label
    if round(narrow.lost) < 1:
        return f"{what}: nothing was lost that was worth a word."
    told = f"{what}: {figure(round(narrow.lost))} of {figure(round(narrow.came))} {narrow.unit} were lost."
    parts = [limit for limit in narrow.limits if 100 * limit.lost >= narrow.lost and round(limit.lost) >= 1]
    return " ".join([told, *(_limit(scenario, limit, n == 0) for n, limit in enumerate(parts))])


def _limit(scenario: Scenario, limit: Limit, first: bool) -> str:
    span = f"between {label(scenario, limit.since)} and {label(scenario, limit.until)}"
    worst = f"{figure(round(limit.worst))} of them" if round(limit.worst) < round(limit.lost) else "all"
    return f"{'Most' if first else 'Then'}: {figure(round(limit.lost))} {WANTS.get(limit.what, WANTS[''])}, {worst} {span}."

