"""What cannot be had is refused and recorded; and what an author calls a thing is only ever a name."""
from __future__ import annotations

import sys

import pytest

from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.situation import Phase
from sim.domain.units import ChoiceId, EvidenceId, InjectId, Seconds, ThreadId
from sim.engine.stages import phase_after
from sim.engine.step import due
from sim.engine.telling import tell, words_of
from tests.engine.house import Play, keeps_the_laws, kinds, play, random_player, refused, small

PLAIN = """
stages:
  a:
    evidence: [{id: see, label: See}]
    choices: [{id: go, label: Go, to: b}, {id: stop, label: Stop, to: end}]
  b: {choices: [{id: stop, label: Stop, to: end}]}
"""


def requests(at: int) -> list[c.Command]:
    return [
        c.Choose(at=Seconds(at), choice=ChoiceId("go"), thread=ThreadId("main")),
        c.Investigate(at=Seconds(at), evidence=EvidenceId("see"), thread=ThreadId("main")),
        c.Answer(at=Seconds(at), inject=InjectId("i"), how="answer"),
    ]


@pytest.mark.parametrize("number", range(3))
def test_before_the_run_begins_nothing_can_be_had(number):
    run = Play(small(PLAIN))
    happened = run.send(requests(500)[number])
    assert [x.reason for x in happened] == ["phase"] and run.now.phase is Phase.BRIEFING
    assert not refused(run.begin()) and run.events[1].at == 0


@pytest.mark.parametrize("number", range(3))
def test_while_a_run_is_paused_nothing_can_be_had(number):
    run = play(PLAIN)
    run.send(c.Pause(at=Seconds(10)))
    assert [x.reason for x in run.send(requests(20)[number])] == ["phase"] and run.now.phase is Phase.PAUSED


@pytest.mark.parametrize("number", range(3))
def test_after_the_end_nothing_can_be_had_and_nothing_moves(number):
    run = play(PLAIN)
    run.choose(7, "stop")
    ended = run.now
    assert [x.reason for x in run.send(requests(50_000)[number])] == ["phase"]
    assert run.now == ended


@pytest.mark.parametrize("command, phases", [
    (c.Begin(at=Seconds(9)), {Phase.BRIEFING}), (c.Pause(at=Seconds(9)), {Phase.RUNNING}), (c.Resume(at=Seconds(9)),
        {Phase.PAUSED}),
])
def test_begin_pause_and_resume_are_refused_in_the_wrong_phase(command, phases):
    for phase, before in {
        Phase.BRIEFING: [], Phase.RUNNING: [c.Begin(at=Seconds(0))], Phase.PAUSED: [c.Begin(at=Seconds(0)),
            c.Pause(at=Seconds(5))],
        Phase.DEBRIEF: [c.Begin(at=Seconds(0)), c.Wait(at=Seconds(10**6))],
    }.items():
        run = Play(small(PLAIN))
        for earlier in before:
            run.send(earlier)
        assert run.now.phase is phase
        happened = run.send(command)
        if phase in phases:
            assert not refused(happened) and happened
        else:
            assert kinds(happened) == [e.ChoiceRefused] and happened[0].reason == "phase"


def test_the_phases_of_a_run_form_one_graph():
    asked = [(phase, trigger) for phase in Phase for trigger in ("begin", "pause", "resume", "end")]
    legal = {(phase, trigger): after for phase, trigger in asked if (after := phase_after(phase, trigger))}
    assert legal == {
        (Phase.BRIEFING, "begin"): Phase.RUNNING, (Phase.RUNNING, "pause"): Phase.PAUSED,
        (Phase.PAUSED, "resume"): Phase.RUNNING, (Phase.RUNNING, "end"): Phase.DEBRIEF,
    }


@pytest.mark.parametrize("odd", ["", "nothing", "state", "__class__", "../a", "a/go", "@main", "go\n", "\x00", "é" * 1000])
def test_what_nobody_knows_is_refused_and_recorded(odd):
    run = play(PLAIN)
    for happened in (run.choose(1, odd), run.choose(1, "go", odd), run.look(1, odd), run.look(1, "see", odd), run.answer(1, odd)):
        assert kinds(happened) == [e.ChoiceRefused] and happened[0].reason == "late"
    assert run.stage() == "a"


def test_a_choice_cannot_be_looked_into_nor_evidence_chosen():
    run = play(PLAIN)
    assert refused(run.look(1, "go")) == [("go", "late")] and refused(run.choose(1, "see")) == [("see", "late")]


