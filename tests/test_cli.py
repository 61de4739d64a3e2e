"""The command line: what it says, what it returns, and that it works where there is no display, no terminal, no room."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from sim import __version__
from sim.cli import COMMANDS, main
from tests.boiler import FOLDER

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ("dead-air", "nine-minutes", "warm-plug")
KEYS = {"scenario", "seed", "ending", "outcome", "channels", "scenario_seconds", "journal"}
BARE = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}


@pytest.fixture
def cordless(capsys, tmp_path):
    """Run a command with its own data folder; return (exit code, standard output, standard error)."""

    def run(*words: object, data: bool = True) -> tuple[int, str, str]:
        given = ["--data-dir", str(tmp_path / "data"), *map(str, words)] if data else list(map(str, words))
        try:
            code = main(given)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("verb", sorted(set(COMMANDS) - {"open"}))
def test_every_command_says_what_it_does_with_an_example(cordless, verb):
    code, out, _ = cordless(verb, "--help")
    assert code == 0 and f"example: python main.py {verb}" in out and "--data-dir" in out


def test_help_names_every_command_and_every_exit_code(cordless):
    code, out, _ = cordless("--help")
    assert code == 0 and "example: python main.py" in out
    assert all(verb in out for verb in set(COMMANDS) - {"open"})
    assert "0 fine, 1 problems were found, 2 wrong command line, 3 a file, display or disk is missing" in out


def test_the_version_is_that_of_the_package(cordless):
    assert cordless("--version") == (0, f"Cordless {__version__}\n", "")


# ---------------------------------------------------------------- exit codes


def test_nothing_is_wrong_with_what_is_shipped(cordless, monkeypatch):
    monkeypatch.setattr("sim.shell.checking.SECONDS", 0.5)
    code, out, err = cordless("check")
    assert (code, err) == (0, "")
    assert "0 errors, 0 warnings" in out and all(f"{name}/scenario.yaml" in out for name in SCENARIOS)
    assert out.count("situations") == len(SCENARIOS) and "`check --deep` explores more" in out and "plays as promised" in out


BROKEN = (FOLDER / "scenario.yaml").read_text(encoding="utf-8").replace("on_deadline: {to: end}", "on_deadline: {to: enb}")


def test_what_is_wrong_is_said_with_place_code_and_caret(cordless, tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(BROKEN)
    line = next(n for n, text in enumerate(BROKEN.splitlines(), 1) if "enb" in text)
    column = BROKEN.splitlines()[line - 1].index("enb") + 1
    code, out, _ = cordless("check", file)
    assert code == 1
    assert "error[SC105]" in out and f"{file}:{line}:{column}" in out and "did you mean `end`" in out
    caret = next(text for text in out.splitlines() if "^" in text)
    shown = next(text for text in out.splitlines() if "enb" in text and "|" in text)
    assert shown.index("enb") == caret.index("^") and caret.count("^") == 3


def test_problems_come_one_a_line_or_as_json_if_asked(cordless, tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(BROKEN)
    code, out, _ = cordless("check", file, "--format", "concise")
    assert code == 1 and len(out.splitlines()) == 1 and out.startswith(f"{file}:") and "SC105" in out
    code, out, _ = cordless("check", file, "--format", "json")
    (problem,) = json.loads(out)
    assert code == 1 and problem["code"] == "SC105"
    assert json.loads(cordless("check", "--no-explore", "--format", "json")[1]) == []


def test_a_plan_that_does_not_keep_its_promise_is_a_problem_with_its_place(cordless, tmp_path):
    (tmp_path / "plans").mkdir()
    (tmp_path / "scenario.yaml").write_bytes((FOLDER / "scenario.yaml").read_bytes())
    (tmp_path / "plans" / "silent.yaml").write_text("- {run: true}\n- {ends: warm, told: 99}\n")
    code, out, _ = cordless("check", tmp_path / "scenario.yaml")
    assert code == 1 and "silent.yaml:2" in out and "PLAN" in out


def test_a_run_that_does_not_do_what_its_plan_promises_exits_with_one(cordless, tmp_path):
    plan = tmp_path / "wrong.yaml"
    plan.write_text("- {run: true}\n- {ends: never-noticed, told: 100}\n")
    code, _, err = cordless("play", "nine-minutes", "--auto", plan)
    assert code == 1 and "it ends in" in err


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["play"],
        ["play", "dead-air", "--pace", "3"],
        ["play", "dead-air", "--pace", "x"],
        ["play", "dead-air", "--seed", "x"],
        ["play", "dead-air", "--cut", "7"],
        ["play", "dead-air", "--variant", "nothing"],
        ["play", "no-such-thing"],
        ["play", "dead-air", "--auto", "no-such-plan"],
        ["explain", "SC999"],
        ["list", "--nothing"],
        ["shots", "x", "--size", "big"],
        ["report", "x", "--format", "pdf"],
    ],
)
def test_a_wrong_command_line_exits_with_two_and_a_sentence(cordless, words):
    code, out, err = cordless(*words)
    assert code == 2 and out == "" and err.strip() and "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        ["check", "no/such/file.yaml"],
        ["replay", "no/such/journal.jsonl"],
        ["report", "no/such/folder"],
    ],
)
def test_what_is_missing_exits_with_three_and_a_sentence(cordless, words):
    code, out, err = cordless(*words)
    assert code == 3 and out == "" and err.count("\n") == 1 and "Traceback" not in err


def test_a_folder_that_cannot_be_written_exits_with_three(cordless, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, _, err = cordless("--data-dir", tmp_path / "file" / "data", "play", "nine-minutes", "--auto", "textbook", data=False)
    assert code == 3 and "--data-dir" in err


@pytest.mark.parametrize(
    ("typed", "meant"), [("dead-aire", "dead-air"), ("nine-minute", "nine-minutes"), ("deadair", "dead-air")]
)
def test_a_scenario_that_is_not_there_may_have_been_another(cordless, typed, meant):
    code, _, err = cordless("play", typed)
    assert code == 2 and f"did you mean `{meant}`?" in err
    assert all(name in cordless("play", "qqqq")[2] for name in SCENARIOS)


# ---------------------------------------------------------------- list, explain, schema


def test_the_list_has_a_line_for_each_and_the_same_as_json(cordless):
    code, out, _ = cordless("list")
    assert (
        code == 0
        and [line.split()[0] for line in out.splitlines()][:2] == ["dead-air", "nine-minutes"]
        or len(out.splitlines()) >= 2
    )
    rows = json.loads(cordless("list", "--json")[1])
    assert {row["id"] for row in rows} >= set(SCENARIOS)
    for row in rows:
        assert row["title"] and row["minutes"] > 0 and 1 <= row["difficulty"] <= 5 and row["competencies"] and row["fault"] == ""


def test_every_code_is_explained(cordless):
    codes = sorted(path.stem for path in (ROOT / "sim" / "authoring" / "diagnostics").glob("SC*.md"))
    assert len(codes) > 20
    for code_ in codes:
        code, out, _ = cordless("explain", code_)
        assert code == 0 and code_ in out and len(out) > 200
    assert cordless("explain", codes[0].lower())[0] == 0


def test_the_schema_is_json_and_knows_the_keys_of_a_scenario(cordless):
    code, out, _ = cordless("schema")
    schema = json.loads(out)
    assert code == 0 and {"meta", "stages", "injects", "endings"} <= set(schema["properties"])


# ---------------------------------------------------------------- play by itself


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_run_by_plan_ends_in_one_json_object_and_a_journal_that_can_be_replayed_and_reported(cordless, name):
    code, out, err = cordless("play", name, "--auto", "textbook", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "") and set(found) >= KEYS and set(found["outcome"]) == {"value", "unit"}
    assert found["scenario"] == name and found["ending"] and found["scenario_seconds"] > 0
    assert set(found["channels"]) >= {"outcome", "judgement", "process"}
    journal = Path(found["journal"])
    assert journal.is_file()
    for path in (journal, journal.parent):
        code, out, _ = cordless("replay", path)
        assert code == 0 and "every one comes out the same" in out
    code, text, _ = cordless("report", journal)
    assert code == 0 and found["ending_title"] in text
    code, marked, _ = cordless("report", journal, "--format", "md")
    assert code == 0 and marked.startswith("#") and found["ending_title"] in marked
    code, data, _ = cordless("report", journal, "--format", "json")
    assert code == 0 and json.loads(data)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_plays_the_same_at_random_and_another_does_not(cordless, name):
    runs = [json.loads(cordless("play", name, "--auto", "random", "--seed", seed, "--json")[1]) for seed in (5, 5, 6)]
    one, same, other = ({key: value for key, value in run.items() if key != "journal"} for run in runs)
    assert one == same and one["seed"] == 5 and {**one, "seed": 6} != other


def test_without_json_the_story_is_told(cordless):
    code, out, _ = cordless("play", "nine-minutes", "--auto", "textbook")
    assert code == 0 and "You never noticed" in out and "Seed 7" in out
    assert all(len(line) <= 80 for line in out.splitlines() if line[:2].isdigit())


def test_a_variant_is_played(cordless):
    found = json.loads(cordless("play", "dead-air", "--auto", "ups", "--json")[1])
    assert found["variant"] == "ups"
    code, out, _ = cordless("play", "nine-minutes", "--auto", "random", "--seed", 3, "--variant", "early", "--json")
    assert code == 0 and json.loads(out)["variant"] == "early"
    code, out, _ = cordless("play", "dead-air", "--auto", "silent", "--variant", "ups", "--json")
    journal = Path(json.loads(out)["journal"]).read_text()
    assert '"variant":"ups"' in journal.splitlines()[0] and '"variant":"ups"' in journal.splitlines()[1], (
        "asked for, and begun with"
    )


@pytest.mark.parametrize("how", ["random", "silent"])
def test_a_short_version_ends_sooner(cordless, how):
    whole = json.loads(cordless("play", "dead-air", "--auto", how, "--seed", 3, "--json")[1])
    short = json.loads(cordless("play", "dead-air", "--auto", how, "--seed", 3, "--cut", 20, "--json")[1])
    assert short["scenario_seconds"] < whole["scenario_seconds"] and short["ending"]


@pytest.mark.parametrize("pace", ["0", "0.25", "1/2", "0.75", "1", "1.5", "2"])
def test_every_pace_is_taken(cordless, pace):
    assert cordless("play", "nine-minutes", "--auto", "random", "--seed", 1, "--pace", pace, "--json")[0] == 0


def test_the_data_folder_may_stand_before_the_command_or_after_it(cordless, tmp_path):
    for n, words in enumerate(
        (["--data-dir", tmp_path / "0", "play", "nine-minutes"], ["play", "nine-minutes", "--data-dir", tmp_path / "1"])
    ):
        code, out, _ = cordless(*words, "--auto", "textbook", "--json", data=False)
        assert code == 0 and Path(json.loads(out)["journal"]).is_relative_to(tmp_path / str(n) / "runs")


def test_a_scenario_of_ones_own_can_be_played_from_its_file(cordless):
    code, out, _ = cordless("play", FOLDER, "--auto", "random", "--seed", 2, "--json")
    assert code == 0 and json.loads(out)["scenario"] == "boiler"
    assert cordless("play", FOLDER / "scenario.yaml", "--auto", "random", "--seed", 2, "--json")[0] == 0


def test_a_scenario_that_is_broken_is_not_played_but_says_where(cordless, tmp_path):
    (tmp_path / "scenario.yaml").write_text(BROKEN)
    code, out, err = cordless("play", tmp_path)
    assert code == 1 and out == "" and "scenario.yaml:" in err and "SC105" in err


def test_a_damaged_journal_is_reported_as_far_as_it_goes(cordless):
    journal = Path(json.loads(cordless("play", "nine-minutes", "--auto", "textbook", "--json")[1])["journal"])
    journal.write_bytes(journal.read_bytes()[:-40])
    code, out, err = cordless("replay", journal)
    assert code == 1 and "The end of this run was damaged and does not count" in err and out
    code, out, err = cordless("report", journal)
    assert code == 0 and "The end of this run was damaged and does not count" in err and out
    journal.write_bytes(b"\x00\x01")
    assert cordless("report", journal)[0] == 3


def test_a_note_with_characters_to_obey_is_harmless_when_it_is_replayed(cordless, tmp_path):
    from sim.shell import runs
    from tests.boiler import RAW, boiler

    run = runs.begin(tmp_path / "data", boiler(), RAW, seed=1)
    run.session.write("\x1b[2J\x07 all clear \u202e")
    run.close()
    for words in (["replay"], ["report"], ["report", "--format", "md"]):
        _, out, _ = cordless(words[0], run.folder, *words[1:])
        assert "all clear" in out and not {"\x1b", "\x07", "\u202e"} & set(out)


def test_pictures_of_every_screen_are_drawn_without_a_display(cordless, tmp_path):
    pytest.importorskip("pygame")
    code, out, _ = cordless("shots", tmp_path / "out", "--size", "640x480")
    pictures = list((tmp_path / "out").rglob("*.png"))
    assert code == 0 and len(pictures) > 20 and out.startswith(f"{len(pictures)} pictures")
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


# ---------------------------------------------------------------- where it is started


def started(*words: str, env: dict[str, str] = BARE, cwd: Path = ROOT, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
        **({"stdin": subprocess.DEVNULL} | more),
    )


def test_with_neither_display_nor_terminal_it_plays_itself_to_the_debrief():
    done = started("main.py")
    assert done.returncode == 0, done.stderr
    assert "No display and no terminal" in done.stdout and "To play:" in done.stdout and len(done.stdout) > 2000
    assert done.stderr == ""


def test_a_terminal_that_knows_only_ascii_is_no_reason_to_stop():
    done = started("main.py", env={**BARE, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 0 and "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_fault():
    """As in `main.py list | head -0`."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "main.py", "list"],
            cwd=ROOT,
            env=BARE,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
    assert b"Traceback" not in done.stderr


