"""Storm, the research model checker, on the common scenario: its model in PRISM's language, and what Storm says of it.

Run by itself (`python benchmarks/storm.py 10 10 9`: highest level, decisions, how often) it prints one line of JSON: what best
and worst play are worth, how many states there are, seconds to build and to check, and the most memory it had. `stormpy` is in
the extra `dev`.
"""
from __future__ import annotations

import json
import re
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sim.authoring.load import load  # noqa: E402
from sim.domain.scenario import Move, Outcome, Scenario  # noqa: E402

COMMON = ROOT / "benchmarks" / "common.yaml"
LEVELS = ("contain", "evidence", "trust")


def common(highest: int = 10, decisions: int = 10) -> Scenario:
    """Return the common scenario, with levels from 0 to `highest` and so many decisions."""
    text = COMMON.read_text(encoding="utf-8")
    text = re.sub(r"(contain|evidence|trust): (\{.*?)\[0, 10\]", rf"\1: \2[0, {highest}]", text)
    text = re.sub(r"(decisions: \{.*?)\[0, 10\]", rf"\1[0, {decisions}]", text)
    text = text.replace("decisions >= 10", f"decisions >= {decisions}")
    loaded = load(text.encode(), "common.yaml")
    assert loaded.scenario is not None, loaded.problems
    return loaded.scenario


def prism(scenario: Scenario) -> str:
    """Return the common scenario as a PRISM model: the tenth decision ends it, silence is left out."""
    number = {stage: n for n, stage in enumerate(scenario.stages)}
    over, done = len(number), len(number) + 1
    last = scenario.meters["decisions"].high  # type: ignore[index]
    lines = ["mdp", "module common", f"  s : [0..{done}] init 0;"]
    for name in (*LEVELS, "decisions"):
        meter = scenario.meters[name]  # type: ignore[index]
        lines.append(f"  {name} : [{meter.low}..{meter.high}] init {meter.start};")

    def update(outcome: Outcome) -> str:
        parts = [f"(s'=decisions+1={last} ? {over} : {number[outcome.to]})"]  # type: ignore[index]
        for effect in outcome.effects:
            assert isinstance(effect, Move)
            high = scenario.meters[effect.what].high
            parts.append(f"({effect.what}'=max(0,min({high},{effect.what}+({effect.by.text}))))")
        return "&".join(parts)

    for stage in scenario.stages.values():
        for choice in stage.choices:
            guard = f"s={number[stage.id]} & decisions<{last}"
            if choice.task.when is not None:
                guard += " & (" + choice.task.when.text.replace(" and ", " & ").replace(" or ", " | ") + ")"
            if choice.outcome.chance is None:
                falls = update(choice.outcome)
            else:
                total = sum(branch.weight for branch in choice.outcome.chance.branches)
                falls = " + ".join(f"{b.weight}/{total} : {update(b.outcome)}" for b in choice.outcome.chance.branches)
            lines.append(f"  [{choice.id.replace('-', '_')}] {guard} -> {falls};")
    lines += [f"  [told] s={over} -> (s'={done});", f"  [stay] s={done} -> true;", "endmodule"]
    lines += ['rewards "score"', f"  [told] s={over} : 5*contain + 3*evidence + 4*trust;", "endrewards"]
    lines.append(f'label "done" = s={done};')
    return "\n".join(lines) + "\n"


def main(highest: int, decisions: int, times: int = 1) -> None:
    import resource
    import tempfile

    import stormpy

    text = prism(common(highest, decisions))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "common.prism"
        file.write_text(text, encoding="utf-8")
        building, checking = [], []
        for _ in range(times):
            began = time.perf_counter()
            program = stormpy.parse_prism_program(str(file))
            properties = stormpy.parse_properties('R{"score"}max=? [F "done"]; R{"score"}min=? [F "done"]', program)
            model = stormpy.build_model(program, properties)
            built = time.perf_counter()
            values = [stormpy.model_checking(model, one).get_value(model.initial_states[0]) for one in properties]
            checking.append(time.perf_counter() - built)
            building.append(built - began)
    print(json.dumps({
        "best": values[0], "worst": values[1], "situations": model.nr_states,
        "build": statistics.median(building), "check": statistics.median(checking),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
