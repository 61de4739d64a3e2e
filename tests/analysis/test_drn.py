"""A map told to Storm, the model checker: from outside, and exactly, it comes to the same values."""
from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.storm import common
from sim.analysis.drn import drn
from sim.analysis.explore import explore
from sim.analysis.solve import solve_exactly
from tests.analysis import scenes
from tests.analysis.test_forgetting import minimal
from tests.engine import test_demands, test_threads, test_time
from tests.engine.house import small

CLOCK = "\ntotals: {spent: {label: Time, rate: 7, worth: -3}}\n"
"""What is worth the same whatever happens, Storm does not look into."""
HERE = Path(__file__).resolve().parent
MAPS = {
    "minimal": lambda: explore(minimal(), think="edges"),
    "common": lambda: explore(common()),
    "truth": lambda: explore(small(scenes.TRUTH)),
    "slow": lambda: explore(small(scenes.SLOW), think="beats"),
    "harm": lambda: explore(small(scenes.HARM)),
    "demand": lambda: explore(small(test_demands.PHONE + CLOCK)),
    "threads": lambda: explore(small(test_threads.DAY + CLOCK)),
    "tie": lambda: explore(small(test_time.TIE + CLOCK)),
}


@pytest.mark.skipif(importlib.util.find_spec("stormpy") is None, reason="stormpy, of the extra `dev`, is not installed here")
def test_storm_comes_to_the_same_fractions(tmp_path):
    found = {name: make() for name, make in MAPS.items()}
    files = [tmp_path / f"{n}.drn" for n in range(len(found))]
    for file, one in zip(files, found.values(), strict=True):
        assert one.whole
        file.write_text(drn(one), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(HERE / "ask_storm.py"), *map(str, files)], check=False, capture_output=True, text=True, timeout=300,
    )
    if "ImportError" in done.stderr or "GLIBC" in done.stderr:
        pytest.skip(f"stormpy cannot be loaded here: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    for (name, one), told in zip(found.items(), json.loads(done.stdout.splitlines()[-1]), strict=True):
        exact = solve_exactly(one)
        assert (Fraction(told["best"]), Fraction(told["worst"])) == (exact.best, exact.worst), name
        assert told["ends"] == "1" and told["states"] == one.situations + 1, name


def test_every_situation_is_a_state_with_chances_that_add_up():
    found = explore(minimal())
    text = drn(found)
    states = re.split(r"(?m)^state ", text)[1:]
    assert len(states) == found.situations + 1 and states[0].startswith("0 init") and " done\n" in states[-1]
    actions = [action for state in states for action in state.split("\taction ")[1:]]
    assert f"@nr_choices\n{len(actions)}\n" in text
    for action in actions:
        assert sum(Fraction(line.partition(" : ")[2]) for line in action.splitlines()[1:]) == 1


def test_a_part_of_a_map_is_not_told():
    with pytest.raises(ValueError, match="not looked into"):
        drn(explore(minimal(), think="edges", most=2))
