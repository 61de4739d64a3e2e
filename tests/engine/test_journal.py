"""The journal: what was written is read back, and what was not written never is."""
from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain import journal as j
from sim.domain.situation import Situation, fold
from sim.domain.units import CardId, ChoiceId, Seconds, StageId, ThreadId
from tests.engine.house import KITCHEN_SINK, Play, play, random_player, small
from tests.engine.test_demands import PHONE
from tests.rooms import a_card, with_cards

HEADER = j.Header(program="0", scenario="t", digest="d", seed=7, wall="2026-11-22T22:00:00")


def moments_of(run: Play) -> list[j.Moment]:
    return [
        j.Moment(seq=n, at=taken.command.at, command=taken.command, events=taken.events, wall=f"w{n}",
            state=j.state_hash(taken.situation))
        for n, taken in enumerate(run.taken)
    ]


def lines_of(moments: list[j.Moment], header: j.Header = HEADER) -> list[bytes]:
    lines = [j.header_line(header)]
    for moment in moments:
        lines.append(j.moment_line(moment, j.link(lines[-1])))
    return lines


def short_run() -> Play:
    run = play(PHONE)
    run.choose(60, "decide")
    run.send(c.Note(at=Seconds(500), text='ä "crc":" \\ ,"crc":"0 \u2028 \r\n \x00 \ud800 🙂', about="a/decide"))
    run.answer(700, "boss", "abandon", note=True)
    run.send(c.Pause(at=Seconds(800)))
    run.send(c.Resume(at=Seconds(800)))
    run.choose(900, "nothing")
    run.wait("11h")
    return run


MOMENTS = moments_of(short_run())
LINES = lines_of(MOMENTS)
WHOLE = b"".join(LINES)


def sink_runs() -> list[Play]:
    scenario = small(KITCHEN_SINK)
    return [random_player(scenario, seed) for seed in range(40)]


def in_a_room() -> Play:
    run = Play(with_cards(small(PHONE), a_card("porter", None, "It is cold.")))
    for command in (c.Begin(at=Seconds(0)), c.Seat(at=Seconds(0), teams=("Ä", "B"), people=24, names=True),
                    c.Reveal(at=Seconds(9), card=CardId("porter")),
                    c.Tally(at=Seconds(9), thread=ThreadId("main"), stage=StageId("a"), round=2, team="Ä",
                            choices=(ChoiceId("decide"), ChoiceId("nothing")), hands=(0, 12)),
                    c.Note(at=Seconds(9), text="What?", kind="stop")):
        run.send(command)
    return run


def test_what_was_written_is_read_back_every_kind_of_event_and_command():
    events, commands = set(), set()
    for run in [*sink_runs(), short_run(), in_a_room()]:
        moments = moments_of(run)
        data = b"".join(lines_of(moments))
        read = j.recover(data)
        assert read.fault == "" and read.header == HEADER and read.length == len(data)
        assert list(read.moments) == moments
        assert fold(event for moment in read.moments for event in moment.events) == run.now
        events |= {type(event) for moment in read.moments for event in moment.events}
        commands |= {type(moment.command) for moment in read.moments}
    assert events == set(get_args(e.Event))
    assert commands == set(get_args(c.Command))


def test_an_entry_is_plain_json_with_its_kind():
    assert j.encode(c.Wait(at=Seconds(5))) == {"is": "Wait", "at": 5}
    row = j.encode(e.BeliefRevised(at=Seconds(1), latent="root", weights=(2, 1)))
    assert json.loads(json.dumps(row)) == {"is": "BeliefRevised", "at": 1, "latent": "root", "weights": [2, 1]}


def test_a_moment_may_have_no_command():
    moment = j.Moment(seq=0, at=Seconds(3), command=None, events=(e.ClockStruck(at=Seconds(3)),))
    assert j.recover(b"".join(lines_of([moment]))).moments == (moment,)


def test_equal_situations_have_one_hash_in_whatever_order_they_came_about():
    scenario = small(PHONE)
    one, other = Situation(), Situation()
    assert j.state_hash(one) == j.state_hash(other)
    run = play(scenario)
    values = list(run.now.values.items())
    shuffled = Situation()
    for name, value in reversed(values):
        shuffled = fold([e.VariableSet(at=Seconds(0), what=name, value=value)], shuffled)
    straight = fold([e.VariableSet(at=Seconds(0), what=name, value=value) for name, value in values])
    assert shuffled == straight and j.state_hash(shuffled) == j.state_hash(straight)


