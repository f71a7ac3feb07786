"""OpenEvolve and SkyDiscover: ``evaluate(program_path)``, in stages where the evaluator has them.

The contract is that of OpenEvolve's ``openevolve/evaluator.py``, there ``_direct_evaluate`` and
``_cascade_evaluate``.
"""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.interop.foreign.inside import claims, room

_STAGES = ("evaluate_stage1", "evaluate_stage2", "evaluate_stage3")


def evaluate(folder: Path, program: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The claim of the evaluator in ``folder`` on ``program``.

    Args:
        folder: Where ``evaluator.py`` lies.
        program: The candidate's file.
        settings: ``evaluator``: the evaluator's file; ``cascade``: whether to go by stages; ``thresholds``;
            ``arguments``: keywords for ``evaluate``.

    Raises:
        InvalidAnswer: The evaluator defines nothing to call, or returned something else than metrics.
    """
    module = room.load("evaluation_module", folder / settings["evaluator"])
    stages = [getattr(module, name, None) for name in _STAGES]
    if settings["cascade"] and callable(stages[0]):
        return claims.claim(*_by_stages(stages, str(program), settings["thresholds"]))
    function = getattr(module, "evaluate", None)
    if not callable(function):
        raise InvalidAnswer(f"{settings['evaluator']} does not define evaluate(program_path)")
    return claims.claim(*_called(function, str(program), settings["arguments"]))


Result = tuple[dict[str, Any], dict[str, Any]]
"""Metrics and artifacts."""


def _called(function: Callable[..., Any], program: str, arguments: Mapping[str, Any] = {}) -> Result:
    returned = function(program, **arguments)
    if inspect.iscoroutine(returned):
        returned = asyncio.run(returned)
    artifacts: Any = {}
    if not isinstance(returned, Mapping):
        returned, artifacts = getattr(returned, "metrics", None), getattr(returned, "artifacts", None) or {}
    if not isinstance(returned, Mapping) or not isinstance(artifacts, Mapping):
        raise InvalidAnswer("the evaluator returned neither a dict of metrics nor an EvaluationResult")
    return dict(returned), dict(artifacts)


def _by_stages(stages: list[Any], program: str, thresholds: list[float]) -> Result:
    """Stage after stage, for as long as what is known so far reaches the stage's threshold."""
    metrics, artifacts = _called(stages[0], program)
    reached = 1
    for number, stage in enumerate(stages[1:], 2):
        if number - 2 >= len(thresholds) or not _passes(metrics, thresholds[number - 2]):
            break
        if not callable(stage):
            break
        try:
            more, told = _called(stage, program)
        except Exception as error:  # theirs keeps what the stages before it found
            metrics[f"stage{number}_passed"] = 0.0
            artifacts[f"stage{number}_stderr"] = str(error)
            artifacts[f"stage{number}_traceback"] = traceback.format_exc()
            break
        metrics = {n: v for n, v in {**metrics, **more}.items() if claims.is_number(v) and n != "error"}
        artifacts.update(told)
        reached = number
    return {**metrics, "cascade_stage": reached}, artifacts


def _passes(metrics: Mapping[str, Any], threshold: float) -> bool:
    if claims.is_number(metrics.get("combined_score")):
        return claims.as_float(metrics["combined_score"]) >= threshold
    known = [claims.as_float(v) for n, v in metrics.items() if claims.is_number(v) and n != "error"]
    return bool(known) and sum(known) / len(known) >= threshold
