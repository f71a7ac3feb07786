"""What the engines call an evaluator. It runs no candidate: it sends the text to the judge and waits."""

import argparse
import json
from pathlib import Path

from client import TASK, judged


def evaluate(program_path):
    """Metrics of the program in a file, as OpenEvolve and SkyDiscover ask for them."""
    told = judged(Path(program_path).read_text(encoding="utf-8", errors="replace"))
    metrics = {"combined_score": told["score"], "validity": float(told["valid"])}
    artifacts = {"feedback": told["feedback"]} if told["feedback"] else {}
    if TASK["engine"] == "openevolve":
        from openevolve.evaluation_result import EvaluationResult
    else:
        from skydiscover.evaluation.evaluation_result import EvaluationResult
    return EvaluationResult(metrics=metrics, artifacts=artifacts)


def main():
    """Write the metrics of ``--program_path`` into ``--results_dir``, as ShinkaEvolve asks for them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path", required=True)
    parser.add_argument("--results_dir", required=True)
    given, _ = parser.parse_known_args()
    told = judged(Path(given.program_path).read_text(encoding="utf-8", errors="replace"))
    folder = Path(given.results_dir)
    folder.mkdir(parents=True, exist_ok=True)
    metrics = {
        "combined_score": told["score"],
        "public": dict(told["workloads"]),
        "private": {},
        "text_feedback": told["feedback"],
    }
    (folder / "metrics.json").write_text(json.dumps(metrics))
    correct = {"correct": told["valid"], "error": None if told["valid"] else told["feedback"]}
    (folder / "correct.json").write_text(json.dumps(correct))


if __name__ == "__main__":
    main()
