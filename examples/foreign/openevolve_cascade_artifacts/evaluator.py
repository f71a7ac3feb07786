"""Discs of equal size in a square: the larger they can be, the better."""

import json
import os
import subprocess
import sys
import tempfile

from openevolve.evaluation_result import EvaluationResult
from radii import common_radius

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "data", "sizes.json")) as file:
    SIZES = json.load(file)


def run(program_path, n):
    with tempfile.TemporaryFile("w+") as output:
        finished = subprocess.run(
            [sys.executable, program_path, str(n)],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            timeout=10,
        )
        output.seek(0)
        text = output.read()
    if finished.returncode != 0:
        raise RuntimeError(finished.stderr.strip().splitlines()[-1] if finished.stderr else "no output")
    return json.loads(text)


def quality(program_path, n):
    centres = run(program_path, n)
    if len(centres) != n:
        raise ValueError(f"{len(centres)} centres for {n} discs")
    return max(0.0, common_radius(centres)) / SIZES["best_known"][str(n)]


def evaluate_stage1(program_path):
    n = SIZES["sizes"][0]
    try:
        return EvaluationResult(metrics={"runs": 1.0, "combined_score": quality(program_path, n)})
    except Exception as error:
        return EvaluationResult(
            metrics={"runs": 0.0, "combined_score": 0.0, "error": str(error)},
            artifacts={"failure": f"{n} discs: {error}"},
        )


def evaluate_stage2(program_path):
    found = {n: quality(program_path, n) for n in SIZES["sizes"]}
    worst = min(found, key=found.get)
    return EvaluationResult(
        metrics={
            **{f"quality_{n}": value for n, value in found.items()},
            "combined_score": sum(found.values()) / len(found),
        },
        artifacts={"worst": f"{worst} discs reach {found[worst]:.3f} of the best known radius"},
    )


def evaluate(program_path):
    return evaluate_stage2(program_path)
