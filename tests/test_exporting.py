"""`export`: a map that another program can read, or a sentence why there is none."""
from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).resolve().parent.parent
MINIMAL = ROOT / "tests" / "minimal.yaml"


@pytest.fixture
def cordless(capsys, tmp_path):
    def run(*words: object) -> tuple[int, str, str]:
        code = main(["--data-dir", str(tmp_path / "data"), *map(str, words)])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_a_map_is_printed_or_written_and_is_the_same_text(cordless, tmp_path):
    code, out, err = cordless("export", MINIMAL)
    assert (code, err) == (0, "") and "@type: MDP\n" in out and "@nr_states\n53\n" in out
    file = tmp_path / "shop.drn"
    assert cordless("export", MINIMAL, "--out", file) == (0, f"{file}: Dark shop, 52 situations, 86 actions.\n", "")
    assert file.read_text(encoding="utf-8") == out


def test_a_variant_left_to_chance_has_one_way_on_everywhere(cordless):
    code, out, _ = cordless("export", MINIMAL, "--variant", "street", "--think", "edges", "--play", "random")
    lines = out.splitlines()
    states = int(lines[lines.index("@nr_states") + 1])
    assert code == 0 and "// variant: street; decided: edges" in lines and "@type: DTMC" in lines
    assert sum(line.startswith("state ") for line in lines) == sum(line.startswith("\taction ") for line in lines) == states


def test_what_was_not_explored_whole_is_not_exported(cordless, tmp_path):
    file = tmp_path / "part.drn"
    code, out, err = cordless("export", "nine-minutes", "--max-situations", "200", "--out", file)
    assert (code, out) == (1, "") and not file.exists()
    told = err.splitlines(keepends=True)[-1]  # where exploring takes long, it says how far it is before
    assert told == ("Nine Minutes is not exported, because exploring it did not come to an end: there are more situations than "
                   "may be looked into, see --max-situations.\n")


def test_what_is_not_there_is_not_exported(cordless, tmp_path):
    assert cordless("export", "no-such")[0] == 2
    code, _, err = cordless("export", MINIMAL, "--variant", "none")
    assert code == 2 and "has no variant `none`" in err
    (tmp_path / "data.drn").write_text("a file")
    code, _, err = cordless("export", MINIMAL, "--out", tmp_path / "data.drn" / "no-folder.drn")
    assert code == 3 and err.count("\n") == 1
