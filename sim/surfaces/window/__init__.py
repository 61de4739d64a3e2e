"""The window: draws a `View` with pygame and tells which of its actions somebody did."""
