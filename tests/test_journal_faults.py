"""A journal on a disk that fails: full, lying, broken, gone, read-only; and a program that is killed. Nothing shown is lost."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sim.domain import journal as j
from sim.domain.journal import Header, Moment, recover
from sim.domain.situation import Phase
from sim.screens.intents import Decide, Go, KeepIn, KeepNowhere
from sim.screens.view import actions_of
from sim.shell import journals, runs
from sim.shell.app import App
from sim.shell.auto import play_at_random
from sim.shell.clock import Ticks
from sim.shell.console import play_in_terminal
from sim.shell.journals import JournalFile, MomentNotKept
from sim.shell.kept import kept_runs
from sim.surfaces.terminal import describe
from tests import guard
from tests.boiler import RAW, boiler, started

ROOT = Path(__file__).resolve().parent.parent
HEADER = Header(program="t", scenario="boiler", digest="", seed=1)


def played(seed: int = 7) -> list[Moment]:
    run = runs.begin(None, boiler(), RAW, seed=seed)
    play_at_random(run.session, seed)
    return [replace(moment, wall="") for moment in run.session.moments]


MOMENTS = played()
LINES = j.journal_of(HEADER, MOMENTS).splitlines(keepends=True)


class Failing:
    """A real file whose writes go through `how`, which may raise, write less, or say something else than it did."""

    def __init__(self, path: Path, how: Callable[[Failing, bytes], int]) -> None:
        self.real, self.how, self.writes = path.open("x+b", buffering=0), how, 0

    def write(self, data: bytes) -> int:
        self.writes += 1
        return self.how(self, bytes(data))

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def journal_on(path: Path, how: Callable[[Failing, bytes], int]) -> JournalFile:
    journal = JournalFile(path, Failing(path, how), "", 0)  # type: ignore[arg-type]
    journal._append(LINES[0])
    return journal


def kept_on(path: Path) -> list[Moment]:
    found = recover(path.read_bytes())
    assert found.fault == ""
    return list(found.moments)


# ---------------------------------------------------------------- one fault at a time


def full_at(*writes: int) -> Callable[[Failing, bytes], int]:
    def how(file: Failing, data: bytes) -> int:
        if file.writes in writes:
            file.real.write(data[: len(data) // 2])  # a full disk takes what it can
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return file.real.write(data)

    return how


def test_on_a_full_disk_half_a_line_is_taken_back_and_the_moment_can_be_tried_again(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = journal_on(path, full_at(3, 4))
    journal.keep(MOMENTS[0])
    for _ in range(2):
        with pytest.raises(MomentNotKept, match=r"^This moment could not be kept in .* \(no space left on device\)\. Everything"):
            journal.keep(MOMENTS[1])
        assert kept_on(path) == MOMENTS[:1] and not journal.ended
    for moment in MOMENTS[1:]:
        journal.keep(moment)
    assert kept_on(path) == MOMENTS


def test_a_write_that_takes_a_part_is_gone_on_with(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = journal_on(path, lambda file, data: file.real.write(data[:100]))
    for moment in MOMENTS:
        journal.keep(moment)
    assert kept_on(path) == MOMENTS


def test_a_disk_that_says_it_wrote_more_than_it_did_is_found_out_at_once(tmp_path):
    def lies(file: Failing, data: bytes) -> int:
        file.real.write(data if file.writes < 4 else data[:60])
        return len(data)

    path = tmp_path / "journal.jsonl"
    journal = journal_on(path, lies)
    journal.keep(MOMENTS[0])
    journal.keep(MOMENTS[1])
    with pytest.raises(MomentNotKept, match=r"can no longer be kept .*less was written than was given"):
        journal.keep(MOMENTS[2])
    assert journal.ended and kept_on(path) == MOMENTS[:2]


def test_after_a_failed_sync_the_journal_has_ended_and_is_not_asked_again(tmp_path, monkeypatch):
    path = tmp_path / "journal.jsonl"
    journal = JournalFile.create(path, HEADER)
    journal.keep(MOMENTS[0])

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(journals, "sync", broken)
        with pytest.raises(MomentNotKept, match=r"can no longer be kept in .* \(input/output error\)") as first:
            journal.keep(MOMENTS[1])
    with pytest.raises(MomentNotKept) as second:
        journal.keep(MOMENTS[1])
    assert str(first.value) == str(second.value) == journal.ended
    assert kept_on(path)[:1] == MOMENTS[:1]


def test_a_folder_that_was_deleted_is_noticed_at_the_next_moment(tmp_path):
    journal = JournalFile.create(tmp_path / "run" / "journal.jsonl", HEADER)
    journal.keep(MOMENTS[0])
    shutil.rmtree(tmp_path / "run")
    with pytest.raises(MomentNotKept, match="has been deleted or moved"):
        journal.keep(MOMENTS[1])
    assert journal.ended and not (tmp_path / "run").exists()


# ---------------------------------------------------------------- what the player meets


def footer(app: App) -> str:
    region = app.view().region("footer")
    assert region is not None
    return "".join(getattr(block, "text", "") for block in region.blocks)


def choices(app: App) -> set[str]:
    return {action.id for action in actions_of(app.view()) if action.enabled}


def test_when_the_disk_is_full_the_clock_stands_and_after_making_room_the_run_goes_on(tmp_path):
    app = started(tmp_path)
    journal = app.run.journal
    real = journal._file
    journal._file = Failing(tmp_path / "other", full_at(1, 2))
    journal._file.real.close()
    journal._file.real = real
    before = app.run.session.situation
    for _ in range(2):
        app.act(Decide(thread="main", choice="tell"))
        assert app.dialog == "unsaved" and "no space left on device" in app.trouble.why and footer(app).startswith("Not saved")
        assert "The clock stands still" in describe(app.view())
        for _ in range(100):
            app.tick(1.0)
        assert app.run.session.situation == before
        assert "retry" in choices(app)
        app.act(Go(screen="dialog", what=""))
    app.act(Decide(thread="main", choice="tell"))
    assert app.dialog == "" and app.run.session.situation != before
    assert footer(app).startswith("Saved")
    assert kept_on(app.run.folder / "journal.jsonl") == app.run.session.moments
    app.close_run()


def broken(app: App) -> App:
    """The run's folder is deleted under it."""
    shutil.rmtree(app.run.folder)
    app.act(Decide(thread="main", choice="tell"))
    assert app.dialog == "unsaved" and "retry" not in choices(app) and "nowhere" in choices(app)
    return app


