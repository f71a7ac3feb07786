"""Stand-in for ``openevolve.evaluation_result``: metrics, and artifacts beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class EvaluationResult:
    """What an evaluator returns: numbers by name, and anything worth telling."""

    metrics: dict[str, Any]
    artifacts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, metrics: dict[str, Any]) -> EvaluationResult:
        """Metrics alone."""
        return cls(metrics=metrics)

    def to_dict(self) -> dict[str, Any]:
        """The metrics."""
        return self.metrics

    def has_artifacts(self) -> bool:
        """Whether there are any."""
        return bool(self.artifacts)

    def get_artifact_keys(self) -> list[str]:
        """Their names."""
        return list(self.artifacts)

    def get_artifact_size(self, key: str) -> int:
        """Bytes of one of them; 0 where there is none."""
        value = self.artifacts.get(key, b"")
        return len(value if isinstance(value, bytes) else str(value).encode())

    def get_total_artifact_size(self) -> int:
        """Bytes of all of them."""
        return sum(map(self.get_artifact_size, self.artifacts))
