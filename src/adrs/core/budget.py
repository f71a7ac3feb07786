"""What a run may spend."""

from __future__ import annotations

from dataclasses import dataclass

from adrs.core.errors import UsageError
from adrs.core.verdict import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits on a run; ``None`` means no limit. ``Usage`` adds, ``Budget`` compares.

    Args:
        evaluations: Candidates tried, seeds included.
        tokens: What models may read and write.
        cost_usd: What models may cost.
        seconds: Time worked on the run.
        cpu_seconds: CPU time of the candidates on the train workloads; not that of the search itself.

    Raises:
        UsageError: A limit is negative, or nothing limits the run.
    """

    evaluations: int | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None

    def __post_init__(self) -> None:
        limits = {
            "evaluations": self.evaluations,
            "tokens": self.tokens,
            "USD": self.cost_usd,
            "seconds": self.seconds,
            "CPU seconds": self.cpu_seconds,
        }
        for name, limit in limits.items():
            if limit is not None and not limit > 0:
                raise UsageError(f"budget of {limit} {name} is not positive; give a number above 0")
        if all(limit is None for limit in limits.values()):
            raise UsageError("no budget: give a number of evaluations, seconds, CPU seconds, tokens or USD")

    def exhausted_by(self, usage: Usage) -> str | None:
        """The name of a limit that ``usage`` has reached, or ``None``."""
        if self.evaluations is not None and usage.evaluations >= self.evaluations:
            return "evaluations"
        if self.seconds is not None and usage.wall_s >= self.seconds:
            return "seconds"
        if self.cost_usd is not None and usage.cost_usd >= self.cost_usd:
            return "usd"
        if self.tokens is not None and usage.tokens >= self.tokens:
            return "tokens"
        if self.cpu_seconds is not None and usage.cpu_s >= self.cpu_seconds:
            return "cpu_seconds"
        return None
