"""What is kept: moments on disk before they are shown, runs that survive being killed, damage set aside, one opener at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from sim.domain.journal import recover
from sim.domain.situation import Phase
from sim.domain.units import Seconds
from sim.shell import runs
from sim.shell.auto import play_at_random
from sim.shell.disk import NotKept, read_bytes, read_json, write_atomically, write_json
from sim.shell.kept import delete_run, kept_runs
from sim.shell.runs import Run
from sim.shell.settings import ALLOWED, Settings, load_settings, save_settings
from tests.boiler import RAW, boiler

ROOT = Path(__file__).resolve().parent.parent


def a_run(data: Path | None, seed: int = 7) -> Run:
    return runs.begin(data, boiler(), RAW, seed=seed)


def a_whole_run(data: Path, seed: int = 7) -> Run:
    run = a_run(data, seed)
    play_at_random(run.session, seed)
    run.close()
    return run


def reopened(run: Run) -> Run:
    assert run.folder is not None
    return runs.reopen(run.folder, Fraction(1), 200)


# ---------------------------------------------------------------- journals


def test_every_moment_is_in_the_file_as_soon_as_it_is_in_the_run(tmp_path):
    run = a_run(tmp_path)
    for choice in ("tell", "heaters"):
        run.session.choose("main", choice)
        on_disk = recover((run.folder / "journal.jsonl").read_bytes())
        assert on_disk.fault == "" and on_disk.moments == tuple(run.session.moments)
    run.close()


def test_a_run_that_was_closed_opens_where_it_was(tmp_path):
    run = a_run(tmp_path)
    run.session.choose("main", "tell")
    run.session.tick(1.0)
    run.close()
    again = reopened(run)
    assert again.session.situation == run.session.situation
    assert again.session.messages == run.session.messages
    again.session.choose("main", "heaters")
    again.close()
    assert len(reopened(again).session.moments) == len(again.session.moments) > len(run.session.moments)


def test_a_run_keeps_the_scenario_it_was_played_on_and_is_known_by_its_hash(tmp_path):
    run = a_whole_run(tmp_path)
    assert (run.folder / "scenario.yaml").read_bytes() == RAW
    kept = runs.look_at(run.folder)
    assert kept.header.digest == kept.scenario.digest == boiler().digest


def test_two_runs_begun_in_one_second_have_folders_of_their_own(tmp_path):
    names = {a_run(tmp_path).folder for _ in range(5)}
    assert len(names) == 5


def test_a_run_that_is_open_cannot_be_opened_twice_and_says_so_in_one_sentence(tmp_path):
    run = a_run(tmp_path)
    with pytest.raises(NotKept, match=r"^The run in .* is open in another window; close it there first\.$"):
        reopened(run)
    run.close()
    reopened(run).close()


HOLDER = """
import sys
from pathlib import Path
from sim.shell import runs
from tests.boiler import RAW, boiler
run = runs.begin(Path(sys.argv[1]), boiler(), RAW, seed=7)
sys.stdout.write(run.folder.name + "\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def python(code: str, *words: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        **options,
    )


def test_the_lock_ends_with_the_process_that_held_it(tmp_path):
    holder = python(HOLDER, str(tmp_path), stdin=subprocess.PIPE)
    try:
        folder = tmp_path / "runs" / holder.stdout.readline().decode().strip()
        with pytest.raises(NotKept, match="open in another window"):
            runs.reopen(folder, Fraction(1), 200)
        holder.kill()
        holder.wait(20)
        run = runs.reopen(folder, Fraction(1), 200)
        assert run.session.situation.phase is Phase.RUNNING
        run.close()
    finally:
        holder.kill()
        holder.communicate(timeout=20)


@pytest.mark.parametrize("cut", [1, 17, 200])
def test_a_torn_last_line_is_set_aside_and_the_run_goes_on(tmp_path, cut):
    run = a_whole_run(tmp_path)
    file = run.folder / "journal.jsonl"
    data = file.read_bytes()
    file.write_bytes(data[:-cut])
    again = reopened(run)
    assert again.doubt.startswith("The end of this run was damaged and does not count")
    assert [m.state for m in again.session.moments] == [m.state for m in run.session.moments[: len(again.session.moments)]]
    assert len(run.session.moments) - len(again.session.moments) in (1, 2)
    assert (run.folder / "journal.damaged-1.jsonl").read_bytes() == data[:-cut]
    if again.session.situation.phase is Phase.RUNNING:
        play_at_random(again.session, 1)
    again.close()
    final = recover(file.read_bytes())
    assert final.fault == "" and len(final.moments) == len(again.session.moments)


