"""A scenario that is being written: checked at each save, the same choices played again, however the editor saves."""
from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.shell.editing import GONE, QUIET, saved
from sim.shell.watching import watch

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "tests" / "minimal.yaml").read_text(encoding="utf-8")


class Hours:
    """Time for `watch`: at each pause the next thing is done, after a few in which nothing is; at the end somebody stops it."""

    def __init__(self, *deeds):
        self.deeds = [deed for one in deeds for deed in (*[None] * (QUIET + 1), one)] + [None] * (QUIET + 2)

    def __call__(self, seconds):
        if not self.deeds:
            raise KeyboardInterrupt
        deed = self.deeds.pop(0)
        if deed is not None:
            deed()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def rounds(capsys, file, *deeds, do="tell-mia,go-down", plan="", run=""):
    watch(str(file), do=do, plan=plan, run=run, once=False, pause=Hours(*deeds))
    return capsys.readouterr().out.split("Watching; Ctrl-C ends it.")


def rename(file, text):
    """Save as most editors do: write another file, then put it in its place."""
    other = file.with_name(".swp")
    other.write_text(text, encoding="utf-8")
    other.replace(file)


def test_what_is_built_and_taken_down_is_named_as_in_a_journal(capsys):
    kit, eight = str(ROOT / "tests" / "kit"), "rig:in:lines*8+cordless*8+dolores"

    def at_once(do):
        watch(kit, do=do, plan="", run="", once=True)
        return capsys.readouterr().out

    assert "cordless 0 of 8" in at_once(f"wires,{eight},33m")
    assert "cordless 8 of 8" in at_once(f"wires,{eight},33m,down:desk,11m")
    assert f"`{eight}` cannot be had before the end" in at_once(eight), "nobody has noticed the lines"
    assert "is refused: `rig/desk!0`" in at_once("wires,rig:in:lines*4+cordless*8+dolores")
    assert "`rig:in:` cannot be had before the end" in at_once("rig:in:")


def test_each_save_is_checked_and_played_to_where_it_was(file, capsys):
    first, second, third, end = rounds(
        capsys, file,
        lambda: rename(file, TEXT.replace("Put in a new fuse", "Put in another")),
        lambda: rename(file, TEXT.replace("moves: {you: cellar}", "takes: 1m")),
    )
    assert "nothing is wrong with it" in first and "In front of the fuses (fixing, until Tue 09:20)" in first
    assert "- new-fuse: Put in a new fuse" in first and "As before" not in first
    assert "Everything happens as it did." in second and "- new-fuse: Put in another" in second
    assert "As before until Tue 09:00 (choice dark/go-down (Go to the cellar)); then otherwise:" in third
    assert "  was: Tue 09:00 stage fixing opens" in third and "  now: Tue 09:01 stage fixing opens" in third
    assert "In front of the fuses (fixing, until Tue 09:21)" in third
    assert "No longer watching." in end


def test_an_error_is_shown_as_check_shows_it_and_the_last_good_version_stays(file, capsys):
    _, second, third, _ = rounds(
        capsys, file, lambda: rename(file, TEXT.replace("to: fixing", "to: fixng")), lambda: rename(file, TEXT),
    )
    assert "error[SC105]: no stage is called `fixng`" in second and "^^^^^" in second
    assert "The last version that could be played stays." in second and "did you mean `fixing`?" in second
    assert "Everything happens as it did." in third


def test_a_file_that_is_missing_empty_or_saved_without_a_change_is_waited_for(file, capsys):
    found = rounds(
        capsys, file,
        lambda: file.unlink(), lambda: rename(file, TEXT),
        lambda: file.write_bytes(b""), lambda: file.write_text(TEXT, encoding="utf-8"),
        lambda: file.touch(),
    )
    assert len(found) == 2, "the text is the same each time"
    assert "error" not in found[1] and "is waited for" not in found[1]
    out = "".join(rounds(capsys, file, lambda: file.unlink(), *[lambda: None] * GONE))
    assert out.count("is missing or empty; it is waited for.") == 1


def test_a_file_is_read_only_once_it_has_been_left_alone(file):
    texts, pauses = [], []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) <= 6:  # written piece by piece, a piece a look
            file.write_text(TEXT[:len(TEXT) * len(pauses) // 6], encoding="utf-8")
        if len(pauses) > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        for text in saved([file], pause):
            texts.append(text[0])
            if len(texts) == 1:
                pauses.clear()
    assert texts == [TEXT.encode()], "no half of it was ever read"


def test_what_cannot_be_done_any_more_is_said(file, capsys):
    _, second, _ = rounds(capsys, file, lambda: rename(file, TEXT.replace("id: go-down", "id: descend")))
    assert "Not to be done: `go-down` cannot be had before the end." in second


def test_ids_by_hand_may_be_looks_answers_and_waits(file, capsys):
    (only, _) = rounds(capsys, file, do="5m,dark/tell-mia,3m")
    assert only.count("[done]") == 1 and "Tue 09:07" in only


def test_a_plan_is_watched_too_and_a_run_is_made_again(file, capsys, tmp_path):
    (file.parent / "plans").mkdir()
    plan = file.parent / "plans" / "one.yaml"
    plan.write_text("- {choose: go-down}\n", encoding="utf-8")
    first, second, third, _ = rounds(
        capsys, file, lambda: plan.write_text("- {choose: go-down}\n- {choose: wait}\n", encoding="utf-8"),
        lambda: plan.write_text("- {chose: go-down}\n", encoding="utf-8"), do="", plan="one",
    )
    assert "In front of the fuses (fixing" in first and "The run is over at Tue 09:00: Light again (bright)" in second
    assert "SC004" in third or "no meter, resource or fact `chose`" in third
    data = ["--data-dir", str(tmp_path / "data")]
    assert main([*data, "play", str(file), "--auto", "random", "--seed", "3"]) == 0
    run = next((tmp_path / "data" / "runs").iterdir())
    capsys.readouterr()
    assert "The run is over at" in rounds(capsys, file, do="", run=str(run))[0]


def test_once_says_it_once(file, capsys, tmp_path):
    assert main(["watch", str(file), "--once"]) == 0
    out = capsys.readouterr().out
    assert "The lights are out (dark, until Tue 09:10)" in out and "? look: Look at the main fuse [place]" in out
    file.write_text("meta: {", encoding="utf-8")
    assert main(["watch", str(file), "--once"]) == 1
    assert "It cannot be played." in capsys.readouterr().out
    assert main(["watch", str(tmp_path / "none"), "--once"]) == 3
    assert main(["watch", "nine-minutes", "--plan", "none", "--once"]) == 3
