"""Small teams and tasks, made by hand."""

from __future__ import annotations

from typing import Any

from adrs.problems.multi_agent.design import Design, design_of
from adrs.problems.multi_agent.fragments import KINDS
from adrs.problems.multi_agent.tasks import Requirement, Task

INPUTS = ((), (1,), (3, -2, 5), (4, 4, -6, 2, 0, 5, 4), (6, -1, 3, 3, 2, -5, 0, 4, 1))


def requirement(item: int = 0, **changes: Any) -> Requirement:
    """A public, clear function of no difficulty that rests on nothing."""
    usual = {"kind": KINDS[item % len(KINDS)], "k": 2, "difficulty": 0.0}
    flags = {"ambiguous": False, "holder": None, "needs": None}
    return Requirement(item=item, **{**usual, **flags, **changes})


def task(*requirements: Requirement, key: int = 1) -> Task:
    """A task of these functions, or of three plain ones."""
    return Task(key=key, requirements=requirements or tuple(map(requirement, range(3))), inputs=INPUTS)


def team(**changes: Any) -> dict[str, Any]:
    """A coder and a verifier who hear each other and the user."""
    return {
        "roles": [
            {"name": "coder", "may": ["write"], "prompt": "{task}{limits}"},
            {"name": "checker", "may": ["verify", "ask", "test", "decide"], "prompt": "{task}{limits}"},
        ],
        "edges": [["user", "coder"], ["user", "checker"], ["coder", "checker"], ["checker", "coder"]],
        "order": [["coder", "write"]],
        "max_rounds": 4,
        "context": "all",
        "context_chars": 5000,
        "verify": {"by": "checker", "when": "each_round", "coverage": "all", "executes": True},
        "stop": {"on": "verified"},
        "on_reject": "fix",
        **changes,
    }


def design(**changes: Any) -> Design:
    """The same, ready to run."""
    return design_of(team(**changes))
