"""The command `cover`: what plans and kept runs have exercised of a scenario, as a table and a list of what they have not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.shell.drafts import Draft, draft, failed, kept_of, plans_of, played, plays_back
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    from sim.analysis.compare.coverage import Coverage, Play, Row
    from sim.analysis.maps.map import Think
    from sim.domain.problems import Mark

WHEN = {
    "once": "deciding at once, or letting the time run out",
    "edges": "deciding at once, at the last moment, or not at all",
    "beats": "deciding in any beat, or not at all",
}


def cover(name: str, runs: Sequence[str], *, as_json: bool, most: int, think: Think) -> None:
    """Print what the plans beside a scenario, and kept runs, have exercised. Raises NotKept, and Wrong of a scenario that is."""
    from sim.analysis.compare.coverage import as_data, coverage
    from sim.analysis.maps.explore import explore
    from sim.authoring.places import places

    one = draft(name)
    plays = [*_plans(one), *_runs(one, runs)]
    maps = [explore(one.scenario, variant=variant, think=think, most=most) for variant in ("", *one.scenario.variants)]
    found = coverage(one.scenario, maps, plays)
    where = places(one.raw, one.file)
    if as_json:
        data = as_data(found)
        for thing in data["things"]:
            thing["place"] = str(where.get(thing["place"], one.file))
        say(json.dumps({"scenario": one.scenario.meta.id, **data}, indent=2))
        return
    say("\n".join(text(found, where, one.file)))


def _plans(one: Draft) -> Iterator[Play]:
    from sim.analysis.compare.coverage import Play

    for plan, file in plans_of(one):
        taken, out = played(plan, one.scenario)
        if out.failures:
            complain(f"{file.name} does not do what it promises: {failed(out.failures)}. It counts as far as it goes.")
        yield Play(plan.name, tuple(moment.events for moment in taken))


def _runs(one: Draft, places: Sequence[str]) -> Iterator[Play]:
    from sim.analysis.compare.coverage import Play

    for name, kept in kept_of(one.scenario, places):
        good = len(kept.moments)
        if kept.scenario.digest != one.scenario.digest:
            good = plays_back(one.scenario, kept)
            if good < len(kept.moments):
                complain(f"{name} was played on another version: {good} of its {len(kept.moments)} moments still come out so.")
        yield Play(name, tuple(moment.events for moment in kept.moments[:good]))


# ---------------------------------------------------------------- in words


def text(found: Coverage, where: Mapping[str, Mark], file: str) -> Iterator[str]:
    """Yield the lines of a coverage: a table, what was never done, what cannot be."""
    from sim.analysis.compare.features import KINDS

    plays = "1 play" if len(found.plays) == 1 else f"{len(found.plays)} plays"
    seen = f"all {found.situations:,} situations" if found.whole else f"{found.situations:,} situations, not all there are,"
    yield f"{file}: {plays}, against {seen} that {WHEN[found.think]} can lead to."
    if not found.whole:
        yield "What plays at random met, and what was ever on offer, is possible too."
    yield ""
    for kind, words in KINDS.items():
        done, able = found.share(kind)
        if able:
            yield f"{words:32} {done:4} of {able:4}  {100 * done // able:3} %"
    for title, state in (
        ("Possible, and never done:", "never"),
        (f"Impossible {WHEN[found.think]}:", "impossible"),
        ("Not done, and not known to be possible (more situations may tell: --max-situations):", "unknown"),
    ):
        rows = [row for row in found.rows if row.state == state]
        if rows:
            yield f"\n{title}"
            yield from (_line(row, where, file) for row in rows)
    if not found.plays:
        yield "\nThere are no plans beside it, and no runs were given: --runs FOLDER."


_ONE = {
    "stage": "stage", "choice": "choice", "look": "look", "result": "result", "branch": "chance", "lapse": "deadline run out",
    "kept": "deadline met", "inject": "inject", "skipped": "inject skipped", "answer": "demand", "consequence": "consequence",
    "cancelled": "cancelled", "rig": "rig", "lesson": "lesson", "exit": "taking down",
    "condition": "condition", "move": "way",
}


def _line(row: Row, where: Mapping[str, Mark], file: str) -> str:
    feature = row.feature
    words = " ".join(feature.words.split())
    line = f"  {where.get(feature.place, file)}: {_ONE[feature.kind]} {feature.name}" + (f" ({words})" if words else "")
    if not row.where:
        return line
    places = ", ".join(f"{passed.play} at {passed.clock}" for passed in row.where)
    more = row.passed - len(row.where)
    return f"{line}; on offer in {places}" + (f" and {more} more" if more else "")
