"""Whole files in fenced code replace what may change, and nothing else."""

import pytest

from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.propose.patch import apply_reply

HEAD = '"""Adds."""\n\nimport math  # kept   \n\n'
TAIL = "\nprint(solve(1))\n"
BODY = "def solve(x):\n    return x\n"
MARKED = Program.from_text(f"{HEAD}# EVOLVE-BLOCK-START\n{BODY}# EVOLVE-BLOCK-END\n{TAIL}")
BARE = Program.from_text(BODY)
NEW = "def solve(x):\n    return x + 1\n"


def fenced(code: str, info: str = "python", fence: str = "```") -> str:
    return f"Here it is.\n\n{fence}{info}\n{code}{fence}\n\nGood luck.\n"


def reason(reply: str, parent: Program) -> str:
    with pytest.raises(ProposalError) as caught:
        apply_reply(parent, reply)
    return str(caught.value)


@pytest.mark.parametrize("info", ["python", "py", "", "Python", "python3"])
@pytest.mark.parametrize("fence", ["```", "````", "~~~"])
def test_one_fenced_block_is_the_file(info: str, fence: str) -> None:
    assert apply_reply(BARE, fenced(NEW, info, fence)).text == NEW


@pytest.mark.parametrize(
    "code",
    [
        f"{HEAD}# EVOLVE-BLOCK-START\n{NEW}# EVOLVE-BLOCK-END\n{TAIL}",
        f"{HEAD.replace('   ', '')}# EVOLVE-BLOCK-START\n{NEW}# EVOLVE-BLOCK-END\n{TAIL.strip()}\n",
        f"# EVOLVE-BLOCK-START\n{NEW}# EVOLVE-BLOCK-END\n",
        f"{HEAD}{NEW}{TAIL}",
        NEW,
    ],
    ids=["whole", "layout differs", "region only", "no markers", "body only"],
)
def test_the_rest_stays_byte_for_byte(code: str) -> None:
    text = apply_reply(MARKED, fenced(code)).text
    assert text.startswith(f"{HEAD}# EVOLVE-BLOCK-START\n")
    assert text.endswith(f"# EVOLVE-BLOCK-END\n{TAIL}")
    assert text.count("return x + 1") == text.count("import math") == text.count("print(") == 1


def test_a_rewrite_that_needs_other_frozen_text_is_rejected() -> None:
    code = f"import heapq\n# EVOLVE-BLOCK-START\n{NEW}# EVOLVE-BLOCK-END\n"
    assert "'import heapq' is not there" in reason(fenced(code), MARKED)


def test_regions_must_be_as_many() -> None:
    two = Program.from_text(MARKED.text + MARKED.text.replace("solve", "other"))
    assert "has 1 EVOLVE-BLOCKs; the program has 2" in reason(fenced(MARKED.text), two)
    assert "must keep its 2 pairs" in reason(fenced(NEW), two)
    assert "EVOLVE-BLOCK-END without" in reason(fenced(f"{NEW}# EVOLVE-BLOCK-END\n"), MARKED)


def test_two_regions_are_spliced_in_order() -> None:
    parent = Program.from_text(
        "# EVOLVE-BLOCK-START\na = 1\n# EVOLVE-BLOCK-END\nb = 2\n# EVOLVE-BLOCK-START\nc = 3"
    )
    code = "# EVOLVE-BLOCK-START\na = 10\nA = 1\n# EVOLVE-BLOCK-END\n# EVOLVE-BLOCK-START\nc = 30\n"
    assert apply_reply(parent, fenced(code)).text == (
        "# EVOLVE-BLOCK-START\na = 10\nA = 1\n# EVOLVE-BLOCK-END\nb = 2\n# EVOLVE-BLOCK-START\nc = 30"
    )


def test_fences_inside_a_docstring_do_not_end_the_program() -> None:
    code = (
        'def solve(x):\n    """Adds.\n\n```\nsolve(1)\n```\n\n```python\n2\n```\n    """\n    return 2 * x\n'
    )
    assert apply_reply(BARE, fenced(code)).text == code


def test_windows_line_ends_stay() -> None:
    parent = Program.from_text(MARKED.text.replace("\n", "\r\n"))
    expected = MARKED.text.replace(BODY, NEW).replace("\n", "\r\n")
    assert apply_reply(parent, fenced(NEW)).text == expected


def test_other_blocks_do_not_count() -> None:
    reply = "```bash\npip install x\n```\n```json\n{}\n```\n" + fenced(NEW)
    assert apply_reply(BARE, reply).text == NEW


def test_two_blocks_of_code_are_ambiguous() -> None:
    assert "2 fenced blocks" in reason(fenced("x = 1\n") + fenced(NEW), BARE)


def test_files_of_a_program_are_named() -> None:
    parent = Program({"a.rs": "a\n", "b.rs": "b\n"}, main="a.rs", language="rust")
    reply = "a.rs\n```rust\nx\n```\n\n```rust b.rs\ny\n```\n"
    assert apply_reply(parent, reply).files == {"a.rs": "x\n", "b.rs": "y\n"}
    assert "name the file" in reason("```rust\nx\n```\n", parent)
    assert "two fenced blocks for a.rs" in reason("```rust a.rs\nx\n```\n```rust a.rs\ny\n```\n", parent)
    assert "no file 'c.rs'" in reason("File: c.rs\n```rust\nx\n```\n", parent)
