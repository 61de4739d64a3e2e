"""The play screen: messages, the matter at hand, where it stands. A view holds only what the player may know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from sim.domain import events as e
from sim.domain.scenario import Choice, Scenario, Stage
from sim.domain.situation import Phase, Situation, Standing
from sim.domain.units import MAIN, YOU, Frozen, Seconds, ThreadId
from sim.engine.offers import Offer, Wanted, offers, wanted
from sim.engine.program import fill, program_of
from sim.engine.rhythm import clock_label, pace_of
from sim.engine.step import beat_before
from sim.screens.cues import heard, last_seconds, wants
from sim.screens.feed import REFUSALS, name_of
from sim.screens.intents import Change, Decide, Go, LetRun, Look, More, PauseRun, Respond
from sim.screens.learning import HINT
from sim.screens.sides import board, side
from sim.screens.view import (
    Action,
    Block,
    Buttons,
    Countdown,
    Cue,
    Feed,
    Group,
    Heading,
    Message,
    Option,
    Paragraph,
    Passing,
    Region,
    Row,
    Scene,
    View,
)
from sim.screens.workbench import Composing

Dialog = str
"""The name of what stands in front, a key of DIALOGS; empty for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A moment could not be kept: why, in a sentence; whether trying `again` can help; `places` to try instead."""

    why: str
    again: bool
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """All that the play screen shows. `at` is the clock; `held` real seconds left to read, of `held_of`, and `more` the clock
    still stands because more time was asked for. `calm`: the last seconds are not made much of. `mode` is how it is
    played: learn, exam, room, or empty for a drill. A `newcomer` has never played here.

    `passing` is (what, what it waits for, share 0..1000, its first message) while time passes quickly. `fresh_from` is the
    first message the player has not had time to read. `numbers` are those of what is on offer, by node. `thread` is the
    one in front. `scene` is the place as it is now. `dialog` names what stands before everything else, and `about` what
    it is about. `kept`: all that is shown is on disk. `composing` is what has been chosen at the workbench, None unless
    that is what is shown.
    """

    scenario: Scenario
    situation: Situation
    events: tuple[e.Event, ...]
    messages: tuple[Message, ...]
    met: tuple[str, ...]
    at: Seconds
    pace: Fraction
    seed: int
    thread: str = ""
    held: float = 0.0
    more: float = 0.0
    calm: bool = False
    mode: str = ""
    newcomer: bool = False
    passing: tuple[str, str, int, int] | None = None
    fresh_from: int = 0
    practice: bool = False
    branch: str = ""
    dialog: Dialog = ""
    about: str = ""
    alert: str = ""
    trouble: Trouble | None = None
    kept: bool = True
    totals: Frozen[str, Fraction] = Frozen()
    composing: Composing | None = None
    numbers: Frozen[str, int] = Frozen()
    scene: Scene | None = None


MORE = Action(id="more", label="More time", intent=More(), key="e", icon="hourglass")
BENCH = Action(id="bench", label="Workbench: put something together", intent=Go(screen="workbench"), key="b", icon="wrench")
PAUSE = Action(id="pause", label="Pause", intent=PauseRun(), key="p", icon="pause")
FULL = Action(id="full", label="Full screen", intent=Change(setting="fullscreen", value="toggle"), key="f11", weight="quiet")
LOOK = Action(id="look-around", label="Look around", intent=Go(screen="dialog", what="scene"), key="l", icon="eye")
WORDS = Action(id="words", label="Words", intent=Go(screen="dialog", what="words"), key="w", icon="book-open")
HELP = Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help")
KEYS = (
    PAUSE,
    WORDS,
    Action(id="notes", label="Notes", intent=Go(screen="dialog", what="notes"), key="n", icon="notebook-pen"),
    HELP,
    Action(id="leave", label="Leave", intent=Go(screen="dialog", what="leave"), key="escape", icon="log-out"),
    FULL,
)


def play(shown: Playing) -> View:
    """Return the play screen without any dialog."""
    s = shown.situation
    thread = front(s, shown.thread)
    matter = _matter(shown, thread)
    standing = s.threads.get(thread)
    return View(
        screen="play",
        title=shown.scenario.meta.title,
        alert=shown.alert,
        cues=_cues(shown, thread),
        fingerprint="/".join(map(str, (thread, standing and (standing.stage, standing.open), YOU in s.works, len(s.demands)))),
        regions=(
            _header(shown),
            Region(
                role="feed",
                label="What reaches you",
                blocks=(
                    Heading(text="What reaches you", level=3, icon="message-square"),
                    Feed(messages=_marked(shown), empty="Nothing yet."),
                ),
            ),
            Region(role="matter", label="The matter at hand", blocks=matter),
            Region(role="side", label="Where it stands", blocks=side(shown)),
            Region(role="footer", blocks=(Paragraph(text=status(shown), tone="quiet"),)),
        ),
        keys=(
            *((_run_action(shown),) if s.phase is Phase.RUNNING or shown.held > 0 else ()),
            *_help_on_offer(shown, standing),
            *_thread_key(s), *((LOOK,) if shown.scene is not None else ()), *KEYS,
        ),
    )


def front(s: Situation, asked: str) -> ThreadId:
    """Return the thread in front: the one asked for while it is open, else the first with something to decide."""
    if asked in s.threads and s.threads[ThreadId(asked)].open:
        return ThreadId(asked)
    open_ = [name for name, standing in s.threads.items() if standing.open and not standing.settled]
    return next(iter(open_), next(iter(s.threads), ThreadId("main")))


def _header(shown: Playing) -> Region:
    scenario, s = shown.scenario, shown.situation
    places = scenario.places.get(s.where[YOU]) if YOU in s.where else None
    about = f"{places} · " if places else ""
    return Region(
        role="header",
        blocks=(
            Heading(text=scenario.meta.title, level=1, icon="siren", aside=_mark(shown)),
            Paragraph(text=f"{about}{_pace_words(shown)}", tone="quiet"),
            Row(title=clock(shown), detail=clock_state(shown), icon="clock"),
            Buttons(actions=(PAUSE,)),
        ),
    )


def _mark(shown: Playing) -> str:
    """Return what stands beside the title of a run that does not count."""
    return "What if" if shown.branch else "Practice" if shown.practice else ""


def clock(shown: Playing) -> str:
    """The clock, with seconds where a second here is about a second. It shows the beat a decision would count from."""
    at = shown.at
    standing = shown.situation.threads.get(front(shown.situation, shown.thread))
    if shown.passing is None and standing is not None and standing.open:
        at = max(shown.situation.at, beat_before(shown.scenario.stages[standing.stage], at))
    label = clock_label(shown.scenario, at)
    if pace_of(shown.scenario, shown.situation) > SECONDS_SHOWN_UP_TO:
        return label
    return f"{label}:{(shown.scenario.midnight + at) % 60:02d}"


SECONDS_SHOWN_UP_TO = 5
"""The pace, in scenario seconds a real second, up to which the clock shows seconds."""


def clock_state(shown: Playing) -> str:
    """Return in words what the clock does."""
    if shown.held > 0:
        return "held while you read"
    if shown.passing is not None:
        return "passing quickly"
    return "standing still" if shown.pace == 0 else "running"


def _pace_words(shown: Playing) -> str:
    if shown.pace == 0:
        return "Untimed: thinking costs nothing"
    per = pace_of(shown.scenario, shown.situation) * shown.pace
    if per >= 60:
        return f"One second here is {round(per / 60)} min" if per >= 90 else "One second here is a minute"
    return "Real time" if per == 1 else f"One second here is {float(per):g} s"


def status(shown: Playing) -> str:
    """Return what stands at the foot: whether it is kept, and under which seed."""
    variant = shown.scenario.variants.get(shown.situation.variant)
    saved = "Saved" if shown.kept and shown.trouble is None else "Not saved"
    return f"{saved} · seed {shown.seed}" + (f" · {variant.title}" if variant else "")


def _marked(shown: Playing) -> tuple[Message, ...]:
    return tuple(
        replace(message, fresh=True) if n >= shown.fresh_from and not message.mine else message
        for n, message in enumerate(shown.messages)
    )


def _run_action(shown: Playing) -> Action:
    label = "Go on" if shown.held > 0 or shown.more > 0 else "Let it run"
    return Action(id="run", label=label, intent=LetRun(), key="space", icon="fast-forward")


def _help_on_offer(shown: Playing, standing: Standing | None) -> tuple[Action, ...]:
    """More time where a deadline runs, and hints where there are any; neither in an exam."""
    if shown.mode == "exam":
        return ()
    timed = shown.situation.phase is Phase.RUNNING and shown.pace and standing is not None and standing.due is not None
    return (*((MORE,) if timed else ()), *((HINT,) if shown.scenario.debrief.hints else ()))


def _thread_key(s: Situation) -> tuple[Action, ...]:
    open_ = [name for name, standing in s.threads.items() if standing.open]
    return (
        (Action(id="thread", label="Other matter", intent=Go(screen="thread"), key="t", icon="git-branch"),)
        if len(open_) > 1
        else ()
    )


# ---------------------------------------------------------------- the matter at hand


def _matter(shown: Playing, thread: ThreadId) -> tuple[Block, ...]:
    s = shown.situation
    blocks: list[Block] = []
    for want in wanted(shown.scenario, s):
        blocks.append(_demand(shown, want))
    if shown.passing is not None:
        label, waiting_for, share, since = shown.passing
        blocks.append(Passing(label=label, waiting_for=waiting_for, share=share, news=_news(shown.messages[since:])))
    standing = s.threads.get(thread)
    if standing is None or not standing.open:
        blocks.append(Paragraph(text="Nothing needs you at the moment.", tone="quiet"))
        return tuple(blocks)
    stage = shown.scenario.stages[standing.stage]
    blocks += _stage(shown, stage)
    if standing.settled:
        blocks.append(Paragraph(text="Under way.", tone="quiet", icon="hourglass"))
        return tuple(blocks)
    if standing.due is not None:
        blocks.append(countdown(shown, stage, standing))
    if YOU in s.works or s.parked:
        blocks.append(Paragraph(text=_full(shown), tone="quiet", icon="hand"))
        return tuple(blocks)
    on_offer = [offer for offer in offers(shown.scenario, s, shown.at) if offer.thread == thread]
    here = [offer for offer in on_offer if offer.reason != "done"]
    number = {offer.item.node: shown.numbers.get(offer.item.node, n) for n, offer in enumerate(here, 1)}
    here.sort(key=lambda offer: number[offer.item.node])
    keys = {node: str(n) if n < 10 else "" for node, n in number.items()}
    cards = [(offer, option(shown, offer, keys[offer.item.node])) for offer in here]
    choices = [card for offer, card in cards if offer.is_choice]
    looks = [card for offer, card in cards if not offer.is_choice]
    blocks += choices
    if stage.workbench and shown.scenario.bench is not None:
        blocks.append(Option(action=BENCH, detail=shown.scenario.bench.question, icon="wrench"))
    if looks:
        more = stage.looks - standing.looks if stage.looks is not None else len(looks)
        left = f"time for {more} of these" if 0 < more < len(looks) else "no time left for these" if more <= 0 else ""
        blocks.append(Heading(text="Look into", level=3, icon="search", aside=left))
        blocks += looks
    if shown.newcomer and not any(isinstance(event, e.ChoiceMade) for event in shown.events):
        blocks.append(FIRST)
    return tuple(blocks)


FIRST = Paragraph(text="Press 1 to 9 to choose, Space to let time run.", tone="quiet", icon="keyboard")
"""What somebody who has never played is told once, until the first decision."""

NEWS = 3
"""How many of the last messages stand with time that passes."""


def _news(messages: tuple[Message, ...]) -> tuple[str, ...]:
    """Return what came while time passed, each on one line, the newest last."""
    others = [message for message in messages if not message.mine][-NEWS:]
    return tuple(f"{m.when} {m.who}: {m.text}" if m.who else f"{m.when} {m.text}" for m in others)


def _full(shown: Playing) -> str:
    """Say what the hands are full with, and until when if that is known."""
    s = shown.situation
    if YOU not in s.works:
        return "Your work is waiting for an answer."
    until = clock_label(shown.scenario, s.works[YOU].until, day=False)
    node = s.works[YOU].node
    item = program_of(shown.scenario).item(node)
    what = f": {item.label}" if item is not None else ""
    return f"Your hands are full until {until}{what}"


def _stage(shown: Playing, stage: Stage) -> list[Block]:
    title = shown.scenario.threads[stage.thread].title if stage.thread != MAIN else ""
    title = "" if title == stage.title else title
    blocks: list[Block] = [Heading(text=title, level=3, icon="git-branch")] if title else []
    blocks.append(Heading(text=stage.title or stage.question or shown.scenario.meta.title, level=2))
    if stage.board:
        blocks += board(shown)
    texts = program_of(shown.scenario).read(stage.text, shown.situation)
    blocks += [Paragraph(text=text) for text in texts]
    if stage.question and stage.title:
        blocks.append(Paragraph(text=stage.question, tone="strong"))
    return blocks


def countdown(shown: Playing, stage: Stage, standing: Standing) -> Countdown:
    """Return the time left to decide, in real time at the present pace."""
    assert standing.due is not None
    left = max(0, standing.due - shown.at)
    whole = max(1, standing.due - standing.opens)
    until = clock_label(shown.scenario, standing.due, day=False)
    default = f"If nobody decides by {until}: {stage.default or 'time moves on.'}"
    share = min(1000, left * 1000 // whole)
    if shown.pace == 0:
        return Countdown(left=until, share=share, default=default, state="untimed")
    real = int(left / (stage.pace * shown.pace))
    state: Literal["running", "held", "paused"] = "running"
    if shown.situation.phase is Phase.PAUSED:
        state = "paused"
    elif shown.held > 0 or shown.more > 0:
        state = "held"
    tone: Literal["plain", "warn", "bad"] = "plain" if shown.calm or real > 20 else "bad" if real <= 10 else "warn"
    more = _minutes(int(shown.more)) if shown.more > 0 and shown.held <= 0 else ""
    return Countdown(left=_minutes(real), share=share, default=default, state=state, tone=tone, more=more)


def _minutes(real: int) -> str:
    return f"{real // 60}:{real % 60:02d}"


def _cues(shown: Playing, thread: ThreadId) -> tuple[Cue, ...]:
    """Return what there is to hear: what is new, who wants an answer, and the last seconds."""
    found = [*heard(shown.messages[shown.fresh_from:])]
    found += [wants(f"{want.inject} {want.due}", want.demand.label) for want in wanted(shown.scenario, shown.situation)]
    standing = shown.situation.threads.get(thread)
    if standing is not None and standing.open and standing.due is not None and shown.pace and not shown.calm:
        stage = shown.scenario.stages[standing.stage]
        real = int(max(0, standing.due - shown.at) / (stage.pace * shown.pace))
        found += last_seconds(countdown(shown, stage, standing), real, f"{stage.id} {standing.due}")
    return tuple(found)


def option(shown: Playing, offer: Offer, key: str) -> Option:
    """Return the card of something that can be done, or why it cannot."""
    item, scenario = offer.item, shown.scenario
    task = item.task
    reason = ""
    if offer.reason:
        reason = task.reason if offer.reason == "condition" and task.reason else why_not(shown, offer)
    asks = offer.stage.confidence and isinstance(item, Choice) and item.panel is not None
    intent: Decide | Look | Go
    if asks:
        intent = Go(screen="dialog", what=f"confidence {offer.thread} {item.id}")
    elif offer.is_choice:
        intent = Decide(thread=offer.thread, choice=item.id)
    else:
        intent = Look(thread=offer.thread, evidence=item.id)
    action = Action(id=item.node, label=item.label, intent=intent, key=key, enabled=not offer.reason, reason=reason)
    detail = fill(item.detail, shown.situation)
    if offer.late and not offer.is_choice and not offer.reason:
        detail = f"{detail} Not finished before the time here is up.".strip()
    cost = ", ".join(money(amount, scenario.resources[what].unit, scenario.resources[what].label) for what, amount in task.cost)
    who = "" if task.by == YOU else name_of(scenario, task.by)
    return Option(
        action=action,
        detail=detail,
        takes=duration(task.takes),
        cost=cost,
        who=who,
        icon=item.icon or ("search" if not offer.is_choice else "chevron-right"),
    )


def why_not(shown: Playing, offer: Offer) -> str:
    """Return in words why something cannot be had now; `offer` has a reason."""
    task = offer.item.task
    if offer.reason == "cost":
        short = next(((what, amount) for what, amount in task.cost if amount > shown.situation.values[what]), None)  # type: ignore[operator]
        if short is not None:
            resource = shown.scenario.resources[short[0]]
            have = money(int(shown.situation.values[short[0]]), resource.unit, resource.label)
            return f"It needs {money(short[1], resource.unit, resource.label)}, and there is {have}."
    if offer.reason in ("helper-busy", "helper-away"):
        name = name_of(shown.scenario, task.by)
        if offer.reason == "helper-busy":
            until = clock_label(shown.scenario, shown.situation.works[task.by].until, day=False)
            return f"{name} is busy until {until}."
        return f"{name} is not in at this hour."
    if offer.reason == "place" and task.where is not None:
        return f"That has to be done at {shown.scenario.places[task.where]}."
    return REFUSALS[offer.reason]


def _demand(shown: Playing, want: Wanted) -> Group:
    demand, at = want.demand, shown.at
    left = max(0, want.due - at)
    real = int(left / max(Fraction(1, 100), pace_of(shown.scenario, shown.situation) * shown.pace)) if shown.pace else 0
    until = clock_label(shown.scenario, want.due, day=False)
    default = f"If nobody answers: {demand.default}" if demand.default else "If nobody answers, they leave."
    blocks: list[Block] = [
        Countdown(
            left=f"{real // 60}:{real % 60:02d}" if shown.pace else until,
            share=min(1000, left * 1000 // max(1, demand.deadline)),
            default=default,
            state="held" if shown.held > 0 else "running" if shown.pace else "untimed",
        )
    ]
    answer = Action(
        id=f"{want.inject}!answer",
        label=demand.label,
        key="a",
        weight="primary",
        intent=Respond(inject=want.inject, how="answer"),
    )
    resume = f"Your work waits; coming back costs {duration(demand.resume)}." if want.stopped and demand.resume else ""
    blocks.append(Option(action=answer, detail=resume, takes=duration(demand.takes), icon="message-circle-question-mark"))
    if want.stopped:
        if demand.resume and demand.noted < demand.resume:
            noted = Action(
                id=f"{want.inject}!noted",
                label=f"Write down where you were first, then: {demand.label}",
                key="s",
                intent=Respond(inject=want.inject, how="answer", note=True),
            )
            blocks.append(
                Option(
                    action=noted,
                    detail=f"Coming back then costs {duration(demand.noted)}.",
                    takes=duration(Seconds(demand.takes + demand.noted)),
                    icon="notebook-pen",
                )
            )
        blocks.append(
            Option(
                action=Action(
                    id=f"{want.inject}!carry_on",
                    label="Carry on with what you were doing",
                    key="c",
                    intent=Respond(inject=want.inject, how="carry_on"),
                ),
                icon="arrow-right",
            )
        )
        blocks.append(
            Option(
                action=Action(
                    id=f"{want.inject}!abandon",
                    label="Drop what you were doing and answer",
                    key="d",
                    intent=Respond(inject=want.inject, how="abandon"),
                ),
                takes=duration(demand.takes),
                icon="x",
            )
        )
    return Group(title="Somebody wants an answer", icon="hand", tone="warn", blocks=tuple(blocks))


def duration(seconds: Seconds) -> str:
    """Return a duration in words: `45 s`, `20 min`, `1 h 30`."""
    if not seconds:
        return ""
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    rest = f" {seconds % 60} s" if seconds % 60 and not hours else ""
    if not hours:
        return f"{minutes} min{rest}"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"


def money(amount: int, unit: str, label: str) -> str:
    """Return an amount of a resource: `$420`, or `3 corded phones`."""
    if unit in ("$", "€", "£"):
        return f"{unit}{amount:,}"
    return f"{amount} {unit or label.lower()}"
