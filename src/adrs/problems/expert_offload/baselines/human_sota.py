# mypy: ignore-errors
"""Pre-gated prefetching (Hwang et al., Pre-gated MoE, ISCA 2024, arXiv:2308.12066), with a cache.

While a layer's experts compute, those that are announced for the next layer are fetched. The paper trains
the gates so that the announcement is exact; here it is as accurate as the workload says. Where nothing is
announced it fetches on demand. The cache (least recently used out first, as in the paper's caching study)
keeps what is announced.
"""


# EVOLVE-BLOCK-START
class Policy:
    """Prefetches and evictions for one episode."""

    def decide(self, observation):
        soon = list(observation.coming[0]) if observation.coming else []
        resident = set(observation.resident)
        prefetch = [key for key in soon if key not in resident]
        evict = [key for key in observation.resident if key not in soon]
        return prefetch, evict


# EVOLVE-BLOCK-END
