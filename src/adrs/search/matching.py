"""Draw among a few alternatives in proportion to what each has earned, from shares given beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

_FADE = 0.98  # of pulls and rewards, at each pull
_PRIOR = 8.0  # imagined pulls at the common rate: how slowly shares move
_LEAST = 0.25  # what is left of a share that never earns anything


class Matching:
    """Probability matching: an alternative's chance is its prior share times its relative rate of reward.

    For choices that matter less than they cost to learn: a bound that seeks the best (:class:`DiscountedUCB`)
    would spend most of a short run on finding out. The rate is the discounted reward per pull, shrunk towards
    that of all alternatives together; a share keeps at least a quarter.
    """

    def __init__(self) -> None:
        self._pulls: dict[str, float] = {}
        self._rewards: dict[str, float] = {}

    def choose(self, shares: Mapping[str, float], rng: Random) -> str:
        """One of ``shares``, and count it as pulled."""
        names = list(shares)
        chosen = rng.choices(names, [shares[name] * self.worth(name) for name in names])[0]
        self._pulls = {name: _FADE * pulls for name, pulls in self._pulls.items()}
        self._rewards = {name: _FADE * reward for name, reward in self._rewards.items()}
        self._pulls[chosen] = self._pulls.get(chosen, 0.0) + 1.0
        return chosen

    def reward(self, name: str, reward: float) -> None:
        """Credit an alternative that was chosen before."""
        self._rewards[name] = self._rewards.get(name, 0.0) + reward

    def worth(self, name: str) -> float:
        """What the share of ``name`` is multiplied by: 1 when it earns like all others together."""
        pulls, rewards = sum(self._pulls.values()), sum(self._rewards.values())
        if not rewards:
            return 1.0
        common = rewards / pulls
        rate = (self._rewards.get(name, 0.0) + _PRIOR * common) / (self._pulls.get(name, 0.0) + _PRIOR)
        return max(_LEAST, rate / common)
