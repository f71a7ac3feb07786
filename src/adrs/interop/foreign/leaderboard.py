"""The layout of the ADRS leaderboard: ``evaluator.py`` with a class ``Evaluator``, and a solution."""

from __future__ import annotations

import re
from pathlib import Path

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.interop.foreign.about import about
from adrs.interop.foreign.bundle import Bundle, read_bundle
from adrs.interop.foreign.programs import contract_of, read_program
from adrs.interop.foreign.settings import read_settings
from adrs.interop.foreign.stated import ClaimedProblem, Terms

EVALUATOR = "evaluator.py"
PROGRAMS = (
    "solution.py",
    "initial_program.py",
    "initial_solution.py",
    "baseline.py",
    "output_program.py",
    "resources/initial_program.py",
    "resources/solution.py",
)
"""Where a program to begin with may lie, the first that is there."""
_SPEC = "resources/submission_spec.json"
_CLASS = re.compile(r"^class (Evaluator|Solution)\b", re.MULTILINE)


class Leaderboard:
    """Recognises and reads it."""

    name = "ADRS-Leaderboard"
    needs = "evaluator.py with a class Evaluator, or a program with a class Solution beside it"

    def recognises(self, folder: Path) -> bool:
        """Whether an evaluator lies there, and it or the program has the leaderboard's class."""
        there = [folder / name for name in (EVALUATOR, *PROGRAMS) if (folder / name).is_file()]
        texts = [path.read_bytes().decode("utf-8", "replace") for path in there]
        return (folder / EVALUATOR).is_file() and any(map(_CLASS.search, texts))

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem; ``data`` is not needed, for the folder brings its own.

        Raises:
            UsageError: There is no program to begin with, or a file is malformed.
        """
        bundle = read_bundle(folder)
        settings = read_settings(bundle)
        program = _program(bundle)
        terms = Terms(
            kind="leaderboard",
            layout=self.name,
            program=program,
            contract=contract_of(program, bundle.text(EVALUATOR), prefer=["Solution"]),
            harness={"evaluator": EVALUATOR, "spec": _SPEC if _SPEC in bundle.files else ""},
            about=about(bundle, settings.message, program),
            main=("combined_score", "score"),
        )
        return ClaimedProblem(bundle, settings, terms)


def _program(bundle: Bundle) -> Program:
    found = next((name for name in PROGRAMS if name in bundle.files), None)
    if found is None:
        starts = [name for name in bundle.files if re.fullmatch(r"resources/programs/\w+\.py", name)]
        found = starts[0] if starts else None
    if found is None:
        raise UsageError(
            f"{bundle.folder} has an evaluator and no program to begin with; put one there as solution.py"
        )
    return read_program(bundle, found)
