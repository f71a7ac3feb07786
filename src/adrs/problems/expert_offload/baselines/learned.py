# mypy: ignore-errors
"""Counts which experts follow which, from layer to layer, and fetches the likeliest of the next layer.

In the line of MoE-Infinity (Xue et al., arXiv:2401.14361), which traces activations by sequence and
prefetches by them; this is a pairwise table and not their trace matching. Uses announcements where there are.
"""


# EVOLVE-BLOCK-START
class Policy:
    """Prefetches and evictions for one episode."""

    def __init__(self):
        self.uses = {}
        self.pairs = {}
        self.previous = ()

    def decide(self, observation):
        for key in observation.needed:
            self.uses[key] = self.uses.get(key, 0.0) + 1.0
            for before in self.previous:
                following = self.pairs.setdefault(before, {})
                following[key] = following.get(key, 0.0) + 1.0
        self.previous = observation.needed
        resident = set(observation.resident)
        if observation.coming:
            likely = [key for experts in observation.coming for key in experts]
        else:
            likely = self.likely(observation)
        prefetch = [key for key in likely if key not in resident]
        evict = [key for key in observation.resident if key not in likely]
        return prefetch, evict

    def likely(self, observation):
        """At most two experts of the next layer that followed at least every second time."""
        scores = {}
        for before in observation.needed:
            for key, count in self.pairs.get(before, {}).items():
                share = count / self.uses[before]
                if count >= 2 and share >= 0.5:
                    scores[key] = max(scores.get(key, 0.0), share)
        return sorted(scores, key=lambda key: -scores[key])[:2]


# EVOLVE-BLOCK-END
