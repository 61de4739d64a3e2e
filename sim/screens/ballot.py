"""A vote by show of hands: counted once unseen, talked over, counted again, and only then shown, both votes side by side."""

from __future__ import annotations

from collections.abc import Callable

from sim.screens.intents import Facilitate
from sim.screens.room import BACK, MORE, Ballot, Choosing, InRoom, countdown, panel
from sim.screens.view import (
    Action,
    Bar,
    Bars,
    Block,
    Buttons,
    Columns,
    Field,
    Heading,
    Paragraph,
    Part,
    Parts,
    Poster,
    Row,
    Table,
    View,
)

MOST_HANDS = 999

ROUNDS = {1: "First vote", 2: "Second vote"}

WORTH_TALKING = (300, 700)
"""Thousandths of the hands for the leading answer between which it is worth talking (training.md 5.1, common practice)."""


def vote(shown: InRoom) -> View:
    """Count hands: every choice with its number, to be typed or stepped."""
    assert shown.ballot is not None
    return panel(shown, "vote", _count(shown.ballot))


def _count(ballot: Ballot) -> tuple[Block, ...]:
    first = ballot.choices[0]
    type_ = Action(
        id="room-type", label="Type the hands", intent=Facilitate(do="hands", what=first.id), key="enter", icon="keyboard",
        weight="primary",
    )
    split = Action(
        id="room-split", label="The whole room at once" if ballot.teams else "Team by team", intent=Facilitate(do="split"),
        key="t", icon="users",
    )
    return (
        *_head(ballot), Parts(parts=tuple(map(_part, ballot.choices))), *_sum(ballot),
        Buttons(actions=(type_, _keep(ballot, "k"), *((split,) if ballot.splits else ()), BACK)),
    )


def _head(ballot: Ballot) -> tuple[Block, ...]:
    of = f"{ballot.turn + 1} of {ballot.teams}" if ballot.teams else ""
    return (
        Heading(text=f"{ROUNDS[ballot.round]}: {ballot.team or 'Everybody'}", level=3, icon="users", aside=of),
        Poster(text=ballot.question),
        Paragraph(text="Decide for yourself first, without talking. Then hands up." if ballot.round == 1 else
                  "Once more, now that you have talked."),
    )


def _sum(ballot: Ballot) -> tuple[Block, ...]:
    """Say how many hands that makes, and of how many people if that is known: a miscount is seen before it is kept."""
    total = sum(choice.hands or 0 for choice in ballot.choices)
    if not total:
        return ()
    whole = ballot.people and not ballot.teams
    told = f"Together: {_hands(total)} of {ballot.people} people" if whole else f"Together: {_hands(total)}"
    return (Paragraph(text=told, tone="quiet"),)


def _keep(ballot: Ballot, key: str) -> Action:
    return Action(
        id="room-keep", label="Keep this count", intent=Facilitate(do="keep"), key=key, icon="check", enabled=ballot.counted,
        reason=_missing(ballot), weight="primary" if key == "enter" else "plain",
    )


def check(shown: InRoom) -> View:
    """What was typed, to be looked over once before it is kept."""
    ballot = shown.ballot
    assert ballot is not None
    rows = tuple(
        Row(title=f"{choice.number}. {choice.label}", aside=_hands(choice.hands or 0), icon="hand") for choice in ballot.choices
    )
    correct = Action(id="room-correct", label="Correct it", intent=Facilitate(do="show", what="vote"), key="c", icon="rotate-ccw")
    return panel(shown, "check", (
        *_head(ballot), *rows, *_sum(ballot), Buttons(actions=(_keep(ballot, "enter"), correct, BACK)),
    ))


def _missing(ballot: Ballot) -> str:
    left = sum(choice.hands is None for choice in ballot.choices)
    if ballot.counted:
        return ""
    return "One answer has no count yet." if left == 1 else f"{left} answers have no count yet."


def _part(choice: Choosing) -> Part:
    hands = choice.hands or 0

    def step(name: str, by: int) -> Action:
        to = min(max(hands + by, 0), MOST_HANDS)
        return Action(
            id=f"room-{name}-{choice.id}", label=f"{choice.label}: {to}", intent=Facilitate(do="set", what=f"{to} {choice.id}"),
            enabled=to != hands or choice.hands is None, reason="" if to != hands else "That is as far as it goes.",
        )

    act = Action(
        id=f"room-hands-{choice.id}", label=choice.label, intent=Facilitate(do="hands", what=choice.id),
        key=str(choice.number) if choice.number < 10 else "",
    )
    return Part(
        action=act, amount="not counted yet" if choice.hands is None else _hands(choice.hands), chosen=True,
        less=step("less", -1), more=step("more", 1),
    )


def _hands(count: int) -> str:
    return "1 hand" if count == 1 else f"{count} hands"


def hands(shown: InRoom) -> View:
    """Type how many hands went up for one answer; Enter goes on to the next."""
    ballot = shown.ballot
    assert ballot is not None
    here = next((choice for choice in ballot.choices if choice.id == shown.about), ballot.choices[0])
    submit = Action(id="room-hands!set", label="Next", intent=Facilitate(do="count", what=here.id), icon="arrow-right")
    stop = Action(id="room-hands-back", label="Back to the list", intent=Facilitate(do="show", what="vote"), key="escape",
                  icon="arrow-left")
    dialog = (
        Heading(text=f"{here.number}. {here.label}", level=1, icon="hand"),
        Field(id=f"hands-{ballot.round}-{ballot.turn}-{here.id}", label="Hands", text="", submit=submit, figures=True,
              help="A number, then Enter. Several numbers at once go to the answers that follow."),
        Buttons(actions=(stop,)),
    )
    return panel(shown, "vote", _count(ballot), dialog=dialog)


