"""A debrief as a document: headings, paragraphs, items and tables in reading order, in plain words on one line each."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.debrief.review import Channel, Competency, Debriefing, Decision, Entry
from sim.debrief.tried import NOTHING, fate, mark, narrow_words
from sim.debrief.wording import clean, count, figure, harmless, label, percent, quoted, sentence
from sim.debrief.worth import BELIEF, ESTIMATE, HINDSIGHT, TITLES, key_words, luck_words, told_of, worth_words
from sim.domain.journal import Header
from sim.domain.review import Review
from sim.domain.scenario import Scenario, Shorter


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a document; `rows` only for a table, whose first row is its columns."""

    kind: Literal["title", "section", "part", "paragraph", "item", "quote", "table"]
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def document(scenario: Scenario, review: Debriefing, header: Header, worth: Review | None = None) -> Iterator[Part]:
    """Yield the whole debrief, the most important first, with the decision review if there is one."""
    yield Part("title", f"{clean(scenario.meta.title)}: debrief")
    yield Part("paragraph", _run(scenario, review, header))
    if review.doubt:
        yield Part("paragraph", harmless(review.doubt))
    yield from _in_short(review)
    yield Part("section", "Timeline")
    yield Part("table", "", (("When", "Who", "What"), *(_entry(entry) for entry in review.timeline)))
    yield from _tried(scenario, review)
    ways = "Four" if review.improvised is None else "Five"
    yield Part("section", f"{ways} ways of looking at it, never added up")
    for channel in review.channels:
        yield from _channel(channel)
    if review.improvised is not None and review.channel("improvisation") is None:
        yield Part("part", "Improvisation")
        yield Part("paragraph", f"Left out: {NOTHING[0].lower()}{NOTHING[1:]}")
    if review.channel("calibration") is None:
        yield Part("part", "Calibration")
        yield Part("paragraph", "Left out: nothing was said about how sure you were.")
    yield Part("part", "Abilities, as far as one run shows them")
    for one in review.competencies:
        yield Part("item", _competency(one))
    yield Part("section", "Decision by decision")
    for n, decision in enumerate(review.decisions, 1):
        yield from _decision(n, decision)
    if worth is not None:
        yield from _worth(scenario, review, worth)
    yield from _to_think_about(scenario, review.cut)
    if review.notes:
        yield Part("section", "Notes")
        for note in review.notes:
            yield Part("item", f"{note.when}: {harmless(note.text)}")


def _run(scenario: Scenario, review: Debriefing, header: Header) -> str:
    told = [f"Scenario {header.scenario}, version {clean(scenario.meta.version)}", f"seed {header.seed}"]
    if header.variant:
        variant = scenario.variants.get(header.variant)
        told.append(f"variant {clean(variant.title) if variant is not None else header.variant}")
    if header.plan:
        told.append(f"by the plan {harmless(header.plan)}")
    if header.wall:
        told.append(f"played {harmless(header.wall)}")
    line = sentence(", ".join(told))
    if review.practice:
        line += f" This was practice, taken up again at {review.taken_up}; the first result stands."
        if header.branch:
            line += f" {HINDSIGHT}"
    if not review.finished:
        line += f" The run is not finished: it stands at {review.ended}."
    return line


def _in_short(review: Debriefing) -> Iterator[Part]:
    yield Part("section", "In short")
    if review.finished:
        yield Part("paragraph", f"{sentence(clean(review.told.ending.title))} {sentence(clean(review.outcome))}")
        for text in (*review.told.text, *review.told.last):
            yield Part("paragraph", clean(text))
    else:
        yield Part("paragraph", f"So far: {sentence(clean(review.outcome))}")
    yield Part("item", f"Why: {clean(review.cause)}")
    turn = review.moment
    if turn is not None:
        yield Part("item", f"The moment: {turn.decision.when}, {clean(turn.decision.title)}. "
                           f"{sentence(clean(turn.decision.chosen))} {clean(turn.why)}")
    best = review.best
    told = "The best thing you did" if best.when else "Worth having"
    when = f"{best.when}, " if best.when else ""
    yield Part("item", f"{told}: {when}{sentence(clean(best.what))} {clean(best.why)}".strip())


def _entry(entry: Entry) -> tuple[str, str, str]:
    """Return when, who and what, as one would read it out."""
    title, detail = clean(entry.title), clean(entry.detail)
    match entry.kind:
        case "inject" | "consequence":
            return entry.when, detail, title
        case "stage":
            return entry.when, "New matter", f"{sentence(title)} {detail}" if detail else title
        case "harm":
            return entry.when, "Harm", f"{title} ({detail})"
        case "fact":
            return entry.when, "You learned", title
        case "decision":
            return entry.when, "You", title
        case "lapse":
            return entry.when, "The clock", title
    return entry.when, "", title


