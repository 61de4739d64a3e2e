"""What the rules say of small scenarios whose answers are known by hand. Their pages have an example each, too."""
from __future__ import annotations

from math import isclose, sqrt

from sim.analysis.checks.balance import deviation, priced
from sim.analysis.checks.checks import findings
from sim.analysis.checks.choosing import Choosing, via
from sim.analysis.checks.explored import Finding
from sim.analysis.checks.outline import dead_ends
from sim.analysis.checks.ties import undecided
from sim.analysis.checks.witness import Ways, gains, happened
from sim.analysis.maps.explore import explore
from tests.engine.house import small


def found(body: str) -> dict[str, list[Finding]]:
    scenario = small(body)
    by: dict[str, list[Finding]] = {}
    for finding in findings([explore(scenario, variant=variant) for variant in ("", *scenario.variants)]):
        by.setdefault(finding.code, []).append(finding)
    return by


COINS = """
value: {label: V, unit: points, formula: points, told: points, told_label: T}
meters: {points: {label: P, range: [0, 1000], start: 500}}
stages:
  a:
    title: A
    question: Q
    choices:
      - {id: big, label: Big, chance: {up: {weight: 1, do: {points: +102}}, down: {weight: 1, do: {points: -98}}}, to: b}
      - {id: none, label: None, to: b}
  b:
    title: B
    question: Q
    choices:
      - {id: small, label: Small, chance: {up: {weight: 1, do: {points: +16}}, down: {weight: 3, do: {points: -4}}}, to: end}
      - {id: stop, label: Stop, to: end}
"""


def test_the_luck_of_the_best_play_is_the_deviation_of_two_coins():
    # best: both coins; 102 or -98 evenly has variance 100², 16 or -4 (1 to 3) has variance 20² * 3/16
    price = priced(Ways(explore(small(COINS))))
    assert float(price.solved.best[0]) == 503
    luck = deviation(price)
    assert luck is not None and isclose(luck, sqrt(10_000 + 75))


def test_an_outcome_that_luck_moves_more_than_play_is_called_so_and_one_without_draws_is_not():
    (finding,) = found(COINS)["SC506"]
    assert "by 100 points" in finding.message and "gains only" in finding.message
    assert "SC506" not in found(COINS.replace("102", "3").replace("-98", "3").replace("+16", "3").replace("-4", "3"))


def test_choices_never_and_always_best_are_told_apart_from_those_that_are_only_as_good():
    by = found(COINS.replace("+16", "4"))  # the small coin is worth -2 now
    assert {finding.about for finding in by["SC502"]} == {"a/none", "b/small"}
    assert {finding.about for finding in by["SC503"]} == {"a/big", "b/stop"}
    by = found(COINS.replace("+16", "12"))  # and now nothing
    assert {finding.about for finding in by["SC502"]} == {"a/none"}


def test_a_stage_that_leads_round_in_no_time_is_no_trap_for_the_rules():
    by = found("""
stages:
  a: {title: A, question: Q, choices: [{id: there, label: There, again: true, to: b}, {id: out, label: Out, to: end}]}
  b: {title: B, question: Q, choices: [{id: back, label: Back, again: true, to: a}]}
""")
    assert not {"SC214", "SC215", "SC216", "SC217"} & by.keys()


def test_a_thread_that_only_closes_is_left():
    by = found("""
threads: {t: {title: T, start: c, open: true}}
stages:
  a: {title: A, question: Q, choices: [{id: out, label: Out, to: end}]}
  c: {title: C, question: Q, thread: t, choices: [{id: close, label: Close, to: done}]}
""")
    assert "SC215" not in by


def test_work_that_the_horizon_cuts_off_is_no_dead_end():
    body = """
horizon: 1h
stages:
  a:
    title: A
    question: Q
    choices: [{id: dig, label: Dig, takes: 2h}, {id: out, label: Out, to: end}]
"""
    assert dead_ends(Ways(explore(small(body)))) == {}
    assert [finding.about for finding in found(body)["SC304"]] == ["a/dig"]


def test_a_tie_is_told_only_if_its_order_matters_and_only_within_a_kind():
    body = """
meters: {level: {label: L, range: [0, 10], start: 5}}
stages:
  a:
    title: A
    question: Q
    choices: [{id: out, label: Out, when: level > 3, reason: r, to: end}, {id: go, label: Go, to: end}]
injects: [{id: one, at: "08:10", do: {level: -8}}, {id: two, at: "08:10", do: {level: +MORE}}]
value: {label: V, unit: u, formula: level, told: level, told_label: T}
"""
    tied = found(body.replace("MORE", "4"))["SC306"]
    assert [finding.about for finding in tied] == ["inject/one"] and "`one` and `two`" in tied[0].message
    assert tied[0].ways is not None and tied[0].way is not None
    assert {"inject:one", "inject:two"} <= set(happened(tied[0].ways.map, tied[0].way))
    assert list(undecided(Ways(explore(small(body.replace("-8", "-1").replace("MORE", "1")))))) == []


def test_evidence_is_worth_what_it_can_change():
    body = """
latent: {root: {card: 1, ups: 1}}
value: {label: V, unit: u, formula: cash, told: cash, told_label: T}
resources: {cash: {label: C, start: 100}}
stages:
  a:
    title: A
    question: Q
    evidence: [{id: test, label: Test, tests: {root: card}, hits: {if true: HIT, if false: MISS}}]
    choices:
      - {id: card, label: Card, truth: {by: root, cases: {card: {do: {cash: 60}, to: end}, ups: {to: end}}}}
      - {id: ups, label: Ups, truth: {by: root, cases: {ups: {do: {cash: 60}, to: end}, card: {to: end}}}}
"""
    assert "SC507" not in found(body.replace("HIT", "3/4").replace("MISS", "1/4"))
    assert [finding.about for finding in found(body.replace("HIT", "1/2").replace("MISS", "1/2"))["SC507"]] == ["a/test"]


def test_much_and_little_of_a_total_is_found_and_a_way_past_something_goes_past_it():
    ways = Ways(explore(small("""
totals: {lost: {label: L, unit: u, rate: "60", worth: -1}}
horizon: 2h
stages:
  a:
    title: A
    question: Q
    choices: [{id: mend, label: Mend, takes: 20m, to: end}, {id: help, label: Help, takes: 10m}]
injects: [{id: news, at: "08:05", note: n}]
""")))
    rewards = ways.map.gains[ways.map.gain, 0].astype(float)
    most, least = Choosing(ways, rewards), Choosing(ways, -rewards)
    assert (most.best, -least.best) == (120_000, 20_000)
    assert gains(ways.map, most.way())[0] == 120_000 and gains(ways.map, least.way())[0] == 20_000
    ends = [n for n in range(ways.map.situations) if ways.map.final[n] >= 0]
    way = via(ways, {"inject:news"}, ends)
    assert way is not None and "inject:news" in happened(ways.map, way) and int(ways.map.to[way[-1].outcome]) in ends
    assert via(ways, {"inject:none"}, ends) is None
