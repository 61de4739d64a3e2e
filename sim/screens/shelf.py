"""The screens before a run: catalogue, briefing, settings, help, and a word when something went wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.domain.value import value
from sim.screens.intents import Change, Delete, Go, Leave, Reopen, Start
from sim.screens.modes import EXTRA, MODES
from sim.screens.setting import field_of, settings_page
from sim.screens.view import Action, Block, Buttons, Columns, Field, Group, Heading, Paragraph, Region, Row, View

if TYPE_CHECKING:
    from sim.screens.profile import Suggested
    from sim.screens.seating import Seating


@value
class Card:
    """A scenario in the catalogue; `fault` says why it cannot be played, empty if it can.

    `variants` are (id, title), `cuts` its shorter versions, in minutes.
    """

    id: str
    title: str
    summary: str
    minutes: int
    difficulty: int
    trains: tuple[str, ...]
    first: bool = False
    best: str = ""
    plays: int = 0
    fault: str = ""
    icon: str = ""
    source: str = ""
    objectives: tuple[str, ...] = ()
    briefing: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    cuts: tuple[int, ...] = ()
    content: tuple[str, ...] = ()


@value
class Kept:
    """A run on disk: where it stands, in words. `finished` ones open at their debrief."""

    id: str
    title: str
    when: str
    stands: str
    finished: bool
    practice: bool = False


@value
class Shelf:
    """What the catalogue and its neighbours show. Of the word of an exam only whether there is one."""

    cards: tuple[Card, ...]
    kept: tuple[Kept, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    about: str = ""
    seed: int | None = None
    variant: str = ""
    alert: str = ""
    came_from: str = "catalogue"
    data: str = ""
    mode: str = ""
    cut: int = 0
    keys: str = ""
    listens: str = ""
    coverage: tuple[tuple[str, int], ...] = ()
    who: str = ""
    suggested: Suggested | None = None
    extra: str = "0"
    word: bool = False
    seating: Seating | None = None


KEYS = (
    Action(id="settings", label="Settings", intent=Go(screen="settings"), key="s", icon="settings"),
    Action(id="who", label="Who plays", intent=Go(screen="profile"), key="u", icon="user-round"),
    Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help"),
    Action(id="full", label="Full screen", intent=Change(setting="fullscreen", value="toggle"), key="f11", weight="quiet"),
)
CLOSE = Action(id="close", label="Close", intent=Leave(), key="escape", icon="log-out")


ROOM = Action(id="room", label="With a room", intent=Go(screen="room"), key="r", icon="presentation")


def _back(shelf: Shelf, key: str = "escape") -> Action:
    return Action(id="back", label="Back", intent=Go(screen=shelf.came_from), key=key, icon="arrow-left")


def catalogue(shelf: Shelf) -> View:
    """Every scenario, what it trains, how long and how hard; runs to go on with."""
    cards = tuple(_card(card, n) for n, card in enumerate(shelf.cards, 1))
    open_ = tuple(kept for kept in shelf.kept if not kept.finished)
    done = tuple(kept for kept in shelf.kept if kept.finished)
    blocks: list[Block] = [
        Heading(text="Cordless", level=1, icon="phone", aside=shelf.who or "incident scenarios to play"),
        Paragraph(
            text="Something has stopped working. See which function is lost, and rebuild it from what is at hand.", tone="quiet"
        ),
    ]
    if shelf.suggested is not None:
        from sim.screens.profile import suggestion  # nobody who is new has one

        blocks.append(suggestion(shelf.suggested))
    if open_:
        blocks += [
            Heading(text="Go on", level=2, icon="history"),
            *_rows(tuple(_kept(kept, n) for n, kept in enumerate(open_[:3]))),
        ]
    blocks.append(Heading(text="Scenarios", level=2, icon="list-checks"))
    if not cards:
        blocks.append(Paragraph(text="No scenarios were found. The folder `scenarios` belongs beside the program.", tone="warn"))
    blocks += _rows(cards)
    if done:
        blocks += [
            Heading(text="Played", level=2, icon="award"),
            *_rows(tuple(_kept(kept, n + 10) for n, kept in enumerate(done[:6]))),
        ]
    return View(
        screen="catalogue",
        title="Cordless",
        alert=shelf.alert,
        fingerprint="catalogue",
        regions=(Region(role="body", label="Catalogue", blocks=tuple(blocks)),),
        keys=(*KEYS, CLOSE),
    )


ACROSS = 3
"""How many cards stand side by side where there is room."""


def _rows(groups: tuple[Group, ...]) -> tuple[Columns, ...]:
    """Cards in rows, all of a row equally tall; the last row leaves its places empty."""
    rows = (groups[start:start + ACROSS] for start in range(0, len(groups), ACROSS))
    return tuple(Columns(columns=(*((group,) for group in row), *((),) * (ACROSS - len(row)))) for row in rows)


LEVELS = ("gentle", "easy", "middling", "hard", "very hard")


def _hard(level: int) -> str:
    """Return how hard something is: a word, and five dots, so many of them full."""
    return f"{LEVELS[level - 1]} {'●' * level + '○' * (len(LEVELS) - level)}"


def _short(trains: tuple[str, ...]) -> str:
    """Return the first of what a scenario trains; the briefing has all of it."""
    if len(trains) <= 4:
        return ", ".join(trains)
    return f"{', '.join(trains[:3])} and {len(trains) - 3} more"


def _card(card: Card, number: int) -> Group:
    action = Action(
        id=f"card-{card.id}",
        label="To the briefing",
        intent=Go(screen="briefing", what=card.id),
        key=str(number) if number < 10 else "",
        enabled=not card.fault,
        reason=card.fault,
        weight="primary" if card.first and not card.plays else "plain",
    )
    lines: list[Block] = [Paragraph(text=card.summary)]
    if card.fault:
        lines.append(Paragraph(text=card.fault, tone="bad"))
    lines.append(Row(title=f"{card.minutes} min", aside=_hard(card.difficulty), icon="timer"))
    lines.append(Row(title="It trains", detail=_short(card.trains), icon="target"))
    if card.content:
        lines.append(Row(title="Good to know", detail=", ".join(card.content), icon="eye"))
    if card.best:
        lines.append(Row(title="Best so far", aside=card.best, icon="award"))
    start = "Start here" if card.first and not card.plays else ""
    return Group(title=card.title, icon=card.icon or "siren", aside=start, blocks=tuple(lines), action=action)


def _kept(kept: Kept, n: int) -> Group:
    open_ = Action(
        id=f"kept-{kept.id}",
        label="Debrief" if kept.finished else "Go on",
        intent=Reopen(run=kept.id),
        icon="history" if kept.finished else "play",
        weight="plain" if kept.finished else "primary",
        key="g" if n == 0 else "",
    )
    delete = Action(
        id=f"delete-{kept.id}", label="Delete", intent=Go(screen="delete", what=kept.id), weight="quiet", icon="trash-2"
    )
    practice = " · practice" if kept.practice else ""
    return Group(
        blocks=(
            Row(title=kept.title, detail=kept.stands, aside=f"{kept.when}{practice}", icon="history"),
            Buttons(actions=(open_, delete)),
        )
    )


def briefing(shelf: Shelf) -> View:
    """What a player is told before the clock starts, and what can be set for this run."""
    card = next(card for card in shelf.cards if card.id == shelf.about)
    begin = Action(
        id="begin",
        label="Begin",
        intent=Start(scenario=card.id, seed=shelf.seed, variant=shelf.variant, mode=shelf.mode),
        key="enter",
        weight="primary",
        icon="play",
    )
    left: tuple[Block, ...] = (
        *(Paragraph(text=text) for text in card.briefing),
        *_beforehand(card),
        Buttons(actions=(begin, ROOM, _back(shelf))),
        Paragraph(text=f"“{card.source.strip(chr(34))}”", tone="quote"),
    )
    right = (
        Group(
            title="What it trains",
            icon="target",
            blocks=tuple(Row(title=text, icon="check") for text in card.objectives or card.trains),
        ),
        Group(title="How you play it", icon="settings", blocks=_ways(shelf, card)),
    )
    head = Heading(text=card.title, level=1, icon=card.icon or "siren", aside=_size(card))
    return View(
        screen="briefing",
        title=card.title,
        alert=shelf.alert,
        fingerprint=f"briefing/{card.id}",
        regions=(Region(role="body", label="Briefing", blocks=(head, Columns(columns=(left, right)))),),
        keys=KEYS,
    )


def _size(card: Card) -> str:
    """Return how long and how hard a scenario is."""
    return f"{card.minutes} min · {_hard(card.difficulty)}"


def _ways(shelf: Shelf, card: Card) -> tuple[Block, ...]:
    """Return the fields that set how this run is played."""
    pace = next(value for name, value in shelf.settings if name == "pace")
    fields = [
        _mode(shelf.mode),
        *(_exam(shelf) if shelf.mode == "exam" else ()),
        *((_length(card.cuts, shelf.cut),) if card.cuts else ()),
        *((field_of("pace", pace),) if shelf.mode != "exam" else ()),
    ]
    if card.plays and card.variants:
        options = (
            Action(id="variant-", label="As it was", intent=Change(setting="variant", value="")),
            *(
                Action(id=f"variant-{name}", label=title, intent=Change(setting="variant", value=name))
                for name, title in card.variants
            ),
        )
        fields.append(Field(
            id="variant", label="Variant", help="The first play is always the base case.", options=options,
            chosen=f"variant-{shelf.variant}",
        ))
    fields.append(Field(
        id="seed", label="Seed", help="The same seed meets the same luck. Leave it empty to draw one.",
        text="" if shelf.seed is None else str(shelf.seed),
        submit=Action(id="seed!set", label="Set", intent=Change(setting="seed", value="")),
    ))
    return tuple(fields)


def _beforehand(card: Card) -> tuple[Block, ...]:
    """Return what some would rather know before it begins."""
    if not card.content:
        return ()
    return (Paragraph(text=f"Good to know beforehand: {', '.join(card.content)}.", tone="quiet", icon="eye"),)


def _length(cuts: tuple[int, ...], cut: int) -> Field:
    """Return the field that chooses a shorter version."""
    return Field(
        id="length", label="Length", help="A shorter version ends earlier, with an ending of its own.",
        chosen=f"length-{cut or ''}",
        options=(
            Action(id="length-", label="Whole", intent=Change(setting="length", value="")),
            *(Action(id=f"length-{n}", label=f"{n} minutes", intent=Change(setting="length", value=str(n))) for n in cuts),
        ),
    )


def _mode(mode: str) -> Field:
    """Return the field that sets how a run is played."""
    return Field(
        id="mode", label="Mode", help=next(means for name, _, means in MODES if name == mode), chosen=f"mode-{mode}",
        options=tuple(
            Action(id=f"mode-{name}", label=label, intent=Change(setting="mode", value=name)) for name, label, _ in MODES
        ),
    )


def _exam(shelf: Shelf) -> tuple[Field, ...]:
    """Return what whoever sets an exam sets with it, for this person and this run."""
    words = {"0": "None", "untimed": "Untimed"}
    return (
        Field(
            id="extra", label="More time", chosen=f"extra-{shelf.extra}",
            help="For who needs it. It is kept with the attempt and is in no report.",
            options=tuple(
                Action(id=f"extra-{n}", label=words.get(n, f"{n} %"), intent=Change(setting="extra", value=n)) for n in EXTRA
            ),
        ),
        Field(
            id="word", label="A word to open it", text="",
            help="One is set." if shelf.word else "Whoever knows it can open the debrief. Without one, anybody can.",
            submit=Action(id="word!set", label="Set", intent=Change(setting="word", value=""), icon="key"),
        ),
    )


def settings(shelf: Shelf) -> View:
    """What can be set, a page for each group of it."""
    return settings_page(
        shelf.settings, shelf.about, shelf.alert, shelf.data, _back(shelf), shelf.keys, shelf.coverage, shelf.listens,
    )


def help_(shelf: Shelf) -> View:
    """How to play, in one screen."""
    own = _own_keys(shelf)
    third = -(-len(HELP_KEYS) // ACROSS)
    named = [(own.get(key, key), what) for key, what in HELP_KEYS]
    parts = (named[start:start + third] for start in range(0, len(HELP_KEYS), third))
    ways = tuple((Group(title=title, icon=icon, blocks=(Paragraph(text=text),)),) for title, icon, text in HOW)
    blocks: tuple[Block, ...] = (
        Heading(text="How to play", level=1, icon="circle-help"),
        Columns(columns=ways),
        Group(
            title="Keys", icon="keyboard", aside="everything can be clicked, too",
            blocks=(Columns(columns=tuple(tuple(Row(title=key, detail=what) for key, what in part) for part in parts)),),
        ),
        Paragraph(text="Time can be switched off in Settings; it costs nothing.", icon="timer"),
        Buttons(actions=(_back(shelf),)),
    )
    return View(screen="help", title="Help", fingerprint="help", regions=(Region(role="body", label="Help", blocks=blocks),))


def _own_keys(shelf: Shelf) -> dict[str, str]:
    """Return what is printed on each key, with the keys that are other ones; without letter keys, that there is none."""
    from sim.screens.keymap import KEYS, in_force, name_on, read_keys  # of no use to the first frame

    letters = dict(shelf.settings).get("letters") != "off"
    own = in_force(read_keys(shelf.keys), letters)
    return {key: name_on(own.get(key, key)) if letters or len(key) > 1 else "By Tab or click" for key, _ in KEYS}


HOW = (
    ("What you see", "monitor", "You are the one they call. Messages come in on the left, the matter at hand is in the middle, "
     "and on the right is where it stands."),
    ("Time", "clock", "Reading is free: the clock waits for you. Thinking costs time, and so does everything you do. If a ring "
     "is counting down, the words beside it say what happens if nobody decides."),
    ("What you find", "notebook-pen", "What you look into lands in your notebook, and may open choices that were not "
     "there. You have one pair of hands. Other people have theirs."),
)
"""How it is played: (title, icon, text)."""

HELP_KEYS = (
    ("1 – 9", "take the choice with that number, or look into something"),
    ("space", "let time run; while you read: go on at once"),
    ("p", "pause, anywhere, as long as you like"),
    ("e", "more time, where a ring is counting down"),
    ("h", "a hint, where there is one"),
    ("n", "write a note"),
    ("w", "words: every trade word met so far"),
    ("t", "turn to another open matter"),
    ("b", "the workbench, where there is one; there, + and − take more or less of what you chose"),
    ("l", "look around, where there is a picture of the place"),
    ("u", "before a run: who plays, what your runs show, what to practise next"),
    ("Tab, arrows, Enter", "move and press without a mouse"),
    ("Page up, page down", "scroll back"),
    ("In a replay", "arrows wind it, Page up and Page down go to key moments, + and − set how fast it plays"),
    ("f11", "full screen"),
    ("escape", "back"),
)
"""What each key does: (the key as it usually is, what for)."""


def delete(shelf: Shelf) -> View:
    """Ask once before a run is gone."""
    under = catalogue(shelf)
    kept = next((kept for kept in shelf.kept if kept.id == shelf.about), None)
    name = f"{kept.title}, {kept.when}" if kept is not None else shelf.about
    dialog = Region(
        role="dialog",
        label="Delete",
        blocks=(
            Heading(text="Delete this run?", level=1, icon="trash-2"),
            Paragraph(text=f"{name}. It cannot be brought back."),
            Buttons(
                actions=(
                    Action(id="keep", label="Keep it", intent=Go(screen="catalogue"), key="escape", weight="primary"),
                    Action(
                        id="delete!", label="Delete", intent=Delete(run=shelf.about), weight="danger", icon="trash-2", key="d"
                    ),
                )
            ),
        ),
    )
    return View(screen="delete", title="Cordless", fingerprint="delete", regions=(*under.regions, dialog))


def room(shelf: Shelf) -> View:
    """Who sits in the room, before a run for it."""
    from sim.screens.seating import Seating, seating

    return replace(seating(shelf.seating or Seating()), alert=shelf.alert)


SCREENS = {"room": room, "catalogue": catalogue, "briefing": briefing, "settings": settings, "help": help_, "delete": delete}
"""The screens outside a run, by the name `Go` uses."""
