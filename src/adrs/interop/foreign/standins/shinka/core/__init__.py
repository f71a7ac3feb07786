"""Stand-in for ``shinka.core``: runs a program's experiment some times, and writes what came of it."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

_ON_ERROR = {
    "combined_score": 0.0,
    "execution_time_mean": 0.0,
    "execution_time_std": 0.0,
    "num_successful_runs": 0,
    "num_valid_runs": 0,
    "num_invalid_runs": 0,
    "all_validation_errors": [],
}


def run_shinka_eval(
    program_path: str,
    results_dir: str,
    experiment_fn_name: str,
    num_runs: int,
    get_experiment_kwargs: Callable[[int], dict[str, Any]] | None = None,
    aggregate_metrics_fn: Callable[[list[Any]], dict[str, Any]] | None = None,
    validate_fn: Callable[[Any], tuple[bool, str | None]] | None = None,
    default_metrics_on_error: dict[str, Any] | None = None,
    **_: Any,
) -> tuple[dict[str, Any], bool, str | None]:
    """Metrics, whether every run was valid, and the first reason why not; written down as well."""
    try:
        results, seconds = _runs(program_path, experiment_fn_name, num_runs, get_experiment_kwargs)
        errors = _errors(results, validate_fn)
        count = {"num_successful_runs": len(results)}
        metrics = aggregate_metrics_fn(results) if aggregate_metrics_fn else count
        metrics["execution_time_mean"] = statistics.fmean(seconds) if seconds else 0.0
        metrics["execution_time_std"] = statistics.pstdev(seconds) if seconds else 0.0
        if validate_fn:
            metrics["num_valid_runs"] = len(results) - len(errors)
            metrics["num_invalid_runs"] = len(errors)
            metrics["all_validation_errors"] = list(dict.fromkeys(error for error in errors if error))
        reason = next((f"Validation failed: {error}" for error in errors if error), None)
        correct = not errors
    except Exception as error:
        metrics = {**_ON_ERROR, **(default_metrics_on_error or {})}
        correct, reason = False, f"{type(error).__name__}: {error}"
    metrics.pop("extra_data", None)
    save_json_results(results_dir, metrics, correct, reason)
    return metrics, correct, reason


def save_json_results(
    results_dir: str, metrics: dict[str, Any], correct: bool, error: str | None = None
) -> None:
    """Write ``metrics.json`` and ``correct.json``."""
    os.makedirs(results_dir, exist_ok=True)
    for name, body in (("metrics", metrics), ("correct", {"correct": correct, "error": error})):
        with open(os.path.join(results_dir, f"{name}.json"), "w", encoding="utf-8") as file:
            json.dump(body, file, default=_plain)


def _runs(
    path: str, name: str, count: int, arguments: Callable[[int], dict[str, Any]] | None
) -> tuple[list[Any], list[float]]:
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    experiment = getattr(module, name, None)
    if experiment is None:
        raise AttributeError(f"the program does not define {name}")
    results, seconds = [], []
    for number in range(count):
        keywords = dict(arguments(number)) if arguments else {"seed": number + 1}
        if "file_path" in inspect.signature(experiment).parameters:
            keywords.setdefault("file_path", path)
        began = time.perf_counter()
        results.append(experiment(**keywords))
        seconds.append(time.perf_counter() - began)
    return results, seconds


def _errors(results: list[Any], validate: Callable[[Any], tuple[bool, str | None]] | None) -> list[str]:
    """Of every run that is not valid the reason, which may be empty."""
    verdicts = [validate(result) for result in results] if validate else []
    return [reason or "" for valid, reason in verdicts if not valid]


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)
