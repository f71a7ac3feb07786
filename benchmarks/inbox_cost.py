"""What an inbox costs: a look at its folder, opening and answering briefs, as the number of open ones grows.

Run with ``python benchmarks/inbox_cost.py``. CPU time of this process; look at ratios, not at milliseconds.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from adrs.core.candidate import Arm, Brief, Candidate, Trial
from adrs.core.program import Program
from adrs.core.verdict import Evaluation
from adrs.propose.context import ContextBuilder
from adrs.propose.inbox.create import context_of
from adrs.propose.inbox.folder import Folder
from adrs.propose.inbox.proposer import Inbox
from adrs.propose.inbox.watcher import Pace
from adrs.testing.tiny import BEST, NAIVE, TinyProblem

PACE = Pace(shortest_s=0.01, longest_s=2.0, settle_s=0.02)


def main() -> None:
    """Print one row for each number of open briefs."""
    print("open briefs | open, ms each | one look, ms | idle for 10 s, % of a core | answer, ms each")
    for count in (10, 100, 1000, 4000):
        with tempfile.TemporaryDirectory() as folder:
            print(asyncio.run(measure(Path(folder), count)))


async def measure(path: Path, count: int) -> str:
    """One row of the table."""
    inbox = Inbox(Folder(path, "bench-1"), render=context_of(ContextBuilder()), pace=PACE)
    began = time.process_time()
    tasks = [asyncio.create_task(inbox.propose(TinyProblem(), brief(number))) for number in range(count)]
    while len(inbox.open_briefs()) < count:
        await asyncio.sleep(0)
    opened = (time.process_time() - began) / count
    look = min(timed(inbox) for _ in range(20))
    began = time.process_time()
    await asyncio.sleep(10)
    idle = (time.process_time() - began) / 10
    began = time.process_time()
    for number in range(count):
        (path / f"brief-{number:04d}.answer.py").write_text(BEST)
    await asyncio.gather(*tasks)
    answered = (time.process_time() - began) / count
    await inbox.aclose()
    costs = f"{1e3 * opened:13.2f} | {1e3 * look:12.2f} | {100 * idle:26.2f} | {1e3 * answered:15.2f}"
    return f"{count:11d} | {costs}"


def timed(inbox: Inbox) -> float:
    """CPU seconds of one look at the folder."""
    began = time.process_time()
    inbox._watcher.look()
    return time.process_time() - began


def brief(number: int) -> Brief:
    """A brief to improve the naive program."""
    trial = Trial(Candidate("s0", Program.from_text(NAIVE)), Evaluation(verdicts=(), score=0.0))
    return Brief(id=number, arm=Arm("inbox", "write"), parent=trial)


if __name__ == "__main__":
    main()
