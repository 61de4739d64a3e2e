"""The debrief: a first screen to read in ninety seconds, then timeline, channels, decisions, and what to think about."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from sim.debrief.figures import Plot, competency_figure
from sim.debrief.review import Channel, Debriefing, Decision, Rated
from sim.debrief.room import Told
from sim.debrief.tried import NOTHING, fate, mark, narrow_words
from sim.debrief.wording import clean, figure, harmless, percent, quoted, sentence
from sim.debrief.wording import label as clock
from sim.debrief.worth import HINDSIGHT
from sim.domain.scenario import Scenario
from sim.screens.charted import chart_of
from sim.screens.intents import Again, Go, Picture, Reopen, Start, Write
from sim.screens.reviewed import Worked, cost_of, review_page, what_if, worth_of
from sim.screens.view import (
    Action,
    Bar,
    Bars,
    Block,
    Buttons,
    Columns,
    Cue,
    Field,
    Group,
    Heading,
    Paragraph,
    Point,
    Region,
    Row,
    Timeline,
    View,
)

Page = Literal["first", "timeline", "channels", "decisions", "think", "review", "built", "room"]


NO_REVIEW = Worked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Debriefed:
    """What the debrief screens show. `selected` is the id of the decision laid open, empty for the one that turned the run;
    on the page of the decision review it is a moment. `worked` is what there is of that review.

    `courses` are the figures over its time: the outcome first, then what came and was served.
    `run` is the folder it is kept in, empty if it is not; `of` that of the run it was
    taken from, if it is practice.
    """

    scenario: Scenario
    review: Debriefing
    page: Page = "first"
    selected: str = ""
    seed: int = 0
    pace: str = "1"
    practice: bool = False
    run: str = ""
    of: str = ""
    alert: str = ""
    worked: Worked = NO_REVIEW
    branch: str = ""
    courses: tuple[Plot, ...] = ()
    room: Told | None = None


def debrief(shown: Debriefed) -> View:
    """Return the page of the debrief that is open."""
    _, _, _, blocks = next(page for page in PAGES if page[0] == shown.page)
    return View(
        screen="debrief", title=f"{shown.scenario.meta.title}: debrief", alert=shown.alert, cues=_ending(shown),
        fingerprint=f"debrief/{shown.page}/{_open(shown).id if shown.page == 'decisions' and shown.review.decisions else ''}",
        regions=(
            Region(role="header", label="Debrief", blocks=(
                Heading(text=shown.scenario.meta.title, level=1, icon="clipboard-list",
                        aside="What if" if shown.branch else "Practice" if _practice(shown) else "Debrief"),
                Buttons(actions=(*(
                    Action(id=f"page-{name}", label=label, intent=Go(screen="debrief", what=name), icon=icon,
                           key="9" if name == "room" else str(n), weight="primary" if name == shown.page else "plain")
                    for n, (name, label, icon, _) in enumerate(PAGES, 1) if has(shown, name)
                ), REPLAY)),
            )),
            Region(role="body", label=next(label for name, label, _, _ in PAGES if name == shown.page), blocks=blocks(shown)),
        ),
        keys=(
            Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help"),
            Action(id="catalogue", label="Catalogue", intent=Go(screen="catalogue"), key="escape", icon="book-open"),
        ),
        tags=frozenset({"practice"}) if _practice(shown) else frozenset(),
    )


def _ending(shown: Debriefed) -> tuple[Cue, ...]:
    """Return what is to be heard as a run ends."""
    if shown.page != "first" or not shown.review.finished:
        return ()
    title = shown.review.told.ending.title
    return (Cue(id=f"ending {shown.run} {shown.seed}", sound="ending", caption=f"It is over: {title}"),)


def has(shown: Debriefed, page: Page) -> bool:
    """Whether there is such a page in this debrief."""
    review = shown.review
    match page:
        case "built":
            return review.improvised is not None or bool(review.narrow)
        case "review":
            return shown.worked.is_there
        case "room":
            return shown.room is not None
    return True


REPLAY = Action(id="replay", label="Replay", intent=Go(screen="replay"), key="8", icon="history")
"""What leads from every page to the replay, which is a screen of its own."""


def page_of(what: str) -> tuple[Page, str]:
    """Return the page and the decision that `Go("debrief", what)` asks for; the first page if it means nothing."""
    name, _, selected = what.partition("/")
    return next((page for page in get_args(Page) if page == name), "first"), selected


# ---------------------------------------------------------------- the first screen


FIRST_WORDS = 128
"""How many words of the story the first screen has room for; the whole ending stands above the timeline."""


def first(shown: Debriefed) -> tuple[Block, ...]:
    """One outcome, one sentence of cause, one moment, the best thing, and the way back to that moment."""
    review, ending = shown.review, shown.review.told.ending
    blocks: list[Block] = [*_practised(shown)]
    if review.cut is not None:
        blocks.append(Paragraph(text=f"The {review.cut.minutes}-minute version.", tone="quiet", icon="timer"))
    if review.finished:
        blocks += [Heading(text=ending.title, level=1, icon="flag"), Paragraph(text=sentence(review.outcome), tone="strong")]
        blocks += [Paragraph(text=text) for text in (*_within(review.told.text, _room(review)), *review.told.last)]
    else:
        blocks += [Heading(text=f"Left open at {review.ended}", level=1, icon="flag"),
                   Paragraph(text=f"So far: {sentence(review.outcome)} The ending is still to come.", tone="strong")]
    blocks.append(Group(title="Why", icon="search", blocks=(Paragraph(text=review.cause),)))
    blocks.append(Columns(columns=((_moment(review),), (_best(review),))))
    return (*blocks, _ways_on(shown))


def _room(review: Debriefing) -> int:
    """Return how many words are left for the ending's text beside all that has to stand on the first screen."""
    turn, best = review.moment, review.best
    texts = [review.cause, best.what, best.why, *review.told.last]
    if turn is not None:
        texts += [turn.decision.title, turn.decision.chosen, turn.why]
    return FIRST_WORDS - sum(len(text.split()) for text in texts)


