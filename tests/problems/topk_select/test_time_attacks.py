"""Work that is hidden from a clock, and state that is kept: played in the real sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed, Sandbox
from adrs.core.verdict import Outcome
from adrs.problems.topk_select.judge import GREATEST, LEAST, judge
from adrs.sandbox.choose import best
from tests.problems.topk_select.scenes import PROBLEM, recipe, workload

WORK_S = 0.2
HEAD = f"""
import threading, time
import numpy as np
clock = time.thread_time
def work():
    end = clock() + {WORK_S}
    while clock() < end: pass
def right(row, k): return np.argsort(-row.read(), kind="stable")[:k]
class Lazy:
    def __init__(self, kept): self.kept = kept
    def __array__(self, dtype=None, copy=None):
        work()
        return self.kept
"""
ENTRY = "def truncate(row, k, p):\n"
HIDDEN = {
    "at import": f"work()\n{ENTRY}    return right(row, k)\n",
    "in a thread started at import": "t = threading.Thread(target=work)\nt.start()\n"
    f"{ENTRY}    t.join()\n    return right(row, k)\n",
    "in an array made after the call": f"{ENTRY}    return Lazy(right(row, k))\n",
    "behind patched clocks": "import resource\n"
    "time.process_time = time.perf_counter = time.time = lambda: 0.0\n"
    "resource.getrusage = lambda who: None\n"
    f"{ENTRY}    work()\n    return right(row, k)\n",
}
SHOWN = workload(recipe(k=8))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = best(PROBLEM.harness)
    yield made
    asyncio.run(made.aclose())


def ran(sandbox: Sandbox, text: str, shown=SHOWN) -> Completed:  # type: ignore[no-untyped-def]
    (done,) = asyncio.run(sandbox.run(Program.from_text(text), [shown], limits=Limits(wall_s=120)))
    return done


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_work_is_counted(text: str, sandbox: Sandbox) -> None:
    done = ran(sandbox, f"{HEAD}{text}")
    assert done.outcome is Outcome.VALID, done.reason
    assert judge(SHOWN, done.answer).value == LEAST
    assert done.usage.cpu_s > WORK_S


KEEPER = f"""{HEAD}
import builtins, os, sys
seen = getattr(builtins, "seen", None) or os.path.exists("seen") or hasattr(sys, "seen")
{ENTRY}    builtins.seen = sys.seen = True
    open("seen", "w").close()
    return None if seen else right(row, k)
"""


def test_nothing_is_kept_from_one_workload_or_round_to_the_next(sandbox: Sandbox) -> None:
    for shown in (SHOWN, SHOWN, workload(recipe(k=9, seed=5))):
        done = ran(sandbox, KEEPER, shown)
        assert done.outcome is Outcome.VALID, done.reason
        assert judge(shown, done.answer).value == LEAST


def test_a_program_that_declines_is_the_slowest_of_all(sandbox: Sandbox) -> None:
    done = ran(sandbox, PROBLEM.pace.idle.text)
    assert judge(SHOWN, done.answer).value == GREATEST
