"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.weight_compression import workloads
from adrs.problems.weight_compression.bound import bound_of
from adrs.problems.weight_compression.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

CONTRACT = Contract(
    function="adaptive_bitrate_model",
    parameters={
        "inputs": "ndarray",
        "weights": "ndarray",
        "hessian_score": "ndarray",
        "magnitude_score": "ndarray",
        "layer_idx": "int",
    },
    returns="tuple[float, ndarray]",
)

CITATIONS = {
    "human_sota": "Marginal analysis (Fox, Operations Research 14, 1966): a column gets bits while what one "
    "takes from the output error, as GPTQ (Frantar et al., ICLR 2023) weighs it, is worth a price",
    "kurtosis": "The published start program of the ADRS study of adaptive weight compression (after SBVR, "
    "Bang et al., arXiv 2509.18172): bits by kurtosis, with its shares scaled by one factor to 2.3 bits",
    "uniform_2": "Two bits for every column",
    "ordered_2": "Two bits for every column, processed by falling activation (the order of GPTQ)",
    "random_columns": "Control: columns drawn at random",
    "attention_first": "Control: more bits for the matrices of attention only",
}


class WeightCompression:
    """Choose how many bits each column of a language model's matrices gets.

    Args:
        model_dir: Folder with a checkpoint in Hugging Face's layout, instead of the small model.
    """

    name = "weight_compression"
    title = "Adaptive weight compression"
    objective = Objective(name="quality and bitrate", unit="points", direction=Direction.MAXIMIZE)
    contract = CONTRACT
    harness = "adrs.problems.weight_compression.harness"
    limits = Limits(cpu_s=10.0, wall_s=40.0)
    search_limits = Limits(cpu_s=2.0, wall_s=15.0)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, model_dir: Path | None = None) -> None:
        self._model_dir = model_dir
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.baselines: Mapping[str, Program] = {name: _program("baselines", name) for name in CITATIONS}
        self.seeds: Mapping[str, Program] = {
            **{name: _program("seeds", name) for name in ("naive", "by_magnitude", "by_activation")},
            "human_sota": self.baselines["human_sota"],
        }

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split.

        Raises:
            DataError: The checkpoint that was given cannot be read.
        """
        return workloads.workloads(split, self._model_dir)

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return workloads.SIZES

    def judge(self, workload: Workload, answer: Any) -> Score:
        """See :func:`adrs.problems.weight_compression.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """No score passes 1; beside it the best that was found."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """Nothing: the public benchmark's model and texts are not here."""
        return None


def create(data: Path | None = None, *, model_dir: Path | None = None) -> Problem:
    """The problem; it needs no data files. ``model_dir`` holds a checkpoint to use instead of ours."""
    return WeightCompression(model_dir)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
