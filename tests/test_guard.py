"""The ear of the test run bites: whatever a module of `sim` may not do is refused and fails the test; the rest passes."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from transitions import Machine

from tests import guard
from tests.guard import Forbidden


def as_sim(code: str, **names: Any) -> Callable[[], Any]:
    """Return a function of a made-up module of `sim` that does what `code` says."""
    module: dict[str, Any] = {"__name__": "sim.engine.made_up", **names}
    exec("def act():\n    " + code.replace("\n", "\n    "), module)
    return module["act"]


@pytest.fixture
def caught():
    """Take away what was refused, which would fail the test."""
    yield guard.faults
    guard.faults.clear()


OUTSIDE = str(Path(__file__).resolve().parent / "left-behind")

FORBIDDEN = {
    "a shell": "import os; os.system('true')",
    "a process": "import subprocess; subprocess.run(['true'])",
    "a spawned process": "import os; os.posix_spawn('/bin/true', ['true'], {})",
    "another program": "import os; os.execv('/bin/true', ['true'])",
    "a copy of itself": "import os; os.fork()",
    "a signal to others": "import os; os.kill(os.getpid(), 0)",
    "a socket": "import socket; socket.socket()",
    "a name looked up": "import socket; socket.getaddrinfo('localhost', 80)",
    "a page fetched": "import urllib.request; urllib.request.urlopen('http://localhost:1/')",
    "a library": "import ctypes; ctypes.CDLL(None)",
    "a module nobody needs": "import antigravity",
    "a module nobody knows": "import no_such_module_at_all",
    "a file written": f"open({OUTSIDE!r}, 'w')",
    "a file written further": f"open({__file__!r}, 'a')",
    "a file opened by number": f"import os; os.open({OUTSIDE!r}, os.O_CREAT | os.O_WRONLY)",
    "a file by a way round": f"from pathlib import Path; Path({__file__!r}, '..', '..', 'left-behind').write_text('x')",
    "a file removed": f"import os; os.remove({OUTSIDE!r})",
    "a file renamed": f"import os; os.rename({__file__!r}, {OUTSIDE!r})",
    "a folder made": f"import os; os.mkdir({OUTSIDE!r})",
    "a folder removed": f"import shutil; shutil.rmtree({OUTSIDE!r})",
    "a link": f"import os; os.symlink('/etc/passwd', {OUTSIDE!r})",
    "rights changed": f"import os; os.chmod({__file__!r}, 0o777)",
    "text run": "exec('1')",
    "text worked out": "eval('1')",
    "a pickle": "import pickle; pickle.loads(b'cos\\nsystem\\n.')",
    "a setting of the system": "import os; os.environ['PATH'] = 'x'",
    "another folder to work in": "import os; os.chdir('/')",
}


@pytest.mark.parametrize("name", FORBIDDEN)
@pytest.mark.skipif(sys.platform == "win32", reason="some of these are of other systems")
def test_what_a_module_of_sim_may_not_do_is_refused(name, caught):
    with pytest.raises(Forbidden):
        as_sim(FORBIDDEN[name])()
    assert len(caught) == 1 and "sim.engine.made_up" in caught[0]
    assert not Path(OUTSIDE).exists()


def test_a_refusal_that_is_swallowed_is_still_known(caught):
    as_sim("try:\n    import os; os.system('true')\nexcept Exception:\n    pass")()
    assert len(caught) == 1


def test_what_others_do_because_sim_called_them_is_judged_too(caught):
    def helper():
        return subprocess.run(["true"], check=False)

    with pytest.raises(Forbidden):
        as_sim("return helper()", helper=helper)()


def test_a_name_given_to_the_state_machine_library_as_a_string_is_what_the_ear_is_for(caught):
    """It would be imported and called: the reason that nothing an author wrote is ever given to it as one."""

    class Model:
        pass

    model = Model()
    way = {"trigger": "go", "source": "a", "dest": "b", "before": "os.system"}
    Machine(model, states=["a", "b"], initial="a", transitions=[way])
    with pytest.raises(Forbidden):
        as_sim("model.go('true')", model=model)()


def test_what_sim_needs_passes(tmp_path):
    sub = tmp_path / "sub"
    as_sim("sub.mkdir(); (sub / 'x').write_text('x'); (sub / 'x').rename(sub / 'y')", sub=sub)()
    as_sim("import shutil; shutil.rmtree(sub)", sub=sub)()
    as_sim("import tempfile; tempfile.TemporaryDirectory().cleanup()")()
    as_sim("import os; open(os.devnull, 'w').close(); open(file).close()", file=__file__)()
    as_sim("from collections import namedtuple; namedtuple('Made', 'x')")()
    as_sim("import json, decimal, yaml, transitions")()
    assert guard.faults == []


def test_a_test_may_do_what_it_likes():
    assert subprocess.run([sys.executable, "-c", ""], check=False).returncode == 0
    assert eval("1 + 1") == 2 and guard.faults == []


def test_what_is_meant_can_be_allowed_for_a_while(caught):
    act = as_sim("import os; os.kill(os.getpid(), 0)")
    with guard.allowed("os.kill"):
        act()
    with pytest.raises(Forbidden):
        act()


def test_an_event_that_nobody_listens_for_costs_next_to_nothing():
    """Every id() is an event: none of them may reach as far as looking for callers."""
    assert not {"builtins.id", "object.__getattr__", "sys._getframe", "gc.get_objects"} & guard.JUDGES.keys()
