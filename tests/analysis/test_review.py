"""What decisions were worth, held to figures worked out by hand on small scenarios."""
from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sim.analysis.maps.explore import explore
from sim.analysis.reviews.review import Effort, luck_of, reseeded, reviews
from sim.analysis.reviews.standing import kept, packed, whole
from sim.domain import commands as c
from sim.domain.journal import Moment
from sim.domain.review import Amount, Judged, Review, Spot, key_moments, read, written
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import MAIN, ChoiceId, EvidenceId, Seconds
from sim.engine.chance import Luck, live, rigged
from sim.engine.step import due, step
from tests.engine.house import small

BET = """
meters: {cash: {label: Cash, start: 0, range: [0, 1000]}}
totals: {waited: {label: Waited, rate: "60", worth: -1}}
value: {label: V, unit: "$", formula: cash, told: cash, told_label: C}
horizon: 2h
stages:
  a:
    title: A
    text: T
    deadline: 30m
    on_deadline: {to: end}
    default: nothing
    choices:
      - {id: safe, label: Take the forty, do: {cash: +40}, to: end}
      - {id: bet, label: Bet, chance: {win: {weight: 3, do: {cash: +100}}, lose: {weight: 1}}, to: end}
      - {id: burn, label: Burn it, to: end}
"""
"""Waiting costs a dollar a minute. The bet is worth 75, the safe way 40, burning it nothing, the deadline -30."""

TRUTH = """
latent: {root: {fuse: 3, street: 1}}
meters: {cash: {label: Cash, start: 100, range: [0, 1000]}}
value: {label: V, unit: "$", formula: cash, told: cash, told_label: C}
horizon: 1h
stages:
  a:
    title: A
    text: T
    choices:
      - {id: repair, label: Put in a fuse, truth: {by: root, cases: {fuse: {do: {cash: +60}}, street: {do: {cash: -60}}}},
         to: end}
      - {id: wait, label: Wait for the street, to: end}
"""
"""On the evidence a new fuse is worth 130 and waiting 100; in truth it may be the street."""


def played(scenario: Scenario, *commands: c.Command, luck: Luck | None = None, seed: int = 7) -> tuple[Moment, ...]:
    """Play as a host does: one moment for everything that falls due, one for each command."""
    now, moments, luck = Situation(), [], luck or live(seed)

    def send(command: c.Command) -> None:
        nonlocal now
        now, events = step(scenario, now, command, luck)
        if events:
            told = None if isinstance(command, c.Wait) else command
            moments.append(Moment(seq=len(moments), at=now.at, command=told, events=events))

    for command in (c.Begin(at=Seconds(0)), *commands, None):
        while (item := due(scenario, now)) is not None and (command is None or item.at <= command.at):
            send(c.Wait(at=item.at))
        if command is not None:
            send(command)
    assert now.phase is Phase.DEBRIEF
    return tuple(moments)


def choose(at: int, choice: str) -> c.Choose:
    return c.Choose(at=Seconds(at), choice=ChoiceId(choice), thread=MAIN)


def last(scenario: Scenario, moments: tuple[Moment, ...], **how: object) -> Review:
    return list(reviews(scenario, moments, 7, **how))[-1]  # type: ignore[arg-type]


def test_a_decision_costs_what_the_best_was_worth_more_and_thinking_is_priced_apart():
    scenario = small(BET)
    review = last(scenario, played(scenario, choose(240, "safe")), replays=10)
    (judged,) = review.decisions
    assert (review.how, judged.how, judged.kind, judged.what) == ("exact", "exact", "choice", "Take the forty")
    assert judged.loss == Amount(value=pytest.approx(35))  # 75 - 40, both at once
    assert judged.thinking == Amount(value=pytest.approx(4))  # four minutes at a dollar each
    assert judged.thought == 240
    assert (judged.before, judged.after) == (pytest.approx(75), pytest.approx(36))
    assert review.value == pytest.approx(36)
    assert [(move.at, move.label) for move in judged.line] == [(0, "Bet")]


def test_what_is_lost_and_what_was_luck_add_up_to_what_became_of_it():
    scenario = small(BET)
    for choice, luck in (("bet", "win"), ("bet", "lose"), ("burn", ""), ("safe", "")):
        moments = played(scenario, choose(120, choice), luck=rigged(7, {"a/bet%": luck}))
        review = last(scenario, moments, replays=1)
        (judged,) = review.decisions
        swings = sum(spot.luck.value for spot in review.curve)
        assert judged.before - judged.loss.value - judged.thinking.value + swings == pytest.approx(review.value)


