"""The workbench: what has been noticed, what is being put together of it, and what runs now. It never tells what would work."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sim.domain.units import Frozen
from sim.screens.intents import Aim, Decide, Go, PutBack, Use, Write
from sim.screens.view import Action, Block, Buttons, Group, Heading, Meter, Paragraph, Part, Parts, Region, Row, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Composing:
    """What has been chosen so far: a goal, how many of which part.

    `left` are the real seconds the clock still waits, `since` counts the messages there were when the bench was opened.
    """

    goal: str = ""
    chosen: Frozen[str, int] = Frozen()
    left: float = 0.0
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that has been noticed. `free` of it are there and `used` in what stands; it is taken in one of `amounts`."""

    id: str
    label: str
    kind: str
    free: int = 1
    used: int = 0
    amounts: tuple[int, ...] = (1,)
    chosen: int = 0
    person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What comes and what of it is served now, in words and as a share of 1000; `limit` says what is short, if that is known."""

    label: str
    carries: str
    share: int
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Something that was put together and stands. `takes` is what taking it down takes; `reason` why that cannot be now."""

    family: str
    sentence: str
    takes: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """All that the workbench shows. `choice` is the idea as a choice, empty as long as there is no goal, or nothing is chosen.

    `sentence`, `takes`, `cost` and `short` (what there is not enough of) are words about it; `reason` says why it cannot be tried
    now, `unheard` why it cannot be shown to anybody, if anybody ever `hears` ideas; `noted`: it was set down. `clock` and `held`
    stand in the header. `above` are blocks that stand before what is composed, such as the time left to decide.
    """

    question: str
    goals: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...]
    thread: str
    goal: str = ""
    choice: str = ""
    sentence: str = ""
    takes: str = ""
    cost: str = ""
    short: str = ""
    reason: str = ""
    hears: bool = True
    unheard: str = ""
    noted: bool = False
    running: tuple[Running, ...] = ()
    standing: tuple[Standing, ...] = ()
    clock: str = ""
    held: str = ""
    status: str = ""
    above: tuple[Block, ...] = ()
    alert: str = ""


LEAVE = Action(id="bench-leave", label="Back", intent=Go(screen="workbench", what="leave"), key="escape", icon="arrow-left")


def workbench(bench: Bench, keys: tuple[Action, ...] = ()) -> View:
    """Return the workbench; `keys` are actions of the play screen that can be done here as well."""
    above = (Group(blocks=bench.above),) if bench.above else ()
    return View(
        screen="workbench",
        title=bench.question,
        alert=bench.alert,
        fingerprint=bench.thread,
        regions=(
            Region(
                role="header",
                blocks=(
                    Heading(text="Workbench", level=1, icon="wrench"),
                    Row(title=bench.clock, detail=bench.held, icon="clock"),
                    Buttons(actions=(LEAVE,)),
                ),
            ),
            Region(role="matter", label="What you have noticed", blocks=_noticed(bench)),
            Region(role="body", label="What you are about to do", blocks=(*above, _about(bench), _now(bench))),
            Region(role="footer", blocks=(Paragraph(text=bench.status, tone="quiet"),)),
        ),
        keys=(*keys, LEAVE),
    )


# ---------------------------------------------------------------- what has been noticed


def _noticed(bench: Bench) -> tuple[Block, ...]:
    """Return the question with its answers and, kind by kind, what there is to do it with; the first nine have a digit."""
    blocks: list[Block] = [Heading(text=bench.question, level=2)]
    digits = iter("123456789")
    if len(bench.goals) > 1:
        answers = [
            Action(id=f"aim-{name}", label=label, intent=Aim(goal=name), key=next(digits, "")) for name, label in bench.goals
        ]
        blocks.append(Parts(parts=tuple(Part(action=one, chosen=one.intent == Aim(goal=bench.goal)) for one in answers)))
    else:
        blocks.append(Paragraph(text=bench.goals[0][1], tone="strong", icon="target"))
    many = f"{len(bench.pieces)} things" if len(bench.pieces) >= 10 else ""
    blocks.append(Heading(text="What you have noticed", level=3, icon="eye", aside=many))
    if not bench.pieces:
        blocks.append(Paragraph(text="Nothing yet that could be put to use. What you look into, and who you ask, ends up here."))
    for kind, pieces in groupby(_ordered(bench), lambda piece: piece.kind):
        title = kind.replace("-", " ").replace("_", " ")
        title = title[:1].upper() + title[1:]
        blocks.append(Parts(title=title, parts=tuple(_part(piece, next(digits, "")) for piece in pieces)))
    return tuple(blocks)


def _ordered(bench: Bench) -> list[Piece]:
    """Return the pieces kind by kind, in the order in which the kinds were first met."""
    kinds = list(dict.fromkeys(piece.kind for piece in bench.pieces))
    return sorted(bench.pieces, key=lambda piece: kinds.index(piece.kind))


