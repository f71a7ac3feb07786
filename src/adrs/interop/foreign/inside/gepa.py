"""GEPA's ``optimize_anything``: a script with an evaluator of texts.

The contract is that of GEPA's ``gepa/optimize_anything.py``. The script runs up to its call of
``optimize_anything``; the evaluator that it passes there, ``(candidate[, example]) -> score, info``, is then
asked about the candidate, with each example of the data set, if there is one. The score is the mean over
examples.
"""

from __future__ import annotations

import inspect
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.interop.foreign.inside import claims, room

EVALUATORS = ("evaluator", "evaluate", "fitness_fn", "evaluate_candidate")
_DATA = ("dataset", "trainset", "train_set", "valset")
_MOST_EXAMPLES = 40


def evaluate(folder: Path, program: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The claim of the script in ``folder`` on a candidate.

    Args:
        folder: Where the script lies.
        program: The candidate's main file.
        settings: ``script``: its file; ``calls``: whether it calls ``optimize_anything``; ``components``:
            file by name of a component, empty where a candidate is one text.

    Raises:
        InvalidAnswer: The script ends without saying what to optimise, or its evaluator returns no score.
    """
    path = folder / settings["script"]
    given = _called(path) if settings["calls"] else _defined(path)
    candidate: Any = program.read_text(encoding="utf-8")
    if settings["components"]:
        home = program.parent
        candidate = {name: (home / file).read_text("utf-8") for name, file in settings["components"].items()}
    evaluator = next((given[name] for name in EVALUATORS if callable(given.get(name))), None)
    batch = given.get("batch_evaluator")
    if evaluator is None and callable(batch):
        evaluator = _one_of(batch)
    if evaluator is None:
        raise InvalidAnswer(f"{settings['script']} has no evaluator to ask")
    examples = next((list(given[name]) for name in _DATA if given.get(name)), [])
    results = [_asked(evaluator, candidate, [example]) for example in examples]
    return _claim(results or [_asked(evaluator, candidate, [])])


def _called(path: Path) -> dict[str, Any]:
    """What the script passes to ``optimize_anything``."""
    stand_in = import_module("gepa.optimize_anything")
    sys.argv[:] = [str(path)]
    try:
        runpy.run_path(str(path), run_name="__main__")
    except stand_in.Captured as captured:
        given: dict[str, Any] = captured.given
        return given
    except SystemExit as ending:
        raise InvalidAnswer(f"{path.name} ended with {ending.code!r} before it optimised anything") from None
    raise InvalidAnswer(f"{path.name} ended and did not call optimize_anything")


def _defined(path: Path) -> dict[str, Any]:
    return vars(room.load("task", path))


def _one_of(batch: Callable[..., Any]) -> Callable[..., Any]:
    def evaluator(candidate: Any, example: Any = None) -> Any:
        return batch([(candidate, example)])[0]

    return evaluator


Result = tuple[float, Mapping[str, Any]]


def _asked(evaluator: Callable[..., Any], candidate: Any, example: Sequence[Any]) -> Result:
    """Score and further information on one example, or on the task as such."""
    parameters = list(inspect.signature(evaluator).parameters.values())
    extra: dict[str, Any] = {}
    for parameter in parameters[1 + len(example) :]:
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            if parameter.kind is not parameter.VAR_POSITIONAL:
                extra[parameter.name] = [] if parameter.name == "best_example_evals" else None
    returned = evaluator(candidate, *example, **extra)
    parts = returned if isinstance(returned, tuple) else (returned,)
    if not parts or not claims.is_number(parts[0]):
        raise InvalidAnswer("the evaluator returned neither a score nor (score, information)")
    info = parts[-1] if len(parts) > 1 and isinstance(parts[-1], Mapping) else {}
    return claims.as_float(parts[0]), info


def _claim(results: Sequence[Result]) -> dict[str, Any]:
    metrics: dict[str, Any] = {"combined_score": sum(score for score, _ in results) / len(results)}
    texts: dict[str, Any] = {}
    if len(results) > 1:
        metrics.update({f"example_{n}": score for n, (score, _) in enumerate(results[:_MOST_EXAMPLES])})
    worst = min(range(len(results)), key=lambda n: results[n][0])
    for name, value in results[worst][1].items():
        if name == "scores" and isinstance(value, Mapping):
            metrics.update({f"scores.{key}": v for key, v in value.items() if claims.is_number(v)})
        elif value is not None:
            texts[str(name)] = value
    logged = getattr(sys.modules.get("gepa.optimize_anything"), "LOGGED", [])
    if logged:
        texts["log"] = "\n".join(logged)
    return claims.claim(metrics, texts)
