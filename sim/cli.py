"""The command line. Builds every part and passes it in; one function a command, in a table at the end.

Exit codes: 0 all is well; 1 what was checked has problems, or a run did not do what its plan promises; 2 the command line
is wrong; 3 a file, a display or a disk is missing or refuses; 4 Cordless itself has a fault, written down in a file.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.shell.disk import NotKept, read_bytes
from sim.shell.places import data_dir
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    import argparse

    from sim.domain.problems import Problem
    from sim.domain.scenario import Scenario
    from sim.screens.view import Message

OK, PROBLEMS, USAGE, MISSING, FAULT = 0, 1, 2, 3, 4

YOUNG = 50_000
"""New objects after which garbage is looked for: hardly any of what starting or a frame makes is any, and looking takes time."""


def main(argv: list[str]) -> int:
    """Run one command and return its exit code."""
    data = None
    try:
        if not argv:  # the catalogue, and nothing to parse
            return _catalogue(None)
        asked = _parser().parse_args(argv)
        data = asked.data_dir
        return COMMANDS[asked.verb or "open"](asked)
    except NotKept as wrong:
        complain(str(wrong))
        return MISSING
    except BrokenPipeError:
        return OK
    except OSError as wrong:
        of = f"{wrong.filename}: " if wrong.filename is not None else ""
        complain(f"The system refused something Cordless needs ({of}{(wrong.strerror or str(wrong)).lower()}).")
        return MISSING
    except ModuleNotFoundError as wrong:
        complain(f"{wrong.name} is not installed, and Cordless needs it. In the folder of Cordless: pip install .")
        return MISSING
    except KeyboardInterrupt:
        complain("Stopped.")
        return MISSING
    except Exception as wrong:  # a fault of ours: what was shown is on disk, and nobody is shown a traceback
        complain(_told(wrong, data))
        return FAULT


def _told(wrong: Exception, asked: str | None) -> str:
    """Write a fault of the program down where somebody can find it, and return the sentence that says so."""
    import tempfile
    import traceback

    from sim.shell.clock import stamp
    from sim.shell.disk import write_atomically

    text = f"Cordless {__version__}, Python {sys.version}\n\n{''.join(traceback.format_exception(wrong))}"
    for place in (asked, tempfile.gettempdir()):
        try:
            file = data_dir(place) / f"fault-{stamp()}.txt"
            write_atomically(file, text.encode("utf-8", "backslashreplace"))
        except Exception:  # whatever it is, it must not stand in the way of the fault that is to be told
            continue
        return f"Cordless had to stop: it has a fault. A run that was being saved can be gone on with. The details: {file}"
    return f"Cordless had to stop: it has a fault ({type(wrong).__name__}: {wrong}). What was saved is safe."


def run() -> None:
    """Start as a program of its own: as `main.py`, or as the console command `cordless`."""
    gc.set_threshold(YOUNG)
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        gc.freeze()  # Python would look through all there is once more before it ends: a tenth of a short command


def _json(data: object, indent: int | None = None) -> str:
    import json

    return json.dumps(data, indent=indent)


def _line(message: Message) -> str:
    from sim.surfaces.terminal import sentence

    return sentence(f"{message.when} {message.who + ': ' if message.who else ''}{message.text}")


# ---------------------------------------------------------------- playing


def open_(asked: argparse.Namespace) -> int:
    """Open the catalogue: in a window, else in the terminal, else play a short demonstration."""
    return _catalogue(asked.data_dir)


def _catalogue(data: str | None) -> int:
    from sim.shell.app import App

    return _show(App.at(data_dir(data)), "auto")


def _show(app: Any, surface: str) -> int:
    """Show the program on a surface: `window`, `text`, or `auto` for the best there is."""
    from sim.shell import system

    app.reviews = True
    why = "There is no display here"
    if surface != "text" and system.has_display():
        from sim.shell import loop
        from sim.shell.pygames import wrong_pygame

        wrong = wrong_pygame()
        if wrong:
            complain(wrong)
            return MISSING
        why = loop.open_window(app)
        if not why:
            return _left(app)
    if surface == "window":
        complain(f"{why}. Add --surface text to play in the terminal.")
        return MISSING
    if surface == "text" or (sys.stdin is not None and sys.stdin.isatty()):
        from sim.shell.console import play_in_terminal

        if surface == "auto":
            say(f"{why}, so this is the terminal.")
        play_in_terminal(app)
        return _left(app)
    return _demonstrate()


def _left(app: Any) -> int:
    """Say if the run that was left last is not on disk, although it should be."""
    if app.lost:
        complain("The run that was open could not be saved to its end; what is on disk can be gone on with.")
    return MISSING if app.lost else OK


def _demonstrate() -> int:
    """Play a shipped plan to its debrief in plain text, and say how to play."""
    from sim.debrief.formats import report
    from sim.debrief.measures import debriefed
    from sim.shell.library import books

    book = next(iter(books()), None)
    if book is None:
        complain("No scenarios were found.")
        return MISSING
    say(f"No display and no terminal: this is {book.cover.title}, playing itself.\n")
    run_, failures = _auto(book.cover.id, "textbook", None, "", None, None)
    for message in run_.session.messages:
        say(_line(message))
    say("")
    session = run_.session
    say(report("text", session.scenario, debriefed(session.scenario, tuple(session.moments)), session.header))
    say("To play: python main.py in a window, or python main.py play nine-minutes --surface text in a terminal.")
    return PROBLEMS if failures else OK


def play(asked: argparse.Namespace) -> int:
    """Play a scenario."""
    from sim.shell.app import App
    from sim.shell.library import load_scenario, plan_file, scenario_file, shown, with_company

    path = scenario_file(asked.id)
    raw = read_bytes(path) if path is not None else None
    if path is None or raw is None:
        return _no_scenario(asked.id)
    if asked.company:
        raw = with_company(raw, shown(path), asked.company)
    scenario, fault = load_scenario(raw, shown(path))
    if scenario is None:
        complain(fault)
        return PROBLEMS
    if asked.variant and asked.variant not in scenario.variants:
        complain(f"{scenario.meta.title} has no variant `{asked.variant}`; it has: {', '.join(scenario.variants) or 'none'}.")
        return USAGE
    horizon = None
    if asked.cut is not None:
        horizon = scenario.meta.cuts.get(asked.cut)
        if horizon is None:
            complain(
                f"{scenario.meta.title} has no {asked.cut}-minute version; "
                f"it has: {', '.join(map(str, scenario.meta.cuts)) or 'none'}."
            )
            return USAGE
    data = data_dir(asked.data_dir)
    if asked.auto and (asked.room or asked.teams):
        complain("`--auto` plays by itself, and a room plays itself, too: leave one of `--room` and `--auto` out.")
        return USAGE
    if asked.auto:
        pace = asked.pace if asked.pace is not None else "1"
        if asked.auto != "random" and plan_file(path, asked.auto) is None:
            names = ", ".join(sorted(file.stem for file in (path.parent / "plans").glob("*.yaml")))
            complain(f"There is no plan `{asked.auto}`; there are: {names}.")
            return USAGE
        run_, failures = _auto(asked.id, asked.auto, asked.seed, asked.variant, data, horizon, pace, asked.company)
        for failure in failures:
            complain(failure)
        if not asked.json:
            for message in run_.session.messages:
                say(_line(message))
        _result(run_, asked.json)
        run_.close()
        return PROBLEMS if failures else OK
    app = App.at(data)
    if asked.pace is not None:
        app.settings = app.settings.changed("pace", asked.pace)
    app.mode = "" if asked.mode == "drill" else asked.mode
    app.extra, app.word = asked.extra, asked.release_code
    app.brief(scenario, raw, asked.seed, asked.variant, horizon)
    if asked.room or asked.teams:
        wrong = app.in_room().asked_for(app, asked.teams, asked.cut)
        if wrong:
            complain(wrong)
            return USAGE
    code = _show(app, asked.surface or "auto")
    if asked.json and app.last is not None:
        _result(app.last, True)
    return code


def _no_scenario(name: str) -> int:
    from difflib import get_close_matches

    from sim.shell.library import books

    names = [book.cover.id for book in books()]
    near = get_close_matches(name, names, 1)
    complain(
        f"There is no scenario `{name}`" + (f"; did you mean `{near[0]}`?" if near else f"; there are: {', '.join(names)}.")
    )
    return USAGE


def _auto(
    name: str, how: str, seed: int | None, variant: str, data: Path | None, horizon: Any, pace: str = "1",
    company: str = "",
) -> tuple[Any, list[str]]:
    """Let a scenario play itself: `how` is `random`, or a plan's name or file."""
    from dataclasses import replace
    from fractions import Fraction

    from sim.authoring import plans
    from sim.domain.commands import Begin, Command
    from sim.shell import runs
    from sim.shell.auto import play_at_random
    from sim.shell.library import load_scenario, plan_file, scenario_file, shown, with_company

    path = scenario_file(name)
    raw = read_bytes(path) if path is not None else None
    if path is None or raw is None:
        raise NotKept(f"There is no scenario {name}.")
    if company:
        raw = with_company(raw, shown(path), company)
    scenario, fault = load_scenario(raw, shown(path))
    if scenario is None:
        raise NotKept(fault)
    if how == "random":
        run_ = runs.begin(data, scenario, raw, seed=seed, variant=variant, horizon=horizon, pace=Fraction(pace))
        play_at_random(run_.session, run_.session.header.seed)
        run_.finish()
        return run_, []
    file = plan_file(path, how)
    text = read_bytes(file) if file is not None else None
    if file is None or text is None:
        raise NotKept(
            f"There is no plan `{how}`; there are: {', '.join(sorted(p.stem for p in (path.parent / 'plans').glob('*.yaml')))}."
        )
    plan, problems = plans.read_plan(text, shown(file), file.stem)
    if plan is None:
        raise NotKept("\n".join(map(str, problems)))
    shorter = horizon is not None  # than the plan was written for, so that what it promises later means nothing
    if horizon is None and plan.cut is not None:
        horizon = scenario.meta.cuts.get(plan.cut)
    run_ = runs.begin(
        data,
        scenario,
        raw,
        seed=plan.seed if seed is None else seed,
        variant=variant or plan.variant,
        horizon=horizon,
        pace=Fraction(pace),
        luck=plans.luck_of(plan, seed),
        plan=plan.name,
        start=False,
    )

    def carry_out(command: Command) -> plans.Stepped:
        if isinstance(command, Begin):  # what the command line asks for goes before the plan's own
            command = replace(command, variant=run_.session.header.variant, horizon=horizon)
        return run_.session.carry_out(command)

    played = plans.play(plan, scenario, carry_out, Fraction(pace))
    run_.finish()
    return run_, [] if shorter else [str(failure) for failure in played.failures]


