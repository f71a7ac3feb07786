"""How much a trial is worth to the arm that made it."""

from __future__ import annotations

from collections.abc import Mapping

from adrs.search.fitness import INFEASIBLE, sane

_SMALL = 0.03  # of the way come so far
_MEMORY = 0.9  # how much of the scale an earlier gain keeps
_LARGE = 3.0  # a gain of this many means is as large as any


class Credit:
    """Rewards in [0, 1] for gains whose size nobody knows beforehand and which shrink as a search matures.

    A gain is compared with the running mean of such gains and grows linearly up to three times that mean, so
    that an arm making many tiny records does not outdo one that makes a few large ones. The best score of the
    run counts most, then being the best yet on some workloads, then, so that there is a signal at all when
    records are rare, having improved on the parent:

    ====================  ==============
    a new best score      0.1 to 1
    best on a workload    0.05 to 0.2
    better than parent    0.02 to 0.05
    anything else         0
    ====================  ==============
    """

    def __init__(self) -> None:
        self._first: float | None = None
        self._best = _Scale()
        self._front = _Scale()
        self._parent = _Scale()

    def reward(
        self,
        *,
        score: float | None,
        scores: Mapping[str, float],
        best: float,
        heights: Mapping[str, float],
        parent: float,
    ) -> float:
        """Reward of one trial.

        Args:
            score: The trial's score; ``None`` when it is invalid or incomplete.
            scores: Its normalised score by workload.
            best: The run's best score before this trial.
            heights: The best normalised score by workload before this trial.
            parent: The score of the trial it was made from.
        """
        if score is None:
            return 0.0
        if best <= INFEASIBLE < score:
            return 1.0  # the first to keep the rails; its gain is on no scale
        if score > best:
            return 0.1 + 0.9 * self._best.relative(score - best)
        ahead = [
            value - heights[name]
            for name, value in scores.items()
            if heights.get(name, value) < value and sane(value)
        ]
        if ahead:
            return 0.05 + 0.15 * self._front.relative(sum(ahead) / len(scores))
        if score > parent:
            return 0.02 + 0.03 * self._parent.relative(score - parent)
        return 0.0


class _Scale:
    """Running mean of positive gains, and gains relative to it."""

    def __init__(self) -> None:
        self._mean = 0.0

    def relative(self, gain: float) -> float:
        """``gain`` between 0 and 1; a third when it is as large as the mean so far."""
        if not self._mean:
            self._mean = gain
        share = min(gain / (_LARGE * self._mean), 1.0)
        self._mean = _MEMORY * self._mean + (1.0 - _MEMORY) * gain
        return share
