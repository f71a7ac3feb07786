"""Write a congestion controller, see what it is told, and compare it with the published ones.

python examples/congestion_control.py
"""

from __future__ import annotations

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

CAUTIOUS = """
class Policy:
    '''Start with half a bandwidth-delay product, then steer the queue towards two packets.'''

    def __init__(self):
        self.window = 0.0

    def decide(self, observation):
        bdp = observation.nic_gbps * 125.0 * observation.base_rtt_us
        if self.window == 0.0:
            self.window = 0.5 * bdp
        for hop in observation.hops:
            step = observation.mss * observation.mss / self.window
            self.window += step * max(-3.0, min(1.0, 1.0 - hop.queue_bytes / 2000.0))
        self.window = min(max(self.window, observation.mss), bdp)
        return self.window, 1.05 * self.window / observation.rtt_us / 125.0
"""


def main() -> None:
    """Print value and parts of a few controllers on three train workloads."""
    problem = load("congestion_control")
    programs = {
        "fixed window": problem.seeds["naive"],
        "DCTCP": problem.baselines["dctcp"],
        "PowerTCP": problem.baselines["human_sota"],
        "ours": Program.from_text(CAUTIOUS),
    }
    for workload in problem.workloads(Split.TRAIN)[:3]:
        bound = problem.bound(workload)
        print(f"{workload.id} (bound {bound.value if bound else 0:.1f})")
        for name, program in programs.items():
            score = problem.judge(workload, answer_of(problem, program, workload))
            throughput, queue = score.metrics["throughput_gbps"], score.metrics["queue_bytes"]
            print(f"  {name:13} {score.value:9.1f}   {throughput:5.2f} Gbit/s, {queue:8.0f} B queued")


if __name__ == "__main__":
    main()
