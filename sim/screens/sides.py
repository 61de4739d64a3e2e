"""Where it stands: meters, figures, people, other matters, what is known; and the board a new day opens on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from sim.domain import events as e
from sim.domain.scenario import Meter as MeterOf
from sim.domain.scenario import Person
from sim.domain.units import MAIN, YOU, Seconds, VarId
from sim.engine.program import program_of
from sim.engine.rhythm import clock_label, day_of
from sim.screens.intents import Go
from sim.screens.view import ALSO_OPEN, Action, Block, Group, Meter, Row, Table, Tone

if TYPE_CHECKING:
    from sim.screens.playing import Playing


def side(shown: Playing) -> tuple[Block, ...]:
    """Return the groups of the side column; those with nothing to say are left out."""
    groups = (
        Group(title=shown.scene.label, icon="map-pin", blocks=(shown.scene,)) if shown.scene is not None else Group(blocks=()),
        Group(title=ALSO_OPEN, icon="git-branch", blocks=tuple(_threads(shown))),
        Group(title="Where it stands", icon="activity", blocks=(*_meters(shown), *_totals(shown))),
        Group(title="In hand", icon="wallet", blocks=tuple(_resources(shown))),
        Group(title="People", icon="users", blocks=tuple(_people(shown))),
        Group(title="What you know", icon="clipboard-list", blocks=tuple(_known(shown))),
    )
    return tuple(group for group in groups if group.blocks)


def _meters(shown: Playing) -> Iterator[Block]:
    for meter in shown.scenario.meters.values():
        if meter.hidden:
            continue
        level = int(shown.situation.values[meter.id])
        share = (level - meter.low) * 1000 // max(1, meter.high - meter.low)
        band = meter.band(level)
        value = f"{level} {meter.unit}".strip() if meter.unit or not band else str(level)
        yield Meter(
            label=meter.label,
            value=f"{value} · {band}" if band else value,
            share=share,
            change=_change(shown, meter.id),
            tone=_tone(meter, share),
            icon=meter.icon or "activity",
        )


def _tone(meter: MeterOf, share: int) -> Tone:
    if meter.good == "neither":
        return "accent"
    good = share if meter.good == "high" else 1000 - share
    return "bad" if good < 300 else "warn" if good < 550 else "good"


def _change(shown: Playing, name: VarId) -> str:
    """Return the last change in the last few moments of scenario time, with its sign."""
    for event in reversed(shown.events):
        if event.at < shown.situation.at:
            break
        if isinstance(event, e.VariableSet) and event.what == name and event.by:
            return f"{event.by:+d}"
    return ""


def _totals(shown: Playing) -> Iterator[Block]:
    for total in shown.scenario.totals.values():
        if total.shown:
            yield Row(
                title=total.label,
                aside=f"{round(shown.totals.get(total.id, Fraction(0))):,} {total.unit}".strip(),
                icon="trending-up",
            )


def _resources(shown: Playing) -> Iterator[Block]:
    from sim.screens.playing import money

    for resource in shown.scenario.resources.values():
        if not resource.shown:
            continue
        amount = int(shown.situation.values[resource.id])
        if not amount and not any(isinstance(event, e.VariableSet) and event.what == resource.id for event in shown.events):
            continue  # what nobody has or has had would only give an idea away
        text = money(amount, resource.unit, "").strip()
        change = _change(shown, resource.id)
        yield Row(
            title=resource.label, aside=text, detail=f"last change {change}" if change else "", icon=resource.icon or "package"
        )


def _people(shown: Playing) -> Iterator[Block]:
    program, s = program_of(shown.scenario), shown.situation
    for person in shown.scenario.people.values():
        if person.id == YOU or not (person.shown or any(message.who == person.name for message in shown.messages)):
            continue
        now = program.time_of_day(shown.at)
        work = s.works.get(person.id)
        aside, tone = "", "plain"
        if work is not None:
            aside, tone = f"busy until {clock_label(shown.scenario, work.until, day=False)}", "warn"
        elif person.hours and not any(start <= now < end for start, end in person.hours):
            aside, tone = "not in", "quiet"
        elif _is_tired(shown, person):
            aside, tone = "tired", "warn"
        elif person.helps:
            aside, tone = "free to help", "good"
        place = shown.scenario.places.get(s.where[person.id], "") if person.id in s.where else ""
        item = program.item(work.node) if work is not None else None
        doing = item.label if item is not None else ""
        detail = doing or " · ".join(part for part in (person.job, place) if part)
        yield Row(title=person.name, detail=detail, aside=aside, initial=person.name[:1], tone=tone)  # type: ignore[arg-type]


def _is_tired(shown: Playing, person: Person) -> bool:
    return person.tired is not None and program_of(shown.scenario).holds(person.tired, shown.situation)


def _threads(shown: Playing) -> Iterator[Block]:
    from sim.screens.playing import front

    here = front(shown.situation, shown.thread)
    for name, standing in shown.situation.threads.items():
        if name == here or not standing.open:
            continue
        stage = shown.scenario.stages[standing.stage]
        title = shown.scenario.threads[name].title if name != MAIN else stage.title
        until = f"until {clock_label(shown.scenario, standing.due, day=False)}" if standing.due is not None else ""
        action = Action(id=f"thread-{name}", label=f"Turn to: {title}", intent=Go(screen="thread", what=name))
        yield Group(
            blocks=(Row(title=title, detail=stage.question or stage.title, aside=until, icon="git-branch"),), action=action
        )


def _known(shown: Playing) -> Iterator[Block]:
    for fact in shown.scenario.facts.values():
        if fact.known and shown.situation.known(fact.id):
            yield Row(title=fact.known, icon="check", tone="plain")


def board(shown: Playing) -> list[Block]:
    """Return the figures of each day so far, and who is tired."""
    scenario = shown.scenario
    today = day_of(scenario, shown.at)
    days = sorted(
        {day_of(scenario, Seconds(max(0, event.at - 1))) for event in shown.events if isinstance(event, e.Accrued)} - {today}
    )
    sums: dict[int, Counter[str]] = {day: Counter() for day in days}
    for event in shown.events:
        if isinstance(event, e.Accrued):
            day = day_of(scenario, Seconds(max(0, event.at - 1)))
            if day in sums:
                sums[day].update({str(name): amount for name, amount in event.amounts.items()})
    counted = [total for total in scenario.totals.values() if total.rate is not None and total.shown]
    rows = []
    before: Counter[str] = Counter()
    for day in days:
        until = before + sums[day]  # rounded as they add up, so that the column adds up to the total shown beside it
        name = clock_label(scenario, Seconds((day - 1) * 86_400 - scenario.midnight + 43_200))[:3]
        rows.append((name, *(f"{round(until[total.id] / 1000) - round(before[total.id] / 1000):,}" for total in counted)))
        before = until
    tired: list[Block] = [
        Row(title=person.name, aside="tired", initial=person.name[:1], tone="warn")
        for person in scenario.people.values()
        if _is_tired(shown, person)
    ]
    if not rows or not counted:
        return tired
    return [Table(columns=("Day", *(total.label for total in counted)), rows=tuple(rows), caption="So far"), *tired]
