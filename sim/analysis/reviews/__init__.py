"""What the decisions of a run were worth."""