def test_a_cut_at_any_byte_leaves_the_longest_correct_prefix():
    ends = [sum(len(line) for line in LINES[:n]) for n in range(len(LINES) + 1)]
    for cut in range(len(WHOLE) + 1):
        read = j.recover(WHOLE[:cut])
        whole = max(n for n, end in enumerate(ends) if end <= cut)
        assert read.length == ends[whole]
        assert (read.header is not None) == (whole > 0)
        assert list(read.moments) == MOMENTS[:max(0, whole - 1)]
        assert (read.fault == "") == (cut in ends[1:])
        if whole:
            assert read.last == j.link(LINES[whole - 1])


def flip(bits: list[int]) -> None:
    for bit in bits:
        damaged = bytearray(WHOLE)
        damaged[bit // 8] ^= 1 << bit % 8
        read = j.recover(bytes(damaged))
        assert read.header in (None, HEADER)
        assert list(read.moments) == MOMENTS[:len(read.moments)] and len(read.moments) < len(MOMENTS)
        assert read.fault


def test_a_flipped_bit_never_yields_a_different_event():
    """Every eighth bit or so; all of them are among the slow tests."""
    dice = random.Random(1)
    flip([byte * 8 + dice.randrange(8) for byte in range(len(WHOLE))])


@pytest.mark.slow
def test_no_flipped_bit_at_all_yields_a_different_event():
    flip(list(range(len(WHOLE) * 8)))


def test_a_run_that_was_cut_off_can_be_gone_on_with_where_it_broke():
    read = j.recover(WHOLE[:-20])
    healed = WHOLE[:read.length] + j.moment_line(MOMENTS[-1], read.last)
    assert list(j.recover(healed).moments) == MOMENTS


# ---------------------------------------------------------------- tampering

def resealed(line: bytes, change: Any) -> bytes:
    """The line with its JSON changed and its checksum made right again."""
    body = json.loads(line)
    del body["crc"]
    change(body)
    return j._sealed(body)


def test_lines_that_changed_places_are_not_believed():
    for n in range(len(LINES) - 1):
        swapped = [*LINES[:n], LINES[n + 1], LINES[n], *LINES[n + 2:]]
        read = j.recover(b"".join(swapped))
        assert read.fault and list(read.moments) == MOMENTS[:max(0, n - 1)]


def test_what_follows_a_dropped_line_is_not_believed():
    for n in range(len(LINES) - 1):
        read = j.recover(b"".join([*LINES[:n], *LINES[n + 1:]]))
        assert read.fault and list(read.moments) == MOMENTS[:max(0, n - 1)]


def test_a_line_written_twice_is_believed_once():
    for n in range(len(LINES)):
        read = j.recover(b"".join([*LINES[:n + 1], *LINES[n:]]))
        assert read.fault and list(read.moments) == MOMENTS[:n]


def test_renumbered_lines_are_caught_by_the_chain():
    dropped = [LINES[0], LINES[1], resealed(LINES[3], lambda body: body.update(seq=1)), *LINES[4:]]
    read = j.recover(b"".join(dropped))
    assert read.fault and list(read.moments) == MOMENTS[:1]


def _set_at(body: dict, places: list, value: Any) -> None:
    for place in places[:-1]:
        body = body[place]
    body[places[-1]] = value


def _leaves(node: Any, path: tuple = ()) -> list[tuple]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for n, value in enumerate(node) for leaf in _leaves(value, (*path, n))]
    return [path]


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}x" if isinstance(value, str) else 1


def test_an_edit_with_the_checksum_made_right_is_caught_at_the_next_line_at_the_latest():
    for n, line in enumerate(LINES[:-1]):
        body = json.loads(line)
        for path in _leaves({key: value for key, value in body.items() if key != "crc"}):
            here: Any = body
            for place in path:
                here = here[place]
            edited = resealed(line, lambda b, path=path, here=here: _set_at(b, list(path), _other(here)))
            read = j.recover(b"".join([*LINES[:n], edited, *LINES[n + 1:]]))
            assert read.fault, (n, path)
            before = max(0, n - 1)
            assert len(read.moments) <= n and list(read.moments[:before]) == MOMENTS[:before]


