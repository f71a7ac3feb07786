"""Trade-offs between several objectives: the front, and the hypervolume under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adrs.core.verdict import Evaluation

_MOST = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """A candidate that no other beats in every objective.

    Args:
        candidate: Its id.
        score: The run's score.
        also: Further objectives on the same scale (0 = naive seed, 1 = human), by metric.
    """

    candidate: str
    score: float
    also: Mapping[str, float]

    @property
    def point(self) -> tuple[float, ...]:
        """The score, then the further objectives by name."""
        return (self.score, *(self.also[name] for name in sorted(self.also)))


@dataclass
class Front:
    """Non-dominated trade-offs, at most 256: past that the lowest score goes."""

    members: list[TradeOff] = field(default_factory=list)

    def add(self, candidate: str, evaluation: Evaluation) -> bool:
        """Whether it is on the front; a candidate that lacks an objective never is."""
        if evaluation.score is None or not evaluation.also:
            return False
        new = TradeOff(candidate=candidate, score=evaluation.score, also=dict(evaluation.also))
        if self.members and new.also.keys() != self.members[0].also.keys():
            return False
        if any(_covers(old.point, new.point) for old in self.members):
            return False
        self.members = [old for old in self.members if not _covers(new.point, old.point)] + [new]
        if len(self.members) > _MOST:
            self.members.remove(min(self.members, key=lambda member: member.score))
        return True

    @property
    def hypervolume(self) -> float:
        """Volume between the front and the naive seed: 1 for the human program alone."""
        return hypervolume([member.point for member in self.members])


def hypervolume(points: Sequence[Sequence[float]]) -> float:
    """Volume dominated by ``points`` and above the origin; more is better in every coordinate.

    Exact, by slicing along the last coordinate (While et al., IEEE TEVC 10(1), 2006, "hypervolume by slicing
    objectives"): n log n for two objectives, n times as much for each further one.
    """
    inside = [tuple(point) for point in points if all(value > 0.0 for value in point)]
    return _sliced(inside) if inside else 0.0


def _sliced(points: Sequence[tuple[float, ...]]) -> float:
    if len(points[0]) == 1:
        return max(point[0] for point in points)
    by_last = sorted(points, key=lambda point: point[-1], reverse=True)
    volume = 0.0
    for count, point in enumerate(by_last, 1):
        below = by_last[count][-1] if count < len(by_last) else 0.0
        if point[-1] > below:
            volume += (point[-1] - below) * _sliced([p[:-1] for p in by_last[:count]])
    return volume


def _covers(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether ``a`` is at least as good as ``b`` everywhere."""
    return all(x >= y for x, y in zip(a, b, strict=True))
