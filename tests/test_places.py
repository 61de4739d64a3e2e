"""Where runs can be kept: folders that services copy are told, and what is typed is a folder or a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.shell import runs
from sim.shell.app import App
from sim.shell.disk import NotKept
from sim.shell.library import books, shown
from sim.shell.places import copied_by, data_dir, elsewhere, named
from tests.boiler import RAW, boiler


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/home/kim/OneDrive/cordless", "OneDrive"),
        ("/home/kim/OneDrive - Merrow & Lane/cordless", "OneDrive"),
        ("/Users/kim/Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud"),
        ("/Users/kim/Dropbox (Personal)/x", "Dropbox"),
        ("/home/kim/Nextcloud/x", "Nextcloud"),
        ("/home/kim/.local/share/cordless", ""),
        ("/home/kim/dropped/box", ""),
    ],
)
def test_a_folder_that_a_service_copies_is_known_by_its_name(folder, service):
    assert copied_by(Path(folder)) == service


def test_a_folder_that_a_service_copies_is_known_by_what_the_service_leaves_at_its_top(tmp_path):
    (tmp_path / ".stfolder").mkdir()
    assert copied_by(tmp_path / "a" / "b") == "Syncthing"


def test_the_catalogue_warns_of_a_copied_folder_and_plays_all_the_same(tmp_path):
    app = App.at(tmp_path / "Dropbox")
    assert "which Dropbox copies to other computers" in app.view().alert and "--data-dir" in app.view().alert
    run = runs.begin(app.data, boiler(), RAW, seed=7)
    assert run.folder is not None
    run.close()
    assert App.at(tmp_path / "here").view().alert == ""


def test_a_typed_place_begins_at_ones_own_folder_and_a_tilde_is_understood(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert named(" runs ") == named("~/runs") == tmp_path / "runs"
    assert named("/media/stick") == Path("/media/stick")
    for odd in ("\0", "~nobody-of-this-name"):
        with pytest.raises(NotKept, match="cannot be the name of a folder"):
            named(odd)


def test_the_places_offered_are_not_where_it_failed_nor_copied_by_a_service(monkeypatch, tmp_path):
    home = tmp_path / "OneDrive"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(tmp_path)
    assert tmp_path / "cordless-runs" in elsewhere(tmp_path / "x")
    assert all("OneDrive" not in str(place) for place in elsewhere(tmp_path / "x"))
    assert tmp_path / "cordless-runs" not in elsewhere(tmp_path / "cordless-runs")


def test_the_data_folder_is_the_persons_own_unless_another_is_named():
    assert data_dir("here") == Path("here")
    assert data_dir(None).name == "cordless"


def test_where_the_folder_we_are_in_is_gone_too_the_other_places_are_still_offered(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    assert tmp_path / "cordless-runs" in elsewhere(tmp_path / "here" / "x")
    assert [book.cover.id for book in books()] == ["nine-minutes", "warm-plug", "dead-air"] and shown(Path("/a/b")) == "/a/b"


def test_a_user_without_a_home_is_asked_for_a_folder(monkeypatch):
    def nobody(*words: object, **also: object) -> str:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("platformdirs.user_data_dir", nobody)
    with pytest.raises(NotKept, match="no home folder; name one to keep runs in with --data-dir"):
        data_dir(None)
