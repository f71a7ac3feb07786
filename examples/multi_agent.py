"""Design a small team of (simulated) agents, and compare it with published ones.

python examples/multi_agent.py
"""

from __future__ import annotations

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

OURS = '''
def design():
    """One who writes, one who asks the user first and then verifies by running the work."""
    return {
        "roles": [
            {"name": "writer", "may": ["write"], "prompt": "Write the code.{task}{limits}{checklist}"},
            {"name": "checker", "may": ["ask", "verify"], "prompt": "Ask, then verify.{task}{limits}"},
        ],
        "edges": [["user", "writer"], ["user", "checker"], ["checker", "user"],
                  ["writer", "checker"], ["checker", "writer"]],
        "opening": [["checker", "ask"]],
        "order": [["writer", "write"]],
        "max_rounds": 6,
        "context": "all",
        "context_chars": 2500,
        "verify": {"by": "checker", "when": "each_round", "coverage": "all", "executes": True},
        "stop": {"on": "verified"},
        "on_reject": "fix",
    }
'''


def main() -> None:
    """Print what a few teams come to on the train workloads."""
    problem = load("multi_agent")
    programs = {
        "starting team": problem.seeds["naive"],
        "MetaGPT": problem.baselines["human_sota"],
        "ours": Program.from_text(OURS),
    }
    for workload in problem.workloads(Split.TRAIN):
        print(workload.id)
        for name, program in programs.items():
            score = problem.judge(workload, answer_of(problem, program, workload))
            print(f"  {name:13} {score.value:6.2f}   {score.feedback}")


if __name__ == "__main__":
    main()
