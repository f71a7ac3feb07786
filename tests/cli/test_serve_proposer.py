"""The endpoint as a command, and our own client for models in front of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Adrs

Served = tuple["subprocess.Popen[str]", dict[str, Any]]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server in a process of its own, and what it said of itself."""
    command = [sys.executable, "-m", "adrs", "serve-proposer", "--json", "--seed", "3"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
        process.kill()


def test_a_run_of_ours_takes_it_for_a_model(adrs: Adrs, served: Served) -> None:
    pytest.importorskip("pydantic_ai")
    _, said = served
    assert said["stand_in"] is True
    model = f"compatible:{said['model']}@{said['url']}"
    limits = ("--evals", "8", "--workers", "1", "--proposing", "1")
    done = adrs("run", "tiny", "--model", model, "--proposer", "llm", *limits, "--json")
    assert done.code == 0, done.err
    assert done.json["evaluations"] == 8
    assert done.json["usage"]["tokens"] > 0
    assert all(name.startswith("compatible:") for name in done.json["arms"])


def test_an_interrupt_ends_it_cleanly(served: Served) -> None:
    process, _ = served
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.strip() == "answered 0 requests"


def test_names_and_numbers_that_make_no_sense_are_errors(adrs: Adrs) -> None:
    assert "no problem called 'prizm'" in adrs("serve-proposer", "--problem", "prizm").err
    assert "--port 70000" in adrs("serve-proposer", "--port", "70000").err
    assert "ADRS_NO_SUCH_TOKEN" in adrs("serve-proposer", "--token-env", "ADRS_NO_SUCH_TOKEN").err
