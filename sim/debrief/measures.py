"""A finished journal, looked back upon: the one function a debrief begins with."""
from __future__ import annotations

from fractions import Fraction

from sim.debrief.channels import Run, channels_of, outcome_words
from sim.debrief.competencies import competencies_of
from sim.debrief.decisions import decisions_of, hints_of, notes_of
from sim.debrief.duties import findings_of, tasks_of
from sim.debrief.improvised import Improvised, Plays
from sim.debrief.improvising import improvised
from sim.debrief.narrow import narrow_of
from sim.debrief.record import record
from sim.debrief.review import Best, Debriefing, Decision, Finding, Task, Turn
from sim.debrief.terms import rated
from sim.debrief.timeline import timeline_of
from sim.debrief.wording import figure, first_sentence, label, quoted, sentence
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.scenario import Scenario
from sim.domain.units import Frozen
from sim.engine.telling import tell


def debriefed(
    scenario: Scenario, moments: tuple[Moment, ...], *, practice: int = 0, doubt: str = "", plays: Plays | None = None,
) -> Debriefing:
    """Return what there is to say of a run. `practice` counts the moments taken over from another run; `doubt` says what
    of it cannot be trusted; `plays` what other plays on this machine built.

    Raises ValueError if the run never began.
    """
    steps = record(moments)
    if not any(isinstance(step.event, e.RunBegan) for step in steps):
        raise ValueError("a run that never began cannot be debriefed")
    told = tell(scenario, steps[-1].after, (step.event for step in steps))
    decisions = decisions_of(scenario, steps, practice)
    tried = improvised(scenario, steps, plays)
    tasks, findings = tasks_of(scenario, steps), findings_of(scenario, steps)
    own = tuple(decision for decision in decisions if not decision.practised) or decisions
    ended = next((step.event for step in steps if isinstance(step.event, e.RunEnded)), None)
    turn = turning(own)
    taken = [step.event.at for step in steps if step.seq < practice]
    return Debriefing(
        told=told, outcome=outcome_words(scenario, told), finished=ended is not None,
        ended=label(scenario, ended.at if ended is not None else steps[-1].event.at), cause=told.cause or _cause(turn),
        best=best_of(scenario, own, tasks, findings, tried), moment=turn, decisions=decisions,
        channels=channels_of(Run(
            scenario=scenario, steps=steps, told=told, decisions=decisions, tasks=tasks, findings=findings, improvised=tried,
        )),
        competencies=competencies_of(scenario, steps, tasks), tasks=tasks, findings=findings,
        timeline=timeline_of(scenario, steps), notes=notes_of(scenario, steps, decisions),
        hints=hints_of(scenario, steps), cut=scenario.cut_at(steps[-1].after.horizon), improvised=tried,
        narrow=narrow_of(scenario, steps), practice=practice, doubt=doubt,
        taken_up=label(scenario, taken[-1]) if taken else "",
    )


def best_of(
    scenario: Scenario, decisions: tuple[Decision, ...], tasks: tuple[Task, ...], findings: tuple[Finding, ...],
    tried: Improvised | None = None,
) -> Best:
    """Return the best thing the player did: the decision that gained most, else what was built, a task, a finding."""
    made = [decision for decision in decisions if not decision.lapsed and decision.gained]
    if made:
        best = max(made, key=lambda decision: decision.gained)
        return Best(when=best.when, what=best.chosen, why=first_sentence(best.rated.why if best.rated is not None else ""))
    families = scenario.bench.families if scenario.bench is not None else Frozen()
    stood = [idea for idea in (tried.ideas if tried is not None else ()) if idea.stood]
    if stood:
        built = max(stood, key=lambda idea: rated(families[idea.family]))
        panel = families[built.family].panel
        why = first_sentence(panel.why) if panel is not None else ""
        return Best(when=label(scenario, built.stood[0].since), what=built.sentence, why=why)
    for task in tasks:
        if task.in_time and task.done:
            return Best(when=label(scenario, task.done), what=task.label, why=first_sentence(task.why))
    found = [finding for finding in findings if finding.found is not None]
    if found:
        best_found = max(found, key=lambda finding: finding.worth)
        assert best_found.found is not None
        return Best(when=label(scenario, best_found.found), what="You found something out", why=best_found.known)
    return Best(when="", what="You have seen how it goes by itself.", why="That is the figure to beat.")


def turning(decisions: tuple[Decision, ...]) -> Turn | None:
    """Return the decision where most judgement was lost; if nothing was, the one where most could have been."""
    if not decisions:
        return None
    worst = max(decisions, key=lambda decision: decision.lost)
    if worst.lost:
        best = worst.best
        assert best is not None
        rather = f"The panel would rather: {sentence(quoted(best.label))} {first_sentence(best.why)}"
        return Turn(decision=worst, why=rather.strip())
    widest = max(decisions, key=_at_stake)
    if not _at_stake(widest):
        return Turn(decision=widest, why="The panel has nothing to add here.")
    assert widest.credit is not None
    return Turn(
        decision=widest,
        why="You lost nothing here. It was also the place where most could be lost: "
            f"the choices ran from {figure(widest.credit.lowest)} to {figure(widest.credit.highest)} of 7.",
    )


def _at_stake(decision: Decision) -> Fraction:
    return (decision.credit.highest - decision.credit.lowest) * decision.weight if decision.credit is not None else Fraction(0)


def _cause(turn: Turn | None) -> str:
    if turn is None:
        return "Nothing came up that had to be decided."
    return f"It turned at {turn.decision.when}, with this matter: {turn.decision.title}."