def test_a_window_that_was_asked_for_and_cannot_be_is_said_in_a_sentence():
    done = started("main.py", "play", "nine-minutes", "--surface", "window")
    assert done.returncode == 3 and "--surface text" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_without_a_display_a_terminal_says_so_and_shows_the_catalogue(tmp_path):
    import pty
    import select

    ours, theirs = pty.openpty()
    game = subprocess.Popen(
        [sys.executable, "main.py", "--data-dir", str(tmp_path)],
        cwd=ROOT,
        env=BARE,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    text, end = "", time.monotonic() + 60
    typed = False
    try:
        while time.monotonic() < end:
            if not select.select([ours], [], [], 0.2)[0]:
                if game.poll() is not None:
                    break
                continue
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            text += more.decode("utf-8", "replace")
            if "Also:" in text and not typed:
                os.write(ours, b"\x04")
                typed = True
        assert game.wait(20) == 0
    finally:
        game.kill()
        game.wait(20)
        os.close(ours)
    flat = " ".join(text.split())
    assert "no display here, so this is the terminal" in flat
    assert "Dead Air" in flat and "Nine Minutes" in flat and "Saved. Goodbye." in flat


def test_a_run_can_be_played_from_a_pipe():
    done = started("main.py", "play", "nine-minutes", "--surface", "text", "--seed", "3", stdin=None, input="1\n1\n")
    assert done.returncode == 0 and "Saved. Goodbye." in done.stdout and "Traceback" not in done.stderr


# ---------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed, and a wheel is not built over the network")
    out = tmp_path_factory.mktemp("wheel")
    done = started(
        "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check", "-w", str(out)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("cordless-*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_all_that_is_needed_to_play(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in SCENARIOS:
        assert f"sim/shipped/scenarios/{name}/scenario.yaml" in names
        assert f"sim/shipped/scenarios/{name}/plans/textbook.yaml" in names
    shipped = [path.relative_to(ROOT / "assets") for path in (ROOT / "assets").rglob("*") if path.is_file()]
    assert {f"sim/shipped/assets/{path.as_posix()}" for path in shipped} <= names
    pages = {path.name for path in (ROOT / "sim" / "authoring" / "diagnostics").glob("*.md")}
    assert {f"sim/authoring/diagnostics/{name}" for name in pages} <= names
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


@pytest.mark.slow
def test_the_wheel_installed_elsewhere_plays_from_any_folder(wheel, tmp_path):
    site = tmp_path / "site"
    done = started(
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
        str(site),
        str(wheel),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    away = tmp_path / "away"
    away.mkdir()
    env = {**BARE, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    script = next(path for path in (site / "bin" / "cordless", site / "Scripts" / "cordless.exe") if path.exists())
    done = started(str(script), "list", env=env, cwd=away)
    assert done.returncode == 0 and all(name in done.stdout for name in SCENARIOS), done.stderr
    where = started("-c", "import sim; print(sim.__file__)", env=env, cwd=away).stdout
    assert Path(where.strip()).is_relative_to(site)
    done = started(
        str(script),
        "--data-dir",
        str(tmp_path / "data"),
        "play",
        "nine-minutes",
        "--auto",
        "textbook",
        "--json",
        env=env,
        cwd=away,
    )
    assert done.returncode == 0 and json.loads(done.stdout)["ending"], done.stderr
    assert started(str(script), "explain", "SC105", env=env, cwd=away).returncode == 0
    assert list(away.iterdir()) == []


def test_a_fault_of_the_program_is_one_sentence_and_a_file_with_all_of_it(tmp_path, monkeypatch, capsys):
    from sim import cli

    def breaks(asked: object) -> int:
        raise LookupError("no such thing as \ud800")

    monkeypatch.setitem(cli.COMMANDS, "list", breaks)
    assert cli.main(["--data-dir", str(tmp_path), "list"]) == 4
    (file,) = tmp_path.glob("fault-*.txt")
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(file) in said and "Traceback" not in said
    assert "Traceback" in file.read_text() and "LookupError" in file.read_text()


@pytest.mark.parametrize("pace", ["1e999999999", "1e99999", "1/0", "nan", "-1", "0.333", "9" * 5000])
def test_a_pace_that_is_none_is_said_and_not_worked_out(cordless, pace):
    code, _, err = cordless("play", "nine-minutes", f"--pace={pace}")
    assert code == 2 and "a pace is 0, 0.25, 0.5" in err


def test_numbers_in_a_plan_that_are_none_are_not_met_and_not_worked_out(cordless, tmp_path):
    import shutil

    shutil.copytree(FOLDER, tmp_path / "boiler", ignore=shutil.ignore_patterns("*.txt"))
    plans = tmp_path / "boiler" / "plans"
    plans.mkdir(exist_ok=True)
    for number in ("1e99999999..2", "1/0..2", "..", "1e20000000", "x"):
        (plans / "odd.yaml").write_text(f"- {{ends: warm, told: '{number}'}}\n")
        code, out, err = cordless("check", tmp_path / "boiler", "--no-explore")
        assert code == 1 and "`told` is" in out, (number, out, err)


def test_closed_standard_streams_are_no_fault(tmp_path):
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        for words in ("list", "play nine-minutes --surface text", "play dead-aire"):
            line = f'"$0" main.py --data-dir "$1" {words} {closed}'
            done = subprocess.run(
                ["sh", "-c", line, sys.executable, str(tmp_path)], cwd=ROOT, env=BARE, capture_output=True, text=True, timeout=60,
                check=False,
            )
            assert done.returncode in (0, 2) and "Traceback" not in done.stdout + done.stderr, (closed, words, done)
    assert not list(tmp_path.glob("fault-*"))


def test_without_what_it_needs_the_program_says_how_to_install_it(tmp_path):
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from sim.cli import main; sys.exit(main(['schema']))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=tmp_path, env=BARE, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 3 and "pip install ." in done.stderr and "Traceback" not in done.stderr


def test_bytes_that_are_no_text_are_no_choice_and_end_nothing():
    done = subprocess.run(
        [sys.executable, "main.py", "play", "nine-minutes", "--surface", "text", "--seed", "3"], cwd=ROOT,
        env={**BARE, "PYTHONIOENCODING": "utf-8:strict"}, input=b"1\nh\xe9\n", capture_output=True, timeout=60, check=False,
    )
    assert done.returncode == 0 and b"Saved. Goodbye." in done.stdout and b"Traceback" not in done.stderr
