"""Plans as text: what a program found out, written as an author would write it down."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sim.authoring.sheet import DAYS
from sim.domain.scenario import Scenario
from sim.engine.fitting import RIG
from sim.engine.improvise import called

_PLAIN = re.compile(r"[a-z][a-z0-9_./-]*")
"""Words that stand without quotes in every program that reads YAML, unless they are in `_WORDS`."""

_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_WEEK = 6 * 86_400


def plan_text(scenario: Scenario, steps: Iterable[Mapping[str, Any]], *says: str) -> str:
    """Return steps as a plan that `read_plan` reads: `at` in seconds becomes a time, answers are given at once.

    `says` stand above it as comments, a line each.
    """
    lines = [f"# {line}" for line in says]
    for step in steps:
        answers = any(how in step for how in ("answer", "carry_on", "abandon"))
        written = {key: _time(scenario, value) if key == "at" else value for key, value in step.items()}
        lines.append(f"- {_flow(written | ({'think': 0} if answers else {}))}")
    return "\n".join(lines) + "\n"


def told(scenario: Scenario, steps: Iterable[Mapping[str, Any]]) -> str:
    """Return steps in one line, as they would be told: `09:10 choose dark/go-down; on to 09:30`."""
    parts: list[str] = []
    draws: list[str] = []
    for step in steps:
        if "variant" in step:
            parts.append(f"variant {step['variant']}")
        draws += [f"{node} {', '.join(branches)}" for node, branches in step.get("luck", {}).items()]
        at = _time(scenario, step["at"]) if "at" in step else ""
        how, what = next(((how, step[how]) for how in _DEEDS if how in step), ("", ""))
        if "build" in step:
            parts.append(f"{at} build: {_idea(scenario, step)}")
        elif how:
            parts.append(f"{at} {how.replace('_', ' ')} {what}" + (" with a note" if step.get("note") else ""))
        elif at:
            parts.append(f"on to {at}")
        elif step.get("run"):
            parts.append("on to the end")
    return "; ".join(parts) + (f" (draws: {'; '.join(draws)})" if draws else "")


_DEEDS = ("choose", "look", "take_down", "answer", "carry_on", "abandon")


def _idea(scenario: Scenario, step: Mapping[str, Any]) -> str:
    """Return what a step builds, in the words the player reads."""
    return called(scenario, f"{RIG}{step['goal']}:{'+'.join(step['build'])}").rstrip(".")


def _time(scenario: Scenario, at: int) -> str:
    """Return a time as a clock label where that is exact, else as a duration since the start."""
    days, rest = divmod(scenario.midnight + at, 86_400)
    if rest % 60 or at >= _WEEK:
        parts = ((at // 3600, "h"), (at % 3600 // 60, "m"), (at % 60, "s"))
        return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
    label = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return f"{DAYS[(scenario.weekday + days) % 7]} {label}" if days else label


def _flow(value: Any) -> str:
    """Return plain data as YAML on one line, in quotes wherever some reader might see something else than a text."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text not in _WORDS else json.dumps(text)
