"""The layout of OpenEvolve and SkyDiscover: ``initial_program.*``, ``evaluator.py``, ``config.yaml``."""

from __future__ import annotations

from pathlib import Path

from adrs.core.problem import Problem
from adrs.interop.foreign.about import about
from adrs.interop.foreign.bundle import read_bundle
from adrs.interop.foreign.programs import contract_of, read_program, seed_file
from adrs.interop.foreign.settings import read_settings
from adrs.interop.foreign.stated import ClaimedProblem, Terms

STEMS = ("initial_program", "initial_prompt")
EVALUATORS = ("evaluator.py", "evaluator/evaluator.py", "eval/evaluator.py")


class OpenEvolve:
    """Recognises and reads it."""

    name = "OpenEvolve / SkyDiscover"
    needs = "initial_program.* and evaluator.py"

    def recognises(self, folder: Path) -> bool:
        """Whether a program and an evaluator lie there."""
        return any(_programs(folder)) and any((folder / name).is_file() for name in EVALUATORS)

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem; ``data`` is not needed, for the folder brings its own.

        Raises:
            UsageError: A file is malformed.
        """
        bundle = read_bundle(folder)
        settings = read_settings(bundle)
        evaluator = next(name for name in EVALUATORS if name in bundle.files)
        path = seed_file(bundle, STEMS)
        assert path is not None
        program = read_program(bundle, path)
        terms = Terms(
            kind="openevolve",
            layout=self.name,
            program=program,
            contract=contract_of(program, bundle.text(evaluator)),
            harness={
                "evaluator": evaluator,
                "cascade": settings.cascade,
                "thresholds": list(settings.thresholds),
                "arguments": dict(settings.arguments),
            },
            about=about(bundle, settings.message, program),
        )
        return ClaimedProblem(bundle, settings, terms)


def _programs(folder: Path) -> list[Path]:
    return [path for stem in STEMS for path in folder.glob(f"{stem}.*") if path.is_file()]