def _result(run_: Any, as_json: bool) -> None:
    """Print how a run came out."""
    from sim.debrief.measures import debriefed
    from sim.shell.kept import plays_beside
    from sim.shell.results import result

    session = run_.session
    plays = plays_beside(run_.folder, session.scenario.meta.id)
    found = result(session, debriefed(session.scenario, tuple(session.moments), plays=plays), run_.folder)
    if as_json:
        say(_json(found))
        return
    say(
        f"\n{found['ending_title'] or 'Not finished'}: {found['told']:g} {session.scenario.worth.told_unit}, "
        f"{found['outcome']['value']:,.0f} {found['outcome']['unit']}. Seed {found['seed']}."
    )


def replay(asked: argparse.Namespace) -> int:
    """Show a kept run again, moment by moment, without changing it."""
    from sim.shell import runs
    from sim.shell.app import App

    kept = runs.look_at(Path(asked.journal))
    if kept.doubt:
        complain(f"{kept.doubt} What can be trusted is shown.")
    session = runs.session_of(kept.header, kept.scenario)
    session.restore(kept.moments)
    if _withheld(kept, Path(asked.journal)):
        return MISSING
    if asked.surface == "window":
        app = App.at(data_dir(asked.data_dir))
        app.replay(session, kept.text, kept.doubt)
        return _show(app, "window")
    for message in session.messages:
        say(_line(message))
    wrong = runs.played_again(session)
    say(f"\n{len(kept.moments)} moments; " + (wrong or "played again from its commands, every one comes out the same."))
    return PROBLEMS if wrong or kept.doubt else OK


