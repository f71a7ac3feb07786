"""The scratch worktree: reads, searches and edits, and never leaves what is allowed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.core.syntax import parse
from adrs.propose.agent.bench import Bench, clipped
from adrs.propose.source import frozen_parts

MARKED = """\
import math
# EVOLVE-BLOCK-START
def solve(jobs):
    return list(jobs)
# EVOLVE-BLOCK-END
print(math.pi)
"""
TWO = Program({"program.py": MARKED, "helper.py": "X = 1\n"}, main="program.py")


def test_files_say_what_may_change() -> None:
    assert Bench(TWO).files() == (
        "helper.py: 1 lines; may change: none\nprogram.py (defines the entry): 6 lines; may change: 3-4"
    )


def test_lines_are_numbered() -> None:
    assert Bench(TWO).read("program.py", 3, 4) == "    3  def solve(jobs):\n    4      return list(jobs)"


@pytest.mark.parametrize(("first", "last"), [(7, None), (0, 1), (4, 2)])
def test_lines_that_are_not_there_are_an_error(first: int, last: int | None) -> None:
    with pytest.raises(ProposalError, match="has the lines 1 to 6"):
        Bench(TWO).read("program.py", first, last)


def test_long_files_are_read_in_parts() -> None:
    bench = Bench(Program.from_text("x = 1\n" * 1000))
    assert bench.read("program.py").endswith("(lines 401 to 1000 left out)")


def test_search_is_for_plain_text() -> None:
    assert Bench(TWO).search("return list(") == "program.py:4:     return list(jobs)"
    assert Bench(TWO).search(".*") == "no line contains '.*'"


def test_an_edit_replaces_lines_and_shows_in_the_diff() -> None:
    bench = Bench(TWO)
    bench.edit("program.py", "    return list(jobs)", "    return sorted(jobs)")
    assert "-    return list(jobs)\n+    return sorted(jobs)\n" in bench.diff()
    assert bench.program.files["helper.py"] == "X = 1\n"


@pytest.mark.parametrize(
    ("path", "search", "replace", "reason"),
    [
        ("program.py", "    return tuple(jobs)", "    return 1", "does not match"),
        ("program.py", "import math", "import os", "outside the EVOLVE-BLOCK"),
        ("helper.py", "X = 1", "X = 2", "outside the EVOLVE-BLOCK"),
        ("program.py", "    return list(jobs)", "    return (", "does not parse"),
        ("program.py", "    return list(jobs)", "    return list(jobs)", "the same as before"),
        ("program.py", "", "x", "searches for nothing"),
        ("../program.py", "a", "b", "there is no file"),
        ("/etc/passwd", "a", "b", "there is no file"),
    ],
)
def test_an_edit_that_is_not_allowed_changes_nothing(
    path: str, search: str, replace: str, reason: str
) -> None:
    bench = Bench(TWO)
    with pytest.raises(ProposalError, match=reason):
        bench.edit(path, search, replace)
    assert bench.program == TWO


def test_a_whole_file_keeps_what_is_frozen() -> None:
    bench = Bench(TWO)
    bench.write("program.py", MARKED.replace("list(jobs)", "sorted(jobs)"))
    assert frozen_parts(bench.program.text) == frozen_parts(MARKED)
    with pytest.raises(ProposalError, match="must stay as it is"):
        bench.write("helper.py", "X = 2\n")


@given(st.text(), st.text())
def test_whatever_is_written_the_program_stays_whole(search: str, replace: str) -> None:
    bench = Bench(TWO)
    for act in (
        lambda: bench.edit("program.py", search, replace),
        lambda: bench.write("program.py", replace),
    ):
        with suppress(ProposalError):
            act()
    parse(bench.program.text)
    assert frozen_parts(bench.program.text) == frozen_parts(MARKED)


@given(st.text(min_size=30), st.integers(10, 20))
def test_clipped_text_keeps_both_ends(text: str, most: int) -> None:
    short = clipped(text, most)
    assert short.startswith(text[: most // 2])
    assert short.endswith(text[-(most // 2) :])
