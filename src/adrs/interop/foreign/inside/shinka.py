"""ShinkaEvolve: ``evaluate.py`` writes ``metrics.json`` and ``correct.json`` into a folder of results.

The contract is that of ShinkaEvolve's ``shinka/core/wrap_eval.py`` and of its examples. Private metrics are
not for whoever writes programs, so they are left out.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.interop.foreign.inside import claims, room


def evaluate(folder: Path, program: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The claim of ``evaluate.py`` on ``program``.

    Args:
        folder: Where it lies.
        program: The candidate's file.
        settings: ``evaluator``: its file.

    Raises:
        InvalidAnswer: The program is not correct, or no metrics were written.
    """
    results = folder.parent / "results"
    results.mkdir(exist_ok=True)
    path = folder / settings["evaluator"]
    module = room.load("evaluate", path)
    returned: Any = None
    if callable(getattr(module, "main", None)):
        returned = module.main(str(program), str(results))
    else:
        _as_script(path, program, results)
    metrics, correct, error = _written(results, returned)
    if not correct:
        raise InvalidAnswer(
            f"the evaluator says that the program is not correct: {error or 'it gives no reason'}"
        )
    return _claim(metrics)


def _as_script(path: Path, program: Path, results: Path) -> None:
    sys.argv[:] = [str(path), "--program_path", str(program), "--results_dir", str(results)]
    try:
        runpy.run_path(str(path), run_name="__main__")
    except SystemExit as ending:
        if ending.code not in (0, None):
            raise InvalidAnswer(f"evaluate.py ended with {ending.code!r}") from None


def _written(results: Path, returned: Any) -> tuple[Mapping[str, Any], bool, str]:
    """Metrics, whether the program is correct, and why not: from the files, else as returned."""
    metrics, verdict = (_read(results / name) for name in ("metrics.json", "correct.json"))
    if metrics is None and isinstance(returned, tuple) and len(returned) == 3:
        metrics, verdict = returned[0], {"correct": returned[1], "error": returned[2]}
    if not isinstance(metrics, Mapping):
        raise InvalidAnswer("evaluate.py wrote no metrics.json")
    if not isinstance(verdict, Mapping):
        raise InvalidAnswer("evaluate.py wrote no correct.json")
    return metrics, verdict.get("correct") is True, str(verdict.get("error") or "")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _claim(metrics: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in metrics.items():
        if name == "public" and isinstance(value, Mapping):
            flat.update(value)
        elif name != "private":
            flat[name] = value
    if "combined_score" in metrics:
        flat["combined_score"] = metrics["combined_score"]
    return claims.claim({name: value for name, value in flat.items() if value not in ("", [], {})})
