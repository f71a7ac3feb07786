# mypy: ignore-errors
"""HPCC (Li et al., SIGCOMM 2019, Algorithm 1): inflight bytes from in-band telemetry, kept at 95 %."""


# EVOLVE-BLOCK-START
class Policy:
    """One sender."""

    def __init__(self):
        self.window = 0.0
        self.reference = 0.0
        self.utilisation = 1.0
        self.stage = 0
        self.update_after = 0.0
        self.previous = ()

    def decide(self, observation):
        tau = observation.base_rtt_us
        bdp = observation.nic_gbps * 125.0 * tau
        if not observation.hops or not self.previous:
            if self.window == 0.0:
                self.window = self.reference = bdp
            self.previous = observation.hops or self.previous
            return self.window, self.window / tau / 125.0
        used = self.measure_inflight(observation.hops, tau)
        self.previous = observation.hops
        update = observation.acked_bytes > self.update_after
        self.window = self.compute_window(used, update, bdp)
        if update:
            self.update_after = observation.sent_bytes
        self.window = min(max(self.window, observation.mss), bdp)
        return self.window, self.window / tau / 125.0

    def measure_inflight(self, hops, tau):
        worst, span = 0.0, tau
        for hop, old in zip(hops, self.previous, strict=True):
            elapsed = hop.time_us - old.time_us
            if elapsed <= 0:
                continue
            rate = hop.rate_gbps * 125.0
            sent = (hop.tx_bytes - old.tx_bytes) / elapsed
            used = min(hop.queue_bytes, old.queue_bytes) / (rate * tau) + sent / rate
            if used > worst:
                worst, span = used, elapsed
        span = min(span, tau)
        self.utilisation = (1.0 - span / tau) * self.utilisation + span / tau * worst
        return self.utilisation

    def compute_window(self, used, update, bdp):
        eta = 0.95
        stages = 5
        additive = bdp * (1.0 - eta) / 10.0
        if used >= eta or self.stage >= stages:
            window = self.reference / (used / eta) + additive
            if update:
                self.stage = 0
                self.reference = window
        else:
            window = self.reference + additive
            if update:
                self.stage += 1
                self.reference = window
        return window


# EVOLVE-BLOCK-END