def report(asked: argparse.Namespace) -> int:
    """Print the debrief of a kept run."""
    if asked.format in ("cards", "facilitator", "lesson"):
        return _printed(asked)
    from sim.debrief import formats
    from sim.debrief.courses import courses
    from sim.debrief.measures import debriefed
    from sim.shell import runs
    from sim.shell.kept import plays_beside
    from sim.shell.library import scenario_file

    if not Path(asked.journal).exists() and scenario_file(asked.journal) is not None:
        complain(f"`{asked.journal}` is a scenario; of a scenario there are `--format facilitator`, `cards` and `lesson`.")
        return USAGE
    if asked.company:
        complain("A run keeps the names it was played with: `--with` goes with `play` and with a scenario's documents.")
        return USAGE
    kept = runs.look_at(Path(asked.journal))
    if kept.doubt:
        complain(f"{kept.doubt} The report is of what can be trusted.")
    path = Path(asked.journal)
    if _withheld(kept, path):
        return MISSING
    plays = plays_beside((path if path.is_dir() else path.parent).resolve(), kept.scenario.meta.id)
    review = debriefed(kept.scenario, kept.moments, practice=kept.header.practice, doubt=kept.doubt, plays=plays)
    worth, why = _worth(kept, path, asked.review, data_dir(asked.data_dir) if asked.review else None)
    if why:
        complain(why)
    if asked.format == "picture":
        from sim.shell.picture import write_picture

        file = Path(asked.out or "result.png")
        write_picture(file, kept.scenario, kept.moments, review, kept.header)
        say(f"The picture is in {file}.")
        return OK
    if asked.format == "record":
        from sim.debrief.recordsheet import record_page

        _out(record_page(kept.scenario, kept.moments, review, kept.header), asked.out)
        return OK
    drawn = courses(kept.scenario, kept.moments, review) if asked.format == "html" else ()
    _out(formats.report(asked.format, kept.scenario, review, kept.header, worth, drawn), asked.out)
    return MISSING if asked.review and worth is None else OK


def _printed(asked: argparse.Namespace) -> int:
    """Print what a scenario gives the person at the front of a room; a run stands for the scenario it was played on."""
    from sim.debrief.cards import cards_page
    from sim.debrief.guide import guide_page
    from sim.debrief.lesson import lesson_page
    from sim.shell.library import load_scenario, scenario_file, shown, with_company

    name = asked.journal
    path = scenario_file(name if Path(name).name != "journal.jsonl" else str(Path(name).parent))
    raw = read_bytes(path) if path is not None else None
    if path is None or raw is None:
        return _no_scenario(name)
    if asked.company:
        raw = with_company(raw, shown(path), asked.company)
    scenario, fault = load_scenario(raw, shown(path))
    if scenario is None:
        complain(fault)
        return PROBLEMS
    if asked.format == "lesson":
        cut = next((one for one in scenario.shorter if asked.cut in (None, one.minutes)), None)
        if cut is None:
            there = ", ".join(str(one.minutes) for one in scenario.shorter) or "none"
            complain(f"{scenario.meta.title} has no lesson of that length; it has shorter versions of: {there}.")
            return USAGE
        _out(lesson_page(scenario, cut), asked.out)
        return OK
    _out(cards_page(scenario) if asked.format == "cards" else guide_page(scenario), asked.out)
    return OK


def _out(text: str, file: str) -> None:
    """Write a document into a file, or say it if no file is named. Raises NotKept."""
    from sim.shell.disk import write_atomically

    if not file:
        say(text)
        return
    write_atomically(Path(file), text.encode("utf-8"))
    say(f"It is in {file}.")


