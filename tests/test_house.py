"""The house rules: who may import whom, what may not be called where, and that the tools which say so are content."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sim
from tests.names import fits_windows

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "sim").rglob("*.py"))
LAYERS = ("cli", "shell", "surfaces", "screens", "analysis", "authoring", "debrief", "engine", "domain")
TOUCHES_THE_WORLD = ("cli.py", "shell")

LONG = {
    "analysis/checks/checks.py": "one function a rule and the table of them at the end",
    "analysis/compare/meaning.py": "everything a scenario can say, kind by kind and effect by effect",
    "analysis/reviews/review.py": "a run read, judged, and set among its replays: every part reads what the one before found",
    "analysis/maps/tracing.py": "what stands for levels and marks in a step, and the step that asks it",
    "analysis/maps/liveness.py": "one proof: what each part asks for, and what is forgotten for it",
    "cli.py": "one short function a command, and the table of them at the end",
    "authoring/compile.py": "one pass from what was written to what is played, in the order of the file",
    "authoring/expressions.py": "a whole small language: parser, types and the places of its errors",
    "authoring/load.py": "every way pydantic can be unhappy, said in an author's words",
    "authoring/model.py": "all that may be written, one class a key: it is also the published schema",
    "authoring/outcomes.py": "all that can follow from anything, key by key",
    "authoring/plans.py": "a plan's steps, its player and its promises belong to one another",
    "authoring/reader.py": "YAML with a place for every key and value, and all that is refused of it",
    "authoring/rules.py": "one function a rule and the table of them at the end",
    "domain/events.py": "a list: everything that can happen, one dataclass each",
    "domain/scenario.py": "a list: everything a scenario is made of, one dataclass each",
    "engine/step.py": "the one function that gives a scenario its meaning",
    "screens/debriefing.py": "the eight pages of one screen, and the table of them at the end",
    "screens/playing.py": "the play screen",
    "screens/shelf.py": "the five screens before a run, and the table of them at the end",
    "screens/view.py": "a list: every block a view is made of, one dataclass each",
    "shell/app.py": "what every intent does, in one match",
    "shell/runs.py": "a run's life on disk, from begin to delete",
    "shell/session.py": "the one object that changes, and how real time becomes its clock",
    "surfaces/terminal.py": "every block as lines, and a line as an action",
    "surfaces/window/text.py": "measuring, breaking and drawing of text, which ask one another",
    "surfaces/window/blocks.py": "every block as marks",
    "surfaces/window/hands.py": "keyboard, mouse and text, one function each",
}
"""Modules of more than 250 lines, and why they are not two."""

MOST_LINES = 250


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "sim").as_posix()


def called(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.lineno


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def tool(*words: str) -> None:
    """Run a tool of this Python in the root of the repository; it must be there, and content."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


# ---------------------------------------------------------------- the tools


def test_imports_go_one_way_down():
    tool("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


def test_ruff_has_nothing_to_say():
    tool("-m", "ruff", "check", ".")


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_mypy_has_nothing_to_say(platform):
    tool("-m", "mypy", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}")


# ---------------------------------------------------------------- who touches the world


FORBIDDEN = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint", "globals", "locals", "vars"}


def test_below_the_shell_nothing_is_opened_printed_or_run():
    found = [
        f"{name_of(path)}:{line} {name}()"
        for path in MODULES
        if not name_of(path).startswith(TOUCHES_THE_WORLD)
        for name, line in called(path)
        if name in FORBIDDEN
    ]
    assert found == []


def test_nowhere_is_text_run_as_code():
    found = [
        f"{name_of(path)}:{line} {name}()"
        for path in MODULES
        for name, line in called(path)
        if name in {"eval", "exec", "compile", "__import__"}
    ]
    assert found == []


def test_nobody_uses_a_format_that_runs_what_it_reads():
    runs_what_it_reads = {"pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib", "jsonpickle"}
    everywhere = [ROOT / "main.py", *MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in everywhere
        for name, line in imported(path)
        if name.split(".")[0] in runs_what_it_reads
    ]
    hands_out_work = {"sim/analysis/cohorts/cohort.py"}  # joblib sends arrays between processes of ours, and reads nothing else
    assert [place for place in found if place.rpartition(":")[0] not in hands_out_work] == []


def test_yaml_is_never_read_with_a_loader_that_makes_objects():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "yaml"
        and node.attr in ("load", "load_all", "unsafe_load", "full_load", "Loader", "UnsafeLoader", "FullLoader")
    ]
    assert found == []


