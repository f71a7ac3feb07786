"""The table of faults in the documentation and the tests of faults are about the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "faults.md"


def named() -> set[tuple[str, str]]:
    """``(file, test)`` of every row."""
    found = set()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith(("| fault", "| :")):
            file, *tests = re.findall(r"`(test_\w+(?:\.py)?)`", line.split(" | ")[2])
            assert tests, f"a row without a test: {line}"
            found |= {(file, test) for test in tests}
    return found


def written() -> set[tuple[str, str]]:
    """``(file, test)`` of every test here but these."""
    return {
        (path.name, node.name)
        for path in HERE.glob("test_*.py")
        if path != Path(__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_row_has_its_tests_and_every_test_its_row() -> None:
    assert named() == written()
