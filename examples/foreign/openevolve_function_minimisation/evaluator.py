"""Scores a search on a landscape: how low it gets, and how surely."""

import concurrent.futures
import importlib.util
import math
import random

LOW, HIGH = -5.0, 5.0
RUNS = 12
CALLS = 200
LOWEST = -2.0  # at (0, 0)


def height(x, y):
    return 0.08 * (x * x + y * y) - math.cos(2.5 * x) - math.cos(2.5 * y)


class Counted:
    """The landscape, which counts who looks."""

    def __init__(self):
        self.calls = 0

    def __call__(self, x, y):
        self.calls += 1
        if self.calls > CALLS:
            raise RuntimeError(f"more than {CALLS} calls")
        return height(x, y)


def run_with_timeout(function, *arguments, seconds=5):
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(function, *arguments).result(timeout=seconds)


def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    if not hasattr(program, "run_search"):
        return {"combined_score": 0.0, "error": "the program has no run_search"}
    gaps = []
    for seed in range(RUNS):
        random.seed(seed)
        try:
            x, y = run_with_timeout(program.run_search, Counted(), LOW, HIGH)
            gaps.append(height(float(x), float(y)) - LOWEST)
        except Exception as error:
            return {"combined_score": 0.0, "error": f"run {seed}: {error}"}
    mean_gap = sum(gaps) / RUNS
    reliability = sum(gap < 0.05 for gap in gaps) / RUNS
    return {
        "gap_score": 1.0 / (1.0 + mean_gap),
        "reliability_score": reliability,
        "combined_score": 0.7 / (1.0 + mean_gap) + 0.3 * reliability,
    }
