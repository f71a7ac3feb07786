"""One damaged snapshot, repaired by a rule of your own: run it with ``python examples/telemetry_repair.py``.

Both ends of a link measure the same traffic. How far does that alone go, and where does it stop?
"""

from __future__ import annotations

from statistics import fmean

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

MINE = """
def repair(telemetry, topology):
    result = {}
    for name, record in telemetry.items():
        peer = telemetry[record["connected_to"]]
        result[name] = {"interface_status": (record["interface_status"], record["interface_status"], 1.0)}
        for field, other in (("rx_rate", "tx_rate"), ("tx_rate", "rx_rate")):
            own, theirs = record[field], peer[other]
            agree = abs(own - theirs) <= 0.05 * max(own, theirs)
            value = own if agree else max(own, theirs)
            result[name][field] = (own, value, 0.97 if agree else 0.6)
    return result
"""


def main() -> None:
    """Compare the rule with the shipped programs, workload by workload."""
    problem = load("telemetry_repair")
    programs = {
        "mine": Program.from_text(MINE),
        "human": problem.baselines["human_sota"],
        "suspicion": problem.baselines["suspicion"],
    }
    workloads = problem.workloads(Split.TRAIN)
    scores = {
        name: [problem.judge(workload, answer_of(problem, program, workload)) for workload in workloads]
        for name, program in programs.items()
    }
    print(f"{'points over pass-through':28}", *(f"{name:>10}" for name in scores), f"{'bound':>10}")
    for i, workload in enumerate(workloads):
        bound = problem.bound(workload)
        values = [row[i].value for row in scores.values()] + [bound.value if bound else 0.0]
        print(f"{workload.id:28}", *(f"{value:10.2f}" for value in values))
    for name, row in scores.items():
        public = fmean(score.metrics["public_combined"] for score in row)
        print(f"{name}: {fmean(score.value for score in row):.2f} points, public metric {public:.4f}")
    print("where mine loses:", scores["mine"][0].feedback)


if __name__ == "__main__":
    main()
