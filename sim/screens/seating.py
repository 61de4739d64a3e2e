"""Before a run for a room: who sits in it, what is hidden on the projector, how much of the scenario is played."""

from __future__ import annotations

from dataclasses import replace

from sim.domain.value import value
from sim.screens.intents import Facilitate, Go
from sim.screens.view import Action, Buttons, Field, Heading, Paragraph, Region, View

MOST_TEAMS, LONGEST_NAME, MOST_PEOPLE = 6, 24, 999


@value
class Seating:
    """What is set for a run in a room. `cut` is in minutes, 0 for all of it; `cuts` are those there are.

    `names`: teams are called by name on the projector. `projector`: in the look made for one. `cards` counts role cards.
    """

    scenario: str = ""
    title: str = ""
    minutes: int = 0
    teams: tuple[str, ...] = ("Team A", "Team B")
    people: int = 0
    names: bool = False
    projector: bool = True
    cut: int = 0
    cuts: tuple[int, ...] = ()
    cards: int = 0

    @property
    def called(self) -> tuple[str, ...]:
        """What the teams are called on the projector."""
        return self.teams if self.names else tuple(f"Team {n}" for n in range(1, len(self.teams) + 1))


def seating(shown: Seating) -> View:
    """Return the set-up screen of a room."""
    begin = Action(id="room-begin", label="Begin", intent=Facilitate(do="begin"), key="enter", weight="primary", icon="play")
    back = Action(id="back", label="Back", intent=Go(screen="briefing"), key="escape", icon="arrow-left")
    blocks = (
        Heading(text=f"{shown.title}, with a room", level=1, icon="presentation", aside=f"{shown.cut or shown.minutes} min"),
        Paragraph(text="One laptop, one projector. You press the keys; the room decides."),
        Buttons(actions=(begin, back)),
        Field(
            id="teams", label="Teams", text=", ".join(shown.teams), help=f"Up to {MOST_TEAMS}, with commas between them.",
            submit=Action(id="teams!set", label="Set", intent=Facilitate(do="teams")),
        ),
        Field(
            id="people", label="People", text=str(shown.people or ""), help="How many sit there, for the record. Leave it empty.",
            submit=Action(id="people!set", label="Set", intent=Facilitate(do="people")),
        ),
        _either("names", "On the projector", "Whether teams are called by name. What is hidden stays hidden until you reveal it.",
                shown.names, "Team names", "No names"),
        _either("projector", "Look", "It is put back after the run.", shown.projector, "For a projector", "As set"),
        *((_cuts(shown),) if shown.cuts else ()),
        Paragraph(text=_paper(shown), tone="quiet", icon="lightbulb"),
    )
    return View(
        screen="room-setup", title=shown.title, fingerprint=f"room-setup/{shown.scenario}",
        regions=(Region(role="body", label="With a room", blocks=blocks),),
    )


def _either(name: str, label: str, help_: str, on: bool, yes: str, no: str) -> Field:
    options = tuple(
        Action(id=f"{name}-{word}", label=text, intent=Facilitate(do=name, what=word))
        for word, text in (("on", yes), ("off", no))
    )
    return Field(id=name, label=label, help=help_, options=options, chosen=f"{name}-{'on' if on else 'off'}")


def _cuts(shown: Seating) -> Field:
    options = tuple(
        Action(
            id=f"cut-{minutes}", label=f"{minutes} min" if minutes else "All of it",
            intent=Facilitate(do="cut", what=str(minutes)),
        )
        for minutes in (0, *shown.cuts)
    )
    return Field(id="cut", label="How much", help="A shorter version stops at its own end.", options=options,
                 chosen=f"cut-{shown.cut}")


def _paper(shown: Seating) -> str:
    what = f"its {shown.cards} role cards, and your keys" if shown.cards else "your keys"
    return f"Print {what}: `python main.py report {shown.scenario} --format cards`"


def teams_of(text: str) -> tuple[str, ...]:
    """Return the names of teams as typed, with commas between them; none if there is none."""
    names = (" ".join(name.split())[:LONGEST_NAME] for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_TEAMS]


def set_up(seating: Seating, do: str, what: str, typed: str) -> tuple[Seating, str]:
    """Return the seating with one thing changed, and a sentence if what was typed cannot be."""
    match do:
        case "teams":
            teams = teams_of(typed)
            return (replace(seating, teams=teams), "") if teams else (seating, "Type at least one name.")
        case "people":
            text = typed.strip()
            good = text.isdecimal() and len(text) <= len(str(MOST_PEOPLE))
            wrong = "" if good or not text else f"How many people is a whole number up to {MOST_PEOPLE}."
            return replace(seating, people=int(text) if good else 0), wrong
        case "names":
            return replace(seating, names=what == "on"), ""
        case "projector":
            return replace(seating, projector=what == "on"), ""
        case "cut" if what.isdecimal() and int(what) in (0, *seating.cuts):
            return replace(seating, cut=int(what)), ""
    return seating, ""
