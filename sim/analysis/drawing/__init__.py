"""A scenario as a picture."""
