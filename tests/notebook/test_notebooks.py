"""The notebooks under ``examples/`` run from top to bottom, on runs that they make themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
pytest.importorskip("plotly")

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples" / "notebooks").glob("*.ipynb"))

_EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=240, resources={"metadata": {"path": sys.argv[2]}}).execute()
shown = [out for cell in book.cells for out in cell.get("outputs", []) if out.get("data")]
print(len(shown), any("image/png" in out["data"] for out in shown))
"""


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    import nbformat

    book = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in book.cells)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_and_draws(path: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EXECUTE, str(path), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )  # another process, because kernels and their loops warn at interpreter exit
    assert done.returncode == 0, done.stderr[-3000:]
    shown, drawn = done.stdout.split()[-2:]
    assert int(shown) >= 4
    assert drawn == "True"