def release(asked: argparse.Namespace) -> int:
    """Release an exam, so that its debrief can be seen."""
    from sim.shell import exams, runs

    path = Path(asked.journal)
    folder, kept = (path if path.is_dir() else path.parent), runs.look_at(path)
    if kept.header.mode != "exam":
        complain(f"{folder} is no exam: its debrief can be seen.")
        return USAGE
    exams.release(folder, asked.code)
    say(f"The exam in {folder} is released: python main.py report {folder}")
    return OK


def _withheld(kept: Any, path: Path) -> bool:
    """Say that a run is an exam nobody has released, if it is."""
    from sim.shell.exams import is_released

    folder = path if path.is_dir() else path.parent
    if kept.header.mode != "exam" or is_released(folder):
        return False
    complain(f"This is an exam that has not been released. Whoever set it: python main.py release {folder} --code WORD")
    return True


def _worth(kept: Any, path: Path, wait: bool, data: Path | None) -> tuple[Any, str]:
    """Return the decision review of a kept run: what is kept of it, or worked out if one waits; and why there is none."""
    from sim.shell import runs
    from sim.shell.reviewing import Reviewing, kept_of

    folder = path if path.is_dir() else path.parent
    found = kept_of(folder, kept)
    if found is not None or data is None:
        return found, ""
    run_ = runs.Run(runs.session_of(kept.header, kept.scenario), kept.text, folder=folder)
    run_.session.restore(kept.moments)
    reviewing = Reviewing(data)
    try:
        found, why = reviewing.wait(run_, None)
    finally:
        reviewing.close()
    return found, why


# ---------------------------------------------------------------- authors


def list_(asked: argparse.Namespace) -> int:
    """List the scenarios."""
    from sim.shell.library import books

    found = books()
    if asked.json:
        say(
            _json(
                [
                    {
                        "id": b.cover.id,
                        "title": b.cover.title,
                        "kind": "full",
                        "minutes": b.cover.minutes,
                        "difficulty": b.cover.difficulty,
                        "competencies": list(b.cover.trains),
                        "fault": b.cover.fault,
                    }
                    for b in found
                ]
            )
        )
        return OK
    for book in found:
        say(f"{book.cover.id:16} {book.cover.minutes:3} min  {book.cover.title}: {book.cover.summary or book.cover.fault}")
    return OK


def check(asked: argparse.Namespace) -> int:
    """Say everything that is wrong with scenarios, play their plans, and explore where they can go."""
    from sim.authoring import show
    from sim.authoring.load import load
    from sim.authoring.plans import play as play_plan
    from sim.authoring.plans import read_plan
    from sim.shell.checking import Explored, joined, own_way
    from sim.shell.library import books, scenario_file, shown, with_company

    named = [scenario_file(name) or Path(name) for name in asked.paths] or [book.file for book in books()]
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    checked: list[str] = []
    planned = 0
    for path in named:
        raw = read_bytes(path)
        if raw is None:
            complain(f"There is nothing to check at {path}.")
            return MISSING
        if asked.company:
            raw = with_company(raw, shown(path), asked.company)
        loaded = load(raw, shown(path))
        explored = None if asked.no_explore or loaded.scenario is None else Explored(loaded, shown(path), deep=asked.deep)
        problems += joined(loaded, shown(path), explored)
        texts[shown(path)] = loaded.text
        plans = sorted((path.parent / "plans").glob("*.yaml"))
        planned += len(plans)
        for file in plans:
            text = read_bytes(file) or b""
            texts[shown(file)] = text.decode("utf-8", "replace")
            plan, wrong = read_plan(text, shown(file), file.stem)
            problems += wrong
            if plan is not None and loaded.scenario is not None:
                played = play_plan(plan, loaded.scenario)
                problems += [*played.failures, *own_way(plan, loaded.scenario, played)]
        checked.append(f"{shown(path)}: {len(plans)} plans" + (f", {explored.words}" if explored is not None else ""))
    text_out = show.FORMATS[asked.format](problems, texts)
    if text_out.strip() or asked.format == "json":
        say(text_out.rstrip("\n"))
    errors = sum(problem.severity == "error" for problem in problems)
    if asked.format == "full":
        warnings = sum(problem.severity == "warning" for problem in problems)
        notes = len(problems) - errors - warnings
        say(
            f"{len(named)} checked, {errors} errors, {warnings} warnings"
            + (f", {notes} for information." if notes else ".")
            + ("\n  " + "\n  ".join(checked) if checked else "")
            + ("\nEvery plan plays as promised." if planned and not errors else "")
        )
    return PROBLEMS if errors else OK


def explore(asked: argparse.Namespace) -> int:
    """Find every way a scenario can go, and the shortest way to anything in it."""
    from sim.shell import exploring

    scenario = _scenario(asked.id, asked.variant)
    if isinstance(scenario, int):
        return scenario
    found = exploring.explore(
        scenario, variant=asked.variant, think=asked.think, most=asked.max_situations, witness=asked.witness, as_json=asked.json
    )
    return OK if found else PROBLEMS


def solve(asked: argparse.Namespace) -> int:
    """Say what a scenario is worth to whoever plays best, worst or at random."""
    from sim.shell import valuing

    scenario = _scenario(asked.id, asked.variant)
    if isinstance(scenario, int):
        return scenario
    found = valuing.solve(
        scenario, variant=asked.variant, think=asked.think, most=asked.max_situations, exact=asked.exact, as_json=asked.json
    )
    return OK if found else PROBLEMS


