"""What a room stops for: a question to talk about, a line to write down, a card that has been said aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.debrief.cards import KEYS
from sim.screens.backrow import stage
from sim.screens.intents import Facilitate
from sim.screens.room import BACK, CARDS, MORE, NOTE, Held, InRoom, countdown, panel, vote_action
from sim.screens.view import Action, Block, Buttons, Columns, Field, Group, Heading, Option, Paragraph, Poster, Region, Row, View

COLUMNS = (("know", "We know", "check"), ("assume", "We assume", "lightbulb"), ("open", "We do not know", "circle-help"))
"""The columns of a stop: kind of note, title, icon."""


def stopped(shown: InRoom) -> View:
    """A stop: the question alone, the time left for it, and three columns to fill."""
    return panel(shown, "stop", _stop(shown))


def _stop(shown: InRoom) -> tuple[Block, ...]:
    on = Action(id="room-on", label="Go on", intent=Facilitate(do="back"), key="enter", weight="primary", icon="play")
    vote = vote_action(shown)
    columns = tuple((_column(shown, n, *column),) for n, column in enumerate(COLUMNS, 1))
    buttons = (on, MORE, vote, *((CARDS,) if shown.cards else ()), NOTE)
    timer = () if shown.timer is None else (countdown(shown.timer, "Talk it over. The clock of the story stands still."),)
    begins = (Paragraph(text=f"{shown.begins} speaks first.", icon="users"),) if shown.begins else ()
    return (
        Poster(text=shown.question or "What is the situation?", alone=True),
        *timer, *begins, Columns(columns=columns), Buttons(actions=buttons),
    )


def _column(shown: InRoom, n: int, kind: str, title: str, icon: str) -> Group:
    rows = tuple(Paragraph(text=text, tone="strong") for column, text in shown.lines if column == kind)
    write = Action(id=f"room-line-{kind}", label="Add a line", intent=Facilitate(do="line", what=kind), key=str(n))
    return Group(title=title, icon=icon, blocks=rows, action=write)


def line(shown: InRoom) -> View:
    """A line is typed into one of the columns of a stop."""
    title, icon = next(((title, icon) for kind, title, icon in COLUMNS if kind == shown.about), COLUMNS[0][1:])
    done = Action(id="room-line-done", label="Done", intent=Facilitate(do="show", what="stop"), key="escape", icon="arrow-left")
    add = Action(id="room-line!add", label="Add it", intent=Facilitate(do="add", what=shown.about), icon="check")
    dialog: tuple[Block, ...] = (
        Heading(text=title, level=1, icon=icon),
        *(Row(title=text, icon=icon) for kind, text in shown.lines if kind == shown.about),
        Field(id=f"line-{shown.about}", label="A line", text="", submit=add, help="Enter keeps it. No real names or passwords."),
        Buttons(actions=(done,)),
    )
    return panel(shown, "stop", _stop(shown), dialog=dialog)


def note(shown: InRoom) -> View:
    """One line, kept with the time."""
    add = Action(id="room-note!add", label="Keep it", intent=Facilitate(do="note"), icon="check")
    blocks = (
        Heading(text="Note", level=1, icon="notebook-pen"),
        Field(
            id="note", label="One line", text="", submit=add,
            help="Kept with the time, and not shown. No real names or passwords.",
        ),
        Buttons(actions=(BACK,)),
    )
    under = stage(shown) if not shown.question else panel(shown, "stop", _stop(shown))
    regions = tuple(region for region in under.regions if region.role != "dialog")
    return replace(under, regions=(*regions, Region(role="dialog", label="Note", blocks=blocks)), fingerprint="room/note")


def cards(shown: InRoom) -> View:
    """The role cards by their titles: what stands on them is not shown."""
    rows = tuple(_card(card, n) for n, card in enumerate(shown.cards, 1))
    return panel(shown, "cards", (
        Heading(text="Who has said what stands on their card?", level=1, icon="users"),
        Paragraph(text="Choose a card only once its holder has said it aloud.", tone="quiet"),
        *rows, Buttons(actions=(BACK,)),
    ))


def _card(card: Held, n: int) -> Option:
    action = Action(
        id=f"room-card-{card.id}", label=card.title, intent=Facilitate(do="card", what=card.id), key=str(n) if n < 10 else "",
        enabled=not card.said, reason="It is known by now." if card.said else "",
    )
    return Option(action=action, who=card.holder, icon="check" if card.said else "lock")


def card(shown: InRoom) -> View:
    """One card: to be revealed, or revealed."""
    here = next((held for held in shown.cards if held.id == shown.about), None)
    if here is None:
        return cards(shown)
    back = Action(id="room-cards-back", label="Another card", intent=Facilitate(do="show", what="cards"), key="o", icon="users")
    who = (Row(title=here.holder, icon="users"),) if here.holder else ()
    if here.text:
        on = replace(BACK, label="Go on", key="enter", weight="primary", icon="play")
        return panel(shown, "card", (
            Heading(text=here.title, level=3, icon="eye"), Poster(text=here.text, alone=True), *who,
            Paragraph(text="It is known from now on.", tone="good"), Buttons(actions=(on, back)),
        ))
    reveal = Action(id="room-reveal", label="Reveal it", intent=Facilitate(do="reveal", what=here.id), key="enter",
                    weight="primary", icon="eye")
    return panel(shown, "card", (
        Poster(text=here.title), *who,
        Paragraph(text="Has it been said aloud? Revealing puts it in the notebook, and it stays there."),
        Buttons(actions=(reveal, back, BACK)),
    ))


def keys(shown: InRoom) -> View:
    """What the person at the front can press."""
    rows = tuple(Row(title=key, detail=what) for key, what in KEYS)
    half = (len(rows) + 1) // 2
    on = replace(BACK, label="Back", weight="primary")
    return panel(shown, "keys", (
        Heading(text="Keys for the person at the front", level=1, icon="keyboard"),
        Columns(columns=(rows[:half], rows[half:])),
        Paragraph(text="While a stop, a vote or a card is on the screen, no time passes in the scenario.", tone="quiet"),
        Buttons(actions=(on,)),
    ))


STOPS: dict[str, Callable[[InRoom], View]] = {
    "stop": stopped, "line": line, "note": note, "cards": cards, "card": card, "keys": keys,
}
"""The panels of a stop and of cards, by name."""
