"""The command `graph`: a scenario's stages and threads as a picture or as Mermaid, with traffic or value as heat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell.disk import write_atomically
from sim.shell.drafts import draft
from sim.shell.speech import say

if TYPE_CHECKING:
    from sim.analysis.maps.map import Think


def graph(name: str, *, form: str, heat: str, out: str, most: int, think: Think) -> None:
    """Print a scenario as a graph, or write it to a file. Raises NotKept if that cannot be, or Wrong."""
    from sim.analysis.drawing import graph as graphs
    from sim.analysis.drawing.mermaid import mermaid
    from sim.analysis.drawing.svg import svg

    one = draft(name)
    drawn, warm = graphs.graph_of(one.scenario), graphs.NO_HEAT
    says: tuple[str, ...] = ()
    if heat:
        from sim.analysis.drawing.stakes import stakes
        from sim.analysis.drawing.traffic import traffic
        from sim.analysis.maps.explore import explore

        found = explore(one.scenario, most=most, think=think)
        warm = traffic(found, graphs.marks_of(drawn)) if heat == "traffic" else stakes(found)
        says = (warm.says,)
    text = svg(drawn, warm, says) if form == "svg" else mermaid(drawn, warm, says)
    if not out:
        say(text.rstrip("\n"))
        return
    write_atomically(Path(out), text.encode("utf-8"))
    stages = len(one.scenario.stages)
    say(f"{out}: {one.scenario.meta.title}, {stages} {'stage' if stages == 1 else 'stages'}, {len(drawn.arrows)} arrows."
        + (f" {warm.says}" if heat else ""))
