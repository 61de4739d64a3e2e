"""What can be set: every setting with its words, in groups; and the screen for one group at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from sim.screens.intents import Change, Go
from sim.screens.view import Action, Block, Buttons, Field, Heading, Paragraph, Region, View

_VOLUMES = (("0", "Off"), ("25", "Quiet"), ("50", "Middling"), ("75", "Loud"), ("100", "Full"))


class Setting(NamedTuple):
    """A setting: its name, what it does, and what it can be set to, each as (word kept on disk, word on screen)."""

    label: str
    options: tuple[tuple[str, str], ...]
    help: str = ""


GROUPS: dict[str, tuple[str, str, dict[str, Setting]]] = {
    "look": ("Look", "eye", {
        "theme": Setting("Theme", (
            ("dark", "Dark"), ("light", "Light"), ("contrast", "High contrast"), ("projector", "Projector"),
        )),
        "text": Setting("Text size", (("100", "100 %"), ("125", "125 %"), ("150", "150 %"), ("175", "175 %"), ("200", "200 %"))),
        "font": Setting("Letters", (("plain", "Plain"), ("clear", "Easy to tell apart")),
                        "The second is Atkinson Hyperlegible, made by the Braille Institute for low vision."),
        "spacing": Setting("Spacing", (("normal", "Normal"), ("wide", "Wide")), "Room between letters, words and lines."),
        "motion": Setting("Motion", (("full", "As it runs"), ("less", "Without")), "Without, nothing slides, fades or pulses."),
        "fullscreen": Setting("Window", (("off", "Window"), ("on", "Full screen"))),
        "language": Setting("Language", (("en", "English"), ("de", "Deutsch")), "Of the program. A scenario speaks its own."),
    }),
    "time": ("Time", "timer", {
        "pace": Setting("Pace", (
            ("0", "Untimed"), ("1/4", "¼"), ("1/2", "½"), ("3/4", "¾"), ("1", "Normal"), ("3/2", "1½"), ("2", "Double"),
        ), "How fast thinking costs time. Untimed means never. It changes no score."),
        "reading": Setting("Reading", (
            ("100", "100"), ("150", "150"), ("200", "200"), ("300", "300"), ("0", "Never held"),
        ), "The clock is held while you read, at so many words a minute."),
        "interruptions": Setting("Interruptions", (("come", "As they come"), ("wait", "The clock waits")),
                                 "Whether the clock runs while somebody wants an answer."),
        "distress": Setting("Distressing moments", (("written", "As written"), ("plain", "In plain words")),
                            "Where somebody is hurt, it can be said in one plain line. What happens is the same."),
        "pressure": Setting("Last seconds", (("full", "Seen and heard"), ("calm", "Calm")),
                            "How much a deadline makes of its last twenty seconds."),
    }),
    "sound": ("Sound", "volume-2", {
        "messages": Setting("Messages", _VOLUMES, "Calls, mail, people at the door."),
        "warnings": Setting("Warnings", _VOLUMES, "The last twenty seconds, and what must not be missed."),
        "actions": Setting("Actions", _VOLUMES, "What you do yourself."),
        "captions": Setting("Captions", (("off", "Off"), ("on", "On")), "Every sound in words, at the foot of the window."),
    }),
    "hands": ("Keys", "keyboard", {
        "letters": Setting("Letter keys", (("on", "On"), ("off", "Off")),
                           "Off, no letter does anything; Tab, arrows and Enter do."),
        "scanning": Setting("Scanning", (("off", "Off"), ("slow", "3 s"), ("normal", "2 s"), ("fast", "1 s")),
                            "The focus moves on by itself; Space or Enter, or one switch, presses."),
    }),
}
"""Every setting, by its name on disk, in the groups the settings screen has: (title, icon, settings)."""

SETTINGS: dict[str, Setting] = {name: one for _, _, group in GROUPS.values() for name, one in group.items()}


def field_of(name: str, value: str) -> Field:
    """Return the field that sets one setting."""
    one = SETTINGS[name]
    return Field(
        id=name,
        label=one.label,
        help=one.help,
        chosen=f"{name}-{value}",
        options=tuple(Action(id=f"{name}-{to}", label=word, intent=Change(setting=name, value=to)) for to, word in one.options),
    )


def _begun(field: Field, coverage: tuple[tuple[str, int], ...]) -> Field:
    """Return the field of languages with how far those are that are only begun."""
    if field.id != "language":
        return field
    share = dict(coverage)
    return replace(field, options=tuple(
        replace(option, label=f"{option.label}, {percent} %")
        if (percent := share.get(option.id.removeprefix("language-"), 100)) < 100 else option
        for option in field.options
    ))


def _keys(keys: str) -> tuple[Block, ...]:
    from sim.screens.keymap import key_fields, read_keys  # of no use to the first frame

    return key_fields(read_keys(keys))


def _listening(key: str, keys: str) -> tuple[Region, ...]:
    from sim.screens.keymap import KEYS, listening, read_keys

    return (listening(key, read_keys(keys)),) if key in dict(KEYS) else ()


def settings_page(
    settings: tuple[tuple[str, str], ...], group: str, alert: str, data: str, back: Action, keys: str = "",
    coverage: tuple[tuple[str, int], ...] = (), listens: str = "",
) -> View:
    """Return one group of settings; the first if there is no such group."""
    here = group if group in GROUPS else next(iter(GROUPS))
    now = dict(settings)
    pages = tuple(
        Action(id=f"group-{name}", label=title, intent=Go(screen="settings", what=name), icon=icon, key=str(n),
               weight="primary" if name == here else "plain")
        for n, (name, (title, icon, _)) in enumerate(GROUPS.items(), 1)
    )
    return View(
        screen="settings",
        title="Settings",
        alert=alert,
        fingerprint=f"settings/{here}",
        regions=(
            Region(role="header", label="Settings", blocks=(
                Heading(text="Settings", level=1, icon="settings"), Buttons(actions=(*pages, back)),
            )),
            Region(role="body", label=GROUPS[here][0], blocks=(
                *(_begun(field_of(name, now[name]), coverage) for name in GROUPS[here][2] if name in now),
                *(_keys(keys) if here == "hands" else ()),
                Paragraph(text=f"Runs and settings are kept in `{data}`. Nothing leaves this computer.", tone="quiet"),
            )),
            *(_listening(listens, keys) if listens else ()),
        ),
        keys=(Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help"),),
    )
