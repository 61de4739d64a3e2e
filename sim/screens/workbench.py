"""The workbench: what has been noticed, what is being put together of it, and what runs now. It never tells what would work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from sim.screens.intents import Aim, Decide, Go, PutBack, Use, Write
from sim.screens.view import Action, Block, Buttons, Field, Group, Heading, Meter, Paragraph, Part, Parts, Region, Row, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that has been noticed. `free` of it are there to be used; it is taken in one of `amounts`, none taken is 0."""

    id: str
    label: str
    kind: str
    free: int = 1
    amounts: tuple[int, ...] = (1,)
    chosen: int = 0
    person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What comes and what of it is served now, in words, and as a share of 1000. `limit` is the bottleneck, empty if not known."""

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
    """All that the workbench shows. `choice` is the idea as a choice, empty as long as nothing is chosen.

    `sentence`, `takes`, `cost` and `short` (what there is not enough of) are words about it; `reason` says why it cannot be tried
    now. `hears` says whether there is anybody to show it to; `noted` whether it was set down. `clock` and `held` stand in the
    header. `above` are blocks that stand before all others, such as the time left to decide.
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
    hears: str = ""
    noted: bool = False
    running: tuple[Running, ...] = ()
    standing: tuple[Standing, ...] = ()
    clock: str = ""
    held: str = ""
    status: str = ""
    above: tuple[Block, ...] = ()
    alert: str = ""


LEAVE = Action(id="bench-leave", label="Leave the workbench", intent=Go(screen="workbench", what="leave"), key="escape", icon="x")


def workbench(bench: Bench, keys: tuple[Action, ...] = ()) -> View:
    """Return the workbench; `keys` are actions of the play screen that can be done here as well."""
    goals = tuple(name for name, _ in bench.goals)
    following = goals[(goals.index(bench.goal) + 1) % len(goals)] if bench.goal in goals else goals[0]
    other = Action(id="aim", label="Other answer", intent=Aim(goal=following), key="g", icon="target")
    return View(
        screen="workbench",
        title=bench.question,
        alert=bench.alert,
        fingerprint=bench.thread,
        regions=(
            Region(
                role="header",
                blocks=(
                    Heading(text=bench.question, level=1, icon="wrench"),
                    Row(title=bench.clock, detail=bench.held, icon="clock"),
                    Buttons(actions=(replace(LEAVE, label="Leave"),)),
                ),
            ),
            Region(role="matter", label="What you have noticed", blocks=_noticed(bench)),
            Region(role="body", label="What you are about to do", blocks=(*bench.above, _about(bench), _now(bench))),
            Region(role="footer", blocks=(Paragraph(text=bench.status, tone="quiet"),)),
        ),
        keys=(*((other,) if len(goals) > 1 else ()), *keys),
    )


# ---------------------------------------------------------------- what has been noticed


def _noticed(bench: Bench) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if len(bench.goals) > 1:
        options = tuple(Action(id=f"aim-{name}", label=label, intent=Aim(goal=name)) for name, label in bench.goals)
        blocks.append(Field(id="goal", label="Your answer", options=options, chosen=f"aim-{bench.goal}"))
    else:
        blocks.append(Paragraph(text=bench.goals[0][1], tone="strong", icon="target"))
    blocks.append(Heading(text="What you have noticed", level=3, icon="eye", aside=_count(len(bench.pieces))))
    if not bench.pieces:
        blocks.append(Paragraph(text="Nothing yet that could be put to use. What you look into, and who you ask, ends up here."))
    keys = {piece.id: str(n) for n, piece in enumerate(_ordered(bench), 1) if n < 10}
    for kind, pieces in groupby(_ordered(bench), lambda piece: piece.kind):
        title = kind[:1].upper() + kind[1:]
        blocks.append(Parts(title=title, parts=tuple(_part(piece, keys.get(piece.id, "")) for piece in pieces)))
    return tuple(blocks)


def _ordered(bench: Bench) -> list[Piece]:
    """Return the pieces kind by kind, in the order in which the kinds were first met."""
    kinds = list(dict.fromkeys(piece.kind for piece in bench.pieces))
    return sorted(bench.pieces, key=lambda piece: kinds.index(piece.kind))


def _count(number: int) -> str:
    return "" if number < 10 else f"{number} things"


def _part(piece: Piece, key: str) -> Part:
    taken = piece.chosen
    wanted = 0 if taken else piece.amounts[0]
    name = f"part-{piece.id}"
    action = Action(id=name, label=piece.label, intent=Use(part=piece.id, amount=wanted), key=key)
    less = more = None
    if taken and len(piece.amounts) > 1:
        below = max((n for n in piece.amounts if n < taken), default=0)
        above = min((n for n in piece.amounts if n > taken), default=0)
        less = Action(
            id=f"{name}-less", label=f"Fewer: {piece.label}", intent=Use(part=piece.id, amount=below), enabled=below > 0,
            reason="" if below else f"{taken} is the least that makes sense here. To leave it out, choose it again.",
        )
        more = Action(
            id=f"{name}-more", label=f"More: {piece.label}", intent=Use(part=piece.id, amount=above), enabled=above > 0,
            reason="" if above else f"{taken} is the most that makes sense here.",
        )
    return Part(
        action=action, amount=_amount(piece), chosen=taken > 0, less=less, more=more,
        tone="warn" if taken > piece.free else "plain",
    )


def _amount(piece: Piece) -> str:
    """Say how many are taken of how many there are; of what there is one, only what is worth a word."""
    if piece.person:
        return "chosen" if piece.chosen else "" if piece.free else "taken up already"
    there = f"{piece.free} here" if piece.free else "none here"
    if piece.amounts == (1,) and piece.free == 1:
        return "chosen" if piece.chosen else ""
    return f"{piece.chosen} chosen, {there}" if piece.chosen else there


# ---------------------------------------------------------------- what is about to be done


def _about(bench: Bench) -> Group:
    title, icon = "What you are about to do", "hand"
    if not bench.choice:
        text = "Nothing is chosen yet. Choose what to use: what you are about to do is written here as you go, and nothing is done yet."
        return Group(title=title, icon=icon, blocks=(Paragraph(text=text, tone="quiet"),))
    facts = (
        Row(title="Takes", aside=bench.takes or "no time", icon="clock"),
        Row(title="Costs", aside=bench.cost or "nothing", icon="wallet"),
        *((Row(title="Missing", detail=bench.short, icon="package", tone="warn"),) if bench.short else ()),
    )
    barred = bench.reason
    decide = Decide(thread=bench.thread, choice=bench.choice)
    attempt = Action(
        id="try", label="Try it", intent=decide, key="t", icon="play", weight="primary", enabled=not barred, reason=barred
    )
    show = Action(
        id="show", label="Show it to somebody", intent=Go(screen="dialog", what="show"), key="s", icon="users",
        enabled=not bench.hears, reason=bench.hears,
    )
    note = Action(
        id="idea", label="Note it down", intent=Write(text=idea(bench.sentence)), key="n", icon="notebook-pen",
        enabled=not bench.noted, reason="It is in your notes." if bench.noted else "",
    )
    clear = Action(id="clear", label="Put it all back", intent=PutBack(), key="c", icon="rotate-ccw", weight="quiet")
    blocks = (Heading(text=bench.sentence, level=2), *facts, Buttons(actions=(attempt, show, note, clear)))
    return Group(title=title, icon=icon, blocks=blocks)


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
