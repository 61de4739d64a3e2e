"""inkjs, the narrative engine, playing the common scenario at random.

`npm install inkjs` in a folder puts it there, `python benchmarks/ink.py FOLDER` plays and prints one line of JSON: choices a
second and the mean score.
"""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.storm import LEVELS, common  # noqa: E402
from sim.domain.scenario import Move, Outcome, Scenario  # noqa: E402

PLAY = """
const {Story, Compiler} = require('inkjs/full');
const fs = require('fs');
const story = new Compiler(fs.readFileSync(process.argv[2], 'utf8')).Compile();
const json = story.ToJson();
const game = new Story(json);
const random = Math.random;
function play(seed) {
  game.ResetState(); game.state.storySeed = Math.floor(random() * 1e9);
  let made = 0;
  while (true) {
    while (game.canContinue) game.Continue();
    const open = game.currentChoices.length;
    if (!open) break;
    game.ChooseChoiceIndex(Math.floor(random() * open)); made++;
  }
  return made;
}
const plays = Number(process.argv[3]);
for (let n = 0; n < 50; n++) play(n);
let made = 0, sum = 0;
const began = process.hrtime.bigint();
for (let n = 0; n < plays; n++) {
  made += play(n + 1000);
  sum += 5 * game.variablesState['contain'] + 3 * game.variablesState['evidence'] + 4 * game.variablesState['trust'];
}
const took = Number(process.hrtime.bigint() - began) / 1e9;
console.log(JSON.stringify({choices: made / took, mean: sum / plays, plays}));
"""


def ink(scenario: Scenario) -> str:
    """Return the common scenario in ink."""
    lines = [f"VAR {name} = {scenario.meters[name].start}" for name in (*LEVELS, "decisions")]  # type: ignore[index]
    lines += ["-> alert", "", "=== function within(x, low, high) ===", "~ return MAX(low, MIN(high, x))", ""]

    def follow(outcome: Outcome, indent: str) -> list[str]:
        found = []
        for effect in outcome.effects:
            assert isinstance(effect, Move)
            meter = scenario.meters[effect.what]
            by = effect.by.text.lstrip("+")
            found.append(f"{indent}~ {effect.what} = within({effect.what} + ({by}), {meter.low}, {meter.high})")
        last = scenario.meters["decisions"].high  # type: ignore[index]
        return [*found, f"{indent}{{ decisions >= {last}: -> over }}", f"{indent}-> {outcome.to}"]

    for stage in scenario.stages.values():
        lines += [f"=== {stage.id} ===", "".join(passage.text for passage in stage.text)]
        for choice in stage.choices:
            guard = f"{{{choice.task.when.text}}} " if choice.task.when is not None else ""
            lines.append(f"+ {guard}[{choice.label}]")
            if choice.outcome.chance is None:
                lines += follow(choice.outcome, "  ")
            else:
                first, second = choice.outcome.chance.branches
                lines += [f"  {{ RANDOM(1, {first.weight + second.weight}) <= {first.weight}:", *follow(first.outcome, "    ")]
                lines += ["  - else:", *follow(second.outcome, "    "), "  }"]
        lines.append("")
    return "\n".join([*lines, "=== over ===", "The incident is closed.", "-> END"]) + "\n"


def measure(folder: Path, plays: int) -> dict[str, float]:
    """Return choices a second and the mean score of so many plays by inkjs."""
    (folder / "common.ink").write_text(ink(common()), encoding="utf-8")
    (folder / "play.js").write_text(PLAY, encoding="utf-8")
    done = subprocess.run(
        ["node", "play.js", "common.ink", str(plays)], cwd=folder, capture_output=True, text=True, check=True, timeout=600,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]).resolve(), 20_000)))
