"""The language of the program: which there are, how far each is, and the view that is on screen in the one that is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.shell.disk import read_json, shipped

if TYPE_CHECKING:
    from sim.screens.view import View
    from sim.screens.words import Words
    from sim.surfaces.window.phrases import Phrases

ENGLISH = "en"


class Wording:
    """Says views in the language that is set, and the same view only once."""

    def __init__(self) -> None:
        self._language = ENGLISH
        self._words: Words | None = None
        self._last: tuple[View, View] | None = None
        self._pressed: tuple[View, str, bool, View] | None = None

    def keyed(self, view: View, keys: str, letters: bool) -> View:
        """Return a view with the keys a person has chosen, and the very same where nothing was chosen."""
        if not keys and letters:
            return view
        last = self._pressed
        if last is None or last[1:3] != (keys, letters) or (last[0] is not view and last[0] != view):
            from sim.screens.keymap import pressed, read_keys

            last = self._pressed = view, keys, letters, pressed(view, read_keys(keys), letters)
        return last[3]

    def say(self, text: str, language: str) -> str:
        """Return a sentence of the program in a language, in English if it has none for it."""
        words = self._of(language)
        return text if words is None else words.say(text)

    def view(self, view: View, language: str) -> View:
        """Return a view in a language."""
        words = self._of(language)
        if words is None:
            return view
        if self._last is None or (self._last[0] is not view and self._last[0] != view):
            self._last = view, words.view(view)
        return self._last[1]

    def _of(self, language: str) -> Words | None:
        if language != self._language:
            self._language, self._last, self._words = language, None, None
            if language != ENGLISH:
                from sim.screens.words import Words

                self._words = Words(table_of(language))
        return self._words


def table_of(language: str) -> dict[str, str]:
    """Return what a language says for each English sentence; nothing if its file is missing or damaged."""
    found = read_json(shipped() / "assets" / "words" / f"{language}.json")
    return {english: said for english, said in found.items() if isinstance(said, str) and said}


def coverage(language: str) -> int:
    """Return how much of what the program says a language has words for, in percent, rounded down; of English all of it."""
    from sim.screens.words import bare

    if language == ENGLISH:
        return 100
    sentences = read_json(shipped() / "assets" / "words" / "en.json").get("sentences")
    every = {one for one in sentences if isinstance(one, str)} if isinstance(sentences, list) else set()
    return len(every & {bare(english) for english in table_of(language)}) * 100 // max(len(every), 1)


def phrases_in(language: str) -> Phrases | None:
    """Return what the window itself says in a language, None in English."""
    if language == ENGLISH:
        return None
    from dataclasses import fields

    from sim.screens.words import Words
    from sim.surfaces.window.phrases import Phrases

    words, english = Words(table_of(language)), Phrases()
    return Phrases(**{part.name: words.phrase(getattr(english, part.name)) for part in fields(Phrases)})
