from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import adrs
from adrs.core.errors import ProgramError, UsageError
from adrs.core.verdict import Outcome
from adrs.testing.tiny import BEST, InProcess, TinyProblem


def score(program: Any, **options: Any) -> Any:
    """``adrs.score`` on the tiny problem."""
    problem = TinyProblem()
    return adrs.score(problem, program, sandbox=InProcess(problem), workers=1, **options)


def test_a_program_is_scored_beside_what_spans_its_scale() -> None:
    scored = score(BEST)
    assert scored.outcome is Outcome.VALID
    assert scored.value == pytest.approx(scored.bound.value)
    assert scored.normalised > 1.0
    assert len(scored.verdicts) == 3
    assert score("human_sota").value == scored.human
    assert score("naive", split="train").normalised == 0.0


def test_programs_come_as_text_file_or_value(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(BEST)
    assert score(path).value == score(str(path)).value == score(adrs.Program.from_text(BEST)).value


def test_an_invalid_answer_is_a_result() -> None:
    scored = score("def solve(jobs):\n    return []\n")
    assert (scored.value, scored.outcome) == (None, Outcome.INVALID)
    assert "not an order" in scored.reason


def test_it_works_where_a_loop_is_running() -> None:
    async def cell() -> float:
        return float(score("human_sota").value)

    assert asyncio.run(cell()) == score("human_sota").value


def test_mistakes_are_said() -> None:
    with pytest.raises(ProgramError, match="does not define the function solve"):
        score("def other(jobs):\n    return jobs\n")
    with pytest.raises(UsageError, match="no split called 'tset'; did you mean test"):
        score(BEST, split="tset")
    with pytest.raises(UsageError, match="no file, seed or baseline"):
        score("humann_sota")
