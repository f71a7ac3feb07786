# mypy: ignore-errors
"""Swift-like (Kumar et al., SIGCOMM 2020, Algorithm 1): a target delay with flow-based scaling.

The window may fall below one packet; the pacing rate then spreads packets over several round trips.
"""

import math


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.cwnd = 0.0
        self.last_decrease = -1e9

    def decide(self, observation):
        base = observation.base_rtt_us
        bdp = observation.nic_gbps * 125.0 * base / observation.mss
        if self.cwnd == 0.0:
            self.cwnd = bdp
            return self.answer(observation)
        delay = observation.rtt_us
        target = self.target(base)
        can_decrease = observation.now_us - self.last_decrease >= delay
        if observation.lost > 0.0:
            if can_decrease:
                self.cwnd *= 0.5
                self.last_decrease = observation.now_us
        elif delay < target:
            additive = 1.0
            self.cwnd += additive / self.cwnd if self.cwnd >= 1.0 else additive
        elif can_decrease:
            beta = 0.8
            self.cwnd *= max(1.0 - beta * (delay - target) / delay, 0.5)
            self.last_decrease = observation.now_us
        self.cwnd = min(max(self.cwnd, 0.01), 4.0 * bdp)
        return self.answer(observation)

    def target(self, base):
        fs_range = 0.6 * base
        fs_min, fs_max = 0.1, 100.0
        scale = fs_range / (1.0 / math.sqrt(fs_min) - 1.0 / math.sqrt(fs_max))
        offset = -scale / math.sqrt(fs_max)
        return base * 1.1 + max(0.0, min(scale / math.sqrt(self.cwnd) + offset, fs_range))

    def answer(self, observation):
        window = self.cwnd * observation.mss
        return window, 1.25 * window / observation.rtt_us / 125.0 if self.cwnd >= 1.0 else (
            window / observation.rtt_us / 125.0
        )


# EVOLVE-BLOCK-END
