"""Figures as blocks: a chart whose marks lead to the page that says more of them."""

from __future__ import annotations

from sim.debrief.figures import Figure, Mark, Plot, Rank
from sim.screens.intents import Go
from sim.screens.view import Action, Chart


def chart_of(figure: Figure, page: str, chosen: str = "", small: bool = False) -> Chart:
    """Return a figure as a chart. A mark that leads nowhere says its sentence; `chosen` is the `go` of the open one."""
    marks: tuple[Mark | Rank, ...] = figure.marks if isinstance(figure, Plot) else figure.ranks
    actions = tuple(
        Action(id=f"{figure.id}-{n}", label=mark.says, weight="quiet", enabled=bool(mark.go),
               intent=Go(screen="debrief", what=mark.go or page))
        for n, mark in enumerate(marks)
    )
    here = next((action.id for action, mark in zip(actions, marks, strict=True) if chosen and mark.go == chosen), "")
    return Chart(figure=figure, actions=actions, chosen=here, small=small)
