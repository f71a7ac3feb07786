"""A checkpoint in a folder reaches the problems that run a model, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from adrs.api.assemble import Workshop, on_model
from adrs.core.workload import Split
from adrs.problems.weight_compression.cases import case_of
from adrs.run.config import RunConfig
from tests.cli.conftest import Adrs
from tests.small_model.random_checkpoint import TINY, write


def test_a_checkpoint_reaches_the_problem(tmp_path: Path) -> None:
    write(tmp_path)
    problem = on_model(Workshop(), tmp_path).problem("weight_compression", None)
    assert case_of(problem.workloads(Split.TRAIN)[0]).model.config == TINY


def test_without_one_the_workshop_stays_as_it_is() -> None:
    shop = Workshop()
    assert on_model(shop, None) is shop


@pytest.mark.parametrize("command", ["score", "show"])
def test_a_folder_that_is_not_there_is_said(adrs: Adrs, command: str, tmp_path: Path) -> None:
    program = ["human_sota"] if command == "score" else []
    done = adrs(command, "sparse_attention", *program, "--model-dir", str(tmp_path / "no"))
    assert done.code == 2
    assert "does not exist; give the folder that holds config.json" in done.err


def test_a_run_keeps_the_folder_and_older_journals_do_not_need_it() -> None:
    kept = RunConfig(problem="sparse_attention", model_dir="/models/llama")
    assert RunConfig.from_json(kept.to_json()) == kept
    plain = RunConfig(problem="prism")
    assert "model_dir" not in plain.to_json()
    assert RunConfig.from_json(plain.to_json()) == plain
