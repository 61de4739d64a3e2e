"""What a run shows of each ability: counted evidence, with how sure one may be of it."""
from __future__ import annotations

from math import comb

from sim.debrief.duties import tasks_of
from sim.debrief.record import Step, record
from sim.debrief.review import Competency, Task
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario

ENOUGH = 6
"""The weight of evidence below which nothing is said of an ability."""

MOST = 300
"""The weight of evidence above which only its share counts: nobody gets surer, and the sums below would take for ever."""


def competencies_of(scenario: Scenario, steps: tuple[Step, ...], tasks: tuple[Task, ...]) -> tuple[Competency, ...]:
    """Return every ability the scenario names, with a Beta(1, 1) prior to which credit and its lack are added.

    Points of a score count with their size, for or against; a critical task counts 1, for if done in its window.
    (Transparent accumulation in the manner of evidence-centred design: Shute, Masduki and Donmez 2010.)
    """
    return tuple(_competency(scenario, name, title, steps, tasks) for name, title in scenario.meta.competencies.items())


def _competency(scenario: Scenario, name: str, title: str, steps: tuple[Step, ...], tasks: tuple[Task, ...]) -> Competency:
    good, bad = _points(name, steps, tasks)
    return ability(name, title, good, bad)


def _points(name: str, steps: tuple[Step, ...], tasks: tuple[Task, ...]) -> tuple[int, int]:
    points = [step.event.points for step in steps if isinstance(step.event, e.Scored) and step.event.competency == name]
    points += [1 if task.in_time else -1 for task in tasks if task.due and task.competency == name]
    return sum(p for p in points if p > 0), -sum(p for p in points if p < 0)


def evidence_of(scenario: Scenario, moments: tuple[Moment, ...]) -> dict[str, tuple[int, int]]:
    """Return for each ability the scenario names the weight of what a run shows for it, and against it."""
    steps = record(moments)
    tasks = tasks_of(scenario, steps)
    return {name: _points(name, steps, tasks) for name in scenario.meta.competencies}


def ability(name: str, title: str, good: int, bad: int) -> Competency:
    """Return what is to be thought of an ability, `good` weight of evidence speaking for it and `bad` against it."""
    scale = max(MOST, good + bad)
    a, b = 1 + good * MOST // scale, 1 + bad * MOST // scale
    return Competency(
        id=name, title=title, mean=round(1000 * a / (a + b)), low=quantile(a, b, 1, 10), high=quantile(a, b, 9, 10),
        weight=good + bad, enough=good + bad >= ENOUGH,
    )


def quantile(a: int, b: int, above: int, of: int) -> int:
    """Return the smallest x in thousandths with I_x(a, b) >= above / of, for whole a and b of at least 1.

    The regularised incomplete beta function is then the tail of a binomial, I_x(a, b) = sum over j from a to n of
    C(n, j) x^j (1 - x)^(n - j) with n = a + b - 1 (NIST Digital Library of Mathematical Functions, 8.17.5), worked out in whole
    numbers, so that every machine agrees.
    """
    n, low, high = a + b - 1, 0, 1000
    while low < high:
        x = (low + high) // 2
        tail = sum(comb(n, j) * x**j * (1000 - x) ** (n - j) for j in range(a, n + 1))
        low, high = (low, x) if tail * of >= above * 1000**n else (x + 1, high)
    return low
