"""The trackers that can be named: ``mlflow:URI`` and ``wandb:PROJECT``. Their libraries are extras."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from importlib import import_module, util
from typing import Any

from adrs.core.errors import UsageError
from adrs.run.track.mirror import Tracker

NAMES = ("mlflow", "wandb")


class MlflowTracker:
    """Copies to an MLflow tracking store through its client.

    Args:
        uri: Where it is: ``sqlite:///FILE``, ``http://HOST:PORT``; empty for ``$MLFLOW_TRACKING_URI``.
        experiment: Name of the experiment.
    """

    def __init__(self, uri: str, *, experiment: str = "adrs") -> None:
        mlflow: Any = import_module("mlflow")
        self._client = mlflow.MlflowClient(tracking_uri=uri or None)
        self._entities = import_module("mlflow.entities")
        found = self._client.get_experiment_by_name(experiment)
        self._experiment = (
            self._client.create_experiment(experiment) if found is None else found.experiment_id
        )
        self._run = ""

    def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
        """A new MLflow run of that name; a run that is resumed becomes another one."""
        created = self._client.create_run(self._experiment, run_name=run_id, tags={"adrs.run": run_id})
        self._run = created.info.run_id
        pairs = [self._entities.Param(name, str(value)[:500]) for name, value in parameters.items()]
        self._client.log_batch(self._run, params=pairs)

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """One batch; the time is when it is copied."""
        now = int(time.time() * 1000)
        made = [self._entities.Metric(name, value, now, step) for name, value in metrics.items()]
        self._client.log_batch(self._run, metrics=made)

    def finish(self, status: str, summary: Mapping[str, Any]) -> None:
        """Tags, and the end."""
        for name, value in summary.items():
            self._client.set_tag(self._run, f"adrs.{name}", str(value))
        self._client.set_terminated(self._run, "FINISHED" if status == "finished" else "FAILED")


class WandbTracker:
    """Copies to Weights & Biases; offline where ``$WANDB_MODE`` says so.

    Args:
        project: Name of the project.
    """

    def __init__(self, project: str) -> None:
        self._wandb: Any = import_module("wandb")
        self._project = project
        self._run: Any = None

    def start(self, run_id: str, parameters: Mapping[str, Any]) -> None:
        """A new run of that name."""
        self._run = self._wandb.init(
            project=self._project or "adrs", name=run_id, config=dict(parameters), reinit="create_new"
        )

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Figures; several at one step add up."""
        self._run.log({**metrics, "evaluations": step})

    def finish(self, status: str, summary: Mapping[str, Any]) -> None:
        """Summary, and the end."""
        self._run.summary.update({f"adrs.{name}": value for name, value in summary.items()})
        self._run.finish(exit_code=0 if status == "finished" else 1)


def tracker(text: str) -> tuple[str, Callable[[], Tracker]]:
    """The name of a tracker and what makes it, from ``"mlflow:URI"`` or ``"wandb:PROJECT"``.

    Raises:
        UsageError: There is no such tracker, or its library is not installed.
    """
    name, _, where = text.partition(":")
    if name not in NAMES:
        raise UsageError(f"there is no tracker {name!r}; give mlflow:URI or wandb:PROJECT")
    if util.find_spec(name) is None:
        raise UsageError(f"--track {name} needs its library; install it with `pip install {name}`")
    if name == "mlflow":
        return name, lambda: MlflowTracker(where)
    return name, lambda: WandbTracker(where)
