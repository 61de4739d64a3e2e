"""How a run came out, as one object with stable keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.debrief.data import scored
from sim.debrief.review import Debriefing
from sim.domain.situation import Phase
from sim.shell.session import Session


def result(session: Session, debriefing: Debriefing, folder: Path | None) -> dict[str, Any]:
    """Return `scenario, seed, ending, outcome, flows, channels, scenario_seconds, journal`, and what a person would ask next.

    `improvisation` is `{score, terms}` as in a report; people are told its terms in sentences.
    """
    told = debriefing.told
    finished = session.situation.phase is Phase.DEBRIEF
    return {
        "scenario": session.scenario.meta.id,
        "seed": session.header.seed,
        "variant": session.header.variant,
        "ending": told.ending.id if finished else None,
        "ending_title": told.ending.title if finished else "",
        "outcome": {"value": float(round(told.value, 3)), "unit": session.scenario.worth.unit},
        "told": float(round(told.told, 1)),
        "flows": {
            flow.id: dict(zip(("offered", "answered"), (float(told.totals[total]) for total in flow.totals), strict=True))
            for flow in session.scenario.flows.values()
        },
        "channels": {channel.id: None if channel.share is None else channel.share / 1000 for channel in debriefing.channels},
        "improvisation": None if debriefing.improvised is None else scored(debriefing.improvised),
        "scenario_seconds": session.situation.at,
        "journal": str(folder / "journal.jsonl") if folder is not None else None,
    }
