"""What a guide has in tables: the inject list, a decision sheet for each matter, and critical tasks to rate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sim.debrief.markup import grid, table, tag, text
from sim.debrief.wording import clean, figure, label, lasting, speaker
from sim.domain.scenario import Evidence, Inject, Outcome, Panel, Passage, Say, Scenario, Stage, outcomes_below

_HOLE = re.compile(r"\{[^{}]*\}")

RATINGS = (("P", "done without trouble"), ("S", "with some trouble"), ("M", "with great trouble"), ("U", "not done"))
"""How a critical task is rated: the letters and what they mean (HSEEP's exercise evaluation guides)."""


def told(passage: Passage) -> str:
    """Return a paragraph for paper: where a number of the run would stand, there are dots."""
    return clean(_HOLE.sub("…", passage.text))


# ---------------------------------------------------------------- what arrives


def arrivals(scenario: Scenario) -> Iterator[str]:
    """Yield the inject list: what comes at its time, then what comes because of something.

    What nobody hears of, because it only moves something behind the scenes, is left out.
    """
    heard = [one for one in scenario.injects.values() if one.demand is not None or _heard(scenario, one.outcome)]
    timed = sorted((inject for inject in heard if inject.at is not None), key=lambda inject: inject.at or 0)
    caused = [inject for inject in heard if inject.at is None]
    if timed:
        yield text("h2", "What arrives at its time")
        yield text("p", "“If it fits” is left out of a run in which something that was done has settled it.", class_="quiet")
        yield grid(("", "When", "From", "What", "Comes"), _rows(scenario, timed, 1))
    if caused:
        yield text("h2", "What arrives because of something")
        yield grid(("", "When", "From", "What", "Comes"), _rows(scenario, caused, 1 + len(timed)))


def _rows(scenario: Scenario, injects: Iterable[Inject], first: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for n, inject in enumerate(injects, first):
        heard = _heard(scenario, inject.outcome)
        who = next((one for one, _ in heard if one), "")
        lines = [line if one in ("", who) else f"{one}: {line}" for one, line in heard]
        if inject.demand is not None:
            within = f", within {lasting(inject.demand.deadline)}" if inject.demand.deadline else ""
            lines.append(f"→ {clean(inject.demand.label)}{within}. Otherwise: {clean(inject.demand.default) or 'it passes'}.")
        what = tag("td", *(text("p", line) for line in lines))
        when = text("td", _when(scenario, inject), class_="when")
        found.append((text("td", str(n)), when, text("td", who), what, text("td", _comes(inject))))
    return found


def _when(scenario: Scenario, inject: Inject) -> str:
    if inject.at is not None:
        return label(scenario, inject.at)
    return f"{lasting(inject.after)} later" if inject.after else "at once"


def _comes(inject: Inject) -> str:
    if inject.contingency:
        return "because nothing was done"
    if inject.at is None:
        return "because of what was done"
    return "if it fits" if inject.unless is not None else "always"


def _heard(scenario: Scenario, outcome: Outcome) -> list[tuple[str, str]]:
    """Return what is said, and by whom; what only some ways it can turn out say begins with `Perhaps`."""
    found: list[tuple[str, str]] = []
    for below in outcomes_below(outcome):
        for effect in below.effects:
            if isinstance(effect, Say) and effect.text:
                words = " ".join(told(passage) for passage in effect.text if passage.when is None) or told(effect.text[0])
                who = speaker(scenario, effect.who) if effect.who else ""
                found.append((who, words if below is outcome else f"Perhaps: {words}"))
    return found


# ---------------------------------------------------------------- what is decided


def decisions(scenario: Scenario) -> Iterator[str]:
    """Yield a sheet for each matter: what can be done, what the panel thinks of it, why, and who disagrees."""
    yield text("h2", "What is decided")
    if scenario.provisional:
        said = "The ratings, 1 to 7, are the authors' and provisional until practitioners have given theirs."
        yield text("p", said, class_="quiet")
    for stage in scenario.stages.values():
        if stage.choices:
            yield tag("section", *_sheet(stage), class_="whole")


def _sheet(stage: Stage) -> Iterator[str]:
    yield text("h3", clean(stage.title or stage.question))
    if stage.title:
        yield text("p", clean(stage.question))
    if stage.stop:
        yield tag("p", text("strong", "Stop: "), text("span", clean(stage.stop)))
    rows = [_rated(choice.label, choice.panel) for choice in stage.choices]
    if stage.deadline is not None or stage.closes is not None:
        left = f" ({lasting(stage.deadline)})" if stage.deadline is not None else ""
        rows.append(_rated(f"If nobody decides{left}: {stage.default or 'time moves on'}", stage.drift))
    yield grid(("What they can do", "Panel", "Why"), rows)
    if stage.evidence:
        yield text("p", f"To look into: {'; '.join(map(_look, stage.evidence))}.", class_="quiet")


def _look(look: Evidence) -> str:
    return clean(look.label) + (f" ({lasting(look.task.takes)})" if look.task.takes else "")


def _rated(what: str, panel: Panel | None) -> tuple[str, ...]:
    if panel is None:
        return text("td", clean(what), class_="what"), text("td", "–"), text("td", "")
    why = [text("p", clean(panel.why))] if panel.why else []
    if panel.minority:
        why.append(tag("p", text("strong", "Some disagree: "), text("span", clean(panel.minority))))
    return text("td", clean(what), class_="what"), text("td", figure(panel.rating)), tag("td", *why)


# ---------------------------------------------------------------- what is observed


def sheet_of_tasks(scenario: Scenario) -> Iterator[str]:
    """Yield the critical tasks with boxes to tick, for somebody who watches."""
    if not scenario.duties:
        return
    yield text("h2", "Critical tasks, for whoever watches")
    yield text("p", "; ".join(f"{letter} {meaning}" for letter, meaning in RATINGS) + ". The debrief says when each was done.",
               class_="quiet")
    names, boxes = scenario.meta.competencies, ("☐",) * len(RATINGS)
    yield table(("Task", "By", "Why", "Shows", *(letter for letter, _ in RATINGS)), tuple(
        (clean(duty.label), label(scenario, duty.by), clean(duty.why), clean(names.get(duty.competency, "")), *boxes)
        for duty in scenario.duties
    ))