def test_a_journal_that_has_ended_offers_another_place_and_takes_everything_there(tmp_path):
    app = broken(started(tmp_path / "stick"))
    played_so_far = list(app.run.session.moments)
    app.act(KeepIn(), str(tmp_path / "disk"))
    assert app.dialog == "" and "--data-dir" in app.view().alert and app.data == tmp_path / "disk"
    assert kept_on(app.run.folder / "journal.jsonl") == played_so_far
    app.act(Decide(thread="main", choice="tell"))
    assert kept_on(app.run.folder / "journal.jsonl") == app.run.session.moments != played_so_far
    folder, moments = app.run.folder, app.run.session.moments
    app.close_run()
    again = runs.reopen(folder, Fraction(1), 200)
    assert (again.session.moments, again.doubt) == (moments, "")
    again.close()


def test_the_places_offered_can_be_written_to_and_are_not_the_one_that_failed(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)
    app = broken(started(tmp_path / "stick"))
    offered = [action for action in actions_of(app.view()) if action.id.startswith("keep-")]
    assert offered[0].label == f"Keep it in {tmp_path / 'home' / 'cordless-runs'}"
    app.act(offered[0].intent)
    assert app.run.folder.is_relative_to(tmp_path / "home") and app.dialog == ""
    app.close_run()


@pytest.mark.parametrize("typed", ["\0", "~nobody-of-this-name/x", "x" * 5000, "/dev/null/x", "/proc/x"])
def test_a_place_that_cannot_be_is_a_sentence_and_the_question_stays(tmp_path, typed):
    app = broken(started(tmp_path / "stick"))
    with guard.allowed("os.mkdir"):  # the person has asked for it, and the system refuses
        app.act(KeepIn(), typed)
    assert app.dialog == "unsaved" and app.trouble.why.endswith(".") and "nowhere" in choices(app)
    app.act(KeepNowhere())
    app.act(Decide(thread="main", choice="tell"))
    assert "not being saved" in app.view().alert and app.run.session.events[-1].at >= 0


