from __future__ import annotations

from dataclasses import replace

import pytest

from adrs.study.spec import Allowance, Cell, Contender, ProblemChoice, Spec, StrategyChoice

CONTENDER = Contender(
    strategy=StrategyChoice("top_k", {"k": 4}, "four"), proposers=("genetic", "tuner"), label="four"
)
CELL = Cell(problem="prism", contender=CONTENDER, seed=3, budget=Allowance(evaluations=10))


def test_a_run_is_named_by_what_determines_it() -> None:
    assert CELL.run_id.startswith("prism-top_k-s3-")
    assert CELL.run_id == replace(CELL).run_id


@pytest.mark.parametrize(
    "other",
    [
        replace(CELL, seed=4),
        replace(CELL, problem="cloudcast"),
        replace(CELL, budget=Allowance(evaluations=11)),
        replace(CELL, budget=Allowance(tokens=10)),
        replace(CELL, fixed_time=True),
        replace(CELL, data="/data"),
        replace(CELL, contender=replace(CONTENDER, proposers=("genetic",))),
        replace(CELL, contender=replace(CONTENDER, models=("openai:small",))),
        replace(CELL, contender=replace(CONTENDER, strategy=StrategyChoice("top_k", {"k": 5}))),
    ],
)
def test_whatever_changes_the_run_changes_its_name(other: Cell) -> None:
    assert other.run_id != CELL.run_id


def test_a_label_does_not() -> None:
    renamed = replace(CONTENDER, label="five", strategy=StrategyChoice("top_k", {"k": 4}, "five"))
    assert replace(CELL, contender=renamed).run_id == CELL.run_id


def test_names_are_plain_also_for_import_paths() -> None:
    odd = replace(
        CELL, problem="my.module:make", contender=replace(CONTENDER, strategy=StrategyChoice("a/b"))
    )
    assert set("/.: ").isdisjoint(odd.run_id)


def test_cells_go_seed_by_seed() -> None:
    other = replace(CONTENDER, label="other", strategy=StrategyChoice("random"))
    spec = Spec(
        name="s",
        problems=(ProblemChoice("a", Allowance(evaluations=1)), ProblemChoice("b", Allowance(evaluations=2))),
        contenders=(CONTENDER, other),
        seeds=(1, 2),
        reference="four",
    )
    order = [(cell.seed, cell.problem, cell.contender.label) for cell in spec.cells()]
    assert order[:4] == [(1, "a", "four"), (1, "a", "other"), (1, "b", "four"), (1, "b", "other")]
    assert len(order) == 8
