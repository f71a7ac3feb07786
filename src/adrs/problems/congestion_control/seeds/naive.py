# mypy: ignore-errors
"""A fixed window of one bandwidth-delay product: full speed alone, long queues in company."""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def decide(self, observation):
        window = 1.0 * observation.nic_gbps * 125.0 * observation.base_rtt_us
        return window, observation.nic_gbps


# EVOLVE-BLOCK-END
