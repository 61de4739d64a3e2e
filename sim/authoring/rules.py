"""What must hold of a scenario that compiles: one function a rule, each with its page in diagnostics/."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from sim.authoring.company import number_at
from sim.authoring.reader import Path
from sim.authoring.sheet import Sheet
from sim.domain.formula import reads
from sim.domain.scenario import (
    CloseThread,
    Move,
    OpenThread,
    Outcome,
    Reveal,
    Say,
    Scenario,
    Schedule,
    SetFact,
    Stage,
    Text,
    all_endings,
    all_outcomes,
    outcomes_below,
)
from sim.domain.units import Seconds, StageId, VarId
from sim.engine.fitting import fits

Rule = Callable[[Scenario, Sheet], None]

WORDS_A_MINUTE = 200
LEAST_REAL_SECONDS = 45
MOST_RETURNS = 5000


def every_stage_can_be_reached(scenario: Scenario, sheet: Sheet) -> None:
    """SC201: a stage that nothing leads to is never seen."""
    opened = {effect.thread for outcome in all_outcomes(scenario) for effect in outcome.effects if isinstance(effect, OpenThread)}
    reached = {thread.start for thread in scenario.threads.values() if thread.open or thread.id in opened}
    outside = {o.to for group in (scenario.injects, scenario.consequences) for thing in group.values() for o in _all_of(thing)}
    frontier: set[StageId] = reached | {to for to in outside if to is not None}
    seen: set[StageId] = set()
    while frontier:
        seen |= frontier
        frontier = {to for name in frontier if name in scenario.stages for to in ways_on(scenario.stages[name])} - seen
    for name in scenario.stages:
        if name not in seen:
            sheet.complain(
                "SC201", sheet.paths[name], f"nothing leads to stage `{name}`", "lead there with `to`, or take it out", key=True
            )


def every_stage_can_be_left(scenario: Scenario, sheet: Sheet) -> None:
    """SC202: from a stage without a way on, only the horizon helps."""
    closed = {
        effect.thread for outcome in all_outcomes(scenario) for effect in outcome.effects if isinstance(effect, CloseThread)
    }
    moved = {scenario.stages[to].thread for group in (scenario.injects, scenario.consequences) for thing in group.values()
             for o in _all_of(thing) if (to := o.to) is not None and to in scenario.stages}
    for name, stage in scenario.stages.items():
        if not ways_on(stage) and stage.thread not in closed | moved and stage.choices:
            sheet.complain("SC202", sheet.paths[name], f"no choice and no deadline leads on from stage `{name}`",
                           "give one of them a `to`; `to: end` ends the run", key=True, warning=True)


def no_stage_traps_the_player(scenario: Scenario, sheet: Sheet) -> None:
    """SC203: every choice may be out of reach at once, and no deadline moves things on."""
    for name, stage in scenario.stages.items():
        sure = any(
            choice.leads_on and choice.task.appears is None and choice.task.when is None and not choice.task.cost
            and choice.task.by == "you" and choice.task.where is None for choice in stage.choices
        )
        if stage.choices and not sure and (stage.on_deadline, stage.deadline) == (None, None) and ways_on(stage):
            sheet.complain("SC203", sheet.paths[name], f"in stage `{name}` every way on may be out of reach at once",
                           "add a deadline, or a choice without conditions", key=True, warning=True)


def deadlines_say_what_follows(scenario: Scenario, sheet: Sheet) -> None:
    """SC204: a deadline and what it decides come together, and the player reads the default in words."""
    for name, stage in scenario.stages.items():
        ticking = stage.deadline is not None or stage.closes is not None
        if ticking != (stage.on_deadline is not None):
            clock = "closes" if stage.closes is not None else "deadline"
            has, lacks = (clock, "on_deadline") if ticking else ("on_deadline", "deadline")
            sheet.complain(
                "SC204",
                (*sheet.paths[name], has),
                f"stage `{name}` has `{has}` and no `{lacks}`",
                "write both, or neither",
                key=True,
            )
        elif ticking and not stage.default:
            sheet.complain("SC204", sheet.paths[name], f"stage `{name}` does not say what happens if nobody decides",
                           "add `default: …`: a few words to stand beside the countdown", key=True, warning=True)


def endings_cover_everything(scenario: Scenario, sheet: Sheet) -> None:
    """SC206: the bands of the told figure leave no gap at the bottom and do not repeat."""
    bands = [ending.above for ending in scenario.endings if ending.above is not None]
    if not bands or min(bands) > 0:
        sheet.complain("SC206", ("endings",), "no ending is `above: 0`, so a poor run has no ending",
                       "make the lowest one `above: 0`", key=True)
    if len(set(bands)) < len(bands):
        sheet.complain("SC206", ("endings",), "two endings are `above` the same figure", "give each band its own", key=True)


def slots_open_in_time(scenario: Scenario, sheet: Sheet) -> None:
    """SC207: a stage that opens after the end is never seen; one that closes before it opens decides itself."""
    for name, stage in scenario.stages.items():
        if stage.opens is not None and stage.opens >= scenario.horizon:
            sheet.complain(
                "SC207",
                (*sheet.paths[name], "opens"),
                f"stage `{name}` opens after the run has ended",
                "open it earlier, or move `horizon`",
            )
        if stage.opens is not None and stage.closes is not None and stage.closes <= stage.opens:
            sheet.complain("SC207", (*sheet.paths[name], "closes"), f"stage `{name}` closes before it opens",
                           "let `closes` be later than `opens`")
    for n, inject in enumerate(scenario.injects.values()):
        if inject.at is not None and inject.at > scenario.horizon:
            sheet.complain(
                "SC207",
                ("injects", n, "at"),
                f"inject `{inject.id}` comes after the run has ended",
                "bring it forward, or move `horizon`",
            )


def labels_differ(scenario: Scenario, sheet: Sheet) -> None:
    """SC208: two things on one screen that read the same cannot be told apart."""
    for stage in scenario.stages.values():
        seen: dict[str, str] = {}
        for item in stage.items:
            key = item.label.casefold()
            if key in seen and not _exclusive(item, stage):
                sheet.complain("SC208", (*sheet.paths[item.node], "label"), f"`{item.label}` is also the label of `{seen[key]}`",
                               "word one of them differently")
            seen[key] = item.id


def times_are_on_the_beat(scenario: Scenario, sheet: Sheet) -> None:
    """SC209: what happens between two beats makes moments nobody can tell apart."""
    for name, stage in scenario.stages.items():
        if stage.deadline is not None and stage.deadline % stage.beat:
            sheet.complain(
                "SC209",
                (*sheet.paths[name], "deadline"),
                f"the deadline is not a whole number of beats of {_clock(stage.beat)}",
                f"write {_round(stage.deadline, stage.beat)}, or change `beat`",
                warning=True,
            )
        for item in stage.items:
            if item.task.takes % stage.beat:
                sheet.complain(
                    "SC209",
                    (*sheet.paths[item.node], "takes"),
                    f"this is not a whole number of beats of {_clock(stage.beat)}",
                    f"write {_round(item.task.takes, stage.beat)}, or change `beat`",
                    warning=True,
                )


def consequences_are_scheduled(scenario: Scenario, sheet: Sheet) -> None:
    """SC211: a consequence that nothing schedules never falls due."""
    scheduled = {
        effect.consequence for outcome in all_outcomes(scenario) for effect in outcome.effects if isinstance(effect, Schedule)
    }
    for name in scenario.consequences:
        if name not in scheduled:
            sheet.complain("SC211", ("later", name), f"nothing schedules `{name}`, so it never happens",
                           f"write `later: {{id: {name}, in: 1h}}` somewhere, or take it out", key=True, warning=True)


def facts_are_used(scenario: Scenario, sheet: Sheet) -> None:
    """SC107: a fact that is read but never set, or set but never read nor told, is a slip of the pen."""
    file = sheet.file
    told: set[str] = set()
    for stage in scenario.stages.values():
        for item in stage.items:
            for formula in (item.task.appears, item.task.when):
                told |= reads(formula) if formula is not None else set()
    read = told | _read_elsewhere(scenario)
    text = sheet.document.text
    effects = [effect for outcome in all_outcomes(scenario) for effect in outcome.effects]
    written = {str(effect.fact) for effect in effects if isinstance(effect, SetFact)}
    varied = {str(name) for variant in scenario.variants.values() for name in variant.values}
    for name, fact in scenario.facts.items():
        seen = name in read or f"knows:{name}" in read or f"{{{name}}}" in text or bool(fact.known) or bool(fact.price)
        if not seen:
            sheet.complain(
                "SC107", ("facts", name), f"nothing ever reads `{name}`", "use it, or take it out", key=True, warning=True
            )
        if name in read and name not in written | varied and not file.facts[name].hidden:
            sheet.complain(
                "SC107",
                ("facts", name),
                f"nothing ever sets `{name}`",
                "set it somewhere, or take it out",
                key=True,
                warning=True,
            )


def hidden_facts_can_be_found(scenario: Scenario, sheet: Sheet) -> None:
    """SC212: a hidden fact that nothing reveals can never be known."""
    found = {effect.fact for outcome in all_outcomes(scenario) for effect in outcome.effects if isinstance(effect, Reveal)}
    for name, fact in scenario.facts.items():
        if fact.hidden and name not in found:
            sheet.complain("SC212", ("facts", name), f"nothing reveals `{name}`, so nobody can find it",
                           f"write `reveals: {name}` somewhere, or take `hidden` out", key=True, warning=True)


def every_family_can_be_filled(scenario: Scenario, sheet: Sheet) -> None:
    """SC218: a family whose slots no parts can fill, each with one of its own."""
    bench = scenario.bench
    for family in bench.families.values() if bench is not None else ():
        fitting = {
            slot.id: {name for name, part in bench.parts.items() if fits(slot, part)}
            for slot in family.slots if not slot.optional
        } if bench is not None else {}
        empty = next((slot for slot in family.slots if slot.id in fitting and not fitting[slot.id]), None)
        if empty is not None:
            sheet.complain("SC218", (*sheet.paths[f"rig/{family.id}"], "slots", empty.id),
                           f"no part can be `{empty.id}` of `{family.id}`: none affords {' and '.join(empty.needs)}",
                           "let some part of the kit afford it, or make the slot optional", key=True)
        elif not _each_its_own(list(fitting.values())):
            sheet.complain("SC218", sheet.paths[f"rig/{family.id}"],
                           f"nothing can fill `{family.id}`: several of its slots have to share one part",
                           "add a part, or let one of the slots need something else", key=True)


def _each_its_own(choices: list[set[VarId]], taken: frozenset[VarId] = frozenset()) -> bool:
    """Whether one can be taken of each of these so that none is taken twice."""
    return not choices or any(_each_its_own(choices[1:], taken | {one}) for one in choices[0] - taken)


def deadlines_leave_time_to_read(scenario: Scenario, sheet: Sheet) -> None:
    """SC305: a deadline lasts at least 45 real seconds, and twice the reading time of all that is shown with it."""
    for name, stage in scenario.stages.items():
        given = stage.deadline
        if given is None and stage.opens is not None and stage.closes is not None:
            given = Seconds(stage.closes - stage.opens)
        if given is None:
            continue
        real = Fraction(given) / stage.pace
        least = max(Fraction(LEAST_REAL_SECONDS), Fraction(2 * 60 * words_shown(stage), WORDS_A_MINUTE))
        if real < least:
            needed = -(-least * stage.pace // stage.beat) * stage.beat
            sheet.complain(
                "SC305", (*sheet.paths[name], "deadline" if stage.deadline is not None else "closes"),
                f"this leaves {round(real)} real seconds to decide, with {words_shown(stage)} words to read",
                f"at this pace write {_clock(int(needed))} or more, or say it in fewer words",
            )


def nothing_comes_back_too_often(scenario: Scenario, sheet: Sheet) -> None:
    """SC213: what sets itself off again, without anybody doing anything, does so a number of times that can be played."""
    around = _rounds(scenario)
    often = {name: scenario.horizon // max(1, delay) for name, delay in around.items()}
    if sum(often.values()) > MOST_RETURNS:
        name = max(often, key=lambda name: often[name])
        sheet.complain("SC213", sheet.paths[name], f"left alone, this comes back {often[name]:,} times before the run ends",
                       "let more time pass in between, or bring `horizon` forward", key=True)
    edges = {edge for person in scenario.people.values() if person.helps for span in person.hours for edge in span}
    days = scenario.horizon // 86_400 + 1
    if len(edges) * days > MOST_RETURNS:
        sheet.complain("SC213", ("horizon",), f"people come and go {len(edges) * days:,} times before the run ends",
                       "write fewer `hours`, or bring `horizon` forward")


def _rounds(scenario: Scenario) -> dict[str, int]:
    """Return what goes round without the player: consequences and deadlines by their paths' names, and the least time each takes.

    What only such a round leads to is counted too: it comes as often.
    """
    leads = {f"later/{name}": _sets_off(scenario, c.outcome) for name, c in scenario.consequences.items()}
    leads |= {
        str(name): _sets_off(scenario, stage.on_deadline)
        for name, stage in scenario.stages.items() if stage.on_deadline is not None
    }
    leads = {name: {to: delay for to, delay in follows.items() if to in leads} for name, follows in leads.items()}
    while True:
        entered = {to for follows in leads.values() for to in follows}
        if entered >= leads.keys():
            break
        leads = {name: follows for name, follows in leads.items() if name in entered}
    return {name: min(follows[name] for follows in leads.values() if name in follows) for name in leads}


def _sets_off(scenario: Scenario, top: Outcome) -> dict[str, int]:
    """Return what an outcome schedules or enters that will fall due by itself, and how soon at the earliest."""
    found: dict[str, int] = {}
    for outcome in outcomes_below(top):
        entered = [outcome.to] if outcome.to in scenario.stages else []
        for effect in outcome.effects:
            if isinstance(effect, Schedule):
                name, delay = f"later/{effect.consequence}", effect.delay if effect.slot is None else 1
                found[name] = min(delay, found.get(name, delay))
            elif isinstance(effect, OpenThread):
                entered.append(scenario.threads[effect.thread].start)
        for stage in (scenario.stages[name] for name in entered if name is not None):
            takes = stage.deadline if stage.deadline is not None else stage.beat
            found[stage.id] = min(takes, found.get(stage.id, takes))
    return found


def words_shown(stage: Stage) -> int:
    """Return how many words a player may have to read before deciding in a stage."""
    words = len(stage.question.split()) + len(stage.title.split()) + count(stage.text)
    for item in stage.items:
        words += len(item.label.split()) + len(item.detail.split())
    return words


def count(text: Text) -> int:
    """Return the words of a text: its sure passages and the longest of the others."""
    sure = sum(len(passage.text.split()) for passage in text if passage.when is None)
    return sure + max((len(passage.text.split()) for passage in text if passage.when is not None), default=0)


def ways_on(stage: Stage) -> set[StageId]:
    """Return every stage (or END, DONE) that something done or left undone in `stage` leads to."""
    tops: list[Outcome] = [choice.outcome for choice in stage.choices]
    for look in stage.evidence:
        tops += [look.outcome, *((look.probe.yes, look.probe.no) if look.probe else ())]
    if stage.on_deadline is not None:
        tops.append(stage.on_deadline)
    return {outcome.to for top in tops for outcome in outcomes_below(top) if outcome.to is not None}


def _all_of(thing: object) -> Iterator[Outcome]:
    outcome: Outcome = thing.outcome  # type: ignore[attr-defined]
    yield from outcomes_below(outcome)
    demand = getattr(thing, "demand", None)
    if demand is not None:
        yield from outcomes_below(demand.answer)
        yield from outcomes_below(demand.on_deadline)


def _read_elsewhere(scenario: Scenario) -> set[str]:
    found: set[str] = set()
    formulas = [inject.when for inject in scenario.injects.values()] + [inject.unless for inject in scenario.injects.values()]
    formulas += [c.unless for c in scenario.consequences.values()] + [t.rate for t in scenario.totals.values()]
    formulas += [flow.known for flow in scenario.flows.values()]
    formulas += [person.tired for person in scenario.people.values()]
    formulas += [ending.when for ending in all_endings(scenario)]
    formulas += [f for duty in scenario.duties for f in (duty.done, duty.when)]
    formulas += [scenario.worth.formula, scenario.worth.told, *(cause.when for cause in scenario.debrief.causes)]
    formulas += [prop.formula for prop in scenario.properties]
    if scenario.bench is not None:
        formulas += [scenario.bench.dead, *(part.noticed for part in scenario.bench.parts.values())]
        for family in scenario.bench.families.values():
            formulas += [*(rule.must for rule in family.rules), *family.gives.values()]
    if scenario.scene is not None:
        formulas += [look.when for tile in scenario.scene.tiles for look in tile.states]
        formulas += [passage.when for passage in scenario.scene.text]
    texts: list[Text] = [scenario.briefing, *(stage.text for stage in scenario.stages.values())]
    texts += [t for ending in all_endings(scenario) for t in (ending.text, ending.last)]
    for outcome in all_outcomes(scenario):
        for effect in outcome.effects:
            if isinstance(effect, Say):
                texts.append(effect.text)
            elif isinstance(effect, Move):
                formulas.append(effect.by)
    formulas += [passage.when for text in texts for passage in text]
    for formula in formulas:
        found |= reads(formula) if formula is not None else set()
    return found


def _exclusive(item: object, stage: Stage) -> bool:
    """Whether two items of one label can be meant never to be on screen together: both have conditions to appear."""
    label = item.label.casefold()  # type: ignore[attr-defined]
    return all(other.task.appears is not None for other in stage.items if other.label.casefold() == label)


def _round(seconds: int, beat: int) -> str:
    """Return the nearest whole number of beats, at least one."""
    return _clock(max(1, round(Fraction(seconds, beat))) * beat)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return (f"{minutes}m" if minutes else "") + (f"{rest}s" if rest or not minutes else "")


def what_is_declared_stands_somewhere(scenario: Scenario, sheet: Sheet) -> None:
    """SC219: a name a company may replace stands in the file, and a number where a price is declared."""
    for key, name in sheet.file.company.names.items():
        if len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", sheet.document.text)) < 2:
            sheet.complain("SC219", ("company", "names", key), f"`{name}` stands nowhere else in this file",
                           "write the name as the texts have it")
    for key, place in sheet.file.company.prices.items():
        if number_at(sheet.document, place) is None:
            sheet.complain("SC219", ("company", "prices", key), f"no number stands at `{place}`",
                           "name the way to it, such as `resources.cash.start`")


LONGEST_SENTENCE = 32
"""Words of a sentence that a second-year student reads once; what plain language asks for is 25 at most and 15 on average."""
HARDEST, FEWEST = 50, 40
"""The LIX above which a text is hard to read, and from how many words on a text is measured."""
_READ = frozenset({
    "text", "note", "why", "minority", "known", "lesson", "lacks", "briefing", "summary", "detail", "question", "default",
    "knows", "job", "stop", "questions", "principles", "hints", "nothing", "over",
})
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’']?\s+")
_WORD = re.compile(r"\w[\w'’-]*")


def texts_can_be_read_once(scenario: Scenario, sheet: Sheet) -> None:
    """SC605: no sentence is longer than LONGEST_SENTENCE words, and no longer text harder than a LIX of HARDEST.

    LIX is words a sentence plus the percentage of words of more than six letters (Björnsson 1968).
    """
    for path, text in _texts(sheet.document.data, ()):
        sentences = [part for part in _SENTENCE_ENDS.split(text) if part]
        counts = [len(_WORD.findall(part)) for part in sentences]
        words = _WORD.findall(text)
        if max(counts, default=0) > LONGEST_SENTENCE:
            first = sentences[counts.index(max(counts))].split()
            said = f"a sentence of {max(counts)} words: {' '.join(first[:5])} …"
            sheet.complain("SC605", path, said, "make two of it", warning=True)
        elif len(words) >= FEWEST:
            lix = sum(counts) / len(counts) + 100 * sum(len(word) > 6 for word in words) / len(words)
            if lix > HARDEST:
                sheet.complain("SC605", path, f"this is hard to read (LIX {round(lix)})", "shorter sentences, plainer words",
                               warning=True)


def _texts(data: object, path: Path, read: bool = False) -> Iterator[tuple[Path, str]]:
    """Yield what an author wrote for people to read, with its place."""
    if isinstance(data, dict):
        for key, part in data.items():
            yield from _texts(part, (*path, key), key in _READ)
    elif isinstance(data, list):
        for n, part in enumerate(data):
            yield from _texts(part, (*path, n), read)
    elif isinstance(data, str) and read:
        yield path, data


RULES: tuple[Rule, ...] = (
    texts_can_be_read_once,
    what_is_declared_stands_somewhere,
    every_stage_can_be_reached,
    every_stage_can_be_left,
    no_stage_traps_the_player,
    deadlines_say_what_follows,
    endings_cover_everything,
    slots_open_in_time,
    labels_differ,
    times_are_on_the_beat,
    consequences_are_scheduled,
    facts_are_used,
    hidden_facts_can_be_found,
    every_family_can_be_filled,
    deadlines_leave_time_to_read,
    nothing_comes_back_too_often,
)
"""Run in this order on every scenario that compiles."""
