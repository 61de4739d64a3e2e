"""Every rule of play, and nothing else: no clock, no file, no screen. The only importer of `transitions`."""
