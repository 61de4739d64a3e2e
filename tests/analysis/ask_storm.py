"""Asks Storm for the exact best and worst of DRN files, and whether they surely end: a process of its own, a line of JSON."""
import json
import sys

import stormpy

QUESTIONS = {"best": 'R{"score"}max=? [F "done"]', "worst": 'R{"score"}min=? [F "done"]', "ends": 'Pmin=? [F "done"]'}


def main(files: list[str]) -> None:
    answers = []
    for file in files:
        model = stormpy.build_model_from_drn[stormpy.Rational](file)
        asked = {name: stormpy.parse_properties(text)[0] for name, text in QUESTIONS.items()}
        answers.append({
            name: str(stormpy.model_checking(model, one).get_value(model.initial_states[0])) for name, one in asked.items()
        } | {"states": model.nr_states})
    print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1:])
