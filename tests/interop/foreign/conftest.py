"""Foreign folders, and what their evaluators say of a program in the real sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from adrs.api.assemble import open_sandbox
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox
from adrs.core.verdict import Verdict
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged
from adrs.interop.folders import open_folder

EXAMPLES = Path(__file__).parents[3] / "examples" / "foreign"
NAMES = (
    "gepa_style",
    "leaderboard_style",
    "openevolve_cascade_artifacts",
    "openevolve_function_minimisation",
    "shinka_style",
)

Write = Callable[[Mapping[str, str]], Path]
Judge = Callable[..., Verdict]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into a folder called ``task``."""

    def writing(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "task"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return folder

    return writing


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The machine's best sandbox, for every foreign problem: they share a harness."""
    made = open_sandbox(open_folder(EXAMPLES / "shinka_style"), 1)
    yield made
    asyncio.run(made.aclose())


@pytest.fixture(scope="session")
def judge(sandbox: Sandbox) -> Judge:
    """The verdict on a program's text, or on the initial program; ``workload`` counts within the split."""

    def judging(
        problem: Problem, text: str | None = None, *, split: Split = Split.TRAIN, workload: int = 0
    ) -> Verdict:
        seed = next(iter(problem.seeds.values()))
        program = seed if text is None else seed.with_text(text)
        judged = Judged(problem, sandbox, limits=problem.limits)
        return asyncio.run(judged(program, [problem.workloads(split)[workload]])).verdicts[0]

    return judging
