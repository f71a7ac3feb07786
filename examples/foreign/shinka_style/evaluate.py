"""Evaluates a retry rule: a request costs as much as a second of needless waiting."""

import argparse
import os
import random

from shinka.core import run_shinka_eval


def get_kwargs(run_index):
    rng = random.Random(run_index)
    return {"outages": [rng.expovariate(1 / 4.0) + 0.2 for _ in range(60)]}


def validate(played):
    if len(played) != 60:
        return False, f"{len(played)} outages played instead of 60"
    if any(attempts >= 200 for attempts, _ in played):
        return False, "the rule never waits long enough"
    return True, None


def aggregate(results):
    costs = [attempts + max(0.0, late) for played in results for attempts, late in played]
    cost = sum(costs) / len(costs)
    return {
        "combined_score": 10.0 / cost,
        "public": {"mean_cost": cost},
        "private": {"worst_cost": max(costs)},
        "text_feedback": f"one outage costs {cost:.2f} on average, {max(costs):.1f} at most",
    }


def main(program_path, results_dir):
    os.makedirs(results_dir, exist_ok=True)
    metrics, correct, error = run_shinka_eval(
        program_path=program_path,
        results_dir=results_dir,
        experiment_fn_name="run_experiment",
        num_runs=3,
        get_experiment_kwargs=get_kwargs,
        validate_fn=validate,
        aggregate_metrics_fn=aggregate,
    )
    print("correct" if correct else f"not correct: {error}", metrics["combined_score"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path", type=str, default="initial.py")
    parser.add_argument("--results_dir", type=str, default="results")
    given = parser.parse_args()
    main(given.program_path, given.results_dir)
