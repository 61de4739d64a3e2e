"""How a run is played: to learn, as a drill, or as an exam; and what is set with an exam."""

MODES = (
    ("learn", "Learn", "Practitioners are heard after every decision; a decision can be taken again."),
    ("", "Drill", "It runs as it would. What it was worth is told afterwards."),
    ("exam", "Exam", "No hints, and nothing is told until it is released."),
)
"""How a run is played: the word in its journal, its name, and what that means."""

EXTRA = ("0", "25", "50", "100", "untimed")
"""How much more time there is in an exam, in percent of the time of others; or none that runs."""
