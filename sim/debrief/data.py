"""A debrief as plain data with keys that stay."""
from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sim.debrief.improvised import Improvised
from sim.debrief.review import Channel, Debriefing, Decision, Heard, Rated
from sim.domain.journal import Header
from sim.domain.review import Review, written
from sim.domain.scenario import Scenario

CHANNELS = ("outcome", "judgement", "process", "improvisation", "calibration")

VERSION = 1
"""Goes up when a key below changes its meaning or goes away; new keys may come without."""


def data(scenario: Scenario, review: Debriefing, header: Header, decided: Review | None = None) -> dict[str, Any]:
    """Return the debrief as JSON values: numbers, texts, lists and objects.

    `report` the version of these keys; `program`;
    `scenario` {id, title, version, digest, provisional};
    `run` {seed, variant, plan, doubt, played, of, practice, taken_up, finished, ended};
    `ending` {id, title, text, last}; `outcome` {told, told_unit, told_label, value, unit, label,
    formula, par, harm, totals};
    `cause`; `moment` {decision, why} or null; `best` {when, what, why};
    `channels`, always `outcome`, `judgement`, `process`, `improvisation`, `calibration`, each null or
    {title, figure, share (0..1000 or null), provisional, points: [{rule, moment, number}]};
    `improvisation` null without a workbench, else {score (0..1 or null), terms: {departure, fluency, flexibility, originality,
    exit, fit (0..1), tier (the factor)}, ideas: [{at, id, sentence, family (empty if none), works, lesson, shown,
    stood: [{since, until (or null), how, better, beside}]}]} (seconds);
    `narrow` [{flow, label, unit, came, lost, limits: [{limit (lines, hands, handlers, nothing or empty), place, lost, worst,
    since, until}]}], the worst limit first;
    `competencies` [{id, title, mean, low, high (thousandths), weight, enough}];
    `decisions` [{id, seq, at (seconds), when, stage, title, question, chosen, lapsed, practised, known, others,
    options: [{choice, label, rating, why, minority, spread, chosen}], credit (0..1 or null), contested, weight,
    confidence (percent or null), followed: [{when, who, text}], disagreements: [{when, who, text}]}];
    `tasks` [{label, competency, by, done, due, in_time}] (seconds); `findings` [{known, worth, found, where}];
    `timeline` [{seq, at, when, kind, title, detail, place}]; `notes` [{when, who, text}].
    With a decision review also `review`, {how (exact, estimate), done, luck: {replays, better, worse, mean} or null,
    decisions: [{seq, at, kind, what, how, loss: {value, give}, thinking: {value, give}, thought (seconds), before, after,
    gap: {value, give}, line: [{at, label}]}], curve: [{seq, at, expected, luck: {value, give}, decided}],
    keys: [{rule, seq, amount}]}, in the unit of the outcome; `give` is half of an interval that holds 19 times out of 20.
    Texts are as written, with their marks.
    """
    told, worth = review.told, scenario.worth
    return {
        "report": VERSION,
        "program": header.program,
        "scenario": {
            "id": scenario.meta.id, "title": scenario.meta.title, "version": scenario.meta.version, "digest": scenario.digest,
            "provisional": scenario.provisional,
        },
        "run": {
            "seed": header.seed, "variant": header.variant, "plan": header.plan, "doubt": review.doubt,
            "played": header.wall, "of": header.of, "practice": review.practice,
            "taken_up": review.taken_up, "finished": review.finished, "ended": review.ended,
        },
        "ending": {"id": told.ending.id, "title": told.ending.title, "text": list(told.text), "last": list(told.last)},
        "outcome": {
            "told": number(told.told), "told_unit": worth.told_unit, "told_label": worth.told_label, "value": number(told.value),
            "unit": worth.unit, "label": worth.label, "formula": worth.formula.text if worth.formula is not None else "",
            "par": None if worth.par is None else number(worth.par), "harm": told.harm,
            "totals": {name: number(total) for name, total in told.totals.items()},
        },
        "cause": review.cause,
        "moment": None if review.moment is None else {"decision": review.moment.decision.id, "why": review.moment.why},
        "best": {"when": review.best.when, "what": review.best.what, "why": review.best.why},
        "channels": {name: _channel(review.channel(name)) for name in CHANNELS},
        "improvisation": _improvised(review.improvised),
        "narrow": [
            {"flow": n.id, "label": n.label, "unit": n.unit, "came": number(n.came), "lost": number(n.lost), "limits": [
                {
                    "limit": x.what, "place": x.place, "lost": number(x.lost), "worst": number(x.worst), "since": x.since,
                    "until": x.until,
                } for x in n.limits
            ]} for n in review.narrow
        ],
        "competencies": [
            {"id": c.id, "title": c.title, "mean": c.mean, "low": c.low, "high": c.high, "weight": c.weight, "enough": c.enough}
            for c in review.competencies
        ],
        "decisions": [_decision(decision) for decision in review.decisions],
        "tasks": [
            {"label": t.label, "competency": t.competency, "by": t.by, "done": t.done, "due": t.due, "in_time": t.in_time}
            for t in review.tasks
        ],
        "findings": [{"known": f.known, "worth": f.worth, "found": f.found, "where": list(f.where)} for f in review.findings],
        "timeline": [
            {"seq": x.seq, "at": x.at, "when": x.when, "kind": x.kind, "title": x.title, "detail": x.detail, "place": x.place}
            for x in review.timeline
        ],
        "notes": _heard(review.notes),
    } | ({} if decided is None else {"review": {
        name: part for name, part in written(decided).items() if name in ("how", "done", "luck", "decisions", "curve", "keys")
    }})


