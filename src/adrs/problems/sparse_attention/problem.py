"""The problem, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.sparse_attention import workloads
from adrs.problems.sparse_attention.bound import bound_of
from adrs.problems.sparse_attention.judge import judge

_FOLDER = Path(__file__).parent
_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"

CONTRACT = Contract(
    function="select",
    parameters={
        "queries": "ndarray",
        "keys": "ndarray",
        "values": "ndarray",
        "visible": "ndarray",
        "scale": "float",
        "fixed": "ndarray",
        "rng": "Generator",
    },
    returns="ndarray",
)

CITATIONS = {
    "human_sota": "Desai et al., vAttention: Verified Sparse Attention, arXiv 2510.05688: sinks, window "
    "and top-k for certain, of the rest as many by chance as an (epsilon, delta) rule asks for",
    "streaming_llm": "Xiao et al., Efficient Streaming Language Models with Attention Sinks, ICLR 2024",
    "oracle_top_k": "Exact top-k over logits, the target of top-k methods such as H2O and Quest",
    "oracle_top_p": "Lin et al., Twilight: Adaptive Attention Sparsity with Hierarchical Top-p Pruning, "
    "2025: its oracle",
    "random_sampling": "Control: one probability for every key",
    "magic_pig": "Chen et al., MagicPIG: LSH Sampling for Efficient LLM Generation, ICLR 2025",
}


class SparseAttention:
    """Choose which cached keys to read so that the attention output changes little.

    Args:
        model_dir: Folder with a checkpoint in Hugging Face's layout, instead of the small model.
    """

    name = "sparse_attention"
    title = "Sparse attention"
    objective = Objective(
        name="mean of density and error", unit="of full attention", direction=Direction.MINIMIZE
    )
    contract = CONTRACT
    harness = "adrs.problems.sparse_attention.harness"
    limits = Limits(cpu_s=10.0, wall_s=30.0, output_bytes=64 * 1024**2)
    search_limits = Limits(cpu_s=2.0, wall_s=10.0, output_bytes=64 * 1024**2)
    citations: Mapping[str, str] = CITATIONS

    def __init__(self, model_dir: Path | None = None) -> None:
        self._model_dir = model_dir
        self.statement = (_FOLDER / "statement.md").read_text(encoding="utf-8")
        self.baselines: Mapping[str, Program] = {name: _program("baselines", name) for name in CITATIONS}
        self.seeds: Mapping[str, Program] = {
            **{name: _program("seeds", name) for name in ("naive", "window", "flat_share", "top_share")},
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
        """See :func:`adrs.problems.sparse_attention.judge.judge`."""
        return judge(workload, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """What no draw can pass, and what an oracle reaches."""
        return bound_of(workload)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """Nothing: the public benchmark's model and texts are not here."""
        return None


def create(data: Path | None = None, *, model_dir: Path | None = None) -> Problem:
    """The problem; it needs no data files. ``model_dir`` holds a checkpoint to use instead of ours."""
    return SparseAttention(model_dir)


def _program(folder: str, name: str) -> Program:
    text = (_FOLDER / folder / f"{name}.py").read_text(encoding="utf-8")
    return Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER))
