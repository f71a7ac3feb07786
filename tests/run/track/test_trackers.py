"""The real libraries, where they are installed: MLflow on a file of SQLite, Weights & Biases offline."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adrs.core.errors import UsageError
from adrs.run.track.trackers import tracker

_THROUGH = """
import sys
from adrs.run.track.trackers import tracker
_, make = tracker(sys.argv[1])
made = make()
made.start("tiny-1", {"problem": "tiny", "seed": 7})
for step, value in ((1, 9.0), (2, 4.0)):
    made.log({"value": value, "best": value}, step)
made.finish("finished", {"champion": "s1"})
"""
_READ = """
import sys, mlflow
client = mlflow.MlflowClient(tracking_uri=sys.argv[1])
experiment = client.get_experiment_by_name("adrs")
(run,) = client.search_runs([experiment.experiment_id])
print(run.info.run_name, run.info.status, run.data.params["seed"], run.data.tags["adrs.champion"])
print([(m.step, m.value) for m in client.get_metric_history(run.info.run_id, "best")])
"""


def python(code: str, *args: str, **environment: str) -> str:
    """Output of another interpreter: the libraries start threads and warn, which is theirs to do."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *args],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_tracker_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="mlflow:URI or wandb:PROJECT"):
        tracker("neptune:x")


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adrs.run.track.trackers.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install mlflow"):
        tracker("mlflow:sqlite:///x")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(importlib.util.find_spec("mlflow") is None, reason="mlflow is not installed")
def test_mlflow_has_the_run_with_its_history(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    python(_THROUGH, f"mlflow:{uri}")
    assert python(_READ, uri).splitlines()[-2:] == ["tiny-1 FINISHED 7 s1", "[(1, 9.0), (2, 4.0)]"]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(importlib.util.find_spec("wandb") is None, reason="wandb is not installed")
def test_wandb_offline_keeps_a_file_of_the_run(tmp_path: Path) -> None:
    python(_THROUGH, "wandb:adrs", WANDB_MODE="offline", WANDB_DIR=str(tmp_path), WANDB_SILENT="true")
    (kept,) = tmp_path.glob("wandb/offline-run-*/*.wandb")
    assert kept.stat().st_size > 0