def test_a_byte_changed_in_the_middle_costs_what_follows_it_and_no_more(tmp_path):
    run = a_whole_run(tmp_path)
    file = run.folder / "journal.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    middle = len(lines) // 2
    lines[middle] = lines[middle].replace(b'"at":', b'"At":', 1)
    file.write_bytes(b"".join(lines))
    again = reopened(run)
    assert len(again.session.moments) == middle - 1
    assert "damaged" in again.doubt
    again.close()


def test_what_is_no_journal_is_refused_and_left_alone(tmp_path):
    run = a_whole_run(tmp_path)
    file = run.folder / "journal.jsonl"
    file.write_bytes(b"not a journal\n")
    with pytest.raises(NotKept, match="cannot be read"):
        reopened(run)
    assert file.read_bytes() == b"not a journal\n"
    with pytest.raises(NotKept, match="not a journal that can be read"):
        runs.look_at(run.folder)


def test_a_run_without_its_scenario_says_so(tmp_path):
    run = a_whole_run(tmp_path)
    (run.folder / "scenario.yaml").unlink()
    with pytest.raises(NotKept, match="scenario"):
        reopened(run)
    with pytest.raises(NotKept, match="scenario"):
        runs.look_at(run.folder)


# ---------------------------------------------------------------- the clock between moments


def test_a_run_goes_on_at_the_second_the_heartbeat_last_told(tmp_path):
    run = a_run(tmp_path)
    run.session.hold = 0.0
    for _ in range(40):
        run.session.tick(1.0)
        run.heartbeat(1.0)
    run.close()
    assert reopened(run).session.clock == run.session.clock == 80


def test_a_heartbeat_of_an_earlier_moment_does_not_count(tmp_path):
    run = a_run(tmp_path)
    run.session.hold = 0.0
    (run.folder / "clock").write_text("1 500\n")
    run.session.choose("main", "tell")
    run.close()
    assert reopened(run).session.clock == 0


@pytest.mark.parametrize("junk", [b"", b"x y", b"-1 -1", b"2 99999999999999999999", b"\xff\xfe", b"1", "² ²".encode()])
def test_a_damaged_heartbeat_counts_as_none(tmp_path, junk):
    run = a_run(tmp_path)
    run.close()
    (run.folder / "clock").write_bytes(junk)
    again = reopened(run)
    assert 0 <= again.session.clock <= 15 * 60
    again.close()


# ---------------------------------------------------------------- what the catalogue reads


def test_a_run_that_is_over_says_how_it_ended(tmp_path):
    run = a_whole_run(tmp_path)
    ((name, found),) = kept_runs(tmp_path)
    assert name == run.folder.name
    assert found["scenario"] == "boiler" and found["finished"] and not found["practice"]
    assert found["ending"] in ("warm", "chilly") and found["ending_title"].endswith("day")
    assert found["unit"] == "%" and 0 <= found["told"] <= 100


def test_a_run_that_was_left_says_where_it_stands(tmp_path):
    run = a_run(tmp_path)
    run.close()
    ((_, found),) = kept_runs(tmp_path)
    assert not found["finished"] and found["at"] == "Tue 07:40" and found["ending"] == ""


def test_the_newest_run_comes_first_and_what_is_no_run_does_not_count(tmp_path):
    for name in ("20260101-000000-boiler-aa", "20260301-000000-boiler-bb", "20260201-000000-boiler-cc"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "journal.jsonl").write_bytes(b"")
    (tmp_path / "runs" / "notes").mkdir()
    (tmp_path / "runs" / "file").write_text("x")
    assert [name[:8] for name, _ in kept_runs(tmp_path)] == ["20260301", "20260201", "20260101"]


def test_a_run_can_be_deleted_and_nothing_else(tmp_path):
    run = a_whole_run(tmp_path)
    (tmp_path / "settings.json").write_text("{}")
    for name in ("..", "", "../runs", "nothing", run.folder.name + "/../.."):
        with pytest.raises(NotKept):
            delete_run(tmp_path, name)
    delete_run(tmp_path, run.folder.name)
    assert kept_runs(tmp_path) == () and (tmp_path / "settings.json").exists()


# ---------------------------------------------------------------- small files


def test_a_small_file_is_whole_or_not_there_and_leaves_nothing_behind(tmp_path):
    target = tmp_path / "a" / "b.json"
    write_json(target, {"x": 1})
    write_atomically(target, b"{}")
    assert read_json(target) == {} and [path.name for path in target.parent.iterdir()] == ["b.json"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotKept, match="could not be written"):
        write_atomically(tmp_path / "folder", b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "folder"]


@pytest.mark.parametrize(
    "junk", [b"", b"{", b"[]", b"null", b"\xff", b'{"theme": 1, "pace": null}', b"[" * 5000, b'{"theme": "plaid"}']
)
def test_damaged_settings_count_as_nothing_set(tmp_path, junk):
    (tmp_path / "settings.json").write_bytes(junk)
    assert load_settings(tmp_path) == Settings()


