"""The stage graph of a scenario, and the phases of a run, as `transitions` machines without callbacks.

A machine answers one question: where does this trigger lead from here, if it is legal. `step` decides the rest.

Habits of `transitions` 0.9 that shape this file: a string given as a condition is imported and called, so nothing an author
wrote is ever given as one; an unknown state is accepted, so references are resolved in `authoring` first; registering a
model sets an attribute for every trigger, so no model is registered: a trigger is found by name in `machine.events` and
handed a small cursor. Trigger names begin with `@`, states with a thread and a slash, so that no id can collide.
"""

from __future__ import annotations

from functools import cache

from transitions import Machine, MachineError

from sim.domain.scenario import Outcome, Scenario, all_outcomes, outcomes_below
from sim.domain.situation import Phase
from sim.domain.units import DONE, END, NodeId, StageId, ThreadId


class _Cursor:
    """A finger on the graph. `transitions` reads and writes `state`, and nothing else."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


_OVER = "over"
_ANYWHERE = "anywhere"
"""Where an outcome stands that comes from outside, as news does: it leads on from every stage alike, by one transition."""


def _machine(states: list[str]) -> Machine:
    return Machine(model=None, states=states, initial=None, auto_transitions=False, send_event=True)


class Stages:
    """The stage graph of one scenario. Holds no run: each question brings its own place."""

    def __init__(self, scenario: Scenario) -> None:
        names = {stage.id: _name(stage.thread, stage.id) for stage in scenario.stages.values()}
        closed = {thread: _name(thread, DONE) for thread in scenario.threads}
        self._machine = _machine([*names.values(), *closed.values(), _ANYWHERE, _OVER])
        self._from_outside: set[NodeId] = set()
        self._asked: dict[tuple[str, str], StageId | None] = {}
        at_home: dict[NodeId, str] = {}
        for stage in scenario.stages.values():
            here = [outcome for choice in stage.choices for outcome in outcomes_below(choice.outcome)]
            for look in stage.evidence:
                for top in (look.outcome, *((look.probe.yes, look.probe.no) if look.probe else ())):
                    here += outcomes_below(top)
            here += outcomes_below(stage.on_deadline) if stage.on_deadline else ()
            for outcome in here:
                at_home[outcome.node] = names[stage.id]
        for outcome in all_outcomes(scenario):
            if outcome.to is not None:
                self._add(outcome, names, at_home.get(outcome.node))
        for thread in scenario.threads.values():
            self._machine.add_transition(f"@open {thread.id}", closed[thread.id], names[thread.start])
            for stage in scenario.stages.values():
                if stage.thread == thread.id:
                    self._machine.add_transition(f"@close {thread.id}", names[stage.id], closed[thread.id])

    def _add(self, outcome: Outcome, names: dict[StageId, str], home: str | None) -> None:
        """One trigger for an outcome that leads somewhere: from its own stage, or from anywhere if it comes from outside."""
        assert outcome.to is not None
        if outcome.to == END:
            target = _OVER
        elif outcome.to == DONE:
            assert home is not None, "what belongs to no stage closes no thread; authoring refuses it"
            target = _name(ThreadId(home.partition("/")[0]), DONE)
        else:
            target = names[outcome.to]
        if home is None:
            self._from_outside.add(outcome.node)
        self._machine.add_transition(f"@{outcome.node}", home or _ANYWHERE, target)

    def after(self, thread: ThreadId, stage: StageId, node: NodeId) -> StageId | None:
        """Return the stage that the outcome `node` leads to from `stage`, or None if it is not to be had from there."""
        return self._ask(_ANYWHERE if node in self._from_outside else _name(thread, stage), f"@{node}")

    def opens(self, thread: ThreadId) -> StageId | None:
        """Return the first stage of a closed thread."""
        return self._ask(_name(thread, DONE), f"@open {thread}")

    def closes(self, thread: ThreadId, stage: StageId) -> bool:
        """Return whether a thread standing in `stage` can be closed."""
        return self._ask(_name(thread, stage), f"@close {thread}") is not None

    def _ask(self, state: str, trigger: str) -> StageId | None:
        if (state, trigger) not in self._asked:  # a machine without callbacks gives the same answer every time
            self._asked[state, trigger] = self._answer(state, trigger)
        return self._asked[state, trigger]

    def _answer(self, state: str, trigger: str) -> StageId | None:
        cursor = _Cursor(state)
        try:
            moved = self._machine.events[trigger].trigger(cursor)
        except (MachineError, KeyError):  # no such trigger, or not from here
            return None
        if not moved:
            return None
        return END if cursor.state == _OVER else StageId(cursor.state.partition("/")[2])


def _name(thread: ThreadId, stage: StageId) -> str:
    return f"{thread}/{stage}"


_PHASES = _machine([phase.value for phase in Phase])
for _trigger, _source, _target in (
    ("begin", Phase.BRIEFING, Phase.RUNNING),
    ("pause", Phase.RUNNING, Phase.PAUSED),
    ("resume", Phase.PAUSED, Phase.RUNNING),
    ("end", Phase.RUNNING, Phase.DEBRIEF),
):
    _PHASES.add_transition(_trigger, _source.value, _target.value)


@cache
def phase_after(phase: Phase, trigger: str) -> Phase | None:
    """Return the phase that `begin`, `pause`, `resume` or `end` leads to, or None if it is not legal now."""
    cursor = _Cursor(phase.value)
    try:
        moved = _PHASES.events[trigger].trigger(cursor)
    except MachineError:
        return None
    return Phase(cursor.state) if moved else None
