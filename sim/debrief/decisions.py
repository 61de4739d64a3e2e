"""Decision by decision: what was known, what was chosen, what the panel says, what followed."""
from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sim.debrief.credit import credit_of
from sim.debrief.followed import followed
from sim.debrief.ideas import begun
from sim.debrief.questions import question_of
from sim.debrief.record import Step
from sim.debrief.review import Decision, Heard, Rated
from sim.debrief.wording import label, nobody, speaker
from sim.domain import events as e
from sim.domain.scenario import Outcome, Panel, Scenario, Stage
from sim.domain.units import YOU, ChoiceId, NodeId, StageId, on_bench
from sim.engine.offers import offers
from sim.engine.program import fill


def decisions_of(scenario: Scenario, steps: tuple[Step, ...], practice: int) -> tuple[Decision, ...]:
    """Return every choice made, and every deadline that passed where the panel had rated what could be done."""
    found: list[Decision] = []
    in_moment: Counter[int] = Counter()
    opened: dict[StageId, int] = {}
    for n, step in enumerate(steps):
        match step.event:
            case e.StageOpened(stage=stage_id):
                opened[stage_id] = n
            case e.ChoiceMade(stage=stage_id) | e.DeadlineLapsed(stage=stage_id):
                stage = scenario.stages[stage_id]
                if isinstance(step.event, e.ChoiceMade) and on_bench(step.event.choice) and begun(scenario, step) is None:
                    continue  # refused, or shown: told among the ideas
                lapsed = isinstance(step.event, e.DeadlineLapsed)
                if lapsed and not any(choice.panel for choice in stage.choices):
                    continue
                again = in_moment[step.seq]
                in_moment[step.seq] += 1
                name = f"{step.seq}.{again}" if again else str(step.seq)
                found.append(_decision(scenario, steps, n, opened.get(stage_id, n), name, practice))
    return tuple(found)


def _decision(scenario: Scenario, steps: tuple[Step, ...], n: int, opened: int, name: str, practice: int) -> Decision:
    step = steps[n]
    event = step.event
    assert isinstance(event, e.ChoiceMade | e.DeadlineLapsed)
    stage = scenario.stages[event.stage]
    keep = step.seq if isinstance(event, e.ChoiceMade) else steps[opened].seq + 1
    before = next((s for s in reversed(steps[:n]) if s.seq < keep), steps[0])
    if isinstance(event, e.ChoiceMade):
        choice = begun(scenario, step) or next(choice for choice in stage.choices if choice.id == event.choice)
        offered: tuple[ChoiceId, ...] = (*event.rivals, event.choice)
        chosen, node, outcome = choice.label, choice.node, choice.outcome
    else:
        offered = event.rivals or _could_be_had(scenario, stage, step)
        chosen = nobody(stage, YOU in step.before.works)
        outcome = stage.on_deadline or Outcome(node=NodeId(""))
        node = outcome.node
    picked = event.choice if isinstance(event, e.ChoiceMade) else None
    options = _rated(stage, offered, picked)
    if picked is not None and on_bench(picked) and choice.panel is not None:
        options = (*options, _option(choice.id, choice.label, choice.panel, True))
    return Decision(
        id=name, seq=step.seq, keep=keep, at=event.at, when=label(scenario, event.at), again=label(scenario, before.event.at),
        stage=stage.id, title=stage.title, question=stage.question, chosen=chosen, lapsed=picked is None,
        known=_known(scenario, steps[:n]),
        others=tuple(choice.label for choice in stage.choices if choice.id in offered and choice.id != picked),
        options=options, credit=credit_of(options) if stage.weight else None, weight=stage.weight,
        confidence=event.confidence if isinstance(event, e.ChoiceMade) else None,
        followed=followed(scenario, steps, n, node, outcome),
        disagreements=_written(scenario, steps, name), practised=step.seq < practice,
    )


def _could_be_had(scenario: Scenario, stage: Stage, lapse: Step) -> tuple[ChoiceId, ...]:
    """Return the choices on offer when a deadline passed, full hands aside: they were the player's to fill."""
    then = replace(lapse.before, at=lapse.event.at)
    return tuple(
        ChoiceId(offer.item.id) for offer in offers(scenario, then)
        if offer.is_choice and offer.stage.id == stage.id and offer.reason in ("", "busy")
    )


def _rated(stage: Stage, offered: tuple[ChoiceId, ...], picked: ChoiceId | None) -> tuple[Rated, ...]:
    """Return the rated options in the author's order; where the clock decided, letting it decide comes last."""
    options = [
        _option(choice.id, choice.label, choice.panel, choice.id == picked)
        for choice in stage.choices if choice.panel is not None and choice.id in offered
    ]
    if picked is None and (stage.drift is not None or options):
        drift = stage.drift or Panel(rating=min(option.rating for option in options))
        options.append(_option("", nobody(stage), drift, True))
    return tuple(options)


def _option(choice: str, said: str, panel: Panel, chosen: bool) -> Rated:
    return Rated(
        choice=choice, label=said, rating=panel.rating, why=panel.why, minority=panel.minority, spread=panel.spread, chosen=chosen
    )


def _known(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Return what the notebook held, in the order it was written."""
    found: dict[str, None] = {}
    for step in steps:
        if isinstance(step.event, e.FactLearned):
            known = scenario.facts[step.event.fact].known
            if known:
                found[fill(known, step.settled)] = None
    return tuple(found)


def _written(scenario: Scenario, steps: tuple[Step, ...], about: str) -> tuple[Heard, ...]:
    notes = (step.event for step in steps if isinstance(step.event, e.NoteWritten))
    return tuple(_note(scenario, note) for note in notes if note.about == about and not note.kind)


def _note(scenario: Scenario, note: e.NoteWritten, question: str = "") -> Heard:
    """Return a note, after the question it answers if it does."""
    text = f"{question} {note.text}" if question else note.text
    return Heard(when=label(scenario, note.clock), who="" if note.by == "player" else speaker(scenario, note.by), text=text)


def notes_of(scenario: Scenario, steps: tuple[Step, ...], decisions: tuple[Decision, ...]) -> tuple[Heard, ...]:
    """Return the notes that disagree with no decision, in the order they were written."""
    about = {decision.id for decision in decisions}
    notes = (step.event for step in steps if isinstance(step.event, e.NoteWritten))
    return tuple(
        _note(scenario, note, question_of(note.about)) for note in notes if note.about not in about and not note.kind
    )


def hints_of(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Heard, ...]:
    """Return the hints that were taken, in order."""
    events = (step.event for step in steps)
    return tuple(_note(scenario, note) for note in events if isinstance(note, e.NoteWritten) and note.kind == "hint")
