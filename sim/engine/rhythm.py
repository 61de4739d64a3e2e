"""How scenario time and real time meet: reading holds the clock, thinking costs, waits and long actions pass quickly."""

from __future__ import annotations

from fractions import Fraction

from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import YOU, Seconds
from sim.engine.agenda import Due, all_due
from sim.engine.improvise import benches
from sim.engine.offers import offers, wanted
from sim.engine.program import program_of

READING_RATE = 200
"""Words a minute, unless the reader sets another."""

LONG_ACTION = 6
"""Real seconds in which a long action passes, at most."""

LET_RUN = 4
"""Real seconds in which a wait passes, at most."""


def pace_of(scenario: Scenario, situation: Situation) -> Fraction:
    """Return scenario seconds per real second now: that of the slowest stage that is open."""
    open_ = [scenario.stages[s.stage].pace for s in situation.threads.values() if s.open and not s.settled]
    return min(open_, default=scenario.pace)


def is_free(scenario: Scenario, situation: Situation) -> bool:
    """Whether the player has something to decide now, so that the clock runs at the pace of thinking."""
    if situation.phase is not Phase.RUNNING:
        return False
    if wanted(scenario, situation):
        return True
    if YOU in situation.works or situation.parked:
        return False
    return bool(benches(scenario, situation)) or any(not offer.reason for offer in offers(scenario, situation))


def wants_player(happened: tuple[e.Event, ...]) -> bool:
    """Whether anything in `happened` ends a wait: words to read, a stage, a demand, somebody back, the end."""
    return any(
        isinstance(event, e.Said | e.StageOpened | e.DemandMade | e.DeadlineLapsed | e.WorkDone | e.RunEnded | e.FactLearned)
        for event in happened
    )


def waits_for(scenario: Scenario, situation: Situation, due: Due) -> str:
    """Return in words, without a full stop, what a wait until `due` waits for, as far as the player may know it."""
    return _waits_for(scenario, situation, due).rstrip(".")


def _waits_for(scenario: Scenario, situation: Situation, due: Due) -> str:
    program = program_of(scenario)
    match due.kind:
        case "work" if due.what == YOU:
            node = situation.works[YOU].node
            found = program.item(node)
            return found.label if found is not None else "the answer"
        case "work":
            return next((f"{p.name} to be done" for p in scenario.people.values() if p.id == due.what), "help")
        case "deadline":
            stage = next(s.stage for name, s in situation.threads.items() if name == due.what)
            return f"the time here to be up ({(scenario.stages[stage].default or 'it moves on').rstrip('.')})"
        case "opening":
            return "the next thing that needs you"
        case "horizon":
            return "the end of the day"
        case "demand":
            demand = next(w.demand for w in wanted(scenario, situation) if w.inject == due.what)
            return demand.default or "somebody else to answer"
    return "whatever comes"


def visible_due(scenario: Scenario, situation: Situation) -> Due:
    """Return the next due thing the player can expect: never news, which would give it away."""
    expected = [
        d for d in all_due(program_of(scenario), situation) if d.kind in ("work", "deadline", "opening", "demand", "horizon")
    ]
    return min(expected)


def reading_seconds(words: int, rate: int = READING_RATE) -> Fraction:
    """Return real seconds to read so many words; no time at all at rate 0, which means: never hold."""
    return Fraction(words * 60, rate) if rate else Fraction(0)


def clock_label(scenario: Scenario, at: Seconds, day: bool = True) -> str:
    """Return a time as the player's clock shows it, such as `Tue 08:37`."""
    total = scenario.midnight + at
    days, rest = divmod(total, 86_400)
    name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[(scenario.weekday + days) % 7]
    label = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return f"{name} {label}" if day else label


def day_of(scenario: Scenario, at: Seconds) -> int:
    """Return which day of the scenario it is, from 1."""
    return int((scenario.midnight + at) // 86_400) + 1