def test_a_folder_that_was_moved_is_noticed_by_the_heartbeat_and_nothing_is_lost(tmp_path):
    app = started(tmp_path / "stick")
    app.act(Decide(thread="main", choice="tell"))
    moments = list(app.run.session.moments)
    (tmp_path / "stick").rename(tmp_path / "moved")
    app.run.session.hold = 0.0
    for _ in range(4):
        app.tick(1.0)
    assert app.dialog == "unsaved" and "deleted or moved" in app.trouble.why
    app.act(KeepIn(), str(tmp_path / "disk"))
    assert kept_on(app.run.folder / "journal.jsonl")[: len(moments)] == moments
    app.close_run()


def test_a_run_that_moved_is_listed_once(tmp_path):
    run = runs.begin(tmp_path, boiler(), RAW, seed=7)
    old = run.folder.name
    runs.move(run, tmp_path)
    assert [name for name, _ in kept_runs(tmp_path)] == [run.folder.name] != [old]
    new = run.folder
    run.close()
    shutil.rmtree(new)
    assert [name for name, _ in kept_runs(tmp_path)] == [old]


def test_catalogue_and_settings_live_with_a_data_folder_that_is_something_else(tmp_path):
    (tmp_path / "runs").write_text("a file where a folder should be")
    (tmp_path / "settings.json").mkdir()
    app = App.at(tmp_path)
    assert app.view().screen == "catalogue"


# ---------------------------------------------------------------- power that goes


def torn(dice: random.Random) -> None:
    """Cut the power while a line is being written: of its 512-byte sectors any may have reached the disk, in any order."""
    n = dice.randrange(1, len(LINES))
    safe, line = b"".join(LINES[:n]), LINES[n]
    disk = bytearray(safe + line)
    for start in range(len(safe) - len(safe) % 512, len(disk), 512):
        if dice.random() < 0.5:
            for at in range(max(start, len(safe)), min(start + 512, len(disk))):
                disk[at] = dice.choice((0, 0, dice.randrange(256)))
    data = bytes(disk[: dice.choice((len(disk), dice.randrange(len(safe), len(disk) + 1)))])
    found = recover(data)
    known = list(found.moments)
    assert known[: n - 1] == MOMENTS[: n - 1], "what was synced is intact"
    assert known == MOMENTS[: len(known)] and len(known) <= n, "nothing is invented"


def test_sectors_that_were_torn_cost_only_the_line_that_was_being_written():
    dice = random.Random(500)
    for _ in range(500):
        torn(dice)


@pytest.mark.slow
def test_twenty_thousand_torn_lines_cost_only_the_line_that_was_being_written():
    dice = random.Random(20_000)
    for _ in range(20_000):
        torn(dice)


