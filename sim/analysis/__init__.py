"""Every way a scenario can go: explored once into a map, which everything else here walks. The only importer of `numpy`."""
