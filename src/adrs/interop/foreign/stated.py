"""A foreign folder as a problem: an evaluation is a workload, its value the candidate's claim."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.interop.foreign.bundle import Bundle
from adrs.interop.foreign.settings import Settings

REPEATS = 2
"""Evaluations of finalists with other random numbers, each in a fresh sandbox."""
MOST = 1e15
"""A claim beyond this is refused: no measure of a program has so many digits."""
_MOST_FEEDBACK = 6000
_HOW_SCORED = (
    "The score is what the folder's own evaluator says; more is better. Evaluator and program share a"
    " process: an honest program computes its answer and leaves the evaluator alone."
)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a layout found in a folder.

    Args:
        kind: Whose layout it is; the name by which the harness knows it.
        layout: The same for people.
        program: The seed.
        contract: What is known of what it must define.
        harness: What the harness needs to know, as plain data.
        about: What writers of programs are told.
        main: Metrics that are the score, the first that is there; the mean of all where none is.
        notes: What a user should be told once.
    """

    kind: str
    layout: str
    program: Program
    contract: Contract
    harness: Mapping[str, Any]
    about: str
    main: tuple[str, ...] = ("combined_score",)
    notes: tuple[str, ...] = ()


class ClaimedProblem:
    """Implements :class:`adrs.core.problem.Problem` for a folder whose evaluator judges beside the candidate.

    Its train split is one evaluation. Validation is the same evaluation again, with other random numbers in
    fresh sandboxes: it shows luck, and holds nothing back. There is no test split, no bound and no human
    state of the art; the folder's own program stands for both references.

    Args:
        bundle: The folder.
        settings: What its configuration says.
        terms: What its layout says.
    """

    harness = "adrs.interop.foreign.inside.harness"
    objective = Objective(name="claimed score", unit="score", direction=Direction.MAXIMIZE)
    self_scored = True

    def __init__(self, bundle: Bundle, settings: Settings, terms: Terms) -> None:
        self.bundle = bundle
        self.settings = settings
        self.terms = terms
        self.folder = str(bundle.folder)
        self.name = _identifier(bundle.folder.name)
        self.title = f"{bundle.folder.name} ({terms.layout})"
        self.statement = f"# {self.title}\n\n{terms.about.strip()}\n\n{_HOW_SCORED}"
        self.contract: Contract = terms.contract
        self.limits: Limits = settings.limits
        self.search_limits: Limits = settings.limits  # the folder's time limit is part of its terms
        self.seeds: Mapping[str, Program] = {"initial": terms.program}
        self.baselines: Mapping[str, Program] = {"human_sota": terms.program}
        self.citations: Mapping[str, str] = {
            "human_sota": "the folder's own initial program; it names no human state of the art"
        }

    @property
    def notes(self) -> Sequence[str]:
        """What a user should be told once."""
        found = [*self.terms.notes, *self.settings.notes]
        if self.settings.unused:
            found.append(f"config.yaml: not used here: {', '.join(self.settings.unused)}")
        if self.bundle.left_out:
            found.append(f"left out, for they lead out of the folder: {', '.join(self.bundle.left_out[:5])}")
        return found

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The evaluation; on validation, its repetitions."""
        return self._workloads.get(split, ())

    @cached_property
    def _workloads(self) -> Mapping[Split, Sequence[Workload]]:
        inputs = {
            **self.bundle.as_inputs(),
            "kind": self.terms.kind,
            "program": self.terms.program.main,
            "settings": dict(self.terms.harness),
        }
        again = [
            Workload(f"claim/again-{n}", Split.VALIDATION, {**inputs, "repeat": n}, family="evaluator")
            for n in range(1, REPEATS + 1)
        ]
        first = Workload("claim/first", Split.TRAIN, {**inputs, "repeat": 0}, family="evaluator")
        return {Split.TRAIN: (first,), Split.VALIDATION: tuple(again)}

    def sizes(self) -> Mapping[Split, int]:
        """One evaluation, its repetitions, and nothing held out."""
        return {Split.TRAIN: 1, Split.VALIDATION: REPEATS}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The claim, if it is one: a score among finite numbers.

        Raises:
            InvalidAnswer: The evaluator reports a failure, or what came back is no plausible claim.
        """
        metrics, texts = claim_of(answer)
        value = self._value(metrics)
        error = texts.get("error", "").strip()
        if metrics.get("timeout") == 1.0 and value <= 0.0:
            raise InvalidAnswer("the evaluator reports a timeout")
        if error and value <= 0.0:
            raise InvalidAnswer(f"the evaluator reports: {error}")
        return Score(value, metrics=metrics, feedback=feedback_of(value, metrics, texts))

    def _value(self, metrics: Mapping[str, float]) -> float:
        for name in self.terms.main:
            if name in metrics:
                return metrics[name]
        if "error" in metrics:
            raise InvalidAnswer("the evaluator reports an error and no score")
        left = [value for name, value in metrics.items() if name not in self.settings.features]
        if not left:
            raise InvalidAnswer("the evaluator returned no number that could be a score")
        return sum(left) / len(left)

    def bound(self, workload: Workload) -> Bound | None:
        """None is known."""
        return None

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """There is no board."""
        return None


def _identifier(name: str) -> str:
    found = re.sub(r"\W+", "_", name).strip("_") or "folder"
    return found if found.isidentifier() else f"_{found}"


def claim_of(answer: Any) -> tuple[dict[str, float], dict[str, str]]:
    """Metrics and texts of a decoded, untrusted answer.

    Raises:
        InvalidAnswer: It has another shape, or holds a number that no measurement gives.
    """
    if not isinstance(answer, dict) or set(answer) != {"metrics", "texts"}:
        raise InvalidAnswer("what came back is no claim: the program replaced the harness's answer")
    metrics, texts = answer["metrics"], answer["texts"]
    if not isinstance(metrics, dict) or not isinstance(texts, dict):
        raise InvalidAnswer("what came back is no claim: metrics and texts are mappings")
    for name, value in metrics.items():
        if not isinstance(value, float):
            raise InvalidAnswer(f"the metric {name[:60]!r} is no number")
        if not math.isfinite(value) or abs(value) > MOST:
            raise InvalidAnswer(f"the metric {name[:60]!r} is {value}, which no measurement gives")
    if not all(isinstance(text, str) for text in texts.values()):
        raise InvalidAnswer("what came back is no claim: a text is no string")
    return metrics, texts


def feedback_of(value: float, metrics: Mapping[str, float], texts: Mapping[str, str]) -> str:
    """What proposers are told: the numbers in a line, then what the evaluator said."""
    numbers = ", ".join(f"{name} {number:.6g}" for name, number in metrics.items())
    parts = [f"score {value:.6g} ({numbers})", *(f"{name}: {text}" for name, text in texts.items())]
    return "\n".join(parts)[:_MOST_FEEDBACK]
