"""The guide for the person at the front, from the scenario alone: how to begin, what is so, what arrives, how to end."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sim.debrief.cards import held, keys_sheet
from sim.debrief.duties import findings_of
from sim.debrief.markup import GUIDE, grid, page, table, tag, text
from sim.debrief.sheets import arrivals, decisions, sheet_of_tasks, told
from sim.debrief.wording import clean, label, lasting, sentence
from sim.domain.scenario import Choice, Panel, Scenario, Stage
from sim.domain.units import Seconds

RULES = (
    "Nobody is on trial: the decisions are, and they are the room's.",
    "The story is as it is told. Who misses something asks; who doubts it plays on.",
    "Everybody thinks alone before anybody talks.",
    "Safe word: whoever says “real emergency” ends the exercise at once.",
)
"""Ground rules to read aloud."""

FOLLOW_UPS = (
    "What do we know, what do we assume, and what do we not know?",
    "What would we see first if we were wrong?",
    "Who would do something else, and what do they see that we do not?",
)
"""What can be asked at any stop, after its own question."""

HOT_WASH = (
    "One word from everybody: how was that?",
    "Each group: one thing that went well, one thing to change.",
    "Three moments again, in the replay: where most was lost, where the panel disagrees most, the best idea.",
    "What did you know then? The debrief says beside each decision what had been found out.",
    "Luck: what would have come out with the same decisions and another throw.",
    "Everybody one action for their own place, with a name and a date. They go into the record.",
)
"""The first fifteen minutes after the end, in the order that works."""

NOTICE = (
    "This runs on this laptop and sends nothing anywhere.",
    "Nobody's name is asked for. Groups have the names we give them.",
    "What we decide, vote and write down is kept in a folder on this laptop, until somebody deletes it there.",
    "It is for practice. It is no test and no appraisal.",
)
"""What to say about data, to read aloud."""


def guide_page(scenario: Scenario) -> str:
    """Return the facilitator's guide of a scenario as one HTML page."""
    name = f"{scenario.meta.title}: guide for the person at the front"
    parts = (
        _start(scenario), _aims(scenario), _reading(scenario), _truth(scenario), arrivals(scenario), _stops(scenario),
        decisions(scenario), sheet_of_tasks(scenario), _pacing(scenario), _after(scenario), _care(scenario),
    )
    return page(name, *_cover(scenario, name), *(piece for part in parts for piece in part), style=GUIDE)


def _cover(scenario: Scenario, name: str) -> Iterator[str]:
    yield text("p", "Not for players: this says what is so.", class_="banner")
    yield text("h1", name)
    version = f"Version {scenario.meta.version} ({scenario.digest[:12]}), about {scenario.meta.minutes} minutes of play."
    yield text("p", version, class_="quiet")


def _list(*lines: str, kind: str = "ul") -> str:
    return tag(kind, *(text("li", line) for line in lines))


def _start(scenario: Scenario) -> Iterator[str]:
    name = scenario.meta.id
    lesson = scenario.shorter[0].minutes if scenario.shorter else 0
    yield text("h2", "On one page")
    yield tag(
        "ol",
        tag("li", "The day before, print this guide and the cards: ",
            text("code", f"python main.py report {name} --format cards")),
        *((tag("li", "For a lesson of 45 minutes, print its plan: ",
               text("code", f"python main.py report {name} --format lesson --cut {lesson}")),) if lesson else ()),
        tag("li", "Connect the projector and start: ", text("code", f"python main.py play {name} --room"),
            ". Full screen is F11. Read the first screen from the back row."),
        text("li", "In the lesson: teams, briefing, cards, and go. You press the keys; the room decides."),
        text("li", "Afterwards: the debrief, the record to complete and sign, an action for everybody."),
    )
    yield text("p", "Should the projector fail: read what arrives from the inject list, let the room decide from the decision "
                    "sheets, and type it in afterwards. Parallel groups on the same seed meet the same luck.")
    yield tag("div", keys_sheet(), class_="sheet")


def _aims(scenario: Scenario) -> Iterator[str]:
    if scenario.meta.objectives:
        yield text("h2", "What it is for")
        yield _list(*scenario.meta.objectives)
    if scenario.meta.competencies:
        yield text("p", f"What it practises: {', '.join(map(clean, scenario.meta.competencies.values()))}.")


def _reading(scenario: Scenario) -> Iterator[str]:
    yield text("h2", "To read aloud")
    yield text("h3", "Ground rules")
    yield _list(*RULES)
    yield text("h3", "About data")
    yield _list(*NOTICE)
    yield text("h3", "Briefing")
    yield tag("blockquote", *(text("p", told(passage)) for passage in scenario.briefing if passage.when is None))


