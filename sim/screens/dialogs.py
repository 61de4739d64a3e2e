"""What stands in front of the play screen: pause, words, notes, how sure are you, leave."""

from __future__ import annotations

from dataclasses import replace

from sim.domain.units import PersonId
from sim.screens.benches import at_bench, bench_of, hearers, shown_to
from sim.screens.feed import name_of
from sim.screens.intents import Decide, Go, KeepIn, KeepNowhere, PauseRun, ResumeRun, Write
from sim.screens.learning import feedback, hints
from sim.screens.playing import FULL, HELP, PAUSE, WORDS, Playing, duration, play
from sim.screens.view import Action, Block, Buttons, Field, Heading, Option, Paragraph, Region, Row, View
from sim.screens.workbench import Bench, workbench

BACK = Action(id="back", label="Back", intent=Go(screen="dialog", what=""), key="escape", weight="primary", icon="arrow-left")

SURE = (("50", "A coin toss"), ("65", "More likely than not"), ("80", "Fairly sure"), ("95", "Nearly certain"))


def playing(shown: Playing) -> View:
    """Return the play screen, or the workbench, with what stands in front of it."""
    bench = benched(shown)
    view = play(shown) if bench is None else workbench(bench, (PAUSE, WORDS, HELP, FULL))
    make = DIALOGS.get(shown.dialog)
    if make is None:
        return view
    dialog = Region(role="dialog", label=shown.dialog, blocks=make(shown))
    return replace(view, regions=(*view.regions, dialog), fingerprint=f"{view.fingerprint}/{shown.dialog}/{shown.about}")


def benched(shown: Playing) -> Bench | None:
    """Return the workbench if that is where the player is."""
    thread = at_bench(shown.scenario, shown.situation, shown.thread) if shown.composing is not None else None
    return bench_of(shown, thread, shown.composing) if thread is not None and shown.composing is not None else None


def show(shown: Playing) -> tuple[Block, ...]:
    """Whom to show an idea; those who cannot hear it now say why."""
    bench = benched(shown)
    people = hearers(shown, bench) if bench is not None else ()
    cards = tuple(_hearer(shown, bench, n, *one) for n, one in enumerate(people, 1) if bench is not None)
    takes = duration(shown.scenario.bench.shows) if shown.scenario.bench is not None else ""
    return (
        Heading(text="Show it to whom?", level=1, icon="users"),
        Paragraph(text=bench.sentence if bench is not None else "", tone="quote"),
        Paragraph(text=f"It takes {takes}, and each of them looks at an idea once.", tone="quiet"),
        *cards,
        Buttons(actions=(replace(BACK, weight="plain"),)),
    )


def _hearer(shown: Playing, bench: Bench, n: int, person: PersonId, why: str) -> Option:
    intent = Decide(thread=bench.thread, choice=shown_to(person, bench.choice))
    name, key = name_of(shown.scenario, person), str(n) if n < 10 else ""
    job = next((one.job for one in shown.scenario.people.values() if one.id == person), "")
    action = Action(id=f"show-{person}", label=name, intent=intent, key=key, enabled=not why, reason=why)
    return Option(action=action, detail=job, icon="user-round")


def paused(shown: Playing) -> tuple[Block, ...]:
    go_on = Action(id="resume", label="Go on", intent=ResumeRun(), key="escape", weight="primary", icon="play")
    return (
        Heading(text="Paused", level=1, icon="pause"),
        Paragraph(text="The clock stands still. Everything so far is on disk. Read as long as you like."),
        Buttons(
            actions=(
                go_on,
                Action(id="settings", label="Settings", intent=Go(screen="settings"), key="s", icon="settings"),
                Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help"),
                Action(id="again", label="Start over", intent=Go(screen="restart"), key="r", icon="rotate-ccw"),
                Action(id="away", label="Save and go to the catalogue", intent=Go(screen="catalogue"), key="q", icon="save"),
            )
        ),
    )


def scene(shown: Playing) -> tuple[Block, ...]:
    """The place as it is now, as large as there is room for."""
    if shown.scene is None:
        return (Paragraph(text="There is nothing to see here."), Buttons(actions=(BACK,)))
    large = replace(shown.scene, large=True)
    return (Heading(text=large.label, level=1, icon="map-pin"), large, Buttons(actions=(BACK,)))


def words(shown: Playing) -> tuple[Block, ...]:
    """Every trade word met so far, with the line that explained it."""
    terms = [term for term in shown.scenario.terms.values() if term.id in shown.met]
    rows = tuple(
        Row(title=term.word, detail=f"{term.text} ({name_of(shown.scenario, term.says)})", icon="book-open") for term in terms
    )
    nothing = () if rows else (Paragraph(text="No trade words yet. They are kept here as people use them.", tone="quiet"),)
    return (Heading(text="Words", level=1, icon="book-open"), *rows, *nothing, Buttons(actions=(BACK,)))