def test_every_setting_comes_back_as_it_was_set(tmp_path):
    for name, allowed in ALLOWED.items():
        for value in allowed:
            settings = Settings().changed(name, value)
            save_settings(tmp_path, settings)
            assert load_settings(tmp_path) == settings
    assert Settings().changed("theme", "plaid") == Settings().changed("nothing", "1") == Settings()


def test_a_file_too_big_to_be_meant_is_not_read_whole(tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 100)
    assert len(read_bytes(tmp_path / "big", 10) or b"") == 11
    assert read_bytes(tmp_path) is None and read_bytes(tmp_path / "none") is None


# ---------------------------------------------------------------- where nothing can be written


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    nowhere = tmp_path / "file" / "data"
    with pytest.raises(NotKept, match=r"could not be written .*\. Choose another place with --data-dir\.$"):
        a_run(nowhere)
    with pytest.raises(NotKept):
        save_settings(nowhere, Settings())
    assert load_settings(nowhere) == Settings() and kept_runs(nowhere) == ()


def test_a_result_is_json_a_person_can_read(tmp_path):
    run = a_whole_run(tmp_path)
    text = (run.folder / "result.json").read_text()
    assert json.loads(text)["title"] == "Cold boiler" and text.count("\n") > 5


def test_a_run_that_is_open_is_not_deleted(tmp_path):
    run = a_run(tmp_path)
    assert run.folder is not None
    with pytest.raises(NotKept, match="open in another window"):
        delete_run(tmp_path, run.folder.name)
    run.close()
    delete_run(tmp_path, run.folder.name)
    assert not run.folder.exists()


def test_a_pause_or_a_note_gives_no_time_back_when_the_run_is_taken_up_again(tmp_path):
    run = a_run(tmp_path)
    run.session.clock = 40.0
    run.session.write("Where is the valve?")
    run.session.pause()
    at = run.session.at
    run.close()
    again = reopened(run)
    assert again.session.at == at == 40
    again.close()


def test_a_killed_run_stands_in_the_catalogue_by_its_name(tmp_path):
    a_run(tmp_path)  # and nobody closes it
    ((_, result),) = kept_runs(tmp_path)
    assert result["title"] == boiler().meta.title and result["finished"] is False


def test_a_run_in_which_nothing_was_played_has_nothing_to_report(tmp_path):
    run = runs.begin(tmp_path, boiler(), RAW, seed=5, start=False)
    assert run.folder is not None
    with pytest.raises(NotKept, match="Nothing was played yet"):
        runs.look_at(run.folder)


def test_a_shorter_version_stays_short_when_it_is_played_again_from_a_decision(tmp_path):
    run = runs.begin(tmp_path, boiler(), RAW, seed=5, horizon=Seconds(600))
    again = runs.practise(tmp_path, run, 1, Fraction(1), 200)
    assert again.session.situation.horizon == 600 and again.session.header.horizon == 600


# ---------------------------------------------------------------- what somebody else left in the folder


def test_the_mark_of_the_clock_is_written_to_a_plain_file_and_nothing_else(tmp_path):
    run = a_run(tmp_path)
    (tmp_path / "mine").write_text("not to be touched")
    (run.folder / "clock").unlink(missing_ok=True)
    (run.folder / "clock").symlink_to(tmp_path / "mine")
    run.mark()
    assert (tmp_path / "mine").read_text() == "not to be touched"
    (run.folder / "clock").unlink()
    os.mkfifo(run.folder / "clock")
    run.mark()
    run.close()
    assert reopened(run).session.situation == run.session.situation


def test_a_clock_from_nowhere_does_not_move_a_run_that_is_over(tmp_path):
    run = a_whole_run(tmp_path)
    (run.folder / "clock").write_text(f"{len(run.session.moments)} {10**12}\n")
    again = reopened(run)
    assert again.session.at <= again.session.situation.horizon
    again.close()


def test_a_journal_that_is_a_pipe_a_folder_or_endless_is_refused_in_a_sentence(tmp_path):
    for name in ("pipe", "folder", "endless"):
        run = a_whole_run(tmp_path / name)
        file = run.folder / "journal.jsonl"
        if name == "endless":
            with file.open("r+b") as open_:
                open_.truncate(2**31)
        else:
            file.unlink()
            os.mkfifo(file) if name == "pipe" else file.mkdir()
        with pytest.raises(NotKept, match="is no file|as large as this file"):
            reopened(run)


def test_one_run_that_nobody_may_look_at_hides_no_other(tmp_path):
    run = a_whole_run(tmp_path)
    (tmp_path / "runs" / ("x" * 200)).mkdir()
    (run.folder / "result.json").write_text(json.dumps({"moved": "y" * 5000}))
    other = a_whole_run(tmp_path)
    assert {name for name, _ in kept_runs(tmp_path)} == {run.folder.name, other.folder.name}
