"""A dossier is kept beside the journal and goes stale."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from adrs.audit import corpus
from adrs.audit.check import Check
from adrs.audit.dossier import (
    Dossier,
    audit_status,
    fingerprint,
    from_json,
    path_beside,
    save,
    to_json,
)
from adrs.audit.markdown import dossier_markdown
from adrs.audit.tried import Tried
from adrs.core.problem import Problem
from adrs.core.verdict import Outcome
from adrs.testing.tiny import TinyProblem

LAYERS = {"kind": "fork server", "seccomp": True}


def dossier(problem: Problem, **changes: object) -> Dossier:
    made = Dossier(
        problem=problem.name,
        fingerprint=fingerprint(problem),
        adrs=__import__("adrs").__version__,
        corpus=corpus.digest(),
        layers=LAYERS,
        attacks=(
            Tried(name="kill/exit", tries="ends", outcome=Outcome.CRASHED, said=(("a", "EPERM"),)),
            Tried(name="cheat/x", tries="a | b", outcome=Outcome.VALID, stopped_by="<view>"),
        ),
        neighbours=5,
        penalised=(),
        left_over=(),
        checks=(Check(name="scores repeat", ok=True, detail="they do"),),
        cpu_s=1.0,
        wall_s=2.0,
        at=0.0,
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def problem() -> Problem:
    return TinyProblem()


def status(problem: Problem, tmp_path: Path, **changes: object) -> str:
    store = tmp_path / "runs.sqlite"
    save(dossier(problem, **changes), path_beside(store, problem.name))
    return audit_status(problem, store, layers=LAYERS)


def test_survives_being_written(problem: Problem) -> None:
    made = dossier(problem)
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


def test_a_good_one_makes_the_problem_audited(problem: Problem, tmp_path: Path) -> None:
    assert status(problem, tmp_path) == "audited"


def test_without_one_the_problem_is_unaudited(problem: Problem, tmp_path: Path) -> None:
    said = audit_status(problem, tmp_path / "runs.sqlite")
    assert said == "unaudited: there is no dossier; run `adrs audit tiny`"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"fingerprint": "x"}, "the problem has changed"),
        ({"adrs": "0.0.1"}, "of adrs 0.0.1"),
        ({"corpus": "x"}, "other attacks"),
        ({"layers": {"seccomp": False}}, "other layers"),
        ({"penalised": ("naive: late",)}, "the audit failed"),
        ({"left_over": ("1 processes",)}, "the audit failed"),
        ({"checks": (Check(name="c", ok=False, detail="no"),)}, "the audit failed"),
        (
            {"attacks": (Tried(name="a/b", tries="", outcome=Outcome.VALID, escapes=("out",)),)},
            "the audit failed",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_stale_or_failed_one_says_why(
    problem: Problem, tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    said = status(problem, tmp_path, **changes)
    assert said.startswith("unaudited: ")
    assert reason in said


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 9}', '{"version": 1}', "\x00"])
def test_a_broken_one_is_no_dossier(problem: Problem, tmp_path: Path, text: str) -> None:
    path = path_beside(tmp_path / "runs.sqlite", problem.name)
    path.parent.mkdir()
    path.write_text(text)
    assert "cannot be read" in audit_status(problem, tmp_path / "runs.sqlite")


def test_changed_seeds_change_the_fingerprint(problem: Problem) -> None:
    other = TinyProblem()
    other.seeds = {"naive": problem.baselines["smith"]}
    assert fingerprint(other) != fingerprint(problem)


def test_the_page_has_a_row_for_every_attack_and_stays_a_table(problem: Problem) -> None:
    page = dossier_markdown(dossier(problem))
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == 2
    assert "a \\| b" in page
    assert "<view>" not in page
