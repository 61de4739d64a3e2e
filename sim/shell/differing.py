"""The command `diff`: what an edit changed in meaning, what the scenario comes to now, which kept runs no longer play back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.shell.drafts import Draft, commands_of, draft, kept_of, plays_back
from sim.shell.speech import say

if TYPE_CHECKING:
    from sim.analysis.compare.changes import Change, Field
    from sim.analysis.compare.reckoning import Reckoning
    from sim.analysis.maps.map import Think
    from sim.shell.trust import Kept

LONG = 60
"""Characters of a text that are shown of each side."""


def diff(before: str, after: str, runs: Sequence[str], *, as_json: bool, most: int, think: Think) -> None:
    """Print what differs between two scenarios. Raises NotKept, or Wrong of one that cannot be played."""
    from sim.analysis.compare.changes import changes

    old, new = draft(before), draft(after)
    found = changes(old.scenario, new.scenario)
    sides = () if not found else (_reckoned(old, most, think), _reckoned(new, most, think))
    broken = [_played_back(new, name, kept) for name, kept in kept_of(new.scenario, runs)]
    if as_json:
        say(json.dumps(_data(old, new, found, sides, broken), indent=2))
        return
    say("\n".join(_text(old, new, found, sides, broken)))


def _reckoned(one: Draft, most: int, think: Think) -> Reckoning:
    from sim.analysis.compare.reckoning import reckoned
    from sim.analysis.maps.explore import explore

    return reckoned(explore(one.scenario, most=most, think=think))


def _played_back(new: Draft, name: str, kept: Kept) -> dict[str, Any]:
    """Return whether a run plays back on the edited scenario: exactly, or at least with everything happening as it did."""
    from sim.analysis.compare.retrace import again, parting, told
    from sim.engine.chance import live
    from sim.engine.rhythm import clock_label
    from sim.shell.trust import as_fallen

    good = plays_back(new.scenario, kept)
    data: dict[str, Any] = {"run": name, "moments": len(kept.moments), "same": good}
    if good == len(kept.moments):
        return data
    luck = as_fallen(kept.moments) if kept.header.plan else live(kept.header.seed)
    was = told(kept.scenario, (event for moment in kept.moments for event in moment.events))
    _, events = again(new.scenario, commands_of(kept.moments), luck)
    now = told(new.scenario, events)
    place = parting(was, now)
    data["clock"] = clock_label(kept.scenario, kept.moments[good].at)
    data["was"] = str(was[place]) if place is not None and place < len(was) else ""
    data["is"] = str(now[place]) if place is not None and place < len(now) else ""
    return data


# ---------------------------------------------------------------- in words


def _text(
    old: Draft, new: Draft, found: Sequence[Change], sides: Sequence[Reckoning], runs: Sequence[dict[str, Any]],
) -> Iterator[str]:
    if old.raw == new.raw:
        yield f"{old.file} and {new.file} are the same, letter by letter."
    elif not found:
        yield f"{old.file} and {new.file} mean the same: only comments, layout or the order of keys differ."
    rules = [change for change in found if change.rules or change.how != "changed"]
    if found:
        yield f"{old.file} -> {new.file}: {_count(len(rules), 'thing')} changed in what happens, " \
              f"{_count(sum(bool(change.texts) for change in found), 'thing')} in words."
    for change in rules:
        yield f"  {change.how} {change.kind} {change.name}"
        yield from (f"      {_field(field)}" for field in change.rules)
    worded = [change for change in found if change.texts]
    if worded:
        yield "\nOnly words:"
    for change in worded:
        yield f"  {change.kind} {change.name}"
        yield from (f"      {_field(field)}" for field in change.texts)
    if sides:
        yield ""
        yield from _figures(old, new, *sides)
    if runs:
        yield ""
        yield from _runs(runs)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _field(field: Field) -> str:
    before, after = _cut(field.before), _cut(field.after)
    if not field.before:
        return f"{field.name}: {after} (new)"
    return f"{field.name}: {before} (gone)" if not field.after else f"{field.name}: {before} -> {after}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONG else text[:LONG - 1] + "…"


def _figures(old: Draft, new: Draft, one: Reckoning, other: Reckoning) -> Iterator[str]:
    unit = new.scenario.worth.unit
    for play, was, now in (
        ("best play", one.best, other.best), ("random play", one.random, other.random), ("worst play", one.worst, other.worst),
    ):
        same = abs(was - now) < 5e-7 * max(1.0, abs(was))
        yield f"{play:12} " + (f"{now:,.2f} {unit}, as before" if same else f"{was:,.2f} -> {now:,.2f} {unit}")
    counts = f"{one.situations:,} -> {other.situations:,}"
    counts = f"{one.situations:,}, as before" if one.situations == other.situations else counts
    yield f"{'situations':12} {counts}"
    titles = {ending.id: ending.title for side in (old, new) for ending in side.scenario.endings}
    for name, title in titles.items():
        before, after = (side.endings.get(name, "not there") for side in (one, other))
        yield f"ending {name} ({title}): " + (f"{after}, as before" if before == after else f"{before} -> {after}")
    if not (one.whole and other.whole):
        yield ("Not all situations were explored (--max-situations): the best is at least, the worst at most what is said here; "
               "random play, and endings that were not found, prove nothing.")


def _runs(runs: Sequence[dict[str, Any]]) -> Iterator[str]:
    good = sum(run["same"] == run["moments"] for run in runs)
    yield f"{good} of {_count(len(runs), 'kept run')} still {'plays' if good == 1 else 'play'} back."
    for run in runs:
        if run["same"] < run["moments"]:
            yield f"  {run['run']}: differs first at moment {run['same']} of {run['moments']}, {run['clock']}."
            if run["was"] or run["is"]:
                yield f"      was: {run['was'] or 'nothing more'}"
                yield f"      now: {run['is'] or 'nothing more'}"
            else:
                yield "      The same things happen at the same times; only figures differ."


def _data(
    old: Draft, new: Draft, found: Sequence[Change], sides: Sequence[Reckoning], runs: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "before": old.file, "after": new.file, "same_text": old.raw == new.raw, "same_meaning": not found,
        "changes": [
            {
                "kind": change.kind, "name": change.name, "how": change.how,
                "rules": [field._asdict() for field in change.rules], "texts": [field._asdict() for field in change.texts],
            }
            for change in found
        ],
        "values": [
            {
                "best": side.best, "random": side.random, "worst": side.worst, "situations": side.situations, "whole": side.whole,
                "endings": dict(side.endings),
            }
            for side in sides
        ],
        "runs": list(runs),
    }
