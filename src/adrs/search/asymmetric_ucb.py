"""ShinkaEvolve's bandit: upper confidence bounds on exponentially scaled improvements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Arm

_LARGEST = 50.0  # a gain of more scales counts as this many: the exponential stays finite


class AsymmetricUCB:
    """UCB1 over arms whose reward is how far a child got beyond its baseline, and never less than nothing.

    ShinkaEvolve (arXiv 2509.19349, on prioritising language models): a child with score ``r`` counts
    ``u = exp(max(r - b, 0)) - 1``, where the baseline ``b`` is the better of its parent and the initial
    program. Asymmetric: losing costs an arm nothing but the pull, so that daring arms are not starved; the
    exponential makes one large gain worth more than many small ones. The next arm has the largest
    ``mean(u) / max(u) + width * sqrt(2 ln t / n)``.

    From its code (``shinka/llm/prioritization.py``, ``AsymmetricUCB``) come the rest and the defaults: each
    arm once before any twice; a share ``epsilon`` of pulls to the arms that are not first; and after each
    result all sums ``s`` and the largest ``u`` shrink to ``d s / (1 + (1 - d) s)`` and all weights to a share
    ``d``, while the pulls ``n`` do not fade. Pulls count when made, not when answered.

    Its cost-aware variant, off there by default, is left out.

    Args:
        arms: At least one.
        width: Width of the confidence bound (``exploration_coef``).
        epsilon: Share of pulls for arms that are not first.
        decay: What remains of older results at each result (``auto_decay``).
        scale: Scores are multiplied by this before the exponential (``exponential_base``).
    """

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        width: float = 1.0,
        epsilon: float = 0.2,
        decay: float = 0.95,
        scale: float = 1.0,
    ) -> None:
        self._arms = list(arms)
        self._index = {arm: index for index, arm in enumerate(arms)}
        self._width, self._epsilon, self._decay, self._scale = width, epsilon, decay, scale
        self._pulls = [0] * len(self._arms)
        self._sums = [0.0] * len(self._arms)
        self._weights = [0.0] * len(self._arms)
        self._largest = 0.0

    def choose(self, rng: Random) -> Arm:
        """The next arm, which counts as pulled."""
        fresh = [index for index, pulls in enumerate(self._pulls) if not pulls]
        chosen = rng.choice(fresh) if fresh else self._highest(rng)
        self._pulls[chosen] += 1
        return self._arms[chosen]

    def update(self, arm: Arm, gain: float | None) -> None:
        """A pull made before brought this gain over its baseline; ``None`` when it brought nothing valid.

        An arm that was never declared is ignored.
        """
        index = self._index.get(arm)
        if index is None:
            return
        reward = 0.0 if gain is None else math.expm1(min(self._scale * max(gain, 0.0), _LARGEST))
        self._sums[index] += reward
        self._weights[index] += 1.0
        self._largest = max(self._largest, reward)
        self._fade()

    def mean(self, arm: Arm) -> float:
        """Mean of the faded rewards of an arm, as a share of the largest; 0 while there is none."""
        index = self._index[arm]
        return self._means()[index] / (self._largest or 1.0)

    def _fade(self) -> None:
        kept, lost, largest = self._decay, 1.0 - self._decay, self._largest
        self._weights = [kept * weight for weight in self._weights]
        if largest:
            self._sums = [kept * total / (1.0 + lost * total) for total in self._sums]
            self._largest = max(kept * largest / (1.0 + lost * largest), *self._means())

    def _means(self) -> list[float]:
        pairs = zip(self._sums, self._weights, strict=True)
        return [total / (weight or 1.0) for total, weight in pairs]  # no weight: no rewards either

    def _highest(self, rng: Random) -> int:
        bonus = self._width * math.sqrt(2.0 * math.log(max(sum(self._pulls), 2)))
        unit = self._largest or 1.0
        pairs = zip(self._means(), self._pulls, strict=True)
        bounds = [mean / unit + bonus / math.sqrt(pulls) for mean, pulls in pairs]
        top = max(bounds)
        others = rng.random() < self._epsilon and bounds.count(top) < len(bounds)
        return rng.choice([i for i, bound in enumerate(bounds) if (bound != top) is others])
