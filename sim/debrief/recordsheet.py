"""The record of an exercise: one page to complete, to sign and to keep. What is typed into it stays when the page is saved."""

from __future__ import annotations

from collections.abc import Iterator

from sim.debrief.markup import grid, page, table, tag, text
from sim.debrief.review import Debriefing, Decision, Task
from sim.debrief.room import room_of
from sim.debrief.wording import clean, harmless, label, sentence
from sim.domain.journal import Header, Moment
from sim.domain.scenario import Scenario

STYLE = """
td[contenteditable], p[contenteditable] { background: #fbfcfe; min-height: 1.6em }
p[contenteditable] { border-bottom: 1px solid var(--line) }
td[contenteditable]:focus, p[contenteditable]:focus { outline: 2px solid var(--accent) } input { width: 1.1em; height: 1.1em }
.sign { margin-top: 3rem; border-top: 1px solid var(--ink); width: 22rem; padding-top: .25rem }
"""

SCRIPT = (
    "document.addEventListener('change', function (e) {"
    " if (e.target.type === 'checkbox') { e.target.toggleAttribute('checked', e.target.checked); } });"
)
"""Writes ticks into the page itself, so that saving the page keeps them."""

ROLES = ("Incident lead", "Operations", "Communications", "Logistics", "Scribe")
BLANK = 5


def record_page(scenario: Scenario, moments: tuple[Moment, ...], review: Debriefing, header: Header) -> str:
    """Return the record of a run as one HTML page that can be filled in, printed and saved."""
    name = scenario.meta.title
    return page(
        f"{name}: record of an exercise", text("h1", f"{name}: record of an exercise"),
        text("p", "Click into a field and type. Saving the page in the browser keeps what was typed.", class_="quiet screen"),
        *_about(scenario, review, header), *_attendance(scenario, moments), *_objectives(scenario, review),
        *_decisions(review, moments), *_votes(scenario, moments), *_notes(scenario, moments, review), *_actions(),
        text("p", "Signature, and date", class_="sign"), tag("script", SCRIPT), style=STYLE,
    )


def _fill(words: str = "") -> str:
    return text("td", words, contenteditable="true")


def _about(scenario: Scenario, review: Debriefing, header: Header) -> Iterator[str]:
    cut = scenario.cut_at(header.horizon)
    played = header.wall[:16].replace("T", " ")
    yield table(("", ""), (
        ("Date", played), ("Scenario", f"{scenario.meta.title}, version {scenario.meta.version} ({header.digest[:12]})"),
        ("Seed", str(header.seed)), ("Version played", f"{cut.minutes} minutes" if cut is not None else "whole"),
        ("How", {"room": "with a room", "learn": "to learn", "exam": "as an exam"}.get(header.mode, "as a drill")),
        ("Program", header.program), ("Outcome", clean(review.outcome)),
        ("Ending", clean(review.told.ending.title) if review.finished else f"left open at {review.ended}"),
    ))


def _attendance(scenario: Scenario, moments: tuple[Moment, ...]) -> Iterator[str]:
    told = room_of(scenario, moments)
    yield text("h2", "Who took part")
    if told.teams:
        said = f"Teams: {', '.join(map(harmless, told.teams))}"
        yield text("p", f"{said}. {told.people} people." if told.people else f"{said}.")
    roles = (*scenario.roles.values(),) or ROLES
    yield grid(("Role", "Name or pseudonym", "From", "To"), [
        (_fill(role), _fill(), _fill(), _fill()) for role in (*roles, *("",) * BLANK)
    ])


def _objectives(scenario: Scenario, review: Debriefing) -> Iterator[str]:
    yield text("h2", "Objectives")
    box = '<td><input type="checkbox" aria-label="observed"/></td>'
    yield grid(("Objective", "Observed", "What was seen"), [
        (text("td", objective), box, _fill()) for objective in scenario.meta.objectives
    ])
    if review.tasks:
        yield text("h3", "Critical tasks, as the run has them")
        yield table(("Task", "By", "Done", ""), tuple(_task(scenario, task) for task in review.tasks))


def _task(scenario: Scenario, task: Task) -> tuple[str, str, str, str]:
    done = label(scenario, task.done) if task.done is not None else "–"
    how = "in time" if task.in_time else "late" if task.done is not None else "not done" if task.due else "not due yet"
    return clean(task.label), label(scenario, task.by), done, how


def _decisions(review: Debriefing, moments: tuple[Moment, ...]) -> Iterator[str]:
    yield text("h2", "Decisions")
    walls = {moment.seq: moment.wall[11:19] for moment in moments}
    before = ((), *(d.known for d in review.decisions))
    yield table(("When", "Clock", "Matter", "Decided", "Also on offer", "Found out since"), tuple(
        (d.when, walls.get(d.seq, ""), clean(d.title), clean(d.chosen), "; ".join(map(clean, d.others)) or "–", _news(d, known))
        for d, known in zip(review.decisions, before, strict=False)
    ))


def _news(decision: Decision, known: tuple[str, ...]) -> str:
    """Return what is known at a decision and was not at the one before."""
    return " ".join(sentence(clean(fact)) for fact in decision.known if fact not in known) or "–"


def _votes(scenario: Scenario, moments: tuple[Moment, ...]) -> Iterator[str]:
    votes = room_of(scenario, moments).votes
    if not votes:
        return
    yield text("h2", "Votes by show of hands")
    for vote in votes:
        yield text("h3", f"{vote.when}, {clean(vote.title)}")
        first, second = vote.hands(1), vote.hands(2)
        yield table(("Answer", "First vote", "Second vote", "Taken"), tuple(
            (clean(answer.label), *(str(hands[n]) if hands else "–" for hands in (first, second)), "yes" if answer.taken else "")
            for n, answer in enumerate(vote.answers)
        ))


def _notes(scenario: Scenario, moments: tuple[Moment, ...], review: Debriefing) -> Iterator[str]:
    told = room_of(scenario, moments)
    rows = [(line.when, line.wall[11:19], KINDS.get(line.kind, ""), harmless(line.text)) for line in told.lines]
    rows += [(said.when, said.wall[11:19], "card", f"{clean(said.title)}: {clean(said.text)}") for said in told.said]
    rows += [(hint.when, "", "hint", clean(hint.text)) for hint in review.hints]
    if rows:
        yield text("h2", "Notes")
        yield table(("When", "Clock", "", "What"), tuple(sorted(rows)))
    found = [finding for finding in review.findings if finding.found is not None]
    if found:
        yield text("h2", "What was found out")
        yield tag("ul", *(text("li", clean(finding.known)) for finding in found))


KINDS = {"stop": "stop", "know": "we know", "assume": "we assume", "open": "we do not know"}


def _actions() -> Iterator[str]:
    yield text("h2", "What we will do")
    yield grid(("Action", "Owner", "Due", "How it is checked", "Retest on"), [tuple(_fill() for _ in range(5))] * BLANK)
    yield text("h2", "Remarks")
    yield text("p", "", contenteditable="true")
