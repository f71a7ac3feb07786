"""From a folder's path to an inbox that shows what a model would be shown."""

from __future__ import annotations

from pathlib import Path

from adrs.core.candidate import Brief
from adrs.core.problem import Problem
from adrs.propose.context import ContextBuilder
from adrs.propose.findings import Examiner, Findings
from adrs.propose.inbox.folder import Folder
from adrs.propose.inbox.proposer import Inbox, Patience, Render
from adrs.propose.inbox.watcher import Pace
from adrs.propose.prompts import fill


def create_inbox(
    path: Path,
    *,
    run_id: str,
    builder: ContextBuilder | None = None,
    patience: Patience = Patience(),
    pace: Pace = Pace(),
    examiner: Examiner | None = None,
    name: str = "inbox",
) -> Inbox:
    """The inbox in the folder ``path``.

    Args:
        path: The folder; made if it does not exist.
        run_id: The run that asks; the folder is kept for it.
        builder: What a brief shows; everything by default.
        patience: How long a brief stays open.
        pace: How often the folder is looked at.
        examiner: Examines a parent before it is shown.
        name: What arms call it.

    Raises:
        UsageError: The folder belongs to another run, is in use by another process, or cannot be written.
    """
    render = context_of(builder or ContextBuilder())
    return Inbox(
        Folder(path, run_id), render=render, patience=patience, pace=pace, examiner=examiner, name=name
    )


def context_of(builder: ContextBuilder) -> Render:
    """Renders a brief with the context that ``builder`` makes for models."""

    def render(problem: Problem, brief: Brief, findings: Findings) -> str:
        system, user = builder.build(problem, brief, task=fill("inbox"), findings=findings)
        return f"{system.text}\n\n{user.text}"

    return render
