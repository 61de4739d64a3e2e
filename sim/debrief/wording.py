"""How a debrief writes times, numbers and other people's words."""
from __future__ import annotations

import re
from fractions import Fraction

from sim.debrief.review import Heard
from sim.domain import events as e
from sim.domain.scenario import Scenario, Stage
from sim.domain.situation import Situation
from sim.domain.texts import safe_text
from sim.domain.units import YOU, Seconds
from sim.engine.rhythm import clock_label, day_of
from sim.engine.telling import words_of

_MARKS = re.compile(r"\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[\[([^\[\]\n]+)\]\]")
_SENTENCE = re.compile(r"""^.*?[.!?]["'”’]?(?=\s+["'“‘]?[A-Z0-9ÄÖÜ]|$)""", re.DOTALL)


def clean(text: str) -> str:
    """Return a text on one line, without marks of ours and without anything that could steer a terminal."""
    text = _MARKS.sub(lambda m: m.group(1) or m.group(2) or m.group(3), text)
    return harmless(text)


def harmless(text: str) -> str:
    """Return a text on one line without anything that could steer a terminal."""
    return " ".join(safe_text(text).split())


def first_words(text: str, most: int = 14) -> str:
    """Return the beginning of a text, whole if it is short."""
    words = clean(text).split()
    return " ".join(words) if len(words) <= most else " ".join(words[:most]).rstrip(",;:.") + " …"


def first_sentence(text: str) -> str:
    found = _SENTENCE.match(text.strip())
    return found.group() if found is not None else text.strip()


def quoted(text: str) -> str:
    """Return a text in quotation marks, unless it is speech already."""
    return text if text.startswith(("\"", "“", "‘", "'")) else f"“{text}”"


def sentence(text: str) -> str:
    """Return a text with a full stop, if it has no end of its own."""
    ended = text.rstrip("\"'”’").endswith((".", "?", "!", "…", ":"))
    return text if ended or not text else f"{text}."


def label(scenario: Scenario, at: Seconds) -> str:
    """Return a time as the player's clock showed it, with the day where there are several."""
    return clock_label(scenario, at, day=day_of(scenario, scenario.horizon) > 1)


def figure(number: Fraction | int) -> str:
    """Return a number in at most one decimal, and in none from a hundred up; thousands apart."""
    exact = Fraction(number)
    rounded = Fraction(round(exact)) if abs(exact) >= 100 else Fraction(round(exact * 10), 10)
    text = f"{int(abs(rounded)):,}" if rounded.denominator == 1 else f"{float(abs(rounded)):,.1f}"
    return f"−{text}" if rounded < 0 else text


def measure(number: Fraction | int, unit: str) -> str:
    """Return a number with its unit: `$117,591`, `64.3 %`."""
    if unit in ("$", "€", "£"):
        return f"{unit}{figure(number)}".replace(f"{unit}−", f"−{unit}")
    return f"{figure(number)} {unit}".strip()


def percent(share: Fraction) -> str:
    return f"{round(share * 100)} %"


def count(number: int, one: str, several: str = "") -> str:
    """Return `1 decision`, `2 decisions`."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def lasting(seconds: Seconds) -> str:
    """Return a time as one would say it: `40 seconds`, `four minutes`, `3 hours`."""
    if seconds < 90:
        return count(seconds, "second")
    if seconds < 90 * 60:
        minutes = round(seconds / 60)
        names = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
        return f"{names[minutes - 2]} minutes" if minutes <= 12 else f"{minutes} minutes"
    hours = round(seconds / 3600)
    return f"{hours} hours" if hours > 1 else "hour and a half"


def speaker(scenario: Scenario, who: str) -> str:
    """Return how a speaker is called: a person's name, or the name as it stands; empty for the narrator."""
    if who == YOU:
        return "You"
    return next((person.name for person in scenario.people.values() if person.id == who), who)


def nobody(stage: Stage, busy: bool = False) -> str:
    """Return in words that the clock decided; `busy` if the player had their hands full then."""
    if not stage.default:
        return "Time was up while your hands were full" if busy else "Nobody decided"
    return f"Time was up while your hands were full: {stage.default}" if busy else f"Nobody decided: {stage.default}"


def heard(scenario: Scenario, event: e.Event, after: Situation) -> Heard | None:
    """Return the first paragraph an event says, read in the situation it left, if it says anything."""
    words = next(iter(words_of(scenario, event, after)), None)
    if words is None:
        return None
    return Heard(when=label(scenario, event.at), who=speaker(scenario, words.who), text=words.text)