def test_an_edit_that_changes_what_is_so_is_caught_in_its_own_line_by_the_hash_of_the_situation():
    run = play(PHONE)
    run.choose(60, "errand")
    run.wait(600)
    moments = moments_of(run)
    lines = lines_of(moments)
    for field, value in (("until", 9), ("node", "a/decide"), ("at", 59)):
        edited = resealed(lines[2], lambda b, field=field, value=value: b["events"][-1].update({field: value}))
        read = j.recover(b"".join([*lines[:2], edited]))
        assert "does not follow" in read.fault and list(read.moments) == moments[:1], field


def test_a_moment_that_bears_anothers_number_is_not_believed():
    renumbered = j.moment_line(replace(MOMENTS[0], seq=5), j.link(LINES[0]))
    assert "moment 5 stands where 0 should" in j.recover(LINES[0] + renumbered).fault


def test_another_header_is_no_header_of_this_run():
    edited = resealed(LINES[0], lambda body: body.update(seed=8))
    read = j.recover(b"".join([edited, *LINES[1:]]))
    assert read.moments == () and "does not follow" in read.fault


def test_a_journal_of_another_format_says_so():
    read = j.recover(resealed(LINES[0], lambda body: body.update(format=99)))
    assert read.header is None and "format 99" in read.fault


def test_an_empty_file_is_no_journal():
    read = j.recover(b"")
    assert (read.header, read.moments, read.length) == (None, (), 0) and "empty" in read.fault


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_reading_never_raises_whatever_the_bytes(data):
    assert j.recover(data).length <= len(data)
    assert j.recover(LINES[0] + data).header == HEADER
    assert list(j.recover(WHOLE + data).moments) == MOMENTS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["Wait", "RunBegan", "main", "a", "boss"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.sampled_from(["is", "at"]),
        inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(JSON, st.integers(min_value=0, max_value=len(LINES) - 1), st.randoms(use_true_random=False))
def test_reading_never_raises_whatever_a_line_with_a_right_checksum_says(value, n, dice):
    body = json.loads(LINES[n])
    path = dice.choice([leaf[:dice.randint(1, len(leaf))] for leaf in _leaves({k: v for k, v in body.items() if k != "crc"})])
    damaged = resealed(LINES[n], lambda b: _set_at(b, list(path), value))
    read = j.recover(b"".join([*LINES[:n], damaged, *LINES[n + 1:]]))
    before = max(0, n - 1)
    assert list(read.moments[:before]) == MOMENTS[:before]


@pytest.mark.parametrize("field", ["at", "seq", "events", "command", "state", "prev", "pace"])
@pytest.mark.parametrize("value", [float("inf"), float("nan"), -1, 10**400, None, [], {}, "", [[]], [None],
    [{"is": []}], [{"is": "Wait"}],
                                   {"is": "Begin", "horizon": {}}])
def test_reading_never_raises_on_the_oddest_values(field, value):
    damaged = resealed(LINES[2], lambda b: b.update({field: value}))
    assert list(j.recover(b"".join([*LINES[:2], damaged, *LINES[3:]])).moments[:1]) == MOMENTS[:1]


def test_a_line_nested_without_end_is_damaged_and_no_more():
    front = b'{"seq":0,"deep":' + b"[" * 200_000 + b"]" * 200_000
    import zlib
    line = front + b',"crc":"' + f"{zlib.crc32(front):08x}".encode() + b'"}\n'
    assert j.recover(LINES[0] + line).fault


def test_a_note_keeps_every_character_it_was_written_with():
    texts = [moment.command.text for moment in j.recover(WHOLE).moments if isinstance(moment.command, c.Note)]
    assert texts == ['ä "crc":" \\ ,"crc":"0 \u2028 \r\n \x00 \ud800 🙂']


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_can_be_noted(text, about):
    run = play(PHONE)
    run.send(c.Note(at=Seconds(1), text=text, about=about))
    moments = moments_of(run)
    assert list(j.recover(b"".join(lines_of(moments))).moments) == moments
