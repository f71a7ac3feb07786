"""Ways to hide work from a clock. The child's CPU time is read from outside, so each is paid for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome
from adrs.problems.eplb.judge import judge
from adrs.sandbox.choose import best
from tests.problems.eplb.scenes import PROBLEM, workload

WORK_S = 0.2
HEAD = f"""
import threading, time
import numpy as np
clock = time.thread_time
def work():
    end = clock() + {WORK_S}
    while clock() < end: pass
P = np.array([[0, 1, 2, 3, 0, 1, 2, 3]])
L = np.array([[[0, 4], [1, 5], [2, 6], [3, 7]]])
C = np.array([[2, 2, 2, 2]])
class Lazy:
    def numpy(self):
        work()
        return P
"""
ENTRY = "def rebalance_experts(weight, num_replicas, num_groups, num_nodes, num_gpus):\n"
HIDDEN = {
    "at import": f"work()\n{ENTRY}    return P, L, C\n",
    "in a thread started at import": "t = threading.Thread(target=work)\nt.start()\n"
    f"{ENTRY}    t.join()\n    return P, L, C\n",
    "in a tensor evaluated after the call": f"{ENTRY}    return Lazy(), L, C\n",
    "behind patched clocks": "import resource\n"
    "time.process_time = time.perf_counter = time.time = lambda: 0.0\n"
    "resource.getrusage = lambda who: None\n"
    f"{ENTRY}    work()\n    return P, L, C\n",
    "in an exit handler": "import atexit\n"
    f"{ENTRY}    work()\n    atexit.register(work)\n    return P, L, C\n",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = best(PROBLEM.harness)
    yield made
    asyncio.run(made.aclose())


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_work_is_counted(text: str, sandbox: Sandbox) -> None:
    shown = workload([[8, 4, 2, 2]], [[2, 2, 4, 8]])
    program = Program.from_text(f"{HEAD}{text}")
    (done,) = asyncio.run(sandbox.run(program, [shown], limits=Limits(wall_s=120)))
    assert done.outcome is Outcome.VALID, done.reason
    assert judge(shown, done.answer).value == 4 / 6
    assert done.usage.cpu_s > WORK_S
