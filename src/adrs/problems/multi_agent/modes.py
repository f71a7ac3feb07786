"""The fourteen failure modes of MAST, decided from facts of the environment, and the points they leave.

Cemri et al., Why Do Multi-Agent LLM Systems Fail?, arXiv 2503.13657: numbers and meanings are the paper's.
The public benchmark's judge swaps 3.2 and 3.3 between its question and its definitions; here 3.2 is no or
incomplete verification, and 3.3 incorrect verification.
"""

from __future__ import annotations

from collections.abc import Mapping

from adrs.problems.multi_agent.deliverable import passing
from adrs.problems.multi_agent.design import Design
from adrs.problems.multi_agent.runtime import Log
from adrs.problems.multi_agent.tasks import Task

MODES: Mapping[str, str] = {
    "1.1": "disobeys the task's specification",
    "1.2": "disobeys the role's specification",
    "1.3": "repeats a step",
    "1.4": "loses the conversation's history",
    "1.5": "unaware of when to stop",
    "2.1": "conversation reset",
    "2.2": "does not ask for clarification",
    "2.3": "derails from the task",
    "2.4": "withholds information",
    "2.5": "ignores another agent's input",
    "2.6": "acts against its own reasoning",
    "3.1": "stops too early",
    "3.2": "no or incomplete verification",
    "3.3": "incorrect verification",
}
TIMEOUT_COUNTS = 7
_FLAGS = {
    "1.2": "overstepped",
    "1.3": "repeated",
    "1.4": "lost",
    "2.1": "reset",
    "2.2": "unasked",
    "2.3": "derailed",
    "2.5": "ignored",
    "2.6": "claimed",
}
_COVERAGE = 0.8


def points(modes: int) -> float:
    """Points of the public benchmark, 0 to 100, for so many modes present: ``1 / (1 + f)``, rescaled."""
    return 100 * (1 / (1 + modes) - 1 / 15) / (14 / 15)


def modes_of(design: Design, task: Task, log: Log) -> frozenset[str]:
    """The modes that are present; each counts once."""
    found = {mode for mode, flag in _FLAGS.items() if flag in log.flags}
    if not task.public <= passing(task, log.work):
        found.add("1.1")
    if "went on" in log.flags or (log.stopped == "rounds" and log.done_before_last):
        found.add("1.5")
    if any(not reached & design.writers for reached in log.reached.values()):
        found.add("2.4")
    if log.open or log.unanswered:
        found.add("3.1")
    if not any(version == log.version and share >= _COVERAGE for _, share, version, _ in log.verdicts):
        found.add("3.2")
    if any(passed and not right for passed, _, _, right in log.verdicts):
        found.add("3.3")
    return frozenset(found)


def counted(modes: frozenset[str], log: Log) -> int:
    """Modes that count: those present, or seven where the budget ran out."""
    return TIMEOUT_COUNTS if log.stopped == "timeout" else len(modes)
