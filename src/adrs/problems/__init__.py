"""Case studies by name; one folder each.

Importing this package loads no problem: the sandbox imports a problem's harness through it, and must not
carry judges or workload generators along.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adrs.core.problem import Problem

NAMES = (
    "prism",
    "txn_scheduling",
    "cant_be_late",
    "cant_be_late_multi",
    "cloudcast",
    "telemetry_repair",
    "congestion_control",
    "eplb",
    "llm_sql",
    "spec_control",
    "expert_offload",
    "topk_select",
    "multi_agent",
    "sparse_attention",
    "weight_compression",
)

ON_A_MODEL = ("sparse_attention", "weight_compression")
"""Problems that run a language model: the small one that ships, or a checkpoint."""

CONTROLS = (
    "control_mixed_precision",
    "control_two_stage_pipeline",
    "control_chain_partition",
)
"""Small problems with known optima, in ``controls/``: a candidate past one proves a broken judge."""


def load(name: str, *, data: Path | None = None, model_dir: Path | None = None) -> Problem:
    """The problem called ``name``.

    Args:
        name: One of :data:`NAMES` or :data:`CONTROLS`.
        data: Folder with the original study's data files, for the splits that need them.
        model_dir: Folder with a Llama checkpoint in Hugging Face's layout, for :data:`ON_A_MODEL`.

    Raises:
        UsageError: There is no such problem, or it runs no model.
        DataError: A folder lacks a file, or a file is malformed.
    """
    from adrs.core.errors import UsageError

    if name not in NAMES + CONTROLS:
        raise UsageError(f"there is no problem called {name!r}; there are: {', '.join(NAMES + CONTROLS)}")
    folder = f"controls.{name.removeprefix('control_')}" if name in CONTROLS else name
    module = import_module(f"adrs.problems.{folder}.problem")
    if model_dir is None:
        return module.create(data=data)  # type: ignore[no-any-return]
    if name not in ON_A_MODEL:
        raise UsageError(f"{name} runs no model; a checkpoint can be given to: {', '.join(ON_A_MODEL)}")
    return module.create(data=data, model_dir=model_dir)  # type: ignore[no-any-return]
