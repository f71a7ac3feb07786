"""An inbox on a temporary folder, and people who answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adrs.core.candidate import Arm, Brief, Candidate, Objection, Proposal, Trial
from adrs.core.program import Program
from adrs.core.verdict import Evaluation
from adrs.propose.context import ContextBuilder
from adrs.propose.inbox.create import context_of
from adrs.propose.inbox.folder import Folder
from adrs.propose.inbox.proposer import Inbox, Patience
from adrs.propose.inbox.watcher import Pace
from adrs.testing.tiny import BEST, NAIVE, TinyProblem

QUICK = Pace(shortest_s=0.002, longest_s=0.01, settle_s=0.004)


def make_inbox(path: Path, *, run: str = "tiny-1", timeout_s: float = 20.0, tries: int = 3) -> Inbox:
    """An inbox that looks at its folder every few milliseconds."""
    patience = Patience(timeout_s=timeout_s, tries=tries)
    return Inbox(Folder(path, run), render=context_of(ContextBuilder()), patience=patience, pace=QUICK)


def make_brief(number: int = 7, *, text: str = NAIVE, objection: Objection | None = None) -> Brief:
    """A brief to improve a program of the tiny problem."""
    trial = Trial(Candidate("s0", Program.from_text(text)), Evaluation(verdicts=(), score=0.0))
    return Brief(id=number, arm=Arm("inbox", "write"), parent=trial, objection=objection)


def asking(inbox: Inbox, brief: Brief | None = None) -> asyncio.Task[Proposal]:
    """A proposal that waits."""
    return asyncio.create_task(inbox.propose(TinyProblem(), brief or make_brief()))


def drop(path: Path, name: str, text: str | bytes = BEST) -> None:
    """What a careful person does: write under another name, then rename."""
    data = text if isinstance(text, bytes) else text.encode()
    (path / f"{name}.writing").write_bytes(data)
    (path / f"{name}.writing").rename(path / name)


async def until(path: Path) -> None:
    """Wait for a file to be there."""
    async with asyncio.timeout(20):
        while not path.exists():
            await asyncio.sleep(0.002)


EDIT = """\
<<<<<<< SEARCH
    return sorted(range(len(jobs)), key=lambda i: jobs[i][0] * 1.0 + jobs[i][1] * 0.0)
=======
    return sorted(range(len(jobs)), key=lambda i: jobs[i][1])
>>>>>>> REPLACE
"""
"""From the naive program to the human one."""