def _within(texts: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return as many whole paragraphs as there is room for, but at least one."""
    kept: list[str] = []
    for text in texts:
        most -= len(text.split())
        if kept and most < 0:
            break
        kept.append(text)
    return tuple(kept)


def _moment(review: Debriefing) -> Group:
    turn = review.moment
    if turn is None:
        return Group(title="The moment", icon="target", blocks=(Paragraph(text="Nothing had to be decided."),))
    return Group(title="The moment", icon="target", aside=turn.decision.when, blocks=(
        Row(title=turn.decision.title, detail=sentence(turn.decision.chosen), icon="timer" if turn.decision.lapsed else "hand"),
        Paragraph(text=turn.why),
    ))


def _best(review: Debriefing) -> Group:
    best = review.best
    blocks: list[Block] = [Row(title=sentence(best.what), icon="award", tone="good")]
    if best.why:
        blocks.append(Paragraph(text=best.why))
    title = "The best thing you did" if best.when else "Worth having"
    return Group(title=title, icon="award", aside=best.when, blocks=tuple(blocks))


def _ways_on(shown: Debriefed) -> Buttons:
    turn = shown.review.moment
    actions = []
    if turn is not None:
        actions.append(_again(turn.decision, "primary"))
    meta = shown.scenario.meta
    actions.append(Action(id="play-again", label="Play again", intent=Start(scenario=meta.id), icon="play",
                          weight="plain" if turn is not None else "primary"))
    if not shown.review.finished and shown.run:
        actions.append(Action(id="go-on", label="Go on", intent=Reopen(run=shown.run), icon="play"))
    actions.append(Action(id="picture", label="Save picture", intent=Picture(), icon="save"))
    actions.append(Action(id="to-catalogue", label="Catalogue", intent=Go(screen="catalogue"), icon="book-open"))
    return Buttons(actions=tuple(actions))


def _again(decision: Decision, weight: Literal["primary", "plain"]) -> Action:
    again = Again(moment=decision.keep)
    return Action(id="again", label=f"Again from {decision.again}", intent=again, key="a", icon="rotate-ccw", weight=weight)


def _practice(shown: Debriefed) -> bool:
    return shown.practice or bool(shown.review.practice)


def _practised(shown: Debriefed) -> tuple[Block, ...]:
    if not _practice(shown):
        return ()
    since = f"taken up again at {shown.review.taken_up}" if shown.review.taken_up else "taken up again half way"
    first = Paragraph(text=f"This was practice, {since}. Your first result stands.", tone="accent", icon="rotate-ccw")
    return (first, Paragraph(text=HINDSIGHT, tone="accent", icon="git-branch")) if shown.branch else (first,)


# ---------------------------------------------------------------- the timeline


def timeline(shown: Debriefed) -> tuple[Block, ...]:
    """How it ended in full, and how it came there."""
    review = shown.review
    points = tuple(
        Point(when=entry.when, title=entry.title, place=entry.place, detail=entry.detail, icon=entry.icon, tone=entry.tone)
        for entry in review.timeline
    )
    blocks: list[Block] = [*_practised(shown), *(chart_of(one, "timeline") for one in shown.courses if one.id == "course")]
    if review.finished:
        told = tuple(Paragraph(text=text) for text in (*review.told.text, *review.told.last))
        blocks.append(Group(title=review.told.ending.title, icon="flag", aside=review.ended, blocks=told))
    return (*blocks, Timeline(points=points, caption=f"What happened when (seed {shown.seed}, pace {shown.pace})"))


# ---------------------------------------------------------------- the channels


APART = "Different questions, different answers. They are not added up: a good decision can end badly, and the other way round."

PROVISIONAL = "Provisional: these ratings are the authors', until a panel of practitioners has given its own."


def channels(shown: Debriefed) -> tuple[Block, ...]:
    """The channels side by side; they are never added up."""
    review = shown.review
    abilities = competency_figure(review.competencies)
    blocks: list[Block] = [
        *_practised(shown),
        *((chart_of(abilities, "channels"),) if abilities is not None else ()),
        Paragraph(text=APART, tone="quiet"),
        Columns(columns=tuple((_channel(channel),) for channel in review.channels)),
    ]
    if review.improvised is not None and review.channel("improvisation") is None:
        blocks.append(Paragraph(text=NOTHING, tone="quiet"))
    if review.channel("calibration") is None:
        blocks.append(Paragraph(text="Calibration is left out: nothing was said about how sure you were.", tone="quiet"))
    return tuple(blocks)


ICONS = {"outcome": "target", "judgement": "scale", "process": "list-checks", "improvisation": "wrench", "calibration": "dices"}


def _channel(channel: Channel) -> Group:
    blocks: list[Block] = [Paragraph(text=channel.asks)] if channel.id == "improvisation" else [_bar(channel)]
    blocks.append(Paragraph(text=sentence(channel.figure), tone="strong"))
    if channel.provisional:
        blocks.append(Paragraph(text=PROVISIONAL, tone="quiet", icon="hourglass"))
    blocks += [Row(title=point.moment, detail=point.rule, aside=point.number, tone=point.tone) for point in channel.points]
    aside = "provisional" if channel.provisional else ""
    return Group(title=channel.title, icon=ICONS[channel.id], aside=aside, blocks=tuple(blocks))


def _bar(channel: Channel) -> Bars:
    share = "" if channel.share is None else f"{round(channel.share / 10)} of 100"
    return Bars(bars=(Bar(label=channel.asks, value=share or channel.figure, share=channel.share),))


# ---------------------------------------------------------------- decision by decision


def decisions(shown: Debriefed) -> tuple[Block, ...]:
    """All decisions, one of them laid open."""
    review = shown.review
    if not review.decisions:
        return (Paragraph(text="Nothing had to be decided in this run."),)
    here = _open(shown)
    costs = [cost_of(shown.scenario, shown.worked, decision) for decision in review.decisions]
    listed = tuple(_listed(one, one.id == here.id, cost) for one, cost in zip(review.decisions, costs, strict=True))
    return (Columns(columns=(listed, _laid_open(shown, here)), weights=(2, 3)),)


def _open(shown: Debriefed) -> Decision:
    review = shown.review
    turn = review.moment.decision if review.moment is not None else review.decisions[0]
    return review.decision(shown.selected) or turn


def _listed(decision: Decision, is_open: bool, cost: str) -> Block:
    kept = "kept from the first run" if decision.practised else ""
    icon = "timer" if decision.lapsed else "hand"
    row = Row(title=decision.chosen, detail=kept, aside=cost, icon=icon, tone="strong" if is_open else "plain")
    action = None if is_open else Action(
        id=f"decision-{decision.id}", label=f"{decision.when} {clean(decision.title)}",
        intent=Go(screen="debrief", what=f"decisions/{decision.id}"), weight="quiet",
    )
    return Group(title=decision.title, aside=decision.when, tone="accent" if is_open else "plain", action=action, blocks=(row,))


def _laid_open(shown: Debriefed, decision: Decision) -> tuple[Block, ...]:
    place = shown.review.decisions.index(decision)
    known = tuple(Row(title=fact, icon="notebook-pen") for fact in decision.known)
    chosen = sentence(decision.chosen)
    if decision.confidence is not None:
        chosen += f" You were {decision.confidence} % sure."
    others: tuple[Block, ...] = ()
    if decision.others:
        others = (Paragraph(text=f"Also on offer: {'; '.join(decision.others)}.", tone="quiet"),)
    return (
        Heading(text=decision.title, level=2, aside=f"{decision.when}, {place + 1} of {len(shown.review.decisions)}"),
        Paragraph(text=decision.question, tone="quote"),
        Group(title="What you knew", icon="notebook-pen", blocks=known or (Paragraph(text="Nothing was in the notebook yet."),)),
        Group(title="What happened" if decision.lapsed else "What you chose", icon="timer" if decision.lapsed else "hand",
              blocks=(Paragraph(text=chosen, tone="strong"), *others)),
        *_panel(shown, decision),
        *worth_of(shown.scenario, shown.worked, decision),
        Group(title="What followed", icon="history", blocks=tuple(
            Row(title=heard.line, aside=heard.when) for heard in decision.followed
        ) or (Paragraph(text="Nothing that was said aloud."),)),
        _disagree(decision),
        Buttons(actions=(
            _again(decision, "plain"), *what_if(shown.worked, decision.keep, decision.again), *_neighbours(shown.review, place),
        )),
    )


def _neighbours(review: Debriefing, place: int) -> tuple[Action, ...]:
    ways = ((-1, "before", "The one before", "b", "arrow-left"), (1, "next", "The next one", "n", "arrow-right"))
    found = []
    for step, name, label, key, icon in ways:
        if 0 <= place + step < len(review.decisions):
            what = f"decisions/{review.decisions[place + step].id}"
            found.append(Action(id=name, label=label, intent=Go(screen="debrief", what=what), key=key, icon=icon))
    return tuple(found)


def _panel(shown: Debriefed, decision: Decision) -> tuple[Block, ...]:
    if not decision.options:
        return (Paragraph(text="The panel has not rated this one.", tone="quiet"),)
    blocks: list[Block] = [Bars(
        bars=tuple(_rated(option) for option in sorted(decision.options, key=lambda option: -option.rating)),
        caption="How well it works, from 1 to 7.",
    )]
    if decision.credit is not None:
        told = f"That is {percent(decision.credit.share)} of the way from the lowest to the highest."
        if decision.credit.contested:
            told = f"Practitioners disagree about the top here. {told}"
            if decision.credit.share == 1:
                told = "Practitioners disagree here, so anything within half a point of the top counts as the top."
        blocks.append(Paragraph(text=told))
    mine, best = decision.rated, decision.best
    for option in dict.fromkeys(option for option in (mine, best) if option is not None):
        if option.why:
            aside = "rated highest" if not option.chosen else "yours" if option.choice else "by the clock"
            blocks.append(Row(title=option.label, detail=option.why, icon="scale", aside=aside))
    blocks += [Paragraph(text=f"Minority view on {quoted(clean(option.label))}: {option.minority}", tone="quote")
               for option in decision.options if option.minority]
    mark = "provisional" if shown.scenario.provisional else ""
    return (Group(title="What the panel says", icon="scale", aside=mark, blocks=tuple(blocks)),)


def _rated(option: Rated) -> Bar:
    note = "" if option.spread is None else f"opinions spread by {figure(option.spread)}"
    if option.chosen:
        note = "; ".join(filter(None, ("what the clock did" if not option.choice else "what you chose", note)))
    return Bar(label=option.label, value=figure(option.rating), share=round((option.rating - 1) * 1000 / 6), note=note,
               tone="accent" if option.chosen else "plain")


def _disagree(decision: Decision) -> Group:
    kept = tuple(Row(title=harmless(note.text), aside=note.when, icon="notebook-pen") for note in decision.disagreements)
    keep = Action(id=f"keep-{decision.id}", label="Keep it", intent=Write(about=decision.id), icon="notebook-pen")
    return Group(title="You may be right", icon="message-square", blocks=(*kept, Field(
        id=f"disagree-{decision.id}", label="I disagree because …", text="", submit=keep,
        help="It is kept and goes into every report. It is never scored.",
    )))


# ---------------------------------------------------------------- to think about


def think(shown: Debriefed) -> tuple[Block, ...]:
    """What the man in the interview did, three questions, and what stays when the story is forgotten."""
    said = shown.scenario.debrief
    blocks: list[Block] = []
    if said.interview:
        blocks.append(Group(title="What the man in the interview did", icon="mic", blocks=(Paragraph(text=said.interview),)))
    cut = shown.review.cut
    questions = cut.questions if cut is not None and cut.questions else said.questions
    if questions:
        blocks.append(Group(title="To think about", icon="message-circle-question-mark", blocks=tuple(
            Row(title=question, initial=str(n)) for n, question in enumerate(questions[:3], 1)
        )))
    if said.principles:
        blocks.append(Group(title="What may help next time", icon="lightbulb", blocks=tuple(
            Row(title=principle, icon="check") for principle in said.principles
        )))
    if said.cousins:
        blocks.append(Group(title="It has happened", icon="newspaper", blocks=tuple(
            Row(title=cousin.text, detail=f"Source: {cousin.source}") for cousin in said.cousins
        )))
    if shown.review.hints:
        blocks.append(Group(title="Hints you took", icon="lightbulb", blocks=tuple(
            Row(title=hint.text, aside=hint.when, initial=str(n)) for n, hint in enumerate(shown.review.hints, 1)
        )))
    if shown.review.notes:
        blocks.append(Group(title="Your notes", icon="notebook-pen", blocks=tuple(
            Row(title=harmless(note.text), aside=note.when) for note in shown.review.notes
        )))
    return tuple(blocks) or (Paragraph(text="The author has left this page to you."),)


# ---------------------------------------------------------------- what it was worth


def worth(shown: Debriefed) -> tuple[Block, ...]:
    """What every decision was worth."""
    return (*_practised(shown), *review_page(shown.scenario, shown.review, shown.worked, shown.selected))


# ---------------------------------------------------------------- what was built


def built(shown: Debriefed) -> tuple[Block, ...]:
    """Every idea with what became of it and what it taught, and where the bottleneck was over the run."""
    review, scenario = shown.review, shown.scenario
    blocks: list[Block] = [*_practised(shown)]
    blocks += [chart_of(figure, "built") for figure in shown.courses if figure.id != "course"]
    if review.narrow:
        blocks.append(Group(title="Where it was narrow", icon="activity", blocks=tuple(
            Paragraph(text=line) for narrow in review.narrow for line in narrow_words(scenario, narrow)
        )))
    ideas = review.improvised.ideas if review.improvised is not None else ()
    if ideas:
        blocks.append(Group(title="What you tried", icon="wrench", blocks=tuple(
            Row(title=f"{clock(scenario, idea.at)}  {clean(idea.sentence)}", detail=fate(scenario, idea), aside=mark(idea),
                icon="wrench" if idea.stood else "lightbulb", tone="good" if idea.stood else "plain")
            for idea in ideas
        )))
    elif review.improvised is not None:
        blocks.append(Paragraph(text=NOTHING))
    return tuple(blocks)


def room(shown: Debriefed) -> tuple[Block, ...]:
    """What the room voted, said and wrote down."""
    from sim.screens.roompage import room_page

    return room_page(shown.room or Told(), shown.scenario.provisional)


PAGES: tuple[tuple[Page, str, str, Callable[[Debriefed], tuple[Block, ...]]], ...] = (
    ("first", "In short", "flag", first),
    ("timeline", "Timeline", "clock", timeline),
    ("channels", "Scores", "scale", channels),
    ("decisions", "Decisions", "git-branch", decisions),
    ("think", "Think", "lightbulb", think),
    ("review", "Review", "wallet", worth),
    ("built", "Ideas", "wrench", built),
    ("room", "The room", "users", room),
)
"""The pages: name, label, icon, what stands on it. Their keys are 1 to 7, in this order, and 9; 8 is the replay's. The last
three are there only where there is something to show."""
