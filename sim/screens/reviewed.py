"""The decision review in the debrief: the curve of what was to be expected, what each decision cost, and what was luck."""
from __future__ import annotations

from sim.debrief.review import Debriefing, Decision
from sim.debrief.wording import label
from sim.debrief.worth import (
    BELIEF,
    ESTIMATE,
    TITLES,
    cost,
    key_words,
    luck_words,
    money,
    shows,
    spot_words,
    thinking,
    told_of,
    turns,
    worth_words,
)
from sim.debrief.worths import curve_figure, loss_figure, luck_figure
from sim.domain.review import Judged, Review, Spot
from sim.domain.scenario import Scenario
from sim.domain.units import Seconds
from sim.domain.value import value
from sim.screens.charted import chart_of
from sim.screens.intents import Again, Go
from sim.screens.view import Action, Block, Buttons, Columns, Group, Paragraph, Row


@value
class Worked:
    """What is shown of a decision review. `waiting` says in a sentence that it is not ready, or could not be had.

    `what_if`: whether another way on may be tried from a decision; not in an exam.
    """

    review: Review | None = None
    waiting: str = ""
    what_if: bool = True

    @property
    def is_there(self) -> bool:
        return self.review is not None or bool(self.waiting)


def review_page(scenario: Scenario, told: Debriefing, worked: Worked, selected: str) -> tuple[Block, ...]:
    """Return the page: its state, luck, the curve, the point selected on it, three key moments, every decision."""
    blocks: list[Block] = []
    if worked.waiting:
        blocks.append(Paragraph(text=worked.waiting, tone="accent", icon="hourglass"))
    review = worked.review
    if review is None:
        return tuple(blocks)
    if review.luck is not None:
        blocks.append(Paragraph(text=luck_words(review.luck), tone="strong", icon="dices"))
    points = turns(review)
    if points:
        here = _here(review, points, selected)
        curve, luck = curve_figure(scenario, told, review), luck_figure(scenario, review)
        losses = loss_figure(scenario, told, review)
        blocks += [chart_of(curve, "review", f"review/{here.seq}")] if curve is not None else []
        blocks.append(_selected(scenario, told, worked, points, here))
        blocks += [chart_of(figure, "review", small=True) for figure in (losses, luck) if figure is not None]
    if review.keys:
        blocks.append(Columns(columns=tuple(
            (Group(
                title=TITLES[key.rule], icon=ICONS[key.rule], aside=label(scenario, _at(review, key.seq)),
                action=_to(key.seq, f"key-{key.rule}", "Show it on the curve"),
                blocks=(Row(title=told_of(told, review, key.seq)), Paragraph(text=key_words(scenario, key))),
            ),) for key in review.keys
        )))
    blocks.append(Group(title="Every decision, and what it cost", icon="git-branch", blocks=tuple(
        Row(title=told_of(told, review, judged.seq), detail=worth_words(scenario, review, judged),
            aside=label(scenario, judged.at), icon=_icon(judged))
        for judged in review.decisions
    ) or (Paragraph(text="Nothing had to be decided in this run."),)))
    blocks.append(Paragraph(text=f"{BELIEF} {ESTIMATE}" if review.how == "estimate" else BELIEF, tone="quiet"))
    return tuple(blocks)


ICONS = {"dearest": "wallet", "luck": "dices", "found": "lightbulb"}


def worth_of(scenario: Scenario, worked: Worked, decision: Decision) -> tuple[Block, ...]:
    """Return what stands under a decision laid open: what it was worth, nothing where there is no review."""
    if not worked.is_there:
        return ()
    judged = worked.review.judged(decision.seq) if worked.review is not None else None
    if worked.review is None or judged is None:
        return (Group(title="What it was worth", icon="wallet", blocks=(Paragraph(text=worked.waiting, tone="quiet"),)),)
    texts = (cost(scenario, worked.review, judged), thinking(scenario, worked.review, judged))
    return (Group(title="What it was worth", icon="wallet", aside="estimate" if judged.how == "estimate" else "", blocks=(
        *(Paragraph(text=text) for text in texts if text),
        Buttons(actions=(_to(judged.seq, "to-curve", "Show it on the curve"),)),
    )),)


def cost_of(scenario: Scenario, worked: Worked, decision: Decision) -> str:
    """Return in two words what a decision cost, empty where it cost nothing that is known."""
    judged = worked.review.judged(decision.seq) if worked.review is not None else None
    if worked.review is None or judged is None or judged.how == "not ready" or not shows(worked.review, judged.loss):
        return ""
    return f"about {money(scenario, judged.loss.value)}"


def what_if(worked: Worked, keep: int, from_: str) -> tuple[Action, ...]:
    """Return the way to play on differently from a decision, where that is allowed."""
    if not worked.what_if or not worked.is_there:
        return ()
    again = Again(moment=keep, what_if=True)
    return (Action(id="what-if", label=f"What if? Play on differently from {from_}", intent=again, key="w", icon="git-branch"),)


# ---------------------------------------------------------------- the curve


def _here(review: Review, points: tuple[Spot, ...], selected: str) -> Spot:
    """Return the point that is selected: the one asked for, else where most was lost, else another key moment or the first."""
    keys = sorted(review.keys, key=lambda key: key.rule != "dearest")
    wanted = (selected, *(str(key.seq) for key in keys))
    found = (spot for name in wanted for spot in points if str(spot.seq) == name)
    return next(found, points[0])


def _selected(scenario: Scenario, told: Debriefing, worked: Worked, points: tuple[Spot, ...], here: Spot) -> Group:
    review = worked.review
    assert review is not None
    judged, place = review.judged(here.seq), points.index(here)
    texts = [spot_words(scenario, review, here)]
    actions: list[Action] = []
    if judged is not None:
        texts += [cost(scenario, review, judged), thinking(scenario, review, judged)]
        decision = next((decision for decision in told.decisions if decision.seq == here.seq), None)
        if decision is not None:
            actions.append(Action(id="to-decision", label="Open the decision", icon="git-branch",
                                  intent=Go(screen="debrief", what=f"decisions/{decision.id}")))
        keep, again = (decision.keep, decision.again) if decision is not None else (here.seq, label(scenario, judged.at))
        actions += what_if(worked, keep, again)
    for step, name, title, key, icon in ((-1, "before", "The one before", "b", "arrow-left"),
                                         (1, "next", "The next one", "n", "arrow-right")):
        if 0 <= place + step < len(points):
            what = f"review/{points[place + step].seq}"
            actions.append(Action(id=name, label=title, intent=Go(screen="debrief", what=what), key=key, icon=icon))
    return Group(
        title=told_of(told, review, here.seq), icon="hand" if judged is not None else "dices", aside=label(scenario, here.at),
        tone="accent", blocks=(*(Paragraph(text=text) for text in texts if text), Buttons(actions=tuple(actions))),
    )


def _at(review: Review, seq: int) -> Seconds:
    judged = review.judged(seq)
    return judged.at if judged is not None else next(spot.at for spot in review.curve if spot.seq == seq)


def _to(seq: int, name: str, said: str) -> Action:
    return Action(id=name, label=said, intent=Go(screen="debrief", what=f"review/{seq}"), weight="quiet")


def _icon(judged: Judged) -> str:
    return {"lapse": "timer", "evidence": "search"}.get(judged.kind, "hand")