def talk(shown: InRoom) -> View:
    """The first vote is in and hidden; neighbours convince each other."""
    ballot = shown.ballot
    assert ballot is not None
    again = Action(
        id="room-again", label="Vote again", intent=Facilitate(do="again"), key="enter", weight="primary", icon="users",
    )
    see = Action(id="room-see", label="Show this vote", intent=Facilitate(do="result"), key="s", icon="list-checks")
    timer = () if shown.timer is None else (countdown(shown.timer, "Then everybody votes once more."),)
    return panel(shown, "talk", (
        Poster(text="Find a neighbour who voted otherwise. Convince them.", alone=True),
        Paragraph(text=ballot.question, tone="quote"), *timer,
        Paragraph(text=f"The first vote is in, and stays hidden. {advice(ballot)}", icon="lightbulb"),
        Buttons(actions=(again, MORE, see, BACK)),
    ))


def advice(ballot: Ballot) -> str:
    """Say to the person at the front whether talking is worth the time, without saying what is ahead."""
    total = sum(choice.first or 0 for choice in ballot.choices)
    if not total:
        return "Nobody voted: ask what is missing before anybody could."
    share = max(choice.first or 0 for choice in ballot.choices) * 1000 // total
    low, high = WORTH_TALKING
    if share > high:
        return "The room is nearly of one mind: keep it short, or show the vote."
    if share < low:
        return "The room is far apart: perhaps the question wants explaining first."
    return "The room is divided, between 30 and 70 percent for the leading answer: worth discussing."


def result(shown: InRoom) -> View:
    """Both votes side by side; then what is done. A tie is for the person at the front."""
    ballot = shown.ballot
    assert ballot is not None
    lead = leading(ballot)
    held = [(name, [getattr(choice, name) for choice in ballot.choices]) for name in ("first", "second")]
    held = [(name, hands) for name, hands in held if any(count is not None for count in hands)]
    charts = tuple((_bars(ballot, ROUNDS[n], [h or 0 for h in hands]),)
                   for n, (_, hands) in enumerate(held, 1))
    takes = tuple(_take(choice, lead == (choice,)) for choice in sorted(ballot.choices, key=lambda one: one not in lead))
    again = () if charts[1:] else (
        Action(id="room-again", label="Talk, then vote again", intent=Facilitate(do="talk"), key="a", icon="users"),)
    return panel(shown, "result", (
        Poster(text=ballot.question),
        Columns(columns=charts) if len(charts) > 1 else charts[0][0],
        *_by_team(ballot),
        Paragraph(text=_verdict(lead), tone="strong"),
        Buttons(actions=(*takes, *again, BACK)),
    ))


def leading(ballot: Ballot) -> tuple[Choosing, ...]:
    """Return what has the most hands in the last vote held: one, several in a tie, or none if no hand went up."""
    last = [choice.second if choice.second is not None else choice.first or 0 for choice in ballot.choices]
    most = max(last, default=0)
    return tuple(choice for choice, hands in zip(ballot.choices, last, strict=True) if hands == most and most > 0)


def _bars(ballot: Ballot, caption: str, counts: list[int]) -> Bars:
    total = sum(counts)
    return Bars(caption=f"{caption}: {_hands(total)}", bars=tuple(
        Bar(label=f"{choice.number}. {choice.label}", value=f"{count} · {round(count * 100 / total) if total else 0} %",
            share=count * 1000 // total if total else 0)
        for choice, count in zip(ballot.choices, counts, strict=True)
    ))


def _by_team(ballot: Ballot) -> tuple[Block, ...]:
    if not ballot.by_team:
        return ()
    columns = ("", *(name for name, _, _ in ballot.by_team))
    rows = tuple(
        (f"{choice.number}. {choice.label}", *(_moved(first, second, n) for _, first, second in ballot.by_team))
        for n, choice in enumerate(ballot.choices)
    )
    return (Table(columns=columns, rows=rows, caption="Team by team"),)


def _moved(first: tuple[int, ...], second: tuple[int, ...], n: int) -> str:
    return " → ".join(str(hands[n]) for hands in (first, second) if hands)


def _verdict(lead: tuple[Choosing, ...]) -> str:
    if not lead:
        return "No hand went up. The person at the front decides."
    if len(lead) > 1:
        numbers = ", ".join(str(choice.number) for choice in lead[:-1])
        return f"A tie between {numbers} and {lead[-1].number}. The person at the front decides."
    return f"The room is for {lead[0].number}."


def _take(choice: Choosing, ahead: bool) -> Action:
    return Action(
        id=f"room-take-{choice.id}", label=f"Do it: {choice.label}" if ahead else choice.label,
        intent=Facilitate(do="take", what=choice.id), key=str(choice.number) if choice.number < 10 else "", icon="hand",
        weight="primary" if ahead else "plain", enabled=choice.able, reason="" if choice.able else "It cannot be had any more.",
    )


VOTING: dict[str, Callable[[InRoom], View]] = {
    "vote": vote, "check": check, "hands": hands, "talk": talk, "result": result,
}
"""The panels of a vote, by name."""
