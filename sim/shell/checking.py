"""Checking with exploring: what only every way a scenario can go can show, joined with where it stands in the file."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.authoring.ignoring import NEED_EXPLORING, ignored, settled
from sim.domain.problems import Problem
from sim.shell.progress import TooLarge, Watch, exploring

if TYPE_CHECKING:
    from sim.analysis.checks.explored import Finding
    from sim.analysis.maps.map import Map
    from sim.authoring.load import Loaded
    from sim.authoring.plans import Plan, Played
    from sim.domain.scenario import Scenario

MOST = 100_000
"""Situations that a plain check looks into, about, in each variant."""

SECONDS = 2.0
"""Of processor time, the most that a plain check explores one scenario."""

TOO_LARGE = "not explored: something in it grows larger than can be counted"


class Explored:
    """What exploring one scenario showed: problems with their places, and in a few words how far it went."""

    def __init__(self, loaded: Loaded, path: str, *, deep: bool) -> None:
        self.problems: list[Problem] = []
        self.whole, self.words = False, "not explored"
        if loaded.scenario is not None:
            try:
                self._explore(loaded, path, deep)
            except TooLarge:
                self.words = TOO_LARGE

    def _explore(self, loaded: Loaded, path: str, deep: bool) -> None:
        from sim.analysis.checks.checks import findings

        scenario = loaded.scenario
        assert scenario is not None
        watch = Watch(None if deep else SECONDS, quiet=not deep)
        most: dict[str, Any] = {} if deep else {"most": MOST, "beyond": "open"}

        def maps(think: str) -> list[Map]:
            found: list[Map] = []
            for variant in ("", *scenario.variants):
                if not watch.why and all(map_.whole for map_ in found):
                    found.append(exploring(scenario, watch=watch, variant=variant, think=think, **most))
            return found

        base = maps("once")
        self.whole = len(base) == 1 + len(scenario.variants) and all(map_.whole for map_ in base)
        found = findings(base, whole=self.whole)
        if any(finding.never for finding in found) and not watch.why:  # what waiting longer might show
            found = findings(base, maps("edges"), whole=self.whole)
        self.problems = [_problem(finding, loaded, path) for finding in found]
        count = sum(map_.situations for map_ in base)
        took = f" in {SECONDS:g} s" if watch.why == "time" else ""
        more = "" if deep else "; `check --deep` explores more"
        part = f"explored {count:,} situations{took}, not whole{more}"
        self.words = f"explored whole: {count:,} situations" if self.whole else part


def _problem(finding: Finding, loaded: Loaded, path: str) -> Problem:
    from sim.analysis.checks.witness import steps
    from sim.authoring.writing import told
    from sim.domain.problems import Mark

    where, length = loaded.places.get(finding.about) or (Mark(path, 1, 1), 1)
    witness = ""
    if finding.ways is not None and finding.way is not None and loaded.scenario is not None:
        witness = told(loaded.scenario, steps(finding.ways.map, finding.way)) or "as soon as the run begins"
    return Problem(
        code=finding.code, where=where, length=length, message=finding.message, hint=finding.hint, severity=finding.severity,
        witness=witness,
    )


INTERVIEW = "interview"
"""The name of the plan that does what the man in the interview did."""


def own_way(plan: Plan, scenario: Scenario, played: Played) -> list[Problem]:
    """SC510: at a workbench, the interview's own way is a clear success. A plan that came out otherwise says nothing of it."""
    from sim.debrief.improvising import SUCCESS, improvised
    from sim.debrief.record import laid_out
    from sim.domain.problems import Mark

    if plan.name != INTERVIEW or scenario.bench is None or played.failures:
        return []
    found = improvised(scenario, laid_out(played.events))
    score = found.score or 0 if found is not None else 0
    if score >= SUCCESS:
        return []
    terms = found.terms if found is not None else ()
    why = ", ".join(f"{term.title.lower()} {term.value / 1000:g}" for term in terms) or "nothing is tried at the workbench"
    return [Problem(
        code="SC510", where=plan.steps[-1][1] if plan.steps else Mark(plan.name, 1, 1),
        message=f"the interview's own way scores {score / 1000:g} for improvisation, not {SUCCESS / 1000:g}: {why}",
        hint="look at the `panel`, `tier`, `rare` and `exit` of what it builds, at what that carries, and at `dead`",
    )]


def joined(loaded: Loaded, path: str, explored: Explored | None) -> list[Problem]:
    """Return what loading and exploring found, in the order of the file, without what a comment with a reason lets stand.

    Nothing that keeps a scenario from being loaded can be let stand.
    """
    firm = [problem for problem in loaded.problems if problem.severity == "error"]
    loose = [problem for problem in loaded.problems if problem.severity != "error"]
    loose += explored.problems if explored is not None else []
    unjudged: Sequence[str] = () if explored is not None and explored.whole else tuple(NEED_EXPLORING)
    if not firm:
        loose = settled(ignored(loaded.text, path), loose, unjudged)
    return sorted({*firm, *loose}, key=lambda problem: (problem.where, problem.code, problem.message))
