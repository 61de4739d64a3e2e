"""The map of a scenario, and how it is found: situations, places, steps taken by many at once."""
