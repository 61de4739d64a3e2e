"""Who plays, what they have shown of each ability, and what they might practise next."""

from __future__ import annotations

from typing import Literal

from sim.debrief.figures import competency_figure
from sim.debrief.review import Competency
from sim.domain.value import value
from sim.screens.intents import Be, Export, Forget, Go, Join, Rename, Start
from sim.screens.view import Action, Block, Buttons, Chart, Field, Group, Heading, Paragraph, Region, Row, Table, View

NOBODY = "Nobody in particular"


@value
class Suggested:
    """What to practise next, and why."""

    scenario: str
    title: str
    why: str
    fresh: Literal["", "seed", "variant"] = ""


@value
class Person:
    """Who plays: `folder` is empty for nobody in particular. `others` are (folder, nickname) of everybody else.

    `results` are (title, plays, best, its ending, trend, when) of each scenario; `sureness` is (level in percent, right, said),
    told once `judged` answers are there; `silent` counts runs that say nothing of abilities. `asked` if all of it is about to be
    deleted.
    """

    folder: str
    nickname: str
    others: tuple[tuple[str, str], ...] = ()
    abilities: tuple[Competency, ...] = ()
    results: tuple[tuple[str, ...], ...] = ()
    sureness: tuple[tuple[int, int, int], ...] = ()
    judged: int = 20
    silent: int = 0
    suggested: Suggested | None = None
    plays: int = 0
    asked: bool = False
    alert: str = ""


def suggestion(found: Suggested) -> Group:
    """Return the one recommendation there is, and the way to it."""
    intent = Start(scenario=found.scenario, fresh=found.fresh)
    start = Action(id="practise", label=f"Play {found.title}", key="x", icon="play", intent=intent)
    return Group(title="What to practise next", icon="target", tone="accent", blocks=(
        Row(title=found.title, detail=found.why, icon="rotate-ccw"), Buttons(actions=(start,)),
    ))


def profile(person: Person) -> View:
    """Return the screen of who plays."""
    name = person.nickname or NOBODY
    blocks: list[Block] = [
        Heading(text=name, level=1, icon="user-round", aside=f"{person.plays} played"),
        Paragraph(text="A nickname is all that is asked. Everything stays in a folder of this computer.", tone="quiet"),
    ]
    if person.suggested is not None:
        blocks.append(suggestion(person.suggested))
    figure = competency_figure(person.abilities)
    if figure is not None:
        blocks.append(Chart(figure=figure))
    else:
        words = "After the first run, this is where it says what your runs show."
        blocks.append(Paragraph(text=words, tone="quiet", icon="hourglass"))
    if person.silent:
        words = f"Runs that say nothing of abilities yet: {person.silent}. Opening their debriefs once changes that."
        blocks.append(Paragraph(text=words, tone="quiet", icon="history"))
    if person.results:
        columns = ("Scenario", "Played", "Best", "Its ending", "Trend", "Last")
        blocks.append(Table(columns=columns, rows=person.results, caption="Best results, practice left out"))
    blocks += _sureness(person)
    blocks.append(_who(person))
    if person.folder:
        blocks.append(_own(person))
    regions: tuple[Region, ...] = (Region(role="body", label="Who plays", blocks=tuple(blocks)),)
    if person.asked:
        regions = (*regions, _sure(person))
    back = Action(id="back", label="Back", intent=Go(screen="catalogue"), key="escape", icon="arrow-left")
    return View(
        screen="profile", title=name, alert=person.alert, fingerprint=f"profile/{person.folder}/{person.asked}", regions=regions,
        keys=(back, Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help")),
    )


def _sureness(person: Person) -> tuple[Block, ...]:
    """Return how often somebody was right when they said how sure they were, from so many answers on that it means something."""
    said = sum(row[2] for row in person.sureness)
    if not said:
        return ()
    if said < person.judged:
        words = f"How sure you were is told from {person.judged} answers on; so far there are {said}."
        return (Paragraph(text=words, tone="quiet", icon="scale"),)
    return (Group(title="How sure you were", icon="scale", blocks=(
        *(Row(title=f"When you said {level} %, you were right {round(100 * right / times)} % of the time.",
              aside=f"{right} of {times}") for level, right, times in person.sureness),
        Paragraph(text="Right is a choice that the panel has in its top two.", tone="quiet"),
    )),)


def _who(person: Person) -> Group:
    others = tuple(
        Action(id=f"be-{folder or 'nobody'}", label=nickname or NOBODY, intent=Be(profile=folder), icon="user-round")
        for folder, nickname in person.others
    )
    return Group(title="Somebody else plays", icon="users", blocks=(
        *((Buttons(actions=others),) if others else ()),
        Field(id="nickname", label="A new nickname", help="No real name is needed; an animal and a number will do.", text="",
              submit=Action(id="nickname!join", label="Begin as this", intent=Join(), icon="user-round")),
        Paragraph(text="What was played before stays where it is: with nobody in particular.", tone="quiet"),
    ))


def _own(person: Person) -> Group:
    return Group(title="What is kept of you", icon="lock", blocks=(
        Field(id="rename", label="Another nickname", text=person.nickname,
              submit=Action(id="rename!now", label="Rename", intent=Rename(), icon="check")),
        Buttons(actions=(
            Action(id="export", label="Write all of it into one file", intent=Export(), icon="save"),
            Action(id="forget", label="Delete all of it", intent=Go(screen="profile", what="forget"), weight="danger",
                   icon="trash-2"),
        )),
    ))


def _sure(person: Person) -> Region:
    return Region(role="dialog", label="Delete", blocks=(
        Heading(text=f"Delete everything of {person.nickname}?", level=1, icon="trash-2"),
        Paragraph(text="Every run, every result and all settings. It cannot be brought back."),
        Buttons(actions=(
            Action(id="keep", label="Keep it", intent=Go(screen="profile"), key="escape", weight="primary"),
            Action(id="forget!", label="Delete", intent=Forget(), weight="danger", icon="trash-2", key="d"),
        )),
    ))
