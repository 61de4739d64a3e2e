"""The command `export`: a scenario's map as a text for another program, so that its values need not be taken on trust."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.shell.disk import write_atomically
from sim.shell.progress import Watch, exploring
from sim.shell.speech import complain, say

if TYPE_CHECKING:
    from sim.analysis.maps.map import Map, Think
    from sim.analysis.values.drn import Play
    from sim.domain.scenario import Scenario


def export(
    scenario: Scenario, *, form: str, play: Play, out: str, variant: str, think: Think, most: int | None,
) -> bool:
    """Print the map of a scenario, or write it to a file; return whether there was a whole one. Raises NotKept."""
    watch = Watch()
    much = {} if most is None else {"most": most}
    found = exploring(scenario, watch=watch, variant=variant, think=think, beyond="open", **much)
    if not found.whole:
        how = "it was interrupted" if watch.why else "there are more situations than may be looked into, see --max-situations"
        complain(f"{scenario.meta.title} is not exported, because exploring it did not come to an end: {how}.")
        return False
    text = "\n".join(FORMATS[form](found, play))
    if not out:
        say(text)
        return True
    write_atomically(Path(out), (text + "\n").encode("utf-8"))
    say(f"{out}: {scenario.meta.title}, {found.situations:,} situations, {len(found.does):,} actions.")
    return True


def _drn(found: Map, play: Play) -> Iterator[str]:
    from sim.analysis.values.drn import drn

    return drn(found, play)


FORMATS: dict[str, Callable[[Map, Play], Iterator[str]]] = {"drn": _drn}
"""How a map can be written."""
