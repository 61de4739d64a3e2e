"""Votes by show of hands in a room: what is being counted now. What was counted is in the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.debrief.room import Count, Vote
from sim.domain import commands as c
from sim.domain.units import ChoiceId, StageId, ThreadId
from sim.engine.offers import Offer, offers
from sim.screens.ballot import MOST_HANDS
from sim.screens.playing import front
from sim.screens.room import Ballot, Choosing

if TYPE_CHECKING:
    from sim.shell.app import App
    from sim.shell.room import Room
    from sim.shell.runs import Run

NOTHING = "There is nothing to choose between here."


@dataclass(slots=True, eq=False)
class Voting:
    """The vote in hand: on `choices` of a stage, in this `round`. `hands` are those typed and not yet kept."""

    thread: str = ""
    stage: str = ""
    choices: tuple[str, ...] = ()
    round: int = 1
    by_team: bool = False
    hands: dict[str, int] = field(default_factory=dict)


def on_offer(app: App, run: Run) -> tuple[Offer, ...]:
    """Return the choices of the matter in front that can be had, by their numbers on the stage.

    Where there is at most one, what can be looked into is among them: then that is the question.
    """
    session = run.session
    thread = front(session.situation, app.thread)
    found = offers(session.scenario, session.situation, session.at)
    able = [offer for offer in found if offer.thread == thread and not offer.reason]
    choices = [offer for offer in able if offer.is_choice]
    return tuple(sorted(choices if len(choices) > 1 else able, key=lambda offer: session.numbers.get(str(offer.item.node), 0)))


def why_no_vote(app: App, run: Run) -> str:
    """Return why there can be no vote now, empty if there can; in a stop that is found out when it is left for the vote."""
    return "" if run.session.is_paused or len(on_offer(app, run)) > 1 else NOTHING


def vote(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Ask for a show of hands on what can be done here; a vote that was begun and not decided goes on where it was."""
    if run.session.is_paused:
        run.session.resume()
        room.away(app)
    found = on_offer(app, run)
    if len(found) < 2:
        app.alert = NOTHING
        return
    v = room.voting
    v.thread, v.stage = str(found[0].thread), str(found[0].stage.id)
    v.choices, v.hands, v.round = tuple(str(offer.item.id) for offer in found), {}, 1
    counts: tuple[Count, ...] = ()
    begun = open_vote(room, run)
    if begun is not None:
        counts = begun.counts
        v.choices, v.by_team = tuple(map(str, begun.choices)), any(one.team for one in counts)
    done = {n: sum(one.round == n for one in counts) >= _shares(room) for n in (1, 2)}
    v.round = 2 if any(one.round == 2 for one in counts) else 1
    if done[2]:
        room.front(app, "result")
    elif done[1] and v.round == 1:
        room.talk(app)
    else:
        room.front(app, "vote")


def open_vote(room: Room, run: Run) -> Vote | None:
    """Return what has been counted of the vote in hand, None if nothing has."""
    return next((vote for vote in room.told(run).votes if not vote.closed and vote.stage == room.voting.stage), None)


def _shares(room: Room) -> int:
    return len(room.seating.teams) if room.voting.by_team else 1


def _turn(room: Room, run: Run) -> int:
    """Return which team is counted next in this round."""
    begun = open_vote(room, run)
    return sum(one.round == room.voting.round for one in begun.counts) if begun is not None else 0


