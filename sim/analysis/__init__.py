"""Every way a scenario can go: explored once into a map, which everything else here walks. The only importer of `numpy`.

    maps        the map, and how it is found: the engine's own step, taken by all that stand at one place at once
    values      what situations and decisions are worth: best, worst, at random; sampled where a map is not whole
    cohorts     a million simulated trainees
    checks      ways to everything that can happen, and what is wrong with a scenario
    compare     a scenario against what was played of it, and against its earlier text
    drawing     a scenario as a picture
    reviews     what the decisions of a run were worth
"""
