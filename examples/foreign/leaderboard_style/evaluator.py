#!/usr/bin/env python3
"""Scores a program that assigns jobs to bins, from 0 (the fullest bin holds twice its share) to 100."""

import argparse
import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESOURCES = HERE / "resources"
OUTPUT_PROGRAM = HERE / "output_program.py"
sys.path.insert(0, str(RESOURCES))

from load_cases import cases  # noqa: E402


def load_module(path):
    spec = importlib.util.spec_from_file_location("candidate_program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def materialise(result):
    if isinstance(result, dict) and "program_path" in result:
        return Path(result["program_path"])
    OUTPUT_PROGRAM.write_text(result["code"] if isinstance(result, dict) else result, encoding="utf-8")
    return OUTPUT_PROGRAM


class Evaluator:
    def __init__(self):
        self.spec_path = RESOURCES / "submission_spec.json"
        self.spec = json.loads(self.spec_path.read_text(encoding="utf-8"))

    def evaluate(self, solution):
        program = load_module(materialise(solution.solve(str(self.spec_path))))
        bins, scores = self.spec["bins"], []
        for sizes in cases(self.spec):
            chosen = program.assign(list(sizes), bins)
            if len(chosen) != len(sizes) or not all(0 <= b < bins for b in chosen):
                return {"score": 0.0, "runs_successfully": 0.0, "error": "not every job has a bin"}
            loads = [0] * bins
            for size, target in zip(sizes, chosen, strict=True):
                loads[target] += size
            fair = sum(sizes) / bins
            scores.append(100.0 * max(0.0, 1.0 - (max(loads) - fair) / fair))
        return {"score": sum(scores) / len(scores), "worst_case": min(scores), "runs_successfully": 1.0}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--solution", default="../../execution_env/solution_env/solution.py")
    parser.add_argument("--out", default="results.json")
    given = parser.parse_args()
    payload = Evaluator().evaluate(load_module(given.solution).Solution())
    Path(given.out).write_text(json.dumps(payload), encoding="utf-8")
    print(json.dumps(payload))


if __name__ == "__main__":
    main()