def cohort(asked: argparse.Namespace) -> int:
    """Say what simulated trainees make of a scenario."""
    from sim.shell import cohorts

    if (asked.backend == "dask") != bool(asked.scheduler):
        complain("--backend dask and --scheduler ADDRESS go together: the address of a Dask scheduler, as tcp://10.0.0.5:8786.")
        return USAGE
    scenario = _scenario(asked.id, asked.variant)
    if isinstance(scenario, int):
        return scenario
    cohorts.cohort(
        scenario, variant=asked.variant, most=asked.max_situations, persona=asked.persona, trainees=asked.trainees,
        seed=asked.seed, backend=asked.backend, scheduler=asked.scheduler, jobs=asked.jobs, as_json=asked.json,
    )
    return OK


def _scenario(name: str, variant: str) -> Scenario | int:
    """Return a scenario that has this variant, or the exit code after saying why there is none."""
    from sim.shell.library import load_scenario, scenario_file, shown

    path = scenario_file(name)
    raw = read_bytes(path) if path is not None else None
    if path is None or raw is None:
        return _no_scenario(name)
    scenario, fault = load_scenario(raw, shown(path))
    if scenario is None:
        complain(fault)
        return PROBLEMS
    if variant and variant not in scenario.variants:
        complain(f"{scenario.meta.title} has no variant `{variant}`; it has: {', '.join(scenario.variants) or 'none'}.")
        return USAGE
    return scenario


def cover(asked: argparse.Namespace) -> int:
    """Say what plans and kept runs have exercised of a scenario, and what they have not."""
    from sim.shell import covering

    return _of_a_draft(
        covering.cover, asked.scenario, asked.runs or (), as_json=asked.json, most=asked.most, think=asked.think
    )


def diff(asked: argparse.Namespace) -> int:
    """Say what an edit of a scenario changed in meaning."""
    from sim.shell import differing

    return _of_a_draft(
        differing.diff, asked.before, asked.after, asked.runs or (), as_json=asked.json, most=asked.most, think=asked.think
    )


def graph(asked: argparse.Namespace) -> int:
    """Draw the stages of a scenario and what leads from one to another."""
    from sim.shell import drawing

    form = asked.format or ("mermaid" if not asked.out.lower().endswith(".svg") else "svg")
    return _of_a_draft(
        drawing.graph, asked.scenario, form=form, heat=asked.heat, out=asked.out, most=asked.most, think=asked.think
    )


def watch(asked: argparse.Namespace) -> int:
    """Check a scenario each time it is saved, and play the same choices again."""
    from sim.shell.watching import watch as watched

    fine = watched(asked.scenario, do=asked.do, plan=asked.plan, run=asked.run, once=asked.once)
    return OK if fine or not asked.once else PROBLEMS


def export(asked: argparse.Namespace) -> int:
    """Write a scenario's map for another program that can say what it is worth."""
    from sim.shell import exporting

    scenario = _scenario(asked.id, asked.variant)
    if isinstance(scenario, int):
        return scenario
    written = exporting.export(
        scenario, form=asked.format, play=asked.play, out=asked.out, variant=asked.variant, think=asked.think, most=asked.most
    )
    return OK if written else PROBLEMS


def _of_a_draft(does: Callable[..., None], *words: Any, **more: Any) -> int:
    """Run an author tool on a scenario, which may turn out to have problems."""
    from sim.shell.drafts import Wrong

    try:
        does(*words, **more)
    except Wrong:
        return PROBLEMS
    return OK


def explain(asked: argparse.Namespace) -> int:
    """Explain a problem's code, with an example."""
    from sim.authoring import show

    folder = Path(show.__file__).parent / "diagnostics"
    text = show.page(asked.code.upper(), lambda name: read_bytes(folder / name))
    if text is None:
        codes = sorted(path.stem for path in folder.glob("SC*.md"))
        complain(f"There is no code `{asked.code}`. There are: {', '.join(codes)}.")
        return USAGE
    say(text)
    return OK


def schema(asked: argparse.Namespace) -> int:
    """Print the JSON Schema that editors complete scenarios from."""
    from sim.authoring.model import json_schema

    say(_json(json_schema(), indent=2))
    return OK


def covers(asked: argparse.Namespace) -> int:
    """Print what the catalogue knows of the shipped scenarios without reading them."""
    from sim.shell.covers import known
    from sim.shell.library import books

    files = tuple((read_bytes(book.file) or b"", book.file) for book in books())
    say(_json(known(files), indent=1))
    return OK


def words(asked: argparse.Namespace) -> int:
    """Say how far a language is, and what it has no words for yet."""
    from sim.screens.words import bare
    from sim.shell.sentences import sentences
    from sim.shell.wording import ENGLISH, table_of

    every = sentences()
    if asked.language == ENGLISH:
        say(_json({"sentences": every}, indent=0))
        return OK
    table = table_of(asked.language)
    known = {bare(english) for english in table}
    for sentence in every:
        if sentence not in known:
            say(f"missing: {_json(sentence)}")
    for english in table:
        if bare(english) not in every:
            say(f"not said any more: {_json(english)}")
    having = sum(sentence in known for sentence in every)
    say(f"{asked.language}: words for {having} of {len(every)} sentences, {having * 100 // max(len(every), 1)} %.")
    return OK