def test_no_name_of_the_state_machine_library_leaves_the_engine():
    users = {name_of(path) for path in MODULES for name, _ in imported(path) if name.split(".")[0] == "transitions"}
    assert users and all(name.startswith("engine/") for name in users)


# ---------------------------------------------------------------- what differs between systems

SYSTEM = "shell/system.py"
OF_ONE_SYSTEM = set(
    "fcntl termios tty pty pwd grp resource curses readline syslog posix crypt nis spwd ossaudiodev "
    "msvcrt winreg winsound nt _winapi ctypes platform".split()
)
"""Modules that are not on all three systems, or whose answer depends on which it is."""
_OS = (
    "name uname open fsync fdatasync fork forkpty kill killpg nice statvfs fstatvfs umask mkfifo getuid geteuid getgid getpgid "
    "setsid chown fchown startfile sched_getaffinity"
)
DIFFERS = {("sys", "platform"), ("sys", "getwindowsversion"), *(("os", name) for name in _OS.split())}
LOOKS_AT_THE_ENVIRONMENT = {
    "loop.py": "the video driver that was asked for, to be told from the one SDL took",
    "shots.py": "sets the video driver that draws without a display",
}
PORTABLE_SIGNALS = {"SIGINT", "SIGTERM", "SIGABRT", "SIGFPE", "SIGILL", "SIGSEGV"}


def attributes(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield (module, name, line) of everything that is taken out of a module by its name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)


def test_only_one_module_knows_which_system_it_is_on():
    elsewhere = [path for path in (ROOT / "main.py", *MODULES) if path != ROOT / "sim" / SYSTEM]
    found = [f"{path.name}:{line} {name}" for path in elsewhere for name, line in imported(path) if name in OF_ONE_SYSTEM]
    for path in elsewhere:
        for module, name, line in attributes(path):
            signal = module == "signal" and name.startswith("SIG") and name not in PORTABLE_SIGNALS
            if (module, name) in DIFFERS or signal:
                found.append(f"{path.name}:{line} {module}.{name}")
            elif (module, name) == ("os", "environ") and path.name not in LOOKS_AT_THE_ENVIRONMENT:
                found.append(f"{path.name}:{line} {module}.{name}")
    assert found == [], f"what differs between systems belongs into sim/{SYSTEM}"


def test_the_one_module_that_knows_the_system_would_be_found_out_elsewhere():
    there = {(module, name) for module, name, _ in attributes(ROOT / "sim" / SYSTEM)}
    assert there & DIFFERS and {name for name, _ in imported(ROOT / "sim" / SYSTEM)} & OF_ONE_SYSTEM


