"""What helps while one learns: hints, a step at a time, and what practitioners think of a decision right after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.debrief.wording import figure, quoted, sentence
from sim.domain import events as e
from sim.domain.units import YOU
from sim.engine.program import fill
from sim.engine.rhythm import clock_label
from sim.screens.intents import Again, Go, Hint
from sim.screens.view import Action, Block, Buttons, Group, Heading, Paragraph, Row

if TYPE_CHECKING:
    from sim.domain.scenario import Choice, Stage
    from sim.screens.playing import Playing

HINT = Action(id="hint", label="Hint", intent=Go(screen="dialog", what="hints"), key="h", icon="lightbulb")


def hints(shown: Playing) -> tuple[Block, ...]:
    """The hints that were given, and the next one to be had; they cost nothing, and the debrief says that they were taken."""
    given = [event for event in shown.events if isinstance(event, e.NoteWritten) and event.kind == "hint"]
    every = shown.scenario.debrief.hints
    rows = tuple(Row(title=text, initial=str(n)) for n, text in enumerate(every[:len(given)], 1))
    back = Action(id="back", label="Back", intent=Go(screen="dialog", what=""), key="escape", icon="arrow-left",
                  weight="primary" if len(given) >= len(every) else "plain")
    more = (Action(id="hint-next", label=f"Show hint {len(given) + 1} of {len(every)}", intent=Hint(), icon="lightbulb",
                   weight="primary"),) if len(given) < len(every) else ()
    return (
        Heading(text="Hints", level=1, icon="lightbulb", aside=f"{len(given)} of {len(every)}"),
        Paragraph(text="Each says more than the one before. They cost nothing; the debrief says which you took.", tone="quiet"),
        *rows, Buttons(actions=(*more, back)),
    )


def feedback(shown: Playing) -> tuple[Block, ...]:
    """What practitioners think of the decision that was just taken, and the way back to it."""
    _, seq, stage, name = (*shown.about.split(" ", 3), "", "", "")[:4]
    found = rated(shown, stage, name)
    go_on = Action(id="back", label="Go on", intent=Go(screen="dialog", what=""), key="escape", weight="primary", icon="play")
    if found is None:
        return (Paragraph(text="Practitioners have not rated this one."), Buttons(actions=(go_on,)))
    where, chosen = found
    panel = chosen.panel
    assert panel is not None
    others = [choice for choice in where.choices if choice.panel is not None and choice is not chosen]
    best = max(others, key=lambda choice: choice.panel.rating if choice.panel is not None else 0, default=None)
    blocks: list[Block] = [
        Heading(text="What practitioners say", level=1, icon="scale",
                aside="provisional" if shown.scenario.provisional else ""),
        Group(title=chosen.label, icon="hand", aside=f"{figure(panel.rating)} of 7",
              blocks=(Paragraph(text=sentence(panel.why)),)),
    ]
    blocks += _changed(shown, stage, name)
    if panel.minority:
        blocks.append(Paragraph(text=f"A minority sees it differently: {sentence(panel.minority)}", tone="quote"))
    if best is not None and best.panel is not None and best.panel.rating > panel.rating:
        blocks.append(Group(title="Rated higher", icon="award", aside=f"{figure(best.panel.rating)} of 7",
                            blocks=(Row(title=quoted(best.label), detail=sentence(best.panel.why)),)))
    else:
        blocks.append(Paragraph(text="Nothing on offer was rated higher.", tone="good"))
    again = Action(id="retake", label="Take it again", intent=Again(moment=int(seq) if seq.isdecimal() else 1), key="a",
                   icon="rotate-ccw")
    return (*blocks, Buttons(actions=(go_on, again)))


def _changed(shown: Playing, stage: str, name: str) -> tuple[Block, ...]:
    """Return what a decision has changed so far, of what the player can see; or when it will show."""
    made = next((n for n, event in reversed(tuple(enumerate(shown.events)))
                 if isinstance(event, e.ChoiceMade) and (event.stage, event.choice) == (stage, name)), None)
    if made is None:
        return ()
    after = shown.events[made + 1:]
    rows = [row for event in after if (row := _row(shown, event)) is not None]
    if rows:
        return (Group(title="What it changed", icon="activity", blocks=tuple(rows)),)
    work = next((event for event in after if isinstance(event, e.WorkBegan)), None)
    if work is None:
        return ()
    until = clock_label(shown.scenario, work.until, day=False)
    return (Paragraph(text=f"Nothing has changed yet: it takes until {until}.", tone="quiet", icon="hourglass"),)


def _row(shown: Playing, event: e.Event) -> Row | None:
    """Return what an event changed of what stands at the side of the screen, None for anything else."""
    match event:
        case e.VariableSet(what=what, by=by) if by:
            meter, resource = shown.scenario.meters.get(what), shown.scenario.resources.get(what)
            if meter is not None and not meter.hidden:
                return Row(title=meter.label, aside=f"{by:+d}", icon=meter.icon or "activity")
            if resource is not None and resource.shown:
                return Row(title=resource.label, aside=f"{by:+d}", icon="wallet")
        case e.FactLearned(fact=fact, role=role) if role == YOU and (known := shown.scenario.facts[fact].known):
            return Row(title=fill(known, shown.situation), icon="clipboard-list")
        case _:
            pass
    return None


def rated(shown: Playing, stage: str, name: str) -> tuple[Stage, Choice] | None:
    """Return a stage and the choice in it that was taken, if the panel has rated it."""
    where = next((one for one in shown.scenario.stages.values() if one.id == stage), None)
    chosen = next((one for one in where.choices if one.id == name and one.panel is not None), None) if where is not None else None
    return (where, chosen) if where is not None and chosen is not None else None
