from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adrs.core.errors import StoreError
from adrs.core.verdict import Outcome, Usage, Verdict
from adrs.evaluate.shelf import SqliteShelf

KEY = "ab" * 16
VERDICT = Verdict(
    workload="train/1", outcome=Outcome.VALID, value=1 / 3, metrics={"m": 2.5}, usage=Usage(cpu_s=0.1)
)
verdicts = st.builds(
    Verdict,
    workload=st.text(max_size=8),
    outcome=st.sampled_from(Outcome),
    value=st.none() | st.floats(allow_nan=False),
    metrics=st.dictionaries(st.text(max_size=4), st.floats(allow_nan=False), max_size=2),
    feedback=st.text(st.characters(), max_size=20),
    answer=st.text("0123456789abcdef", max_size=12),
    usage=st.builds(Usage, cpu_s=st.floats(0, 1e6), peak_memory_bytes=st.integers(0, 2**40)),
)


def test_verdicts_outlive_the_shelf(tmp_path: Path) -> None:
    shelf = SqliteShelf(tmp_path / "v.sqlite")
    shelf.put(KEY, VERDICT)
    shelf.close()
    again = SqliteShelf(tmp_path / "v.sqlite")
    assert again.get(["cd" * 16, KEY]) == VERDICT
    assert again.get(["cd" * 16]) is None
    assert len(again) == 1
    again.close()
    again.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(verdicts)
def test_what_is_put_comes_back_equal(tmp_path: Path, verdict: Verdict) -> None:
    path = tmp_path / "v.sqlite"
    path.unlink(missing_ok=True)
    shelf = SqliteShelf(path)
    shelf.put(KEY, verdict)
    assert shelf.get([KEY]) == verdict
    shelf.close()


def test_the_first_verdict_stays(tmp_path: Path) -> None:
    shelf = SqliteShelf(tmp_path / "v.sqlite")
    shelf.put(KEY, VERDICT)
    shelf.put(KEY, Verdict(workload="train/1", outcome=Outcome.CRASHED))
    assert shelf.get([KEY]) == VERDICT
    shelf.close()


WRITER = """
import sys
from pathlib import Path
from adrs.core.verdict import Outcome, Verdict
from adrs.evaluate.shelf import SqliteShelf
shelf = SqliteShelf(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 200):
    shelf.put(f"{number:032x}", Verdict(workload=str(number), outcome=Outcome.VALID, value=float(number)))
"""


def test_several_processes_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(first)]) for first in (0, 100, 200)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    shelf = SqliteShelf(path)
    assert len(shelf) == 400
    found = shelf.get([f"{399:032x}"])
    assert found is not None
    assert found.value == 399.0
    shelf.close()


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one\n" * 40, None])
def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "v.sqlite"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(StoreError, match=r"cache of evaluations .* cannot be used: .*; delete it"):
        SqliteShelf(path)


def test_a_damaged_verdict_is_one_sentence(tmp_path: Path) -> None:
    shelf = SqliteShelf(tmp_path / "v.sqlite")
    shelf._connection.execute("INSERT INTO verdicts VALUES (?, ?)", (bytes.fromhex(KEY), b"torn"))
    with pytest.raises(StoreError, match="delete it"):
        shelf.get([KEY])
    shelf.close()
