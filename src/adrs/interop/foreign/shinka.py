"""The layout of ShinkaEvolve: ``initial.*`` and ``evaluate.py``."""

from __future__ import annotations

from pathlib import Path

from adrs.core.problem import Problem
from adrs.interop.foreign.about import about
from adrs.interop.foreign.bundle import read_bundle
from adrs.interop.foreign.programs import contract_of, read_program, seed_file
from adrs.interop.foreign.settings import read_settings
from adrs.interop.foreign.stated import ClaimedProblem, Terms

EVALUATOR = "evaluate.py"
_STEM = "initial"


class Shinka:
    """Recognises and reads it."""

    name = "ShinkaEvolve"
    needs = "initial.* and evaluate.py"

    def recognises(self, folder: Path) -> bool:
        """Whether a program and an evaluator lie there."""
        return (folder / EVALUATOR).is_file() and any(p.is_file() for p in folder.glob(f"{_STEM}.*"))

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem; ``data`` is not needed, for the folder brings its own.

        Raises:
            UsageError: A file is malformed.
        """
        bundle = read_bundle(folder)
        settings = read_settings(bundle)
        path = seed_file(bundle, [_STEM])
        assert path is not None
        program = read_program(bundle, path)
        terms = Terms(
            kind="shinka",
            layout=self.name,
            program=program,
            contract=contract_of(program, bundle.text(EVALUATOR)),
            harness={"evaluator": EVALUATOR},
            about=about(bundle, settings.message, program),
        )
        return ClaimedProblem(bundle, settings, terms)
