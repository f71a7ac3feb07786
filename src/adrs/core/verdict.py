"""What a judge says: verdicts on single workloads, and their aggregate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a program fared on one workload. Only ``VALID`` carries a value."""

    VALID = "VALID"
    INVALID = "INVALID"
    CRASHED = "CRASHED"
    TIMED_OUT = "TIMED_OUT"
    OUT_OF_MEMORY = "OUT_OF_MEMORY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Resources spent. Everything adds, except memory, which keeps its peak."""

    evaluations: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_memory_bytes: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            evaluations=self.evaluations + other.evaluations,
            tokens=self.tokens + other.tokens,
            cost_usd=self.cost_usd + other.cost_usd,
            cpu_s=self.cpu_s + other.cpu_s,
            wall_s=self.wall_s + other.wall_s,
            peak_memory_bytes=max(self.peak_memory_bytes, other.peak_memory_bytes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One program on one workload.

    Args:
        workload: The workload's id.
        outcome: How it fared.
        value: In the objective's own unit; ``None`` unless ``VALID``.
        normalised: 0 = the naive seed, 1 = the human state of the art, more is better; ``None`` when there
            is no value or the two references coincide on this workload.
        metrics: Further figures of the judge.
        feedback: What a proposer should know: why it failed, or where it lost.
        answer: Digest of the answer (12 hex digits); empty where there was none.
        usage: CPU, wall clock and peak memory of the candidate, measured from outside.
    """

    workload: str
    outcome: Outcome
    value: float | None = None
    normalised: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    feedback: str = ""
    answer: str = ""
    usage: Usage = Usage()

    @property
    def ok(self) -> bool:
        """Whether the answer counts."""
        return self.outcome is Outcome.VALID


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The verdicts of one program on one set of workloads.

    Args:
        verdicts: One per workload that was run, in the workloads' order.
        value: The objective's aggregate; ``None`` unless every workload was run and is valid.
        score: ``value`` on the run's scale (0 = naive seed, 1 = human), more is better; ``None`` like it.
        complete: False when a gate stopped it before the last workload.
        violation: By how much it passes the run's rails, relative to them and added up; 0 keeps them all.
        also: Further objectives on the scale of ``score``, by metric, where a run asks for any.
    """

    verdicts: tuple[Verdict, ...]
    value: float | None = None
    score: float | None = None
    complete: bool = True
    violation: float = 0.0
    also: Mapping[str, float] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """``VALID`` if all are, else the first failure's outcome."""
        valid = Outcome.VALID  # asked several times for each trial of a search: looked up once
        for verdict in self.verdicts:
            if verdict.outcome is not valid:
                return verdict.outcome
        return valid

    @property
    def reason(self) -> str:
        """Feedback of the first failure; empty when all are valid."""
        for verdict in self.verdicts:
            if not verdict.ok:
                return f"{verdict.workload}: {verdict.feedback}"
        return ""

    @property
    def scores(self) -> dict[str, float]:
        """Normalised score by workload id, where there is one."""
        return {v.workload: v.normalised for v in self.verdicts if v.normalised is not None}

    @property
    def answers(self) -> dict[str, str]:
        """Digest of the answer by workload id, where there was one."""
        return {v.workload: v.answer for v in self.verdicts if v.answer}

    @property
    def usage(self) -> Usage:
        """Everything the candidate spent."""
        total = Usage()
        for verdict in self.verdicts:
            total = total + verdict.usage
        return total
