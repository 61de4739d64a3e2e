"""The warm milk, a scenario with a workbench: an app that stands at it, and hands that put something together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.authoring.load import load
from sim.domain.commands import Choose
from sim.domain.scenario import Scenario
from sim.screens.intents import Aim, Go, Look, Use
from sim.screens.view import Action, Block, Columns, Group, Heading, Meter, Option, Paragraph, Part, Parts, View, actions_of
from sim.shell.app import App
from tests.boiler import read_and_wait

FILE = Path(__file__).parent / "warm-milk.yaml"
RAW = FILE.read_bytes()

PACKED = {"boxes": 1, "ice": 2, "mia": 1}
LESSON = "A box alone is as warm as the shop."


@cache
def milk() -> Scenario:
    found = load(RAW, FILE.name)
    assert found.scenario is not None, found.problems
    return found.scenario


def started(data: Path) -> App:
    """Return the program where the fridge has just stopped, everything read."""
    app = App.at(data)
    app.brief(milk(), RAW, 7, "", None)
    app.start("warm-milk", 7, "")
    read_and_wait(app)
    return app


def at_bench(data: Path, goal: str = "cold", parts: dict[str, int] | None = None) -> App:
    app = started(data)
    composed(app, goal, parts or {})
    return app


def composed(app: App, goal: str, parts: dict[str, int]) -> None:
    """Go to the workbench and choose this, and nothing else."""
    app.act(Go(screen="workbench"))
    app.run.session.bench.put_back()
    app.act(Aim(goal=goal))
    for name, amount in parts.items():
        app.act(Use(part=name, amount=amount))


def does(app: App, name: str) -> None:
    """Do what the view offers under this id; it has to be on offer."""
    app.act(action(app, name).intent)


def action(app: App, name: str) -> Action:
    return next(one for one in actions_of(app.view()) if one.id == name)


def tries(app: App, goal: str, parts: dict[str, int]) -> list[str]:
    """Try something and wait until it is over; return what was told meanwhile."""
    session = app.run.session
    before = len(session.messages)
    composed(app, goal, parts)
    does(app, "try")
    read_and_wait(app)
    return [message.text for message in session.messages[before:]]


def asks(app: App) -> None:
    """Look into what is next door, which puts a part on the bench."""
    app.act(Look(thread="main", evidence="ask"))
    read_and_wait(app)


def chosen(app: App) -> list[str]:
    return [str(moment.command.choice) for moment in (app.run or app.last).session.moments if isinstance(moment.command, Choose)]


def blocks_of(view: View) -> list[Block]:
    found: list[Block] = []

    def walk(blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            found.append(block)
            if isinstance(block, Group):
                walk(block.blocks)
            elif isinstance(block, Columns):
                for column in block.columns:
                    walk(column)

    for region in view.regions:
        walk(region.blocks)
    return found


def parts_of(view: View) -> dict[str, Part]:
    """Return every part on the bench, by its label."""
    return {part.action.label: part for block in blocks_of(view) if isinstance(block, Parts) for part in block.parts}


def words_of(view: View) -> list[str]:
    """Return every text that a person reads in headings, paragraphs, meters and options, in order."""
    found = []
    for block in blocks_of(view):
        match block:
            case Heading(text=text) | Paragraph(text=text):
                found.append(text)
            case Meter(label=label, value=value):
                found.append(f"{label}: {value}")
            case Option(action=one, detail=detail):
                found += [one.label, detail]
    return found
