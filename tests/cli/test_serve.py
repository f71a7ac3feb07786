"""``adrs serve`` and ``adrs run --watch``: what they say, and when they end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Adrs

pytest.importorskip("fastapi", reason="the dashboard's extra is not installed: pip install 'adrs[dashboard]'")


def test_a_journal_that_is_not_there_is_said(adrs: Adrs) -> None:
    result = adrs("serve", "--store", "none.sqlite")
    assert (result.code, "none.sqlite" in result.err) == (2, True)


def test_an_address_that_others_can_reach_is_refused(adrs: Adrs) -> None:
    result = adrs("serve", "--host", "0.0.0.0")
    assert result.code == 2
    assert "loopback only" in result.err


def test_without_the_extra_it_says_what_to_install(adrs: Adrs, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith(("fastapi", "adrs.dashboard"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    result = adrs("serve")
    assert result.code == 2
    assert "pip install 'adrs[dashboard]'" in result.err


def test_a_watched_run_prints_its_address_once(adrs: Adrs) -> None:
    result = adrs("run", "tiny", "--evals", "5", "--watch", "--workers", "1")
    assert result.code == 0
    assert result.err.count("watch this run at http://127.0.0.1:") == 1
    assert "#/run/tiny-1" in result.err


@pytest.mark.slow
def test_it_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "adrs", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        assert httpx.get(url).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