def test_right_on_the_evidence_costs_nothing_however_it_turned_out():
    scenario = small(TRUTH)
    for truth, came_to, swing in ((0, 160, 30), (1, 40, -90)):
        moments = played(scenario, choose(0, "repair"), luck=lambda node, visit, names, weights, truth=truth: truth)
        review = last(scenario, moments, replays=1)
        (judged,) = review.decisions
        assert review.value == pytest.approx(came_to)
        assert judged.loss == Amount(value=0.0)
        assert judged.before == pytest.approx(130)  # a clairvoyant would have promised 145
        assert sum(spot.luck.value for spot in review.curve) == pytest.approx(swing)
    wrong = last(scenario, played(scenario, choose(0, "wait")), replays=1).decisions[0]
    assert wrong.loss == Amount(value=pytest.approx(30))


def test_letting_the_clock_decide_is_a_decision_too():
    scenario = small(BET)
    (judged,) = last(scenario, played(scenario), replays=1).decisions
    assert (judged.kind, judged.what) == ("lapse", "")
    assert judged.loss == Amount(value=pytest.approx(105))  # 75 against -30
    assert judged.thinking == Amount(value=0.0)


def test_the_first_review_has_every_decision_and_no_figure_and_each_after_it_is_better():
    scenario = small(BET)
    several = list(reviews(scenario, played(scenario, choose(60, "bet")), 7, replays=5))
    assert several[0].how == "not ready" and [judged.how for judged in several[0].decisions] == ["not ready"]
    assert not any(review.done for review in several[:-1]) and several[-1].done
    assert several[-1].luck is not None and several[-1].luck.replays == 5


def test_the_place_among_replays_counts_those_that_ended_better_and_worse():
    scenario = small(BET)
    moments = played(scenario, choose(0, "bet"), luck=rigged(7, {"a/bet%": "win"}))
    luck = luck_of(scenario, moments, 7, 100.0)
    assert (luck.replays, luck.better) == (1000, 0)
    assert 200 <= luck.worse <= 300 and luck.mean == pytest.approx((1000 - luck.worse) / 10)
    assert luck_of(scenario, moments, 7, 100.0) == luck
    safe = luck_of(scenario, played(scenario, choose(0, "safe")), 7, 40.0)
    assert (safe.better, safe.worse) == (0, 0)
    assert len({reseeded(7, n) for n in range(1000)} | {reseeded(8, n) for n in range(1000)}) == 2000


LATER = """
meters: {cash: {label: Cash, start: 0, range: [0, 1000]}}
value: {label: V, unit: "$", formula: cash, told: cash, told_label: C}
horizon: 2h
stages:
  a:
    title: A
    text: T
    choices:
      - {id: try, label: Try, takes: 1m, chance: {good: {to: b}, bad: {to: c}}}
  b: {title: B, text: T, choices: [{id: cheer, label: Cheer, do: {cash: +9}, to: end}]}
  c: {title: C, text: T, choices: [{id: mend, label: Mend, do: {cash: +1}, to: end}]}
"""


def test_in_a_replay_what_cannot_be_had_there_is_let_go():
    scenario = small(LATER)
    moments = played(scenario, choose(0, "try"), choose(60, "cheer"), luck=rigged(7, {"a/try%": "good"}))
    luck = luck_of(scenario, moments, 7, 9.0)
    assert luck.better == 0 and 400 < luck.worse < 600 and luck.mean == pytest.approx(9 * (1000 - luck.worse) / 1000)


LONG = "\n".join(
    ["meters: {cash: {label: Cash, start: 0, range: [0, 10000]}}", "facts: {" + ", ".join(f"f{n}: {{}}" for n in range(8)) + "}",
     'value: {label: V, unit: "$", formula: "cash + 0", told: cash, told_label: C}', "horizon: 2h", "start: s0", "stages:"]
    + [
        f"  s{n}: {{title: S{n}, text: T, choices: ["
        f"{{id: good, label: Good {n}, takes: 1m, do: {{cash: +10}}, set: {{f{n}: true}}, panel: {{rating: 6, why: W}},"
        f" to: {f's{n + 1}' if n < 7 else 'end'}}},"
        f" {{id: bad, label: Bad {n}, takes: 1m, do: {{cash: +{n % 3}}}, panel: {{rating: 2, why: W}},"
        f" to: {f's{n + 1}' if n < 7 else 'end'}}}]}}"
        for n in range(8)
    ]
)
"""Eight decisions, ten dollars for each good one: 80 at best."""


