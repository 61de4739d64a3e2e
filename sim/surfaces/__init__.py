"""How a view is shown: the window, the terminal."""
