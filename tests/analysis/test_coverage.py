"""What was exercised, what is possible and was not, and what cannot be: told apart, and with its place in the file."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.analysis.compare.coverage import Play, as_data, coverage, exercised, possible
from sim.analysis.compare.features import KINDS, features
from sim.analysis.maps.explore import explore
from sim.analysis.values.roam import roam
from sim.authoring.load import load
from sim.authoring.places import places
from sim.cli import main
from tests.engine.house import KITCHEN_SINK, play, small

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = ROOT / "tests" / "minimal.yaml"

BODY = """
facts: {told: {}, never: {}}
latent: {root: {card: 3, ups: 1}}
stages:
  a:
    title: A
    deadline: 10m
    default: D
    on_deadline: {to: b}
    evidence:
      - {id: look, label: Look, takes: 1m, tests: {root: ups}, hits: {if true: 1, if false: 0}}
    choices:
      - {id: tell, label: Tell, takes: 1m, set: {told: true}}
      - {id: on, label: On, to: b, later: [{id: flood, in: 5m}]}
      - {id: ghost, label: Ghost, appears: never, to: c}
      - {id: idle, label: Idle, again: true}
      - {id: luck, label: Luck, chance: {won: {to: c}, lost: {}}}
  b:
    title: B
    deadline: 10m
    default: D
    on_deadline: {to: end}
    choices: [{id: stop, label: Stop, when: told, reason: No, to: end}]
  c:
    title: C
    choices: [{id: stop, label: Stop, to: end}]
injects:
  - {id: news, at: "08:05", unless: told, note: N}
later:
  flood: {unless: told, note: F}
"""


@pytest.fixture(scope="module")
def minimal():
    scenario = load(MINIMAL.read_bytes(), "minimal.yaml").scenario
    assert scenario is not None
    return scenario


def states(found, kind):
    return {row.feature.name: row.state for row in found.rows if row.feature.kind == kind}


def test_what_was_done_what_could_have_been_and_what_cannot_be_are_three_things():
    scenario = small(BODY)
    run = play(scenario, branches={"a/luck%": "lost"})
    run.choose(0, "on")
    run.wait("12m")
    found = coverage(scenario, [explore(scenario)], [Play("one", tuple(taken.events for taken in run.taken))])
    assert states(found, "choice") == {
        "a/tell": "never", "a/on": "done", "a/ghost": "impossible", "a/idle": "never", "a/luck": "never", "b/stop": "never",
        "c/stop": "never",
    }
    assert states(found, "look") == {"a/look": "never"}
    assert states(found, "result") == {"a/look: yes": "never", "a/look: no": "never"}
    assert states(found, "branch") == {"a/luck: won": "never", "a/luck: lost": "never"}
    assert states(found, "lapse") == {"a": "never", "b": "done"}
    assert states(found, "kept") == {"a": "done", "b": "never"}
    assert states(found, "inject") == {"news": "done"} and states(found, "skipped") == {"news": "never"}
    assert states(found, "consequence") == {"flood": "done"} and states(found, "cancelled") == {"flood": "never"}
    assert states(found, "move") == {"a -> b": "done", "a -> c": "never"}
    conditions = states(found, "condition")
    assert conditions["a/ghost: appears true"] == "impossible" and conditions["a/ghost: appears false"] == "done"
    assert conditions["b/stop: when true"] == "never" and conditions["b/stop: when false"] == "done"
    assert conditions["later/flood: unless true"] == "never" and conditions["inject/news: unless false"] == "done"
    assert found.share("choice") == (1, 6)


def test_what_was_on_offer_and_not_taken_says_where():
    scenario = small(BODY)
    run = play(scenario)
    run.choose("2m", "on")
    found = coverage(scenario, [explore(scenario)], [Play("walk", tuple(taken.events for taken in run.taken))])
    rows = {row.feature.name: row for row in found.rows if row.feature.kind in ("choice", "look")}
    assert [tuple(place) for place in rows["a/tell"].where] == [("walk", "Mon 08:00")] and rows["a/tell"].passed == 1
    assert rows["a/on"].where == () and rows["a/ghost"].where == ()


def test_of_a_map_that_is_not_whole_nothing_is_called_impossible():
    scenario = small(BODY)
    found = explore(scenario, most=3)
    assert not found.whole
    told = coverage(scenario, [found], [])
    assert {row.state for row in told.rows} == {"never", "unknown"}
    assert states(told, "choice")["a/ghost"] == "unknown"
    assert states(told, "choice")["b/stop"] == "never", "plays at random look further than the map"


def test_whatever_a_play_on_the_map_does_is_possible(minimal):
    for scenario in (small(BODY), minimal):
        found = explore(scenario)
        able = possible(found)
        marks = {feature.mark for feature in features(scenario)}
        for seed in range(30):
            did, _ = exercised(scenario, Play("", tuple(m.events for m in roam(scenario, seed))))
            assert did & marks <= able


def test_every_feature_has_a_place_in_the_file_and_a_kind_with_a_name():
    where = places(KITCHEN_SINK.encode(), "sink.yaml")
    listed = features(small(KITCHEN_SINK))
    assert {feature.kind for feature in listed} <= set(KINDS)
    assert [feature.place for feature in listed if feature.place not in where] == []
    lines = KITCHEN_SINK.split("\n")
    assert "id: hunt" in lines[where["item:a/hunt"].line - 1] and lines[where["later:flood"].line - 1].startswith("  flood:")
    assert len({feature.mark for feature in listed}) == len(listed)


def test_places_of_what_is_no_scenario_are_none():
    assert places(b"", "x") == {} and places(b"- a", "x") == {} and places(b"stages: 3\ninjects: {a: b}", "x") != {}


def test_as_data_it_is_plain(minimal):
    found = coverage(minimal, [explore(minimal)], [])
    data = json.loads(json.dumps(as_data(found)))
    assert data["kinds"]["choice"] == {"done": 0, "possible": 4} and data["whole"] is True


def test_the_command_prints_a_table_and_counts_kept_runs(tmp_path, capsys):
    data = ["--data-dir", str(tmp_path)]
    assert main([*data, "play", "nine-minutes", "--auto", "random", "--seed", "4"]) == 0
    capsys.readouterr()
    few = ["--max-situations", "300"]
    assert main([*data, "cover", str(MINIMAL), "--runs", str(tmp_path), *few]) == 0, "the runs of others are passed over"
    out = capsys.readouterr().out
    assert "choices made                        0 of    4    0 %" in out and "minimal.yaml:61:13: choice dark/tell-mia" in out
    assert main([*data, "cover", "nowhere"]) == 3
    assert "nowhere" in capsys.readouterr().err
    broken = tmp_path / "broken.yaml"
    broken.write_text("meta: {", encoding="utf-8")
    assert main([*data, "cover", str(broken)]) == 1
    assert "error[SC001]" in capsys.readouterr().out
