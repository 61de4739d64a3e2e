"""The page of a debrief about the room: every vote beside what was done and what the panel thinks; stops, cards, notes."""

from __future__ import annotations

from sim.debrief.room import Line, Told, Vote
from sim.debrief.wording import clean, figure, harmless, sentence
from sim.screens.view import Bar, Bars, Block, Columns, Group, Heading, Paragraph, Row

NOTHING = "Nothing was voted on, and no stop was held."

COLUMNS = {"know": "We know", "assume": "We assume", "open": "We do not know"}


def room_page(told: Told, provisional: bool) -> tuple[Block, ...]:
    """Return what stands on the page."""
    blocks: list[Block] = []
    if told.votes:
        blocks.append(Heading(text="Votes", level=2, icon="users"))
        blocks += [_vote(vote, provisional) for vote in told.votes]
    if told.stops:
        blocks.append(Heading(text="Stops", level=2, icon="hand"))
        blocks += [_stop(told, n) for n, line in enumerate(told.lines) if line.kind == "stop"]
    if told.said:
        blocks.append(Group(title="Said aloud", icon="eye", blocks=tuple(
            Row(title=one.text, detail=one.title, aside=_times(one.when, one.wall), icon="check") for one in told.said
        )))
    notes = tuple(line for line in told.lines if not line.kind and not line.about)
    if notes:
        blocks.append(Group(title="Notes", icon="notebook-pen", blocks=tuple(
            Row(title=harmless(line.text), aside=_times(line.when, line.wall)) for line in notes
        )))
    return tuple(blocks) or (Paragraph(text=NOTHING),)


def _vote(vote: Vote, provisional: bool) -> Group:
    charts: list[tuple[Block, ...]] = []
    for round_, caption in ((1, "First vote"), (2, "Second vote")):
        hands = vote.hands(round_)
        if hands is not None:
            charts.append((_hands(vote, hands, caption),))
    rated = [answer for answer in vote.answers if answer.rating is not None]
    if rated:
        charts.append((_panel(vote, provisional),))
    return Group(title=vote.title, icon="users", aside=vote.when, blocks=(
        Columns(columns=tuple(charts)), Paragraph(text=_taken(vote), tone="strong"),
        *((Paragraph(text=moved(vote), tone="quiet"),) if moved(vote) else ()),
    ))


def _hands(vote: Vote, hands: tuple[int, ...], caption: str) -> Bars:
    total = sum(hands)
    return Bars(caption=f"{caption}: {total} hands", bars=tuple(
        Bar(label=clean(answer.label), value=str(count), share=count * 1000 // total if total else 0)
        for answer, count in zip(vote.answers, hands, strict=True)
    ))


def _panel(vote: Vote, provisional: bool) -> Bars:
    return Bars(caption="The panel, 1 to 7" + (" (provisional)" if provisional else ""), bars=tuple(
        Bar(label=clean(answer.label), value="not rated" if answer.rating is None else figure(answer.rating),
            share=None if answer.rating is None else round((answer.rating - 1) * 1000 / 6))
        for answer in vote.answers
    ))


def _taken(vote: Vote) -> str:
    taken = next((answer for answer in vote.answers if answer.taken), None)
    if taken is None:
        return "What was then done was not among these." if vote.taken is not None else "Nothing of it was decided."
    told = f"Done: {sentence(clean(taken.label))}"
    best = max((answer.rating for answer in vote.answers if answer.rating is not None), default=None)
    if taken.rating is None or best is None:
        return told
    return f"{told} The panel rates it {figure(taken.rating)} of 7" + (
        ", the best on offer." if taken.rating == best else f"; the best on offer had {figure(best)}."
    )


def moved(vote: Vote) -> str:
    """Say how many hands the talk between the votes moved, at the least; empty if there was one vote."""
    first, second = vote.hands(1), vote.hands(2)
    if first is None or second is None:
        return ""
    most = max(max(b - a, 0) for a, b in zip(first, second, strict=True))
    if not most:
        return "Talking moved no hand towards any answer."
    gained = [answer.label for answer, a, b in zip(vote.answers, first, second, strict=True) if b - a == most]
    words = "1 hand" if most == 1 else f"{most} hands"
    return f"Talking moved at least {words} towards: {', '.join(map(clean, gained))}."


def _stop(told: Told, start: int) -> Group:
    stop = told.lines[start]
    lines: list[Line] = []
    for line in told.lines[start + 1:]:
        if line.kind == "stop":
            break
        lines.append(line)
    columns: tuple[tuple[Block, ...], ...] = tuple(
        (Paragraph(text=title, tone="quiet"), *(Row(title=harmless(line.text)) for line in lines if line.kind == kind))
        for kind, title in COLUMNS.items() if any(line.kind == kind for line in lines)
    )
    return Group(title=harmless(stop.text), icon="hand", aside=_times(stop.when, stop.wall), blocks=(
        (Columns(columns=columns),) if columns else (Paragraph(text="Talked about; nothing was written down.", tone="quiet"),)
    ))


def _times(when: str, wall: str) -> str:
    """Return scenario time, and the time on the wall if it was kept."""
    return f"{when}, at {wall[11:16]}" if len(wall) >= 16 else when