def test_every_cut_of_a_run_on_disk_opens_says_so_keeps_the_original_and_goes_on(tmp_path):
    whole = runs.begin(tmp_path / "whole", boiler(), RAW, seed=7)
    play_at_random(whole.session, 7)
    whole.close()
    data = (whole.folder / "journal.jsonl").read_bytes()
    ends = [0]
    for line in data.splitlines(keepends=True):
        ends.append(ends[-1] + len(line))
    for cut in range(ends[1], len(data), max(1, len(data) // 150)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        shutil.copy(whole.folder / "scenario.yaml", folder)
        (folder / "journal.jsonl").write_bytes(data[:cut])
        run = runs.reopen(folder, Fraction(1), 200)
        complete = max(n for n, end in enumerate(ends) if end <= cut) - 1
        if complete:
            assert run.session.moments == whole.session.moments[:complete]
        assert bool(run.doubt) == (cut not in ends)
        originals = list(folder.glob("journal.damaged-*.jsonl"))
        assert [path.read_bytes() for path in originals] == ([data[:cut]] if run.doubt else [])
        if run.session.situation.phase is Phase.RUNNING:
            play_at_random(run.session, cut)
        run.close()
        assert kept_on(folder / "journal.jsonl") == run.session.moments


# ---------------------------------------------------------------- real disks that fail

INSIDE = """
import os, sys, tempfile
from pathlib import Path
from tests import guard
from tests.test_journal_faults import HEADER, MOMENTS
from sim.shell.journals import JournalFile, MomentNotKept
from sim.shell.disk import NotKept

def say(*words):
    print(*words, flush=True)

folder = Path(sys.argv[1])
guard.allow_folder(folder.parent)
tempfile.tempdir = str(folder.parent)
"""


def inside(code: str, folder: Path, *before: str, script: str = "") -> list[str]:
    """Run code in a Python of its own, `before` what wraps it; return the lines it said."""
    words = [sys.executable, "-c", INSIDE + code, str(folder)]
    if script:
        words = ["sh", "-c", f'{script}\nexec "$@"', "sh", *words]
    done = subprocess.run(
        [*before, *words], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
        check=False,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def can(*words: str) -> bool:
    try:
        return subprocess.run(words, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def mounts() -> None:
    if not can("unshare", "-m", "true"):
        pytest.skip("this machine lets nobody mount anything: `unshare -m` is refused")


def test_a_real_disk_that_is_full_keeps_what_it_took_and_goes_on_when_there_is_room(tmp_path):
    mounts()
    said = inside(
        """
ballast = folder / "ballast"
ballast.write_bytes(b"x" * 45_000)
journal = JournalFile.create(folder / "run" / "journal.jsonl", HEADER)
kept, why = 0, ""
while not why:
    try:
        journal.keep(MOMENTS[kept % len(MOMENTS)])
        kept += 1
    except MomentNotKept as wrong:
        why = str(wrong)
lines = (folder / "run" / "journal.jsonl").read_bytes().splitlines(keepends=True)
say(kept, len(lines) - 1, lines[-1].endswith(b"\\n"), bool(journal.ended))
say(why)
ballast.unlink()
journal.keep(MOMENTS[0])
say(len((folder / "run" / "journal.jsonl").read_bytes().splitlines()) - 1 - kept)
""",
        tmp_path, "unshare", "-m", script=f"mount -t tmpfs -o size=64k tmpfs {tmp_path}",
    )
    kept, on_disk, whole, ended = said[0].split()
    assert kept == on_disk and int(kept) > 3 and (whole, ended) == ("True", "False")
    assert "no space left on device" in said[1]
    assert said[2] == "1"


def test_a_folder_that_is_read_only_is_a_sentence_and_its_runs_can_be_looked_at(tmp_path):
    mounts()
    run = runs.begin(tmp_path, boiler(), RAW, seed=7)
    play_at_random(run.session, 7)
    run.close()
    said = inside(
        """
from tests.boiler import an_app
from sim.screens.intents import Go, Reopen, Start
from sim.shell.kept import kept_runs
from sim.surfaces.terminal import describe
app = an_app(folder)
((name, _),) = kept_runs(folder)
app.act(Reopen(run=name))
say(app.screen, app.view().alert)
app.act(Go(screen="catalogue"))
app.act(Start(scenario="boiler", seed=7))
say(app.screen, app.dialog, app.trouble.why)
""",
        tmp_path, "unshare", "-m", script=f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path}",
    )
    assert said[0].startswith("debrief") and "read-only file system" in said[0] and "not saved" in said[0]
    assert said[1].startswith("play unsaved") and "read-only file system" in said[1]


STRACE = "strace", "-f", "-qq", "-o", "/dev/null"
WRITES = """
journal = JournalFile.create(folder / "journal.jsonl", HEADER)
kept = 0
try:
    for moment in MOMENTS:
        journal.keep(moment)
        kept += 1
except MomentNotKept as wrong:
    say(kept, bool(journal.ended), str(wrong))
else:
    say("all were kept")
"""


@pytest.mark.parametrize(
    ("call", "fault", "ended", "reason"),
    [
        ("fdatasync", "error=EIO:when=5", True, "input/output error"),
        ("write", "error=ENOSPC:when=5", False, "no space left on device"),
        ("write", "error=EIO:when=5", False, "input/output error"),
        ("write", "retval=100:when=5", True, "less was written than was given"),
        ("write", "retval=100000:when=5", True, "less was written than was given"),
    ],
)
def test_a_system_call_that_fails_or_lies_loses_no_moment_that_was_kept(tmp_path, call, fault, ended, reason):
    if os.environ.get("CI") and shutil.which("strace") is None:
        pytest.fail("strace is missing, which .ci/run installs")
    if not can(*STRACE, "-e", "trace=none", "true"):
        pytest.skip("strace is not here, or may not trace: .ci/run installs it")
    file = tmp_path / "journal.jsonl"
    (said,) = inside(WRITES, tmp_path, *STRACE, "-e", f"trace={call}", "-P", str(file), "-e", f"inject={call}:{fault}")
    kept, has_ended, why = said.split(" ", 2)
    found = recover(file.read_bytes())
    assert (int(kept), has_ended) == (3, str(ended)) and reason in why
    assert list(found.moments)[:3] == MOMENTS[:3] and len(found.moments) <= 4


# ---------------------------------------------------------------- a program that is killed

KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from sim.shell import runs
from sim.shell.auto import play_at_random
from sim.shell.clock import Ticks
from sim.shell.console import play_in_terminal
from tests.boiler import RAW, boiler

def play(data, seed, out):
    while True:
        run = runs.begin(data, boiler(), RAW, seed=seed, start=False)
        keep = run.session.keep
        def kept_and_shown(moment):
            keep(moment)
            os.write(out, f"{run.folder.name} {moment.seq} {moment.state}\\n".encode())
        run.session.keep = kept_and_shown
        run.session.begin()
        play_at_random(run.session, seed)
        seed += 1

boiler()
dice = random.Random(int(sys.argv[3]))
for kill in range(int(sys.argv[2])):
    data = Path(sys.argv[1]) / str(kill)
    shown, out = os.pipe()
    child = os.fork()
    if not child:
        try:
            play(data, kill, out)
        finally:
            os._exit(1)
    os.close(out)
    lines = os.read(shown, 65536)
    time.sleep(dice.random() * dice.choice((0.0005, 0.006, 0.03)))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(shown, 65536):
        lines += more
    os.close(shown)
    (data / "shown").write_bytes(lines)
"""


def killed(folder: Path, times: int, seed: int) -> None:
    """Kill a program that plays, at random moments; every moment it showed is on disk, and the run goes on from there."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(folder), str(times), str(seed)], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60 + times, check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    for kill in range(times):
        data = folder / str(kill)
        shown = [line.split() for line in (data / "shown").read_text().splitlines()]
        name = shown[-1][0]
        run = runs.reopen(data / "runs" / name, Fraction(1), 200)
        states = [moment.state for moment in run.session.moments]
        assert all(states[int(seq)] == state for folder_, seq, state in shown if folder_ == name), (seed, kill)
        assert len(states) - sum(folder_ == name for folder_, _, _ in shown) in (0, 1), "one may be kept and not yet shown"
        assert runs.played_again(run.session) == ""
        if run.session.situation.phase is Phase.RUNNING:
            play_at_random(run.session, 3)
        assert run.session.situation.phase is Phase.DEBRIEF
        run.close()
        shutil.rmtree(data)


NO_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork, and no SIGKILL")


@NO_FORK
def test_a_program_killed_twenty_times_has_lost_no_moment_it_showed(tmp_path):
    killed(tmp_path, 20, 1)


@NO_FORK
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(int(os.environ.get("KILLS", "2000")) // 500))
def test_a_program_killed_two_thousand_times_has_lost_no_moment_it_showed(tmp_path, seed):
    """Five hundred a part; `KILLS=10000 pytest -m slow -k two_thousand` for more."""
    killed(tmp_path, 500, 100 + seed)


def test_in_a_terminal_too_a_failing_disk_asks_how_to_go_on_and_the_run_is_whole_in_its_new_place(tmp_path):
    app, printed = started(tmp_path / "stick"), []
    played_so_far = list(app.run.session.moments)
    shutil.rmtree(app.run.folder)
    lines = iter(["1", "1", str(tmp_path / "disk"), "1", "1"])  # a choice, how sure, where to keep it, and both again

    def read(prompt: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    play_in_terminal(app, read, printed.append, Ticks(lambda: 0.0))
    told = "\n".join(printed)
    assert "This run cannot be saved here" in told and "has been deleted or moved" in told.replace("\n", " ")
    (folder,) = (tmp_path / "disk" / "runs").iterdir()
    moments = kept_on(folder / "journal.jsonl")
    assert moments[: len(played_so_far)] == played_so_far and len(moments) > len(played_so_far)
