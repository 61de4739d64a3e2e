"""What a room does to a run: a card said aloud makes its fact known, a show of hands is put down, and neither is ever lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.debrief.room import room_of, votes_of
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain import journal as j
from sim.domain.scenario import Scenario
from sim.domain.units import CardId, ChoiceId, FactId, Seconds, StageId, ThreadId
from sim.engine.offers import offers
from tests.engine.house import Play, kinds, refused, small
from tests.engine.test_journal import lines_of, moments_of
from tests.rooms import a_card, with_cards

ROOM = """
facts: {key: {known: The key hangs by the door}, rope: {known: There is a rope}}
stages:
  a:
    question: What now?
    choices:
      - {id: open, label: Open the door, to: b, appears: knows(key), panel: {rating: 6}}
      - {id: wait, label: Wait, panel: {rating: 2}}
      - {id: climb, label: Climb, when: knows(rope), reason: No rope., to: end}
  b: {choices: [{id: stop, label: Stop, to: end}]}
injects:
  - {id: cheer, when: knows(key), note: Somebody cheers.}
"""


LOOKS = """
stages:
  a:
    evidence: [{id: door, label: Look at the door}, {id: roof, label: Look at the roof, takes: 1m}]
    choices: [{id: go, label: Go, to: end}]
"""


def scenario() -> Scenario:
    return with_cards(
        small(ROOM), a_card("porter", "key", "The key hangs behind the door."), a_card("cook", None, "The soup is hot."),
    )


def began() -> Play:
    run = Play(scenario())
    run.begin()
    return run


def reveal(at: int, card: str = "porter") -> c.Reveal:
    return c.Reveal(at=Seconds(at), card=CardId(card))


def tally(at: int, round_: int, hands: tuple[int, ...], team: str = "", choices: tuple[str, ...] = ("open", "wait")) -> c.Tally:
    return c.Tally(at=Seconds(at), thread=ThreadId("main"), stage=StageId("a"), round=round_, team=team,
                   choices=tuple(map(ChoiceId, choices)), hands=hands)


def on_offer(run: Play) -> dict[str, str]:
    return {offer.item.id: offer.reason for offer in offers(run.scenario, run.now)}


def test_a_card_said_aloud_makes_its_fact_known_and_opens_what_needs_it():
    run = began()
    assert "open" not in on_offer(run)
    happened = run.send(reveal(40))
    assert kinds(happened)[:2] == [e.CardRevealed, e.FactLearned] and happened[0].at == 40
    assert run.now.known(FactId("key")) and on_offer(run)["open"] == ""
    assert any(isinstance(event, e.InjectArrived) for event in happened), "what waits for the fact comes at once"


def test_what_is_known_by_now_is_not_revealed_again_and_that_is_recorded():
    run = began()
    run.send(reveal(40))
    before = run.now
    assert [x.reason for x in run.send(reveal(50))] == ["known"]
    assert run.now == replace(before, at=run.now.at)


@pytest.mark.parametrize("command, reason", [(reveal(5, "nobody"), "late"), (reveal(5, ""), "late")])
def test_a_card_that_is_not_there_is_refused(command, reason):
    assert [x.reason for x in began().send(command)] == [reason]


def test_before_the_run_while_it_is_paused_and_after_it_nothing_is_revealed():
    run = Play(scenario())
    assert [x.reason for x in run.send(reveal(5))] == ["phase"]
    run.begin()
    run.send(c.Pause(at=Seconds(10)))
    assert [x.reason for x in run.send(reveal(20))] == ["phase"]
    run.send(c.Resume(at=Seconds(10)))
    run.wait("11h")
    assert [x.reason for x in run.send(reveal(40_000))] == ["phase"]


def test_a_card_without_a_fact_is_told_and_changes_nothing():
    run = began()
    before = run.now
    assert kinds(run.send(reveal(30, "cook"))) == [e.CardRevealed]
    assert run.now == replace(before, at=Seconds(30))


def test_a_scenario_without_cards_refuses_every_one():
    run = Play(small(ROOM))
    run.begin()
    assert refused(run.send(reveal(5)))


def test_counting_hands_moves_no_rule_and_passes_no_time():
    run = began()
    before = run.now
    run.send(c.Seat(at=Seconds(3), teams=("Amber", "Birch"), people=24))
    run.send(tally(20, 1, (11, 13)))
    assert run.now == before


@pytest.mark.parametrize("hands", [(1,), (1, 2, 3), (-1, 4), ()])
def test_a_count_that_does_not_fit_the_answers_is_refused(hands):
    assert [x.reason for x in began().send(tally(20, 1, hands))] == ["count"]


def test_all_of_it_is_in_the_journal_and_played_again_it_comes_out_the_same():
    run = began()
    for command in (c.Seat(at=Seconds(0), teams=("Amber", "Birch"), people=24, names=True), tally(5, 1, (3, 9), "Amber"),
                    tally(6, 1, (8, 4), "Birch"), reveal(7), c.Note(at=Seconds(8), text="What function is lost?", kind="stop"),
                    c.Note(at=Seconds(9), text="The door is shut", kind="know"), tally(9, 2, (20, 4))):
        run.send(command)
    moments = moments_of(run)
    read = j.recover(b"".join(lines_of(moments)))
    assert read.fault == "" and list(read.moments) == moments
    other = Play(run.scenario)
    for moment in read.moments:
        other.send(moment.command)
    assert other.now == run.now and other.events == run.events


def test_votes_are_read_back_with_both_rounds_and_what_was_then_done():
    run = began()
    run.send(reveal(1))
    for command in (tally(5, 1, (3, 9), "Amber"), tally(6, 1, (8, 4), "Birch"), tally(9, 2, (9, 3), "Amber"),
                    tally(9, 2, (9, 3), "Birch")):
        run.send(command)
    open_, = votes_of(run.scenario, moments_of(run))
    assert (open_.closed, open_.taken, open_.hands(1), open_.hands(2)) == (False, None, (11, 13), (18, 6))
    run.choose(12, "open")
    vote, = votes_of(run.scenario, moments_of(run))
    assert vote.closed and vote.taken == "open" and vote.title == "What now?"
    assert [(answer.label, answer.rating, answer.taken) for answer in vote.answers] == [
        ("Open the door", 6, True), ("Wait", 2, False)]
    assert [count.team for count in vote.counts] == ["Amber", "Birch", "Amber", "Birch"]


def test_a_second_vote_on_the_same_matter_is_a_vote_of_its_own():
    run = began()
    run.send(tally(5, 1, (3, 9)))
    run.choose(6, "wait")
    run.send(tally(7, 1, (1, 1)))
    run.send(tally(8, 1, (2, 0)))
    votes = votes_of(run.scenario, moments_of(run))
    assert [(vote.hands(1), vote.taken, vote.closed) for vote in votes] == [
        ((3, 9), "wait", True), ((1, 1), None, True), ((2, 0), None, False)]


def test_a_vote_can_be_about_what_to_look_into():
    run = Play(small(LOOKS))
    run.begin()
    run.send(tally(5, 1, (3, 9), choices=("door", "roof")))
    run.look(6, "roof")
    vote, = votes_of(run.scenario, moments_of(run))
    assert vote.closed and vote.taken == "roof"
    assert [(answer.label, answer.rating, answer.taken) for answer in vote.answers] == [
        ("Look at the door", None, False), ("Look at the roof", None, True)]


def test_looking_into_something_else_leaves_a_vote_open():
    run = Play(small(LOOKS))
    run.begin()
    run.send(tally(5, 1, (3, 9), choices=("door", "go")))
    run.look(6, "roof")
    vote, = votes_of(run.scenario, moments_of(run))
    assert not vote.closed


def test_lines_belong_to_the_stop_they_were_written_in():
    run = began()
    for text, kind in (("First?", "stop"), ("a", "know"), ("mine", ""), ("b", "open"), ("Second?", "stop"), ("c", "assume")):
        run.send(c.Note(at=Seconds(9), text=text, kind=kind))
    told = room_of(run.scenario, moments_of(run))
    assert [line.text for line in told.stops] == ["First?", "Second?"] and told.column == (("assume", "c"),)
    assert [(line.kind, line.text) for line in told.lines] == [
        ("stop", "First?"), ("know", "a"), ("", "mine"), ("open", "b"), ("stop", "Second?"), ("assume", "c")]
    assert {line.at for line in told.lines} == {9} and {line.wall[:1] for line in told.lines} == {"w"}


def test_a_run_nobody_played_in_a_room_tells_nothing_of_one():
    run = began()
    run.choose(6, "wait")
    told = room_of(run.scenario, moments_of(run))
    assert (told.teams, told.votes, told.lines, told.said) == ((), (), (), ())
