"""Where sandbox work is placed: on this machine, or on a cluster through an executor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, update_wrapper
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adrs.cli.options import MAX_WORKERS, key_values
from adrs.cli.output import unknown
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.core.problem import Problem
    from adrs.core.seams import Sandbox
    from adrs.interop.executor.seams import Fleet

EXECUTORS = ("local", "ray", "slurm")
OPTIONS = frozenset({"executor", "address", "task_cpus", "task_gpus", "executor_options"})
"""Names of the parameters that :func:`options` gathers."""

_JOBS = 4
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Placing:
    """What was asked for.

    Args:
        executor: One of :data:`EXECUTORS`.
        address: Of a Ray cluster, ``HOST:PORT``.
        cpus, gpus: What one evaluation takes of a node.
        options: Further ones, of Slurm or of waiting.
    """

    executor: str = "local"
    address: str | None = None
    cpus: float = 1.0
    gpus: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.executor not in EXECUTORS:
            raise unknown("executor", self.executor, EXECUTORS)
        if self.executor != "ray" and self.address is not None:
            raise UsageError("--address is that of a Ray cluster; add --executor ray, or leave it out")
        if self.executor == "local" and (self.options or self.cpus != 1.0 or self.gpus != 0.0):
            raise UsageError(
                "--task-cpus, --task-gpus and --executor-option need a cluster: --executor ray or slurm"
            )
        if not (0 < self.cpus < 1e6 and 0 <= self.gpus < 1e6):
            raise UsageError(
                f"--task-cpus {self.cpus:g} with --task-gpus {self.gpus:g} makes no sense;"
                " give more than 0 CPUs and no negative number of GPUs"
            )

    @cached_property
    def fleet(self) -> Fleet:
        """Who opens places on the cluster.

        Raises:
            UsageError: The executor's library is not installed, or it has no such option.
            SandboxError: No cluster answers.
        """
        seams: Any = import_module("adrs.interop.executor.seams")
        share = seams.Share(cpus=self.cpus, gpus=self.gpus)
        further = {key: value for key, value in self.options.items() if key != "patience_s"}
        if self.executor == "slurm":
            slurm: Any = import_module("adrs.interop.slurm.fleet")
            return slurm.SlurmFleet(share=share, options=further)  # type: ignore[no-any-return]
        if further:
            raise UsageError(f"--executor ray has no option {min(further)!r}; it has patience_s")
        ray: Any = import_module("adrs.interop.ray.fleet")
        return ray.RayFleet(address=self.address, share=share)  # type: ignore[no-any-return]

    @property
    def patience_s(self) -> float | None:
        """How long to wait for room: ten minutes for Ray, for ever in a queue, unless told.

        Raises:
            UsageError: It is no time.
        """
        given = self.options.get("patience_s", 600.0 if self.executor == "ray" else None)
        if given is not None and (not isinstance(given, int | float) or not given > 0):
            raise UsageError(f"--executor-option patience_s={given} makes no sense; give seconds above 0")
        return given


def options(command: F) -> F:
    """The options of where work is placed, which reach the command as one ``placing``."""

    def gathered(*args: Any, **given: Any) -> Any:
        names = {name: given.pop(name) for name in OPTIONS}
        placing = Placing(
            executor=names["executor"],
            address=names["address"],
            cpus=names["task_cpus"],
            gpus=names["task_gpus"],
            options=names["executor_options"],
        )
        return command(*args, placing=placing, **given)

    found: Any = update_wrapper(gathered, command)
    for option in _DECLARED:
        found = option(found)
    return found  # type: ignore[no-any-return]


def placed(shop: Workshop, placing: Placing, *, sandbox: str = "auto") -> Workshop:
    """The workshop whose sandboxes are where ``placing`` says; the same one for this machine alone."""
    if placing.executor == "local":
        return shop
    if ":" in sandbox:
        raise UsageError(f"--sandbox {sandbox} cannot be sent to a cluster; name one that is built in")

    def opened(problem: Problem, slots: int, unsafe: bool = False) -> Sandbox:
        return open_placed(problem, slots, unsafe, name=sandbox, placing=placing)

    return replace(shop, sandbox=opened)


def workers(placing: Placing, given: int | None) -> int | None:
    """``--workers`` where it was given; else as many evaluations at a time as the cluster has room for.

    ``None`` leaves the choice to the machine. Slurm does not say what it will have room for: :data:`_JOBS`.
    """
    if given is not None or placing.executor == "local":
        return given
    if placing.executor == "slurm":
        return _JOBS
    return max(1, min(placing.fleet.slots(), MAX_WORKERS))


def open_placed(problem: Problem, slots: int, unsafe: bool, *, name: str, placing: Placing) -> Sandbox:
    """A sandbox on a cluster.

    Args:
        problem: Whose harness runs beside the candidates.
        slots: Candidates at a time.
        unsafe: Whether less isolation than the least will do.
        name: The sandbox on each node.
        placing: Which cluster.

    Raises:
        UsageError: There is no such sandbox, or the executor's library is not installed.
        SandboxError: No cluster answers.
    """
    import sys

    choose: Any = import_module("adrs.sandbox.choose")
    if name not in choose.NAMES:
        raise unknown("sandbox", name, choose.NAMES)
    seams: Any = import_module("adrs.interop.executor.seams")
    pool: Any = import_module("adrs.interop.executor.pool")
    order = seams.Order(
        harness=problem.harness,
        sandbox=name,
        unsafe=unsafe,
        limits=choose.widest(problem.limits, problem.search_limits),
        path=tuple(folder for folder in sys.path if folder),
    )
    patience_s = placing.patience_s
    return pool.Placed(placing.fleet, order, most=slots, patience_s=patience_s)  # type: ignore[no-any-return]


_DECLARED = (
    click.option(
        "--executor-option",
        "executor_options",
        metavar="KEY=VALUE",
        multiple=True,
        callback=key_values,
        help="An option of the executor; may be given repeatedly.",
    ),
    click.option("--task-gpus", type=float, default=0.0, help="GPUs of a node that one evaluation takes."),
    click.option("--task-cpus", type=float, default=1.0, help="CPUs of a node that one evaluation takes."),
    click.option("--address", metavar="HOST:PORT", help="Of the Ray cluster; else the one on this machine."),
    click.option(
        "--executor",
        default="local",
        show_default=True,
        metavar="NAME",
        help="Which machines programs run on: local, ray or slurm.",
    ),
)