def test_every_text_file_is_read_and_written_as_utf_8():
    found = []
    for path in (ROOT / "main.py", ROOT / "assets" / "start" / "start.py", *MODULES, *(ROOT / "benchmarks").glob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                modes = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
                binary = node.func.attr in ("open", "fdopen") and any("b" in mode for mode in modes)
                foreign = isinstance(node.func.value, ast.Name) and node.func.value.id in ("os", "JournalFile")
                opens = node.func.attr in ("read_text", "write_text", "fdopen") or (node.func.attr == "open" and not foreign)
                if opens and not binary and "encoding" not in {word.arg for word in node.keywords}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_no_system_turns_line_ends_into_its_own():
    assert "\n* -text\n" in (ROOT / ".gitattributes").read_text(encoding="utf-8")


def test_every_file_has_a_name_that_windows_and_macos_take():
    names = list(files())
    assert [name for name in names if not fits_windows(name)] == []
    assert len({name.casefold() for name in names}) == len(names), "two names that differ only in case are one file there"
    assert all(name.isascii() for name in names), "macOS may write other letters in another way than git does"


# ---------------------------------------------------------------- the map


def test_the_map_names_every_layer_and_every_law():
    shown = sim.__doc__ or ""
    there = {path.name for path in (ROOT / "sim").iterdir() if path.is_dir() and path.name not in ("__pycache__", "shipped")}
    assert there == set(LAYERS) - {"cli"}
    assert [layer for layer in LAYERS if not re.search(rf"(?m)^    {layer} +\S", shown)] == []
    order = [match.group(1) for match in re.finditer(r"(?m)^    (\w+)  +\S", shown) if match.group(1) in LAYERS]
    assert order == list(LAYERS), "highest first"


def test_every_module_says_what_it_is():
    assert [name_of(path) for path in MODULES if not ast.get_docstring(tree(path)) and path.stat().st_size] == []


def test_every_public_function_that_is_not_plain_to_see_has_a_docstring():
    missing = []
    for path in MODULES:
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                long = (node.end_lineno or 0) - node.lineno > 24
                if long and not ast.get_docstring(node) and name_of(path) not in ("screens/dialogs.py", "screens/shelf.py"):
                    missing.append(f"{name_of(path)}:{node.lineno} {node.name}")
            elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                does = any(isinstance(inner, ast.FunctionDef) and not inner.name.startswith("__") for inner in node.body)
                base = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if does and not ast.get_docstring(node) and not base & {"Strict", "BaseModel"} and not _is_value(node):
                    missing.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert missing == []


def _is_value(node: ast.ClassDef) -> bool:
    """Whether the class only holds fields, whose names say it all."""
    return any(name in ast.dump(decorator) for decorator in node.decorator_list for name in ("dataclass", "'value'"))


def test_a_long_module_is_long_for_a_reason():
    long = {name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES}
    assert long - set(LONG) == set(), "split it, or say in LONG why it is one"
    assert [name for name in LONG if not (ROOT / "sim" / name).exists()] == []
    assert all(reason and " " in reason for reason in LONG.values())


# ---------------------------------------------------------------- the first frame


def test_nothing_heavy_is_imported_on_the_way_to_the_catalogue(tmp_path):
    code = (
        "import sys; from pathlib import Path; from sim.shell.app import App; "
        f"view = App.at(Path({str(tmp_path)!r})).view(); assert view.screen == 'catalogue'; "
        "print(*(name for name in ('pydantic', 'asyncio', 'numpy', 'pygame', 'multiprocessing') if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [], "")


# ---------------------------------------------------------------- the words


def files() -> Iterator[str]:
    """Yield every file of the repository, by its place in it."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if not name.endswith((".egg-info", "_cache"))
            and name not in (".git", ".venv", "venv", "__pycache__", "build", "dist", "node_modules", ".hypothesis")
        ]
        yield from ((Path(folder) / name).relative_to(ROOT).as_posix() for name in names)


def texts() -> Iterator[tuple[str, str]]:
    endings = (".py", ".md", ".yaml", ".yml", ".toml", ".json", ".txt", ".svg", ".cfg", ".sh", ".cmd", "")
    for name in files():
        if (ROOT / name).suffix.lower() in endings:
            yield name, (ROOT / name).read_text(encoding="utf-8", errors="replace")


def test_nothing_tells_who_or_what_wrote_it():
    halves = (
        "chat-gpt",
        "clau-de",
        "co-pilot",
        "anth-ropic",
        "open-ai",
        "gem-ini",
        "large language mo-del",
        "ai-generated",
        "ai-assisted",
        "prompt engin-eering",
    )
    words = [half.replace("-", "", 1) if not half.startswith("ai-") else half.replace("-", "[- ]") for half in halves]
    told = re.compile(r"\b(" + "|".join(words) + r"|co-authored-by|(?<!no )language mode" + r"ls?)\b", re.IGNORECASE)
    found = [
        f"{name}: {match.group(0)}" for name, text in texts() for match in told.finditer(text) if name != "tests/test_house.py"
    ]
    assert found == []


def test_no_text_file_has_a_trailing_windows_line_end_or_a_tab_where_yaml_would_trip():
    assert [name for name, text in texts() if "\r\n" in text] == []
    assert [name for name, text in texts() if name.endswith((".yaml", ".yml")) and "\t" in text] == []


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "docs/decisions.md", "docs/language.md", ".ci/run"])
def test_what_a_newcomer_looks_for_is_there(name):
    assert (ROOT / name).is_file() and (ROOT / name).stat().st_size > 200
