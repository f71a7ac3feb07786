"""Which arm to pull next, when what pays changes while the search goes on."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from random import Random
from typing import Generic, TypeVar

from adrs.core.verdict import Usage

Key = TypeVar("Key", bound=Hashable)


class DiscountedUCB(Generic[Key]):
    """Upper confidence bounds over arms whose old rewards fade.

    Garivier and Moulines (arXiv 0805.3415, section 3.1): pulls and rewards are discounted at each pull, and
    the arm with the highest discounted mean plus ``width * sqrt(spread * log(total) / pulls)`` is next. Three
    changes for a search, whose rewards are rare, of unknown size, and late:

    * ``spread`` is the variance a Bernoulli arm with the average reward of all arms would have, so that one
      ``width`` serves rewards of 0.01 and of 0.5 alike;
    * a pull counts when it is made, so that briefs in flight together spread over the arms;
    * a share of pulls is uniform, so that no arm is ever given up.

    Where pulls cost money or tokens the bound is divided by what a pull of the arm costs, as in Badanidiyuru
    et al. (Bandits with Knapsacks, arXiv 1305.2545): gain per cost decides. A pull counts one unit for its
    evaluation and one more for each mean price of a paid pull, so that an arm that costs nothing is worth
    twice an equally good one at the mean price, and without prices nothing changes.

    ``benchmarks/bandits.py`` draws the means of ten arms anew every 250 pulls. There this rule collected more
    than discounted Thompson sampling with either prior tried, and was close to plain discounted UCB with
    the width that happened to be best for that size of reward.

    Args:
        arms: At least one.
        decay: Factor on all older observations at each pull; 0.99 remembers about 100.
        floor: Share of pulls that are uniform.
        width: Width of the confidence bound.
    """

    def __init__(
        self, arms: Sequence[Key], *, decay: float = 0.99, floor: float = 0.05, width: float = 0.3
    ) -> None:
        self._decay = decay
        self._floor = floor
        self._width = width
        self._fresh = list(arms)
        self._rewards = dict.fromkeys(arms, 0.0)
        self._pulls = dict.fromkeys(arms, 0.0)
        self._costs = dict.fromkeys(arms, 0.0)
        self._paid = 0.0  # pulls that cost something, and faded like them
        self._priced = False

    def choose(self, rng: Random) -> Key:
        """The next arm; each is chosen once before any is chosen twice."""
        if self._fresh:
            arm = rng.choice(self._fresh)
        elif rng.random() < self._floor:
            arm = rng.choice(list(self._pulls))
        else:
            arm = self._highest()
        self.pull(arm)
        return arm

    def pull(self, arm: Key, *, weight: float = 1.0) -> None:
        """Count a pull of ``arm``; everything older fades a little."""
        fade = self._decay**weight
        for other in self._pulls:
            self._pulls[other] *= fade
            self._rewards[other] *= fade
            self._costs[other] *= fade
        self._paid *= fade
        self._pulls[arm] += weight
        if arm in self._fresh:
            self._fresh.remove(arm)

    def reward(self, arm: Key, reward: float) -> None:
        """Credit a pull made before. An arm that was never declared is ignored.

        Raises:
            ValueError: The reward lies outside [0, 1].
        """
        if not 0.0 <= reward <= 1.0:
            raise ValueError(f"reward of {reward} for {arm}; it must lie in [0, 1]")
        if arm in self._rewards:
            self._rewards[arm] += reward

    def spend(self, arm: Key, cost: Usage) -> None:
        """Note what a pull made before has cost: money where it is known, else tokens.

        From the first call with a price on, only money counts; a run mixes the two only if some of its models
        are free.
        """
        if arm not in self._costs or not (cost.cost_usd or cost.tokens):
            return
        if cost.cost_usd and not self._priced:
            self._priced, self._paid = True, 0.0
            self._costs = dict.fromkeys(self._costs, 0.0)
        amount = cost.cost_usd if self._priced else float(cost.tokens)
        self._costs[arm] += amount
        self._paid += amount > 0.0

    def forgive(self, arm: Key, *, weight: float) -> None:
        """Take back ``weight`` of a pull made before, as if only the rest of it had been made."""
        if arm in self._pulls:
            self._pulls[arm] = max(self._pulls[arm] - weight, 0.0)

    def mean(self, arm: Key) -> float:
        """Discounted mean reward of ``arm``; 0 while it was never pulled."""
        pulls = self._pulls[arm]
        return self._rewards[arm] / pulls if pulls else 0.0

    def _highest(self) -> Key:
        total = sum(self._pulls.values())
        # One imagined reward keeps the bound open while nothing has paid yet.
        average = min((sum(self._rewards.values()) + 1.0) / (total + 2.0), 0.5)
        spread = self._width * self._width * average * (1.0 - average) * math.log(1.0 + total)

        price = sum(self._costs.values()) / self._paid if self._paid else math.inf

        def bound(arm: Key) -> float:
            pulls = max(self._pulls[arm], 1e-9)
            worth = self._rewards[arm] / pulls + math.sqrt(spread / pulls)
            return worth / (1.0 + self._costs[arm] / pulls / price)

        return max(self._pulls, key=bound)