def test_a_refusal_says_who_asked():
    run = play(PLAIN)
    happened = run.send(c.Choose(at=Seconds(1), choice=ChoiceId("x"), thread=ThreadId("main"), by="seat-2"))
    assert happened == (e.ChoiceRefused(at=0, what="x", by="seat-2", reason="late"),)


def test_a_refusal_changes_nothing():
    run = play(PLAIN)
    before = run.now
    run.choose(55, "nothing")
    assert run.now == before


def test_nothing_is_due_before_a_run_while_paused_or_after_it():
    run = Play(small(PLAIN))
    assert due(run.scenario, run.now) is None
    run.begin()
    assert due(run.scenario, run.now).kind == "horizon"
    run.send(c.Pause(at=Seconds(0)))
    assert due(run.scenario, run.now) is None
    run.send(c.Resume(at=Seconds(0)))
    run.wait("10h")
    assert due(run.scenario, run.now) is None


# ---------------------------------------------------------------- names are only names

NAMES = [
    "state", "trigger", "os.system", "may_trigger", "to_x", "machine", "states", "events", "model", "models",
        "initial", "is_a", "end.",
    "end.x", "done-", "over", "main", "begin", "pause", "resume", "os.path.exists", "subprocess.run", "builtins.print", "class__",
    "a.__class__", "x.__init__", "get_triggers", "add_transition", "before_state_change", "after", "internal",
        "none", "self", "open",
    "close", "name", "self._machine", "import_module", "antigravity.fly", "this.s", "a" * 46, "z.-_.-",
]
# `{n}` is the name under test; every kind of thing that can bear it does
BEARER = """
start: {n}
people: {{{n}: {{name: N, helps: true}}}}
places: {{{n}: Place}}
{threads}
stages:
  {n}:
    deadline: 60s
    on_deadline: {{to: {n}-2}}
    default: D
    evidence: [{{id: {n}-e, label: E, note: saw}}]
    choices: [{{id: {n}, label: N, at: {n}, to: {n}-2}}, {{id: {n}-m, label: M, by: {n}, takes: 5s, note: did,
        moves: {{you: {n}}}, later: {{id: {n}, in: 5s}},
               chance: {{{n}: {{note: drawn}}, other: {{weight: 0}}}}}}]
  {n}-2: {{choices: [{{id: {n}, label: N, to: end}}]}}
  {n}-3: {{thread: {t}, choices: [{{id: {n}, label: N, to: {n}-4}}]}}
  {n}-4: {{thread: {t}, choices: [{{id: {n}, label: N, to: done}}]}}
injects: [{{id: {n}, at: 20s, note: came, demand: {{label: D, takes: 5s, deadline: 45s}}}}]
later: {{{n}: {{note: later}}}}
"""

_HEARD: list[tuple[str, object]] = []
_LISTENING = [False]


def _hear(event: str, given: object) -> None:
    if _LISTENING[0] and event in ("import", "exec", "compile", "os.system", "os.exec", "os.fork", "subprocess.Popen", "open"):
        _HEARD.append((event, given))


sys.addaudithook(_hear)


def bearer(name: str) -> str:
    thread = "t" if name == "main" else name
    return BEARER.format(n=name, t=thread, threads=f"threads: {{{thread}: {{title: T, start: {name}-3, open: true}}}}")


def play_through(name: str) -> Play:
    run = play(bearer(name))
    thread = "t" if name == "main" else name
    assert refused(run.choose(0, name)) == [(name, "place")]
    for happened in (
        run.look(1, f"{name}-e"), run.choose(2, f"{name}-m"), run.wait(10), run.choose(11, name), run.choose(12, name, thread),
        run.choose(13, name, thread), run.answer(21, name), run.choose(30, name),
    ):
        assert not refused(happened)
    said = [words.text for event in run.events for words in words_of(run.scenario, event, run.now)]
    assert said == ["saw", "did", "drawn", "later", "came"]
    assert run.now.phase is Phase.DEBRIEF and tell(run.scenario, run.now, run.events).ending.id == "fine"
    return run


def test_any_name_an_author_may_write_plays_through_and_nothing_of_it_is_imported_or_run():
    play_through("ordinary")
    keeps_the_laws(random_player(small(bearer("ordinary")), 1))
    before = set(sys.modules)
    for name in NAMES:
        _HEARD.clear()
        _LISTENING[0] = True
        try:
            keeps_the_laws(play_through(name))
            keeps_the_laws(random_player(small(bearer(name)), 3))
        finally:
            _LISTENING[0] = False
        assert not _HEARD, (name, _HEARD)
    assert set(sys.modules) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_name_changes_nothing_about_what_happens(name):
    assert [(type(x), x.at) for x in play_through(name).events] == [(type(x), x.at) for x in play_through("ordinary").events]