def _truth(scenario: Scenario) -> Iterator[str]:
    holders = {card.fact: card.title for card in held(scenario) if card.fact is not None}
    known = {fact.known: fact.id for fact in scenario.facts.values() if fact.known}
    rows = tuple(
        (clean(found.known), "; ".join(map(clean, found.where)) or "–", holders.get(known[found.known], "–"))
        for found in findings_of(scenario, ()) if found.known in known
    )
    if rows:
        yield text("h2", "What is so, and how it can be found")
        yield table(("What", "Where", "On the card of"), rows)
    drawn = [latent for latent in scenario.latents.values() if sum(weight > 0 for weight in latent.weights) > 1]
    for latent in drawn:
        ways = ", ".join(f"{way} {n} in {sum(latent.weights)}" for way, n in zip(latent.values, latent.weights, strict=True) if n)
        yield text("p", f"Drawn when a run begins: {latent.id} ({ways}).")
    if scenario.debrief.hints:
        yield text("h3", "If they are stuck")
        yield text("p", "One at a time, and only the first if it is enough.", class_="quiet")
        yield _list(*map(clean, scenario.debrief.hints), kind="ol")


def _stops(scenario: Scenario) -> Iterator[str]:
    stops = [stage for stage in scenario.stages.values() if stage.stop]
    if not stops:
        return
    yield text("h2", "Stops to talk")
    yield text("p", "Press G. Two minutes with a neighbour, then the room. What may follow the question:")
    yield _list(*FOLLOW_UPS)
    yield grid(("At", "Question", "A wrong turn, if they take it"), [
        (text("td", clean(stage.title or stage.question)), text("td", clean(stage.stop)), text("td", _wrong_turn(stage)))
        for stage in stops
    ])


def _wrong_turn(stage: Stage) -> str:
    """Return what the panel thinks least of in a stage, and why; a dash if it has rated nothing low."""
    rated: list[tuple[Fraction, str, Panel]] = [
        (choice.panel.rating, choice.label, choice.panel) for choice in stage.choices
        if isinstance(choice, Choice) and choice.panel is not None and choice.panel.rating < 4
    ]
    if not rated:
        return "–"
    _, said, panel = min(rated, key=lambda one: one[:2])
    return clean(f"{sentence(said)} {panel.why}")


def _pacing(scenario: Scenario) -> Iterator[str]:
    yield text("h2", "Time")
    rows = [(f"{scenario.meta.minutes} minutes of play", f"the whole, to {label(scenario, scenario.horizon)}", "")]
    for minutes, at in scenario.meta.cuts.items():
        if at < scenario.horizon:
            plan = next((one for one in scenario.shorter if one.minutes == minutes), None)
            lesson = f"with its own ending{'; the lesson has a plan' if plan.lesson else ''}" if plan is not None else ""
            rows.append((f"{minutes} minutes of play", f"to {label(scenario, at)} (--cut {minutes})", lesson))
    yield table(("How long", "How far", ""), tuple(rows))
    lessons = [(one.minutes, one.lesson[-1].until) for one in scenario.shorter if one.lesson]
    yield _list(
        *(f"A room talks: {minutes} minutes of play make a lesson of {whole}." for minutes, whole in lessons),
        "Running late: one vote instead of two, one stop instead of all. The debrief needs its ten minutes more than the story.",
        "Running early: let somebody on the losing side of a vote say why, then vote again.",
        "Too fast: set the pace to ½ or to untimed before you begin. It changes no score.",
    )


def _after(scenario: Scenario) -> Iterator[str]:
    said = scenario.debrief
    yield text("h2", "Straight afterwards, ten to fifteen minutes")
    yield _list(*HOT_WASH, kind="ol")
    if said.questions:
        yield text("h3", "To talk about")
        yield _list(*map(clean, said.questions))
    if said.principles:
        yield text("h3", "What may stay with them")
        yield _list(*(sentence(clean(line)) for line in said.principles))
    yield text("h3", "And then")
    yield tag(
        "ul",
        tag("li", "The record: ", text("code", "python main.py report RUN --format record --out record.html"),
            ". Complete it, save it, print it, sign it."),
        text("li", "Play it once more within a week, alone, with another seed."),
    )


def _care(scenario: Scenario) -> Iterator[str]:
    yield text("h2", "So that everybody can take part")
    if scenario.meta.content:
        yield text("p", f"Some would rather know beforehand: {', '.join(map(clean, scenario.meta.content))}.")
    yield _list(
        "Letters up to twice as large, strong contrast, captions for sounds, no motion: P, then S.",
        "Read aloud what is on the screen; describe the picture of the place once.",
        f"Nobody has to be quick: P holds everything, E gives a minute more to decide{_shortest(scenario)}.",
        "Who would rather not speak votes by hand, or keeps the notes.",
    )


def _shortest(scenario: Scenario) -> str:
    limits = [stage.deadline for stage in scenario.stages.values() if stage.deadline is not None]
    return f" (the shortest time to decide is {lasting(Seconds(min(limits)))} of the story)" if limits else ""