def notes(shown: Playing) -> tuple[Block, ...]:
    written = [message for message in shown.messages if message.who == "Your note"]
    submit = Action(id="note!keep", label="Keep it", intent=Write(), icon="check")
    return (
        Heading(text="Notes", level=1, icon="notebook-pen"),
        *(Row(title=message.text, aside=message.when, icon="notebook-pen") for message in written),
        Field(
            id="note",
            label="Write something down",
            help="No real names, customers or passwords. It is kept with the run.",
            text="",
            submit=submit,
        ),
        Buttons(actions=(replace(BACK, weight="plain"),)),
    )


def confidence(shown: Playing) -> tuple[Block, ...]:
    _, thread, choice = shown.about.split(" ", 2)
    item = next(
        (c for stage in shown.scenario.stages.values() if stage.thread == thread for c in stage.choices if c.id == choice), None
    )
    label = item.label if item is not None else choice
    sure = tuple(
        Action(
            id=f"sure-{percent}",
            label=f"{percent} %: {word}",
            key=str(n),
            intent=Decide(thread=thread, choice=choice, confidence=int(percent)),
        )
        for n, (percent, word) in enumerate(SURE, 1)
    )
    skip = Action(id="sure-skip", label="Rather not say", key="5", intent=Decide(thread=thread, choice=choice), weight="quiet")
    return (
        Heading(text="How sure are you?", level=1, icon="target"),
        Paragraph(text=label, tone="quote"),
        Paragraph(
            text="How likely is it that people who do this for a living put this among their two best? "
            "It changes nothing but your own picture."
        ),
        Buttons(actions=(*sure, skip, replace(BACK, weight="plain"))),
    )


def leave(shown: Playing) -> tuple[Block, ...]:
    return (
        Heading(text="Leave this run?", level=1, icon="log-out"),
        Paragraph(text="Everything so far is on disk. The catalogue offers to go on from here."),
        Buttons(
            actions=(
                Action(id="stay", label="Stay", intent=Go(screen="dialog", what=""), key="escape", weight="primary", icon="play"),
                Action(id="pause!", label="Pause", intent=PauseRun(), key="p", icon="pause"),
                Action(id="away", label="Save and go to the catalogue", intent=Go(screen="catalogue"), key="q", icon="save"),
            )
        ),
    )


def restart(shown: Playing) -> tuple[Block, ...]:
    return (
        Heading(text="Start over?", level=1, icon="rotate-ccw"),
        Paragraph(text="The same scenario from the beginning, with the same seed. This run is kept, and can be gone on with."),
        Buttons(
            actions=(
                Action(
                    id="stay",
                    label="No, stay here",
                    intent=Go(screen="dialog", what="paused"),
                    key="escape",
                    weight="primary",
                    icon="play",
                ),
                Action(id="restart!", label="Start over", intent=Go(screen="restart", what="!"), key="r", icon="rotate-ccw"),
            )
        ),
    )


def unsaved(shown: Playing) -> tuple[Block, ...]:
    """A moment could not be kept: nothing is shown that is not on disk, so somebody must say how it goes on."""
    trouble = shown.trouble
    assert trouble is not None
    back = Go(screen="dialog", what="")
    again = Action(id="retry", label="Try again", intent=back, key="t", weight="primary", icon="rotate-ccw")
    places = tuple(
        Action(
            id=f"keep-{n}", label=f"Keep it in {place}", intent=KeepIn(place=place), key=str(n), icon="save",
            weight="plain" if trouble.again or n > 1 else "primary",
        )
        for n, place in enumerate(trouble.places, 1)
    )
    return (
        Heading(text="This run cannot be saved here", level=1, icon="triangle-alert"),
        Paragraph(text=trouble.why),
        Paragraph(text="The clock stands still until you say how to go on.", tone="quiet"),
        Buttons(actions=(*((again,) if trouble.again else ()), *places)),
        Field(
            id="place",
            label="Another folder",
            help="All of the run so far is copied there.",
            text="",
            submit=Action(id="place!keep", label="Keep it there", intent=KeepIn(), icon="save"),
        ),
        Buttons(
            actions=(
                Action(id="nowhere", label="Go on without saving", intent=KeepNowhere(), key="w", icon="play"),
                Action(id="away", label="Leave the run", intent=Go(screen="catalogue"), key="q", icon="log-out"),
            )
        ),
    )


DIALOGS = {
    "paused": paused, "words": words, "notes": notes, "confidence": confidence, "leave": leave, "restart": restart,
    "unsaved": unsaved, "scene": scene, "show": show, "hints": hints, "feedback": feedback,
}
"""By the name `Playing.dialog` uses."""