def shots(asked: argparse.Namespace) -> int:
    """Draw every screen in every state to PNG files, without a display."""
    from sim.shell.assets import THEMES
    from sim.shell.pygames import wrong_pygame
    from sim.shell.shots import draw_all, draw_sheet

    wrong = wrong_pygame()
    if wrong:
        complain(wrong)
        return MISSING
    width, _, height = asked.size.partition("x")
    themes = THEMES if asked.theme == "all" else (asked.theme,)
    if asked.sheet:
        say(f"{draw_sheet(Path(asked.out), (int(width), int(height)), themes, asked.text_scale)} pictures on {asked.out}.")
        return OK
    count = draw_all(Path(asked.out), (int(width), int(height)), themes, asked.text_scale)
    say(f"{count} pictures in {asked.out}.")
    return OK


# ---------------------------------------------------------------- for other computers


def bundle(asked: argparse.Namespace) -> int:
    """Make a folder that starts Cordless on a computer without network."""
    from sim.shell import bundle as bundles

    target = bundles.TARGETS.get(asked.system or bundles.this_computer())
    if target is None:
        complain(f"Say for which computer with --system: {', '.join(bundles.TARGETS)}.")
        return USAGE
    made = bundles.make(Path(asked.folder), target, asked.python or bundles.VERSIONS, say)
    say(f"{asked.folder}: Cordless {__version__} for {target.title}, Python {', '.join(made.versions)}.")
    say(f"{made.files} files, {made.size / 1e6:.0f} MB.")
    say(f"Copy the whole folder to the other computer and start {target.start} in it. README.txt in it says more.")
    return OK


# ---------------------------------------------------------------- the command line


def _system(text: str) -> str:
    from argparse import ArgumentTypeError

    from sim.shell.bundle import TARGETS

    if text not in TARGETS:
        raise ArgumentTypeError(f"a system is one of: {', '.join(TARGETS)}")
    return text


def _python(text: str) -> str:
    from argparse import ArgumentTypeError

    from sim.shell.bundle import VERSIONS

    if text not in VERSIONS:
        raise ArgumentTypeError(f"a Python is one of: {', '.join(VERSIONS)}")
    return text


def _pace(text: str) -> str:
    import re
    from argparse import ArgumentTypeError
    from fractions import Fraction

    from sim.shell.settings import ALLOWED

    value = Fraction(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}|/[1-9])?", text) else Fraction(-1)
    if str(value) not in ALLOWED["pace"]:
        raise ArgumentTypeError("a pace is 0, 0.25, 0.5, 0.75, 1, 1.5 or 2")
    return str(value)


def _most(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100_000_000):
        raise ArgumentTypeError("a number of situations is 1 to 100000000")
    return int(text)


def _trainees(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000_000_000):
        raise ArgumentTypeError("a number of trainees is 1 to 1000000000")
    return int(text)


def _seed(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ArgumentTypeError("a seed is a whole number from 0 on, of at most 18 digits")
    return int(text)


def _jobs(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 10_000):
        raise ArgumentTypeError("a number of jobs is 1 to 10000")
    return int(text)


def _size(text: str) -> str:
    from argparse import ArgumentTypeError

    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 320 <= int(width) <= 7680 and 240 <= int(height) <= 4320):
        raise ArgumentTypeError("a size is written 1280x720")
    return text


