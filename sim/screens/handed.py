"""An exam that is over and not released: what was handed in, and nothing of what it was worth."""

from __future__ import annotations

from sim.screens.intents import Go, Release
from sim.screens.view import Action, Buttons, Field, Heading, Paragraph, Region, View


def handed_in(title: str, run: str, when: str, alert: str = "") -> View:
    """Return the screen of an exam before its release. `run` is the name of its folder, empty if it is not kept."""
    blocks = (
        Heading(text=title, level=1, icon="clipboard-list", aside="Exam"),
        Heading(text="Handed in", level=2, icon="check"),
        Paragraph(text=f"Every decision is on disk, up to {when}. Whoever set the exam opens the debrief, now or another day."),
        Paragraph(text=f"Its folder is `{run}`." if run else "It was not saved.", tone="quiet"),
        Field(id="release", label="Open it", help="The word that was set with the exam. Leave it empty if none was.", text="",
              submit=Action(id="release!now", label="Open", intent=Release(), icon="key")),
        Buttons(actions=(
            Action(id="to-catalogue", label="Catalogue", intent=Go(screen="catalogue"), key="escape", weight="primary",
                   icon="book-open"),
        )),
    )
    return View(
        screen="debrief", title=f"{title}: handed in", alert=alert, fingerprint="handed",
        regions=(Region(role="body", label="Handed in", blocks=blocks),),
        keys=(Action(id="help", label="Help", intent=Go(screen="help"), key="f1", icon="circle-help"),),
    )