def split(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Count team by team, or the whole room at once; once a count is kept, it stays as it was begun."""
    if _turn(room, run) == 0 and room.voting.round == 1 and len(room.seating.teams) > 1:
        room.voting.by_team = not room.voting.by_team


def set_(room: Room, app: App, run: Run, what: str, typed: str = "") -> None:
    """Set the hands for one answer: `what` is the number and the choice."""
    number, _, choice = what.partition(" ")
    if number.isdecimal() and choice in room.voting.choices:
        room.voting.hands[choice] = min(int(number), MOST_HANDS)


def ask(room: Room, app: App, run: Run, what: str, typed: str = "") -> None:
    """Ask for the hands for one answer."""
    if what in room.voting.choices:
        room.front(app, "hands", what)


def count(room: Room, app: App, run: Run, what: str, typed: str) -> None:
    """Take what was typed for one answer, and for those after it if there are several numbers; go on to the next."""
    v, numbers = room.voting, typed.replace(",", " ").split()
    if what not in v.choices:
        return
    if not numbers or not all(n.isdecimal() and len(n) < 9 and int(n) <= MOST_HANDS for n in numbers):
        app.alert = f"Type how many hands went up: a whole number up to {MOST_HANDS}."
        return
    start = v.choices.index(what)
    v.hands |= {choice: int(n) for choice, n in zip(v.choices[start:], numbers, strict=False)}
    missing = [choice for choice in v.choices[start:] if choice not in v.hands]
    room.front(app, "hands" if missing else "check", missing[0] if missing else "")


def keep(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Put the count in the journal, and go on: to the next team, to talking, or to the result."""
    v = room.voting
    if room.panel not in ("vote", "check") or any(choice not in v.hands for choice in v.choices):
        return
    session, turn = run.session, _turn(room, run)
    session.carry_out(c.Tally(
        at=room.now(session), thread=ThreadId(v.thread), stage=StageId(v.stage), round=v.round,
        team=room.seating.teams[turn] if v.by_team else "", choices=tuple(map(ChoiceId, v.choices)),
        hands=tuple(v.hands[choice] for choice in v.choices),
    ))
    v.hands = {}
    if turn + 1 < _shares(room):
        room.front(app, "vote")
    elif v.round == 1:
        room.talk(app)
    else:
        room.front(app, "result")


def talk(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Let neighbours convince each other, also once the first vote has been shown."""
    if room.panel == "result" and room.voting.round == 1:
        room.talk(app)


def again(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Vote a second time."""
    if room.panel == "talk":
        room.voting.round, room.voting.hands = 2, {}
        room.front(app, "vote")


def result(room: Room, app: App, run: Run, what: str = "", typed: str = "") -> None:
    """Show what was voted, after one vote."""
    if room.panel == "talk":
        room.front(app, "result")


def take(room: Room, app: App, run: Run, what: str, typed: str = "") -> None:
    """Do what was voted for, or what the person at the front says."""
    if room.panel == "result" and what in room.voting.choices:
        room.away(app)
        stage = run.session.scenario.stages[StageId(room.voting.stage)]
        if any(look.id == what for look in stage.evidence):
            run.session.look(room.voting.thread, what)
        else:
            run.session.choose(room.voting.thread, what)


def ballot(room: Room, app: App, run: Run) -> Ballot:
    """Return the vote as it stands, for the screen."""
    v, session, begun = room.voting, run.session, open_vote(room, run)
    stage = session.scenario.stages[StageId(v.stage)]
    items = {str(item.id): item for item in stage.items}
    first, second = (begun.hands(1), begun.hands(2)) if begun is not None else (None, None)
    able = {str(offer.item.id) for offer in on_offer(app, run)}
    turn, teams, names = _turn(room, run), room.seating.teams, room.seating.names
    called = room.seating.called
    choices = []
    for n, choice in enumerate(v.choices):
        item = items.get(choice)
        choices.append(Choosing(
            id=choice, number=session.numbers.get(str(item.node) if item is not None else "", n + 1),
            label=item.label if item is not None else choice, hands=v.hands.get(choice), able=choice in able,
            first=first[n] if first is not None else None, second=second[n] if second is not None else None,
        ))
    return Ballot(
        question=stage.question or stage.title, round=v.round, people=room.seating.people,
        teams=len(teams) if v.by_team else 0, turn=turn,
        team=called[turn] if v.by_team and turn < len(called) else "", splits=len(teams) > 1 and turn == 0 and v.round == 1,
        by_team=_by_team(begun) if begun is not None and names else (), choices=tuple(choices),
    )


def _by_team(vote: Vote) -> tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...]:
    found: dict[str, dict[int, tuple[int, ...]]] = {}
    for one in vote.counts:
        if one.team:
            found.setdefault(one.team, {})[one.round] = one.hands
    return tuple((team, rounds.get(1, ()), rounds.get(2, ())) for team, rounds in found.items())
