"""The command line as installed: its own process, the real journal, the real sandbox."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("adrs.store.sqlite")
pytest.importorskip("adrs.problems.prism.problem")
pytest.importorskip("adrs.sandbox.forkserver")

ADRS = [sys.executable, "-m", "adrs.cli.main"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def adrs(tmp_path: Path) -> Run:
    """Runs a command in a process of its own, in an empty folder."""

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*ADRS, *args], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
        )

    return run


def last(text: str) -> dict[str, Any]:
    """The JSON object in the last line."""
    found: dict[str, Any] = json.loads(text.splitlines()[-1])
    return found


def test_help_and_version_need_neither_numpy_nor_rich() -> None:
    code = (
        "import sys; from adrs.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'rich', 'numba'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_run_from_end_to_end(adrs: Run, tmp_path: Path) -> None:
    done = adrs("run", "prism", "--evals", "8", "--workers", "1", "--json")
    assert done.returncode == 0, done.stderr
    result = last(done.stdout)
    assert result["run"] == "prism-1"
    assert (tmp_path / ".adrs" / "runs.sqlite").is_file()
    scored = last(adrs("score", "prism", result["best"]["program"], "--json").stdout)
    assert scored["value"] == result["best"]["test"]
    assert adrs("best", "prism-1").stdout == Path(tmp_path, result["best"]["program"]).read_text()


def test_a_killed_run_can_be_resumed(adrs: Run, tmp_path: Path) -> None:
    command = [*ADRS, "run", "prism", "--evals", "500", "--workers", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("best ") and "seed:" not in line:
                break
        process.send_signal(signal.SIGKILL)
    resumed = adrs("resume", "prism-1", "--evals", "12", "--json")
    assert resumed.returncode == 0, resumed.stderr
    assert last(resumed.stdout)["evaluations"] >= 12


def test_an_interrupted_run_ends_with_a_result(tmp_path: Path) -> None:
    command = [*ADRS, "run", "prism", "--evals", "5000", "--workers", "1", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        for line in process.stderr:
            if line.startswith("best "):
                process.send_signal(signal.SIGTERM)
                break
        process.stderr.read()
        result = last(process.stdout.read())
    assert process.returncode == 0
    assert result["stopped"] == "interrupted"
    assert result["best"]["test"] is not None


FILES: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("not a database, but long enough to look at it twice " * 40),
    "someone else's database": lambda path: _foreign(path),
    "folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize(
    "command", [["run", "prism", "--evals", "3"], ["runs"], ["best", "prism-1"]], ids=str
)
def test_a_wrong_journal_file_is_refused_and_left_alone(
    adrs: Run, tmp_path: Path, case: str, command: list[str]
) -> None:
    path = tmp_path / "journal.sqlite"
    FILES[case](path)
    before = path.read_bytes() if path.is_file() else None
    done = adrs(*command, "--store", str(path), "--json")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(path) in last(done.stdout)["error"]
    assert before is None or path.read_bytes() == before


def test_a_run_in_use_is_not_written_by_a_second_process(adrs: Run, tmp_path: Path) -> None:
    command = [*ADRS, "run", "prism", "--evals", "5000", "--workers", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        second = adrs("resume", "prism-1", "--evals", "9000", "--json")
        assert second.returncode == 2
        assert "being written" in last(second.stdout)["error"]
        assert adrs("best", "prism-1").returncode == 0
        process.send_signal(signal.SIGKILL)


def test_runs_that_begin_at_the_same_moment_get_numbers_of_their_own(tmp_path: Path) -> None:
    command = [*ADRS, "run", "prism", "--evals", "1", "--workers", "1", "--json"]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True) for _ in range(3)]
    ended = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], ended
    assert sorted(last(out)["run"] for out, _ in ended) == ["prism-1", "prism-2", "prism-3"]


def test_a_read_only_folder_is_refused(adrs: Run, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    done = adrs("run", "prism", "--evals", "3", "--json")
    tmp_path.chmod(0o700)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*ADRS, "show", "prism"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table customers (name)")
    connection.commit()
    connection.close()
