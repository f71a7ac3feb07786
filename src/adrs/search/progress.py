"""AdaEvolve's accumulated improvement signal, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_EPSILON = 1e-8


@dataclass(slots=True)
class Progress:
    """How an island has been improving (Cemri et al., arXiv 2602.20133, level 1: local adaptation).

    With ``f*`` the island's best score and ``f`` that of a new program, the normalised improvement is
    ``delta = max((f - f*) / |f*|, 0)``, the signal ``G = decay * G + (1 - decay) * delta**2``, and the chance
    that a brief explores ``low + (high - low) / (1 + sqrt(G + epsilon))``: little progress, much exploration.

    The signal decays at every evaluation, as the paper has it; its implementation leaves it as it is where
    nothing improves. From the implementation: ``delta`` is 1 at most, so that a best score near 0 does not
    blow it up.
    """

    decay: float = 0.9
    low: float = 0.1
    high: float = 0.7
    signal: float = 0.0
    best: float | None = None

    @property
    def intensity(self) -> float:
        """Chance that the next brief explores."""
        return self.low + (self.high - self.low) / (1.0 + math.sqrt(self.signal + _EPSILON))

    def start(self, score: float) -> None:
        """A program that the island begins with: no improvement."""
        self.best = score if self.best is None else max(self.best, score)

    def record(self, score: float | None) -> float:
        """An evaluation of the island's own, ``None`` if it is not valid; by how much it beats the best."""
        gain = self._gain(score)
        delta = normalised(gain, self.best)
        self.signal = self.decay * self.signal + (1.0 - self.decay) * delta * delta
        if score is not None:
            self.start(score)
        return gain

    def receive(self, score: float) -> None:
        """A program from another island: it counts for best and signal if it is better, and else not."""
        if self._gain(score) > 0.0:
            self.record(score)
        else:
            self.start(score)

    def _gain(self, score: float | None) -> float:
        return 0.0 if score is None or self.best is None else max(score - self.best, 0.0)


def normalised(gain: float, best: float | None) -> float:
    """``gain`` as a share of the size of ``best``, 1 at most."""
    return min(gain / (abs(best or 0.0) + _EPSILON), 1.0)


@dataclass(slots=True, eq=False)
class _Arm:
    visits: int = 0
    recent: float = 0.0  # V: decayed number of evaluations
    rewards: float = 0.0  # R: decayed sum of rewards


class IslandBandit:
    """Which island is next: level 2, global adaptation.

    The reward of an evaluation is its gain over the island's best as a share of the *global* best, so that
    large relative gains of a poor island do not count for much. Rewards and evaluations decay alike,
    ``R = decay * R + r`` and ``V = decay * V + 1``, and the island with the largest
    ``R / V + width * sqrt(ln N / n)`` is next, ``n`` being its visits and ``N`` all of them. Islands visited
    less than ``least`` times come first. A visit counts when a brief is asked, so that briefs in flight
    spread; rewards come when trials are told.
    """

    def __init__(self, *, decay: float = 0.9, width: float = math.sqrt(2.0), least: int = 3) -> None:
        self._decay = decay
        self._width = width
        self._least = least
        self._arms: list[_Arm] = []

    def add(self) -> None:
        """One more island, never visited."""
        self._arms.append(_Arm())

    def choose(self) -> int:
        """Number of the next island; counts the visit."""
        fewest = min(self._arms, key=lambda arm: arm.visits)
        chosen = fewest if fewest.visits < self._least else max(self._arms, key=self._bound)
        chosen.visits += 1
        return self._arms.index(chosen)

    def reward(self, island: int, gain: float, best: float | None) -> None:
        """Credit an evaluation of the island with its gain, given the best score of all islands."""
        arm = self._arms[island]
        arm.recent = self._decay * arm.recent + 1.0
        arm.rewards = self._decay * arm.rewards + normalised(gain, best)

    def means(self) -> Sequence[float]:
        """Decayed mean reward by island."""
        return [arm.rewards / arm.recent if arm.recent else 0.0 for arm in self._arms]

    def _bound(self, arm: _Arm) -> float:
        total = sum(other.visits for other in self._arms)
        mean = arm.rewards / arm.recent if arm.recent else 0.0
        return mean + self._width * math.sqrt(math.log(max(total, 1)) / max(arm.visits, 1))