def test_what_was_not_explored_to_its_end_is_an_estimate_with_its_interval_and_near_the_truth():
    scenario = small(LONG)
    run = (choose(0, "bad"), *(choose(60 * n, "good") for n in range(1, 8)))
    moments = played(scenario, *run)
    exact = last(scenario, moments, replays=1)
    assert exact.how == "exact" and exact.decisions[0].loss == Amount(value=pytest.approx(10))
    rough = last(scenario, moments, replays=1, efforts=(Effort(10, 200),))
    assert rough.how == "estimate" and rough.done
    first = rough.decisions[0]
    assert first.how == "estimate" and first.loss.give > 0
    assert abs(first.loss.value - 10) <= max(3.0, first.loss.give)
    assert rough.decisions[-1].how == "exact"


def test_a_whole_map_is_joined_so_nothing_has_to_be_guessed():
    scenario = small(LONG)
    moments = played(scenario, choose(0, "bad"), *(choose(60 * n, "good") for n in range(1, 8)))
    chart = explore(scenario, think="once")
    assert chart.whole
    data = packed(scenario, chart)
    for known in (whole(chart), kept(scenario, data)):
        joined = last(scenario, moments, replays=1, efforts=(Effort(3, 5),), known=known)
        assert (joined.how, joined.decisions[0].loss.value) == ("exact", pytest.approx(10))


def test_what_is_kept_of_a_map_is_taken_for_nothing_else():
    scenario = small(LONG)
    data = packed(scenario, explore(scenario, think="once"))
    assert kept(scenario, data) is not None
    for spoilt in (b"", data[:-1], data[16:], data + bytes(16), data.replace(scenario.digest.encode(), b"0" * 64)):
        assert kept(scenario, spoilt) is None
    assert kept(small(BET), data) is None


def judged(seq: int, loss: float, gap: float = 0.0, give: float = 0.0, kind: str = "choice") -> Judged:
    return Judged(
        seq=seq, at=Seconds(seq), kind=kind, what="x", how="exact",  # type: ignore[arg-type]
        loss=Amount(value=loss, give=give), gap=Amount(value=gap),
    )


def test_three_key_moments_by_rule():
    decisions = (judged(1, 5), judged(2, 0, gap=3), judged(3, 9), judged(4, 0, gap=8), judged(5, 20, give=30))
    swings = ((1, 2.0), (6, -7.0), (7, 1.0))
    curve = tuple(Spot(seq=n, at=Seconds(n), expected=0.0, luck=Amount(value=luck), decided=False) for n, luck in swings)
    assert [(key.rule, key.seq, key.amount) for key in key_moments(decisions, curve)] == [
        ("dearest", 3, 9), ("found", 4, 8), ("luck", 6, -7.0)
    ]
    assert key_moments((replace(judged(1, 5), how="not ready"),), ()) == ()
    assert key_moments((judged(1, 0),), ()) == ()


def test_a_review_survives_json_and_nothing_else_is_taken_for_one():
    scenario = small(BET)
    review = last(scenario, played(scenario, choose(240, "safe")), replays=3)
    row = json.loads(json.dumps(written(review)))
    assert read(row) == review
    for spoilt in ({}, {**row, "format": 99}, {**row, "value": "1"}, {**row, "decisions": [1]}, {**row, "how": "perhaps"},
                   {**row, "curve": None}, {**row, "value": float("nan")}, {**row, "seed": True}):
        with pytest.raises(ValueError):
            read(spoilt)


def test_looking_something_up_is_judged_like_a_choice():
    scenario = small("""
latent: {root: {fuse: 1, street: 1}}
meters: {cash: {label: Cash, start: 100, range: [0, 1000]}}
value: {label: V, unit: "$", formula: cash, told: cash, told_label: C}
horizon: 1h
stages:
  a:
    title: A
    text: T
    evidence:
      - {id: look, label: Look, takes: 1m, do: {cash: -5}, tests: {root: fuse}, hits: {if true: 1, if false: 0}, yes: {}, no: {}}
    choices:
      - {id: repair, label: Repair, truth: {by: root, cases: {fuse: {do: {cash: +60}}, street: {do: {cash: -60}}}},
         to: end}
      - {id: wait, label: Wait, to: end}
""")
    look = c.Investigate(at=Seconds(0), evidence=EvidenceId("look"), thread=MAIN)
    first, then = last(scenario, played(scenario, look, choose(60, "wait"), luck=lambda node, visit, names, weights: 0),
                       replays=1).decisions
    assert (first.kind, first.loss.value, first.before) == ("evidence", 0.0, pytest.approx(125))  # half of the time 60 more
    assert then.loss.value >= 0
