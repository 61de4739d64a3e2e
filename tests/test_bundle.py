"""A bundle: a folder that starts the program without network, rights, pip or site-packages, wherever it is copied to."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from sim.cli import main
from sim.shell import bundle
from sim.shell.disk import NotKept
from tests import guard

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True, scope="module")
def making_a_bundle() -> Iterator[None]:
    """To make one is to copy files and to run pip, and nothing else of `sim` may do either."""
    with guard.allowed("shutil.copyfile", "subprocess.Popen", "os.posix_spawn", "os.fork"):
        yield


HERE = "{}.{}".format(*sys.version_info[:2])
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "XDG_", "VIRTUAL_ENV"))}


def ran(*command: object, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd="/",
        env={**CLEAN, "HOME": str(home), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


# ---------------------------------------------------------------- small wheels, no network

CLI = "import sys\ndef main(words):\n    print(*words, sep='|')\n    return len(words)\n"
PLATFORMDIRS = "import os\ndef user_data_dir(name, appauthor):\n    return os.path.join(os.environ['HOME'], 'own', name)\n"
OTHERS = dict.fromkeys(("pydantic", "pygame", "transitions", "yaml"), "")


def wheel(path: Path, **modules: str) -> str:
    with zipfile.ZipFile(path, "w") as file:
        for name, text in modules.items():
            file.writestr(name.replace("__", "/") + ".py", text)
    return path.name


@pytest.fixture
def small(tmp_path):
    """A bundle of wheels that do next to nothing, in a folder with a name that is no trouble to a person."""
    folder = tmp_path / "Übung für Zoë (neu)"
    (folder / "parts").mkdir(parents=True)
    names = [
        wheel(folder / "parts" / "cordless-1-py3-none-any.whl", sim__cli=CLI),
        wheel(folder / "parts" / "platformdirs-1-py3-none-any.whl", platformdirs=PLATFORMDIRS),
        wheel(folder / "parts" / "others-1-py3-none-any.whl", **OTHERS),
    ]
    bundle._write_start(folder, bundle.TARGETS["linux"], {HERE: names})
    return folder


def start(folder: Path, *words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    return ran(sys.executable, "-I", "-S", folder / "parts" / "start.py", *words, home=home or folder.parent / "home")


def test_only_the_first_start_unpacks_and_every_start_hands_on_arguments_and_exit_code(small):
    first, second = start(small, "play", "two words"), start(small, "ä")
    assert (first.returncode, first.stdout) == (2, "play|two words\n")
    assert first.stderr == "Unpacking Cordless; only the first start does this.\n"
    assert (second.returncode, second.stdout, second.stderr) == (1, "ä\n", "")


def test_a_folder_that_was_used_can_be_moved(small):
    start(small)
    small.rename(small.parent / "moved")
    again = start(small.parent / "moved", "x")
    assert (again.returncode, again.stdout, again.stderr) == (1, "x\n", "")


def test_where_nothing_can_be_written_the_program_is_unpacked_into_the_persons_own_folder(small):
    (small / "program").write_text("in the way")
    home = small.parent / "not there yet"
    first, second = start(small, "x", home=home), start(small, "x", home=home)
    assert first.returncode == second.returncode == 1 and second.stderr == ""
    assert len(list((home / "own" / "cordless" / "program").iterdir())) == 1


def test_where_nothing_can_be_written_at_all_one_sentence_says_so(small):
    (small / "program").write_text("in the way")
    (small.parent / "home").write_text("in the way")
    refused = start(small)
    assert refused.returncode == 3
    assert re.fullmatch(r"This folder, Cordless for Linux .*, could not be unpacked: .*\.\n", refused.stderr)


def test_what_does_not_run_here_is_not_kept(small):
    wheel(small / "parts" / "others-1-py3-none-any.whl", **{**OTHERS, "yaml": "raise ImportError('made for another processor')"})
    refused = start(small)
    assert refused.returncode == 3 and refused.stderr.endswith("unpacked: ImportError: made for another processor.\n")
    assert list((small / "program").iterdir()) == []


def test_a_folder_for_another_python_says_for_which(small):
    parts = small / "parts" / "parts.json"
    parts.write_text(parts.read_text().replace(f'"{HERE}"', '"3.99"'))
    refused = start(small)
    assert refused.returncode == 3 and refused.stderr.endswith(f"is for Python 3.99; this is Python {HERE}.\n")


def test_a_program_that_lost_a_file_says_what_to_delete(small):
    start(small)
    lost = next((small / "program").glob("*/sim/cli.py"))
    lost.unlink()
    shutil.rmtree(lost.parent / "__pycache__", ignore_errors=True)
    refused = start(small)
    assert refused.returncode == 3 and "Traceback" not in refused.stderr
    assert "delete " in refused.stderr


def test_two_who_start_at_once_both_play(small):
    command = [sys.executable, "-I", "-S", str(small / "parts" / "start.py"), "x"]
    env = {**CLEAN, "HOME": str(small.parent)}
    both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    assert [one.communicate()[0] for one in both] == [b"x\n", b"x\n"]
    assert len(list((small / "program").iterdir())) == 1


# ---------------------------------------------------------------- the start command


def test_the_start_command_uses_a_python_in_the_folder_first_and_hands_on_everything(small):
    mine = small / "python" / "bin" / "python3"
    mine.parent.mkdir(parents=True)
    mine.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec "{sys.executable}" "$@"\nprintf "%s|" "$@"\nexit 7\n')
    mine.chmod(0o755)
    done = ran(small / "cordless.sh", "play", "two words", "*", home=small)
    assert (done.returncode, done.stderr) == (7, "")
    assert done.stdout == f"-I|-S|{small}/parts/start.py|play|two words|*|"


def test_without_a_python_that_fits_the_start_command_says_so(small):
    tools = small.parent / "tools"
    tools.mkdir()
    for name in ("dirname", "sh"):
        (tools / name).symlink_to(shutil.which(name) or "")
    (tools / "python3").write_text("#!/bin/sh\necho Python 2.7 >&2\nexit 1\n")
    (tools / "python3").chmod(0o755)
    done = ran(tools / "sh", small / "cordless.sh", home=small, PATH=str(tools))
    assert done.returncode == 3
    assert done.stderr == f"No Python was found here that this folder is made for ({HERE}). README.txt says what can be done.\n"


@pytest.mark.parametrize("name", list(bundle.TARGETS))
def test_every_system_gets_a_start_command_and_a_page_with_nothing_left_to_fill_in(name, tmp_path):
    target = bundle.TARGETS[name]
    (tmp_path / "parts").mkdir()
    bundle._write_start(tmp_path, target, {"3.11": [], "3.12": []})
    assert {path.name for path in tmp_path.iterdir()} == {"parts", target.start, "README.txt"}
    command, page = (tmp_path / target.start).read_bytes(), (tmp_path / "README.txt").read_bytes()
    for text in (command, page):
        assert text.isascii() and not re.search(rb"@[A-Z]+@", text)
        assert (b"\r\n" in text) is (target.start == "cordless.cmd") and text.count(b"\r") in (0, text.count(b"\n"))
    assert b"3.12 3.11" in command and target.start.encode() in page and b"3.11, 3.12" in page


def test_this_computer_is_one_of_those_a_bundle_can_be_made_for():
    assert bundle.this_computer() in bundle.TARGETS


# ---------------------------------------------------------------- making one


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "holiday.jpg").write_text("sun")
    assert main(["bundle", str(tmp_path)]) == 3
    assert capsys.readouterr().err == f"{tmp_path} is there already; name a folder that is not.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize("words", [("--system", "beos"), ("--python", "3.4"), ("--python", "three")])
def test_a_system_or_python_that_there_is_not_is_answered_with_those_there_are(words, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main(["bundle", str(tmp_path / "x"), *words])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "windows, macos, macos-intel, linux, linux-arm" in said or "3.11, 3.12, 3.13" in said


def test_when_pip_fails_its_own_words_are_in_the_sentence_and_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    told = r"^Cordless could not be packed\. Making a bundle needs the network, starting one does not\. pip says: \S"
    with pytest.raises(NotKept, match=told):
        bundle.make(tmp_path / "new", bundle.TARGETS["windows"], ["3.12"], lambda text: None)
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_packed_from_what_is_installed_holds_what_was_installed_and_its_record_is_right(tmp_path):
    installed = tmp_path / "site"
    info = installed / "cordless-9.dist-info"
    (installed / "sim" / "__pycache__").mkdir(parents=True)
    info.mkdir()
    contents = {
        "sim/cli.py": "x = 1\n",
        "sim/__pycache__/cli.pyc": "…",
        "cordless-9.dist-info/METADATA": "Name: cordless\nVersion: 9\n",
        "cordless-9.dist-info/INSTALLER": "pip\n",
    }
    for name, text in contents.items():
        (installed / name).write_text(text, encoding="utf-8")
    names = [*contents, "../../bin/cordless", "cordless-9.dist-info/RECORD"]
    (info / "RECORD").write_text("".join(f"{name},{record(installed / name)}\n" for name in names))
    packed = bundle._packed_again(metadata.Distribution.at(info), tmp_path)
    with zipfile.ZipFile(packed) as file:
        held = {name: file.read(name) for name in file.namelist()}
    assert set(held) == {"sim/cli.py", "cordless-9.dist-info/METADATA", "cordless-9.dist-info/RECORD"}
    *lines, itself = held["cordless-9.dist-info/RECORD"].decode().splitlines()
    assert lines == [f"{name},{record(installed / name)}" for name in contents if name in held]
    assert itself == "cordless-9.dist-info/RECORD,,"


def record(path: Path) -> str:
    if not path.is_file() or path.name == "RECORD":
        return ","
    raw = path.read_bytes()
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=") + f",{len(raw)}"


# ---------------------------------------------------------------- a real one, with the network switched off


def offline(*command: object, home: Path, before: str = "", namespaces: str = "-n") -> subprocess.CompletedProcess[str]:
    """Run a command where there is no network at all; `before` is run there first."""
    return ran("unshare", namespaces, "sh", "-c", before + 'exec "$@"', "sh", *command, home=home)


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Path:
    """A bundle for this computer, made by the command and copied elsewhere."""
    if shutil.which("unshare") is None or ran("unshare", "-nm", "true", home=Path("/")).returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("the network cannot be switched off here: unshare -n -m is refused")
        pytest.skip("the network cannot be switched off here: unshare -n -m is refused")
    made = tmp_path_factory.mktemp("made") / "new"
    done = ran(sys.executable, ROOT / "main.py", "bundle", made, "--python", HERE, home=made.parent)
    assert done.returncode == 0, done.stderr
    assert "files, " in done.stdout and "cordless.sh in it" in done.stdout
    elsewhere = tmp_path_factory.mktemp("copied") / "Ångström auf dem Stick"
    shutil.copytree(made, elsewhere)
    shutil.rmtree(made)
    return elsewhere


@pytest.mark.slow
def test_there_is_no_network_where_the_next_tests_run(real, tmp_path):
    code = "import socket; print(socket.if_nameindex()); socket.create_connection(('192.0.2.1', 80), 2)"
    tried = offline(sys.executable, "-c", code, home=tmp_path)
    assert tried.returncode and tried.stdout == "[(1, 'lo')]\n" and "unreachable" in tried.stderr


@pytest.mark.slow
def test_without_network_a_bundle_starts_plays_and_keeps_the_exit_code_again_and_again(real, tmp_path):
    home = tmp_path / "jemand neu"
    first = offline(real / "cordless.sh", "--version", home=home)
    assert (first.returncode, first.stdout[:9]) == (0, "Cordless "), first.stderr
    listed = offline(real / "cordless.sh", "list", home=home)
    assert (listed.returncode, listed.stderr) == (0, "") and "nine-minutes" in listed.stdout
    played = offline(real / "cordless.sh", "play", "nine-minutes", "--auto", "textbook", "--json", home=home)
    assert (played.returncode, played.stderr) == (0, "")
    assert Path(json.loads(played.stdout)["journal"]).is_file() and str(home) in played.stdout
    assert offline(real / "cordless.sh", "explain", "SC999", home=home).returncode == 2
    assert offline(real / "cordless.sh", "play", "nowhere", home=home).returncode == 2


@pytest.mark.slow
def test_without_network_a_bundle_draws_every_screen(real, tmp_path):
    drawn = offline(real / "cordless.sh", "shots", tmp_path / "out", "--size", "800x600", home=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert next((tmp_path / "out").glob("catalogue-new*.png")).stat().st_size > 1000


@pytest.mark.slow
def test_without_network_a_bundle_that_cannot_be_written_to_starts_again_and_again(real, tmp_path):
    home, fresh = tmp_path / "home", tmp_path / "nur lesen"
    shutil.copytree(real, fresh, ignore=shutil.ignore_patterns("program"))
    sealed = f"mount --bind '{fresh}' '{fresh}' && mount -o remount,bind,ro '{fresh}' && ! touch '{fresh}/x' 2>/dev/null && "
    first, second = (
        offline(fresh / "cordless.sh", "list", home=home, before=sealed, namespaces="-nm") for _ in range(2)
    )
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, ""), first.stderr
    assert first.stdout == second.stdout and "nine-minutes" in first.stdout
    assert len(list((home / ".local" / "share" / "cordless" / "program").iterdir())) == 1 and not (fresh / "program").exists()


@pytest.mark.slow
def test_a_stick_that_may_not_run_programs_is_unpacked_elsewhere(real, tmp_path):
    home, fresh = tmp_path / "home", tmp_path / "stick"
    fresh.mkdir()
    noexec = f"mount -t tmpfs -o noexec,size=200m none '{fresh}' && cp -r '{real}/.' '{fresh}' && rm -rf '{fresh}/program' && "
    done = offline("sh", fresh / "cordless.sh", "list", home=home, before=noexec, namespaces="-nm")
    assert done.returncode == 0 and "nine-minutes" in done.stdout, done.stderr
    assert len(list((home / ".local" / "share" / "cordless" / "program").iterdir())) == 1


@pytest.mark.slow
def test_without_network_making_a_bundle_says_that_it_needs_one(real, tmp_path):
    refused = offline(sys.executable, ROOT / "main.py", "bundle", tmp_path / "new", home=tmp_path)
    assert refused.returncode == 3 and "Traceback" not in refused.stderr
    assert "Making a bundle needs the network, starting one does not." in refused.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_bundle_made_by_an_installed_program_is_the_same_bundle(real, tmp_path):
    again = tmp_path / "again"
    done = ran(real / "cordless.sh", "bundle", again, "--python", HERE, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (again / "parts").iterdir()} == {path.name for path in (real / "parts").iterdir()}
    own = next(path.name for path in (again / "parts").glob("cordless-*.whl"))
    with zipfile.ZipFile(again / "parts" / own) as one, zipfile.ZipFile(real / "parts" / own) as other:
        assert set(one.namelist()) == set(other.namelist())
        assert all(one.read(name) == other.read(name) for name in one.namelist() if not name.endswith("RECORD"))
    assert offline(again / "cordless.sh", "list", home=tmp_path).returncode == 0


@pytest.mark.slow
def test_nothing_in_a_wheel_would_be_misplaced_by_unpacking_it_and_no_name_is_too_long_for_windows(real):
    for path in (real / "parts").glob("*.whl"):
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
        assert [name for name in names if re.match(r"[^/]+\.data/(?!scripts/|headers/|data/)", name)] == []
        assert max(map(len, names)) < 120, path.name
