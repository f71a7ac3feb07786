"""Where programs run: this machine unless a cluster is asked for, and what is refused in one sentence."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from adrs.core.events import Started
from tests.cli.conftest import Adrs
from tests.cli.tiny import Memory

SLURM = ("--executor", "slurm", "--executor-option", "cluster=local")


@pytest.mark.parametrize("command", [("run", "tiny"), ("score", "tiny", "naive")])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--executor", "rey"), "did you mean ray?"),
        (("--address", "10.0.0.1:6379"), "add --executor ray"),
        (("--task-cpus", "2"), "need a cluster"),
        (("--executor-option", "partition=short"), "need a cluster"),
        (("--executor", "ray", "--executor-option", "partition"), "give KEY=VALUE"),
        (("--executor", "ray", "--executor-option", "partition=short"), "no option 'partition'"),
        (("--executor", "ray", "--task-cpus", "0"), "more than 0 CPUs"),
        (("--executor", "ray", "--sandbox", "adrs.testing.tiny:InProcess"), "cannot be sent to a cluster"),
        (("--executor", "slurm", "--executor-option", "cluster=pbs"), "give slurm or local"),
        (("--executor", "slurm", "--task-cpus", "0.5"), "give whole numbers"),
        ((*SLURM, "--executor-option", "patience_s=-1"), "patience_s=-1 makes no sense"),
    ],
)
def test_what_makes_no_sense_is_refused(
    adrs: Adrs, command: tuple[str, ...], words: tuple[str, ...], said: str
) -> None:
    done = adrs(*command, *words)
    assert done.code == 2
    assert said in done.err


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_the_sentence_says_what_to_install(adrs: Adrs) -> None:
    done = adrs("run", "tiny", "--executor", "ray")
    assert done.code == 2
    assert "adrs[ray]" in done.err


@pytest.mark.skipif(importlib.util.find_spec("submitit") is None, reason="submitit is not installed")
@pytest.mark.skipif(shutil.which("sbatch") is not None, reason="there is a Slurm here")
def test_without_slurm_it_is_one_sentence(adrs: Adrs) -> None:
    done = adrs("run", "tiny", "--executor", "slurm")
    assert done.code == 2
    assert "there is no sbatch on this machine" in done.err


def test_a_run_on_this_machine_journals_no_executor(adrs: Adrs, memory: Memory) -> None:
    adrs("run", "tiny", "--evals", "6", "--workers", "1", "--executor", "local")
    (started,) = (event for event in memory.events["tiny-1"] if isinstance(event, Started))
    assert "executor" not in started.environment


@pytest.mark.slow
def test_a_run_in_jobs_journals_its_executor_and_no_folder(adrs: Adrs, memory: Memory) -> None:
    pytest.importorskip("submitit", reason="submitit is not installed: pip install 'adrs[slurm]'")
    done = adrs("run", "prism", "--evals", "6", "--workers", "2", *SLURM, "--json")
    assert done.code == 0, done.err
    (started,) = (event for event in memory.events["prism-1"] if isinstance(event, Started))
    assert started.environment["executor"]["kind"] == "slurm"
    assert started.environment["sandbox"]["kind"]
    assert "executor" not in started.config
