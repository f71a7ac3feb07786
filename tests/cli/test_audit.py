"""``adrs audit``, and what runs and reports say of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adrs.audit.dossier import path_beside, save
from adrs.testing.tiny import TinyProblem
from tests.audit.test_dossier import dossier
from tests.cli.conftest import Adrs


def test_a_sandbox_without_walls_is_refused_in_one_sentence(adrs: Adrs) -> None:
    done = adrs("audit", "tiny", "--json")
    assert done.code == 2
    assert "neither namespaces nor a system-call filter" in done.json["error"]


def test_a_run_without_dossier_is_unaudited(adrs: Adrs, here: Path) -> None:
    done = adrs("run", "tiny", "--evals", "4", "--json")
    assert done.json["audit"] == "unaudited: there is no dossier; run `adrs audit tiny`"
    assert "**unaudited**" in Path(done.json["report"]).read_text()


def test_a_report_says_so_once_the_problem_is_audited(adrs: Adrs, here: Path) -> None:
    adrs("run", "tiny", "--evals", "4")
    layers = {"kind": "in process", "network closed": False}
    save(dossier(TinyProblem(), layers=layers), path_beside(here / ".adrs" / "runs.sqlite", "tiny"))
    done = adrs("report", "tiny-1", "--json")
    assert done.json["audit"] == "audited"
    assert "**audited**" in Path(done.json["report"]).read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the audited sandbox needs Linux")
def test_a_part_of_an_audit_is_written_down_but_not_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "adrs.cli.main", "audit", "prism", "--only", "network/udp"]
    done = subprocess.run(
        [*command, "--out", "out", "--json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    said = json.loads(done.stdout.splitlines()[-1])
    if "neither namespaces" in said.get("error", ""):
        pytest.skip("this machine has no walls to audit")
    assert done.returncode == 2, done.stderr
    assert said["attacks"] == {"network": 1}
    assert said["escapes"] == said["penalised"] == said["left_over"] == []
    assert not said["passed"]
    assert said["dossier"] is None
    assert "`network/udp`" in (tmp_path / "out" / "dossier.md").read_text()
    assert json.loads((tmp_path / "out" / "dossier.json").read_text())["problem"] == "prism"
    assert not (tmp_path / ".adrs").exists()
