"""What helps while one learns: hints, a step at a time, and what practitioners think of a decision right after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.debrief.wording import figure, quoted, sentence
from sim.domain import events as e
from sim.domain.units import Seconds, VarId
from sim.engine.program import fill
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
    """Return what a decision has changed so far, of what the player can see, or how long that takes; and what changed since the
    decision before it.
    """
    made = [n for n, event in enumerate(shown.events) if isinstance(event, e.ChoiceMade)]
    here = next((n for n in reversed(made) if _is(shown.events[n], stage, name)), None)
    if here is None:
        return ()
    blocks: list[Block] = []
    after = shown.events[here + 1:]
    work = next((event for event in after if isinstance(event, e.WorkBegan)), None)
    if rows := _rows(shown, after):
        blocks.append(Group(title="What it changed", icon="activity", blocks=rows))
    elif work is not None:
        from sim.screens.playing import duration

        takes = duration(Seconds(work.until - work.at))
        blocks.append(Paragraph(text=f"Nothing has changed yet: it takes {takes}.", tone="quiet", icon="hourglass"))
    before = max((n for n in made if n < here), default=None)
    if before is not None and (rows := _rows(shown, shown.events[before + 1:here])):
        blocks.append(Group(title="Since the decision before", icon="history", blocks=rows))
    return tuple(blocks)


def _is(event: e.Event, stage: str, name: str) -> bool:
    return isinstance(event, e.ChoiceMade) and (event.stage, event.choice) == (stage, name)


def _rows(shown: Playing, events: tuple[e.Event, ...]) -> tuple[Row, ...]:
    """Return what some events changed of what stands at the side of the screen: numbers all told, and what is known now."""
    sums: dict[VarId, int] = {}
    known: dict[str, None] = {}
    for event in events:
        match event:
            case e.VariableSet(what=what, by=by):
                sums[what] = sums.get(what, 0) + by
            case e.FactLearned(fact=fact) if shown.situation.known(fact) and (says := shown.scenario.facts[fact].known):
                known[fill(says, shown.situation)] = None
            case _:
                pass
    numbers = (_number(shown, what, by) for what, by in sums.items() if by)
    return (*(row for row in numbers if row is not None), *(Row(title=text, icon="clipboard-list") for text in known))


def _number(shown: Playing, what: VarId, by: int) -> Row | None:
    """Return a change of a meter or of something in hand, None of what the player does not see."""
    meter, resource = shown.scenario.meters.get(what), shown.scenario.resources.get(what)
    if meter is not None and not meter.hidden:
        return Row(title=meter.label, aside=f"{by:+d}", icon=meter.icon or "activity")
    if resource is not None and resource.shown:
        return Row(title=resource.label, aside=f"{by:+d}", icon="wallet")
    return None


def rated(shown: Playing, stage: str, name: str) -> tuple[Stage, Choice] | None:
    """Return a stage and the choice in it that was taken, if the panel has rated it."""
    where = next((one for one in shown.scenario.stages.values() if one.id == stage), None)
    chosen = next((one for one in where.choices if one.id == name and one.panel is not None), None) if where is not None else None
    return (where, chosen) if where is not None and chosen is not None else None
