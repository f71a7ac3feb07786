"""AI-driven research for systems: search for better programs, and believe the result.

The names below are imported when they are first used, so that ``import adrs`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from adrs.api.define import define as define
    from adrs.api.evolving import evolve as evolve
    from adrs.api.evolving import evolve_async as evolve_async
    from adrs.api.resuming import resume as resume
    from adrs.api.scoring import score as score
    from adrs.core.budget import Budget as Budget
    from adrs.core.errors import InvalidAnswer as InvalidAnswer
    from adrs.core.problem import Bound as Bound
    from adrs.core.problem import Score as Score
    from adrs.core.program import Program as Program
    from adrs.core.workload import Workload as Workload
    from adrs.notebook.opened import open_run as open

__all__ = [
    "Bound",
    "Budget",
    "InvalidAnswer",
    "Program",
    "Score",
    "Workload",
    "define",
    "evolve",
    "evolve_async",
    "open",
    "resume",
    "score",
]

_FROM = {
    "Bound": "core.problem",
    "Budget": "core.budget",
    "InvalidAnswer": "core.errors",
    "Program": "core.program",
    "Score": "core.problem",
    "Workload": "core.workload",
    "define": "api.define",
    "evolve": "api.evolving",
    "evolve_async": "api.evolving",
    "open": "notebook.opened",
    "resume": "api.resuming",
    "score": "api.scoring",
}


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module 'adrs' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    found = getattr(import_module(f"adrs.{_FROM[name]}"), "open_run" if name == "open" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