def number(value: Fraction | int) -> int | float:
    """Return a fraction as a number: whole if it is, else to four decimals."""
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else float(round(exact, 4))


def _channel(channel: Channel | None) -> dict[str, Any] | None:
    if channel is None:
        return None
    return {
        "title": channel.title, "figure": channel.figure, "share": channel.share, "provisional": channel.provisional,
        "points": [{"rule": p.rule, "moment": p.moment, "number": p.number} for p in channel.points],
    }


def scored(found: Improvised) -> dict[str, Any]:
    """Return the score of improvisation and its terms as numbers."""
    return {
        "score": None if found.score is None else found.score / 1000,
        "terms": {term.name: term.value / 1000 for term in found.terms},
    }


def _improvised(found: Improvised | None) -> dict[str, Any] | None:
    return None if found is None else scored(found) | {"ideas": [
        {
            "at": idea.at, "id": idea.id, "sentence": idea.sentence, "family": idea.family, "works": idea.works,
            "lesson": idea.lesson, "shown": list(idea.shown), "stood": [
                {"since": s.since, "until": s.until, "how": s.how, "better": s.better, "beside": list(s.beside)}
                for s in idea.stood
            ],
        } for idea in found.ideas
    ]}


def _decision(decision: Decision) -> dict[str, Any]:
    credit = decision.credit
    return {
        "id": decision.id, "seq": decision.seq, "at": decision.at, "when": decision.when, "stage": decision.stage,
        "title": decision.title, "question": decision.question, "chosen": decision.chosen, "lapsed": decision.lapsed,
        "practised": decision.practised, "known": list(decision.known), "others": list(decision.others),
        "options": [_option(option) for option in decision.options],
        "credit": None if credit is None else number(credit.share), "contested": credit is not None and credit.contested,
        "weight": decision.weight, "confidence": decision.confidence, "followed": _heard(decision.followed),
        "disagreements": _heard(decision.disagreements),
    }


def _option(option: Rated) -> dict[str, Any]:
    return {
        "choice": option.choice, "label": option.label, "rating": number(option.rating), "why": option.why,
        "minority": option.minority, "spread": None if option.spread is None else number(option.spread), "chosen": option.chosen,
    }


def _heard(several: Iterable[Heard]) -> list[dict[str, str]]:
    return [{"when": heard.when, "who": heard.who, "text": heard.text} for heard in several]