def _tried(scenario: Scenario, review: Debriefing) -> Iterator[Part]:
    """What was built and tried, and where the bottleneck was."""
    if review.improvised is not None and review.improvised.ideas:
        yield Part("section", "What was tried at the workbench")
        yield Part("table", "", (("When", "How it came out", "Idea", "What became of it"), *(
            (label(scenario, idea.at), mark(idea), clean(idea.sentence), clean(fate(scenario, idea)))
            for idea in review.improvised.ideas
        )))
    if review.narrow:
        yield Part("section", "Where it was narrow")
        for narrow in review.narrow:
            for line in narrow_words(scenario, narrow):
                yield Part("item", clean(line))


def _channel(channel: Channel) -> Iterator[Part]:
    yield Part("part", f"{channel.title}{' (provisional)' if channel.provisional else ''}: {channel.asks}")
    yield Part("paragraph", sentence(clean(channel.figure)))
    if channel.provisional:
        yield Part("paragraph", "Provisional: the ratings are the authors', until a panel of practitioners has given its own.")
    yield Part("table", "", (("When", "Number", "Rule"), *(
        (clean(point.moment), clean(point.number), clean(point.rule)) for point in channel.points
    )))


def _competency(one: Competency) -> str:
    if not one.enough:
        return f"{clean(one.title)}: not enough evidence ({count(one.weight, 'point')})."
    return (f"{clean(one.title)}: {round(one.mean / 10)} %, four times out of five between {round(one.low / 10)} and "
            f"{round(one.high / 10)} %, from {count(one.weight, 'point')} of evidence.")


def _decision(n: int, decision: Decision) -> Iterator[Part]:
    yield Part("part", f"{n}. {decision.when}, {clean(decision.title)}: {clean(decision.question)}")
    known = " ".join(sentence(clean(fact)) for fact in decision.known)
    yield Part("item", f"You knew: {known or 'nothing was in the notebook yet.'}")
    sure = "" if decision.confidence is None else f" You were {decision.confidence} % sure."
    what = "What happened" if decision.lapsed else "You chose"
    yield Part("item", f"{what}: {sentence(clean(decision.chosen))}{sure}")
    if decision.others:
        yield Part("item", f"Also on offer: {sentence('; '.join(clean(other) for other in decision.others))}")
    if decision.options:
        yield Part("table", "", (("Option", "Panel, 1 to 7", "Why"), *(
            (clean(o.label) + (" (this one)" if o.chosen else ""), figure(o.rating), clean(o.why)) for o in decision.options
        )))
    if decision.credit is not None:
        told = f"{percent(decision.credit.share)} of the way from the lowest to the highest rating."
        yield Part("item", ("Practitioners disagree here. " if decision.credit.contested else "") + f"Credit: {told}")
    for option in decision.options:
        if option.minority:
            yield Part("quote", f"Minority view on {quoted(clean(option.label))}: {clean(option.minority)}")
    for heard in decision.followed:
        yield Part("item", f"What followed, {heard.when}: {clean(heard.line)}")
    for note in decision.disagreements:
        yield Part("quote", f"I disagree because: {harmless(note.text)}")


def _worth(scenario: Scenario, review: Debriefing, worth: Review) -> Iterator[Part]:
    yield Part("section", "What each decision was worth")
    if worth.luck is not None:
        yield Part("paragraph", luck_words(worth.luck))
    for key in worth.keys:
        yield Part("item", f"{TITLES[key.rule]}: {sentence(told_of(review, worth, key.seq))} {key_words(scenario, key)}")
    yield Part("table", "", (("When", "Decision", "What it was worth"), *(
        (label(scenario, judged.at), told_of(review, worth, judged.seq), worth_words(scenario, worth, judged))
        for judged in worth.decisions
    )))
    yield Part("paragraph", f"{BELIEF} {ESTIMATE}" if worth.how == "estimate" else BELIEF)


def _to_think_about(scenario: Scenario, cut: Shorter | None) -> Iterator[Part]:
    said = scenario.debrief
    if said.interview:
        yield Part("section", "What the man in the interview did")
        yield Part("paragraph", clean(said.interview))
    questions = cut.questions if cut is not None and cut.questions else said.questions
    if questions:
        yield Part("section", "To think about")
        for n, question in enumerate(questions[:3], 1):
            yield Part("item", f"Question {n}: {clean(question)}")
    if said.principles:
        yield Part("section", "What may help next time")
        for principle in said.principles:
            yield Part("item", clean(principle))
    if said.cousins:
        yield Part("section", "It has happened")
        for cousin in said.cousins:
            yield Part("item", f"{clean(cousin.text)} (Source: {clean(cousin.source)})")