def _situations(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isascii() or not text.isdigit() or not 0 < int(text[:10]) < 10**9:
        raise ArgumentTypeError("so many situations: a whole number from 1 to 999999999")
    return int(text)


def _of_scenario(parser: argparse.ArgumentParser, json: bool = True) -> None:
    """What the author tools have in common."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's id, or its folder or file")
    if json:
        parser.add_argument("--json", action="store_true", help="as JSON")
    _of_map(parser)


def _of_map(parser: argparse.ArgumentParser) -> None:
    thinks = "when a player may decide: at once, at the last moment too, or in any beat"
    parser.add_argument("--think", choices=("once", "edges", "beats"), default="once", help=thinks)
    parser.add_argument("--max-situations", dest="most", type=_situations, default=20_000, metavar="N",
                        help="how many situations to explore at most; 20000 if left out")


def _parser() -> argparse.ArgumentParser:
    import argparse

    def everywhere(default: object) -> argparse.ArgumentParser:
        """What may stand before the command and after it."""
        shared = argparse.ArgumentParser(add_help=False)
        shared.add_argument("--data-dir", default=default, metavar="FOLDER", help="where runs and settings are kept")
        return shared

    after = everywhere(argparse.SUPPRESS)
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="main.py",
        formatter_class=plain,
        parents=[everywhere(None)],
        description="Cordless: incident scenarios to play. Without a command it opens the catalogue.",
        epilog="exit codes: 0 fine, 1 problems were found, 2 wrong command line, 3 a file, display or disk is missing,\n"
        "4 Cordless itself has a fault\n\n"
        "example: python main.py play nine-minutes",
    )
    parser.add_argument("--version", action="version", version=f"Cordless {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND")

    def verb(name: str, help_: str, example: str) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name,
            help=help_,
            description=help_,
            formatter_class=plain,
            parents=[after],
            epilog=f"example: python main.py {example}",
        )

    p = verb("play", "play a scenario", "play dead-air --seed 7 --pace 0.5")
    p.add_argument("id", metavar="ID", help="a scenario's id, or its folder or file")
    p.add_argument("--seed", type=int, help="the same seed meets the same luck; drawn if left out")
    p.add_argument("--surface", choices=("window", "text"), help="a window, or the terminal; the best there is if left out")
    p.add_argument("--pace", type=_pace, metavar="0..2", help="0 is untimed, 1 normal, 2 double")
    p.add_argument("--variant", default="", help="a named change of the scenario")
    p.add_argument("--cut", type=int, metavar="MINUTES", help="a shorter version that the scenario names")
    p.add_argument("--room", action="store_true", help="with a room full of people: stops, votes by show of hands, cards")
    p.add_argument("--teams", default="", metavar="NAMES", help='the teams in the room, such as "Amber, Birch"')
    modes = "learn: with feedback; drill: without; exam: told when it is released"
    p.add_argument("--mode", choices=("learn", "drill", "exam"), default="drill", help=modes)
    p.add_argument("--extra", choices=("0", "25", "50", "100", "untimed"), default="0", help="more time in an exam, in percent")
    p.add_argument("--release-code", default="", metavar="WORD", help="the word that will release the exam")
    own = "a file with your own names and prices, where the scenario declares some"
    p.add_argument("--with", dest="company", default="", metavar="COMPANY.yaml", help=own)
    p.add_argument("--auto", metavar="PLAN|random", help="let it play itself: a plan's name or file, or at random")
    p.add_argument("--json", action="store_true", help="print one JSON object at the end")
    p = verb("list", "list the scenarios", "list")
    p.add_argument("--json", action="store_true", help="as JSON, a row a scenario")
    p = verb(
        "check", "say everything that is wrong with scenarios, and play their plans", "check scenarios/dead-air --format concise"
    )
    p.add_argument("paths", nargs="*", metavar="PATH", help="scenario files, folders or ids; all that are shipped if left out")
    p.add_argument("--format", choices=("full", "concise", "json"), default="full")
    p.add_argument("--deep", action="store_true", help="explore as far as the budget goes, not only for 2 s a scenario")
    p.add_argument("--no-explore", action="store_true", help="do not explore: only what the text and the plans show")
    p.add_argument("--with", dest="company", default="", metavar="COMPANY.yaml", help="with the names and prices of this file")
    p = verb("explore", "find every way a scenario can go, and the shortest way to anything in it",
             "explore nine-minutes --max-situations 2000 --witness stage:sound")
    p.add_argument("id", metavar="ID", help="a scenario's id, or its folder or file")
    p.add_argument("--think", choices=("once", "edges", "beats"), default="once",
                   help="when decisions are tried: at once, also at the last moment, in any beat; or never")
    p.add_argument("--max-situations", type=_most, metavar="N", help="about how many to look into; 1,500,000 if left out")
    p.add_argument("--variant", default="", help="a named change of the scenario")
    p.add_argument("--witness", default="", metavar="WHAT", help="a way to it, as a plan: stage:ID, ending:ID ...")
    p.add_argument("--json", action="store_true", help="as one JSON object")
    p = verb("solve", "say what a scenario is worth to whoever plays best, worst or at random, and which decisions matter",
             "solve nine-minutes --max-situations 20000 --think edges")
    p.add_argument("id", metavar="ID", help="a scenario's id, or its folder or file")
    p.add_argument("--think", choices=("once", "edges", "beats"), default="once",
                   help="when decisions are tried: at once, also at the last moment, in any beat; or never")
    p.add_argument("--exact", action="store_true", help="also as fractions, if it can be explored whole")
    p.add_argument("--max-situations", type=_most, metavar="N", help="about how many to look into; 1,500,000 if left out")
    p.add_argument("--variant", default="", help="a named change of the scenario")
    p.add_argument("--json", action="store_true", help="as one JSON object")
    p = verb("cohort", "let simulated trainees play a scenario, and say what they make of it",
             "cohort nine-minutes --max-situations 20000 --trainees 100000 --persona hasty")
    p.add_argument("id", metavar="ID", help="a scenario's id, or its folder or file")
    p.add_argument("--trainees", type=_trainees, default=1_000_000, metavar="N", help="how many; a million if left out")
    p.add_argument("--persona", choices=("careful", "hasty", "silent", "guesser", "mixture", "master"), default="mixture")
    p.add_argument("--seed", type=_seed, default=1, help="the same seed gives the same trainees; 1 if left out")
    p.add_argument("--backend", choices=("serial", "threading", "loky", "dask"), default="",
                   help="where they are walked: here, in threads, in processes, on a cluster; what is quickest if left out")
    p.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster, with --backend dask")
    p.add_argument("--jobs", type=_jobs, default=-1, metavar="J", help="how many at a time; one a processor if left out")
    p.add_argument("--max-situations", type=_most, metavar="N", help="about how many to look into; 1,500,000 if left out")
    p.add_argument("--variant", default="", help="a named change of the scenario")
    p.add_argument("--json", action="store_true", help="as one JSON object")
    p = verb("cover", "say what plans and kept runs have exercised of a scenario", "cover scenarios/nine-minutes")
    _of_scenario(p)
    p.add_argument("--runs", nargs="+", metavar="FOLDER", help="kept runs, or folders of them, besides the plans")
    p = verb("diff", "say what an edit changed in meaning", "diff OLD.yaml NEW.yaml --runs FOLDER")
    p.add_argument("before", metavar="A", help="a scenario's id, folder or file, or the folder of a kept run")
    p.add_argument("after", metavar="B", help="the same, as it is now")
    p.add_argument("--json", action="store_true", help="as JSON")
    p.add_argument("--runs", nargs="+", metavar="FOLDER", help="kept runs, or folders of them, to play back on B")
    _of_map(p)
    p = verb("graph", "draw the stages of a scenario, as a picture or as Mermaid", "graph nine-minutes --out OUT.svg")
    _of_scenario(p, json=False)
    p.add_argument("--format", choices=("mermaid", "svg"), help="that of the file's name if left out, else mermaid")
    p.add_argument("--heat", choices=("traffic", "value"), default="", help="colour by how many pass, or by what decisions cost")
    p.add_argument("--out", default="", metavar="FILE", help="the file to write; printed if left out")
    p = verb("watch", "check a scenario each time it is saved, and play the same choices again", "watch nine-minutes --do ask")
    p.add_argument("scenario", metavar="SCENARIO", help="a scenario's id, or its folder or file")
    what = p.add_mutually_exclusive_group()
    what.add_argument("--do", default="", metavar="CHOICES", help="what to do: ids with commas between; 10m waits so long")
    what.add_argument("--plan", default="", metavar="FILE", help="a plan's name or file")
    what.add_argument("--run", default="", metavar="FOLDER", help="a kept run, whose decisions are made again at their times")
    p.add_argument("--once", action="store_true", help="say it once and end")
    p = verb("export", "write a scenario's map for Storm, which can say what it is worth",
             "export benchmarks/common.yaml --out OUT")
    p.add_argument("id", metavar="SCENARIO", help="a scenario's id, or its folder or file")
    p.add_argument("--format", choices=("drn",), default="drn", help="Storm's own text, with fractions")
    p.add_argument("--play", choices=("any", "random"), default="any", help="all there is to choose, or choices left to chance")
    p.add_argument("--out", default="", metavar="FILE", help="the file to write; printed if left out")
    p.add_argument("--think", choices=("once", "edges", "beats"), default="once",
                   help="when decisions can be made: at once, also at the last moment, in any beat; or never")
    p.add_argument("--max-situations", dest="most", type=_most, metavar="N", help="how many there may be; 1,500,000 if left out")
    p.add_argument("--variant", default="", help="a named change of the scenario")
    p = verb("explain", "explain a problem's code", "explain SC105")
    p.add_argument("code", metavar="CODE")
    p = verb("replay", "show a kept run again and prove that it comes out the same", "replay RUN/journal.jsonl")
    p.add_argument("journal", metavar="JOURNAL", help="a journal, or the folder of a run")
    p.add_argument("--surface", choices=("window", "text"), default="text")
    p = verb("report", "print the debrief of a kept run", "report RUN/journal.jsonl --format md")
    p.add_argument(
        "journal", metavar="JOURNAL", help="a journal, or the folder of a run; a scenario for its documents",
    )
    formats = ("text", "md", "json", "html", "picture", "record", "facilitator", "cards", "lesson")
    p.add_argument("--format", choices=formats, default="text", help="the last three are of a scenario")
    p.add_argument("--cut", type=int, metavar="MINUTES", help="which shorter version a lesson is of")
    p.add_argument("--with", dest="company", default="", metavar="COMPANY.yaml", help="your own names and prices in documents")
    p.add_argument("--out", default="", metavar="FILE", help="the file to write; printed if left out")
    p.add_argument("--review", action="store_true", help="with the decision review, however long it takes to work out")
    p = verb("release", "release an exam, so that its debrief can be seen", "release RUN --code WORD")
    p.add_argument("journal", metavar="RUN", help="the folder of a run")
    p.add_argument("--code", default="", metavar="WORD", help="the word that was set with the exam, if one was")
    verb("schema", "print the JSON Schema of scenario files", "schema")
    verb("covers", "print what assets/covers.json has to hold, so that the catalogue opens without reading YAML", "covers")
    p = verb("words", "say how far a language of the program is; of English, list every sentence for a translation", "words de")
    p.add_argument("language", metavar="LANGUAGE", help="such as de; en prints what assets/words/en.json has to hold")
    p = verb("shots", "draw every screen in every state to PNG files", "shots OUT --size 1920x1080 --theme all --text-scale 150")
    p.add_argument("out", metavar="OUT", help="the folder to draw into, or the file of the sheet")
    p.add_argument("--sheet", action="store_true", help="all of them small on one sheet, in one theme after the other")
    p.add_argument("--size", type=_size, default="1280x720", metavar="WxH")
    p.add_argument("--theme", choices=("dark", "light", "contrast", "projector", "all"), default="dark")
    p.add_argument("--text-scale", type=int, choices=(100, 125, 150, 175, 200), default=100)
    p = verb("bundle", "make a folder that starts Cordless on a computer without network", "bundle FOLDER --system windows")
    p.add_argument("folder", metavar="FOLDER", help="a folder that is not there yet")
    systems = "windows, macos, macos-intel, linux or linux-arm; this one's if left out"
    p.add_argument("--system", type=_system, metavar="SYSTEM", help=systems)
    pythons = "the version of Python there, such as 3.12; may be given several times; all that there are if left out"
    p.add_argument("--python", type=_python, action="append", metavar="VERSION", help=pythons)
    return parser


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "open": open_,
    "play": play,
    "list": list_,
    "check": check,
    "explore": explore,
    "solve": solve,
    "cohort": cohort,
    "cover": cover,
    "diff": diff,
    "graph": graph,
    "watch": watch,
    "export": export,
    "explain": explain,
    "replay": replay,
    "report": report,
    "release": release,
    "schema": schema,
    "covers": covers,
    "words": words,
    "shots": shots,
    "bundle": bundle,
}
