# mypy: ignore-errors
"""Fetches all experts of the next layer, as far as they fit; least recently used out first.

The prefetching that Pre-gated MoE (Hwang et al., ISCA 2024) is compared with: it needs no prediction, and
moves many experts that are not needed.
"""


# EVOLVE-BLOCK-START
class Policy:
    """Prefetches and evictions for one episode."""

    def decide(self, observation):
        layer = (observation.layer + 1) % observation.layers
        prefetch = [(layer, expert) for expert in range(observation.experts)]
        evict = [key for key in observation.resident if key[0] != layer]
        return prefetch, evict


# EVOLVE-BLOCK-END
