# mypy: ignore-errors
"""Steer the window so that the round-trip time stays a little above its least."""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.window = 0.0

    def decide(self, observation):
        mss = observation.mss
        base = observation.base_rtt_us
        if self.window == 0.0:
            self.window = observation.nic_gbps * 125.0 * base
        else:
            excess = observation.rtt_us / base - 1.15
            step = mss * mss / self.window
            self.window -= step * 10.0 * max(-0.1, min(excess, 1.0))
        self.window = max(self.window, mss)
        rate = 1.1 * self.window / observation.rtt_us / 125.0
        return self.window, rate


# EVOLVE-BLOCK-END