def _part(piece: Piece, key: str) -> Part:
    taken = piece.chosen
    wanted = 0 if taken else piece.amounts[0]
    name = f"part-{piece.id}"
    action = Action(id=name, label=piece.label, intent=Use(part=piece.id, amount=wanted), key=key)
    less = more = None
    if len(piece.amounts) > 1:
        below = max((n for n in piece.amounts if n < taken), default=0)
        above = min((n for n in piece.amounts if n > taken), default=0)
        less = Action(
            id=f"{name}-less", label=f"Fewer: {piece.label}", intent=Use(part=piece.id, amount=below), enabled=below > 0,
            reason="" if below else f"{piece.amounts[0]} is the least of it.",
        )
        more = Action(
            id=f"{name}-more", label=f"More: {piece.label}", intent=Use(part=piece.id, amount=above), enabled=above > 0,
            reason="" if above else f"{piece.amounts[-1]} is the most of it.",
        )
    return Part(
        action=action, amount=_amount(piece), chosen=taken > 0, less=less, more=more,
        tone="warn" if taken > piece.free else "plain",
    )


def _amount(piece: Piece) -> str:
    """Say how many are chosen of how many there are; of what there is only one, whether it is to be had."""
    taken, free = piece.chosen, piece.free
    if piece.person or (piece.amounts == (1,) and free + piece.used == 1):
        return "in use" if piece.used else "none here" if not free else ""
    there = f"{free} here" if free else "none here"
    if taken:
        return f"{taken} of {free}" if taken <= free else f"{taken}, {'only ' if free else ''}{there}"
    return f"{there}, {piece.used} in use" if piece.used else there


# ---------------------------------------------------------------- what is about to be done


def _about(bench: Bench) -> Group:
    """Return the sentence so far, what it takes, and what can be done with it. It says nothing of whether it would work."""
    title, icon = "What you are about to do", "hand"
    if not bench.choice:
        blocks: tuple[Block, ...] = (Paragraph(text=NOTHING, tone="quiet"),)
        if bench.sentence:
            blocks = Heading(text=bench.sentence, level=2), Paragraph(text=NO_GOAL, tone="quiet")
        return Group(title=title, icon=icon, blocks=blocks)
    decide = Decide(thread=bench.thread, choice=bench.choice)
    attempt = Action(
        id="try", label="Try it", intent=decide, key="t", icon="play", weight="primary", enabled=not bench.reason,
        reason=bench.reason,
    )
    show = Action(
        id="show", label="Show it to somebody", intent=Go(screen="dialog", what="show"), key="s", icon="users",
        enabled=not bench.unheard, reason=bench.unheard,
    )
    note = Action(
        id="idea", label="Note it down", intent=Write(text=idea(bench.sentence)), key="n", icon="notebook-pen",
        enabled=not bench.noted, reason="It is in your notes." if bench.noted else "",
    )
    clear = Action(id="clear", label="Put it all back", intent=PutBack(), key="c", icon="rotate-ccw", weight="quiet")
    facts = (
        Paragraph(text=f"Takes {bench.takes or 'no time'}", icon="clock"),
        Paragraph(text=f"Costs {bench.cost or 'nothing'}", icon="wallet"),
        *((Paragraph(text=f"Needs {bench.short}", tone="warn"),) if bench.short else ()),
    )
    actions = (attempt, show, note, clear) if bench.hears else (attempt, note, clear)
    return Group(title=title, icon=icon, blocks=(Heading(text=bench.sentence, level=2), *facts, Buttons(actions=actions)))


NOTHING = "Choose what to use. What you are about to do is written here as you go, and nothing is done before you say so."
NO_GOAL = "What is it for? Choose an answer to the question above."


def idea(sentence: str) -> str:
    """Return what is set down of an idea that was not tried."""
    return f"An idea, not tried: {sentence}"


# ---------------------------------------------------------------- what runs now


def _now(bench: Bench) -> Group:
    blocks: list[Block] = []
    for flow in bench.running:
        blocks.append(Meter(label=flow.label, value=flow.carries, share=flow.share, tone="accent", icon="activity"))
        if flow.limit:
            blocks.append(Paragraph(text=flow.limit, icon="search"))
    alone = len(bench.standing) == 1
    for one in bench.standing:
        blocks.append(Paragraph(text=one.sentence))
        down = Action(
            id=f"down-{one.family}", label=f"Take it down ({one.takes})" if one.takes else "Take it down",
            intent=Decide(thread=bench.thread, choice=f"down:{one.family}"), key="d" if alone else "", icon="trash-2",
            enabled=not one.reason, reason=one.reason,
        )
        blocks.append(Buttons(actions=(down,)))
    if not bench.standing:
        blocks.append(Paragraph(text="Nothing that you put together stands.", tone="quiet"))
    return Group(title="What runs now", icon="activity", blocks=tuple(blocks))
