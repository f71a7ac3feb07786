# mypy: ignore-errors
"""DCTCP (Alizadeh et al., SIGCOMM 2010): cut the window by the share of marked packets, once a window."""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.window = 0.0
        self.slow_start = True
        self.alpha = 1.0
        self.acks = 0
        self.marks = 0
        self.update_after = 0.0

    def decide(self, observation):
        mss = observation.mss
        line = observation.nic_gbps
        if self.window == 0.0:
            self.window = 10.0 * mss
            return self.window, line
        self.acks += 1
        marked = observation.ecn > 0.0 or observation.lost > 0.0
        if marked:
            self.marks += 1
            self.slow_start = False
        if self.slow_start:
            self.window += mss
        elif not marked:
            self.window += mss * mss / self.window
        if observation.acked_bytes > self.update_after:
            gain = 0.0625
            self.alpha = (1.0 - gain) * self.alpha + gain * self.marks / self.acks
            if self.marks > 0:
                self.window *= 1.0 - self.alpha / 2.0
            self.acks = 0
            self.marks = 0
            self.update_after = observation.sent_bytes
        self.window = max(self.window, mss)
        return self.window, line


# EVOLVE-BLOCK-END
