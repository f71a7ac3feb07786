"""Replies become programs exactly, or are rejected with a reason that helps."""

import pytest

from adrs.core.errors import ProposalError
from adrs.core.program import Program
from adrs.propose.patch import apply_reply

TEXT = """import math

# EVOLVE-BLOCK-START
def solve(jobs):
    total = 0
    for job in jobs:
        total += job
    return total


def twice(x):
    total = 0
    return 2 * x
# EVOLVE-BLOCK-END
print(solve([]))
"""
PARENT = Program.from_text(TEXT)


def block(search: str, new: str, *, path: str = "") -> str:
    head = f"{path}\n" if path else ""
    return f"{head}<<<<<<< SEARCH\n{search}=======\n{new}>>>>>>> REPLACE\n"


def applied(reply: str, parent: Program = PARENT) -> str:
    return apply_reply(parent, reply).text


def reason(reply: str, parent: Program = PARENT) -> str:
    with pytest.raises(ProposalError) as caught:
        apply_reply(parent, reply)
    return str(caught.value)


def plain(text: str) -> Program:
    return Program({"a.txt": text}, main="a.txt", language="text")


def test_a_block_replaces_its_lines_and_nothing_else() -> None:
    reply = "Faster.\n```python\n" + block("        total += job\n", "        total += 2 * job\n") + "```\n"
    assert applied(reply) == TEXT.replace("total += job", "total += 2 * job")


def test_several_blocks_speak_of_the_parent_in_any_order() -> None:
    late = block("    return 2 * x\n", "    return x + x\n")
    early = block("        total += job\n", "        total += job * 1\n")
    expected = TEXT.replace("2 * x", "x + x").replace("+= job", "+= job * 1")
    assert applied(late + early) == applied(early + late) == expected


def test_an_empty_replacement_deletes() -> None:
    reply = block("def twice(x):\n    total = 0\n", "def twice(x):\n")
    assert applied(reply) == TEXT.replace("def twice(x):\n    total = 0\n", "def twice(x):\n")


@pytest.mark.parametrize(
    ("search", "new"),
    [
        ("        total += job   \n", "        total -= job\n"),
        ("total += job\n", "total -= job\n"),
        ("            total += job\n", "            total -= job\n"),
        ("    for job in jobs:\n        total += job\n", "    for job in jobs:\n        total -= job\n"),
        ("for job in jobs:\n    total += job\n", "for job in jobs:\n    total -= job\n"),
    ],
)
def test_white_space_is_forgiven_where_it_cannot_mislead(search: str, new: str) -> None:
    assert applied(block(search, new)) == TEXT.replace("total += job", "total -= job")


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("    total = 0\n", "ambiguous: it fits line 5 of program.py, line 12 of program.py"),
        ("    total = 1\n", "nearest line is 5, '    total = 0'"),
        ("otal += job\n", "nearest line is 7"),
        ("    for job in jobs:\n      total += job\n", "lines 6 to 7 differ in their indentation only"),
        (
            "    for job in jobs:\n        total *= job\n",
            "line 7 is '        total += job' where the block has",
        ),
        ("import math\n", "outside the EVOLVE-BLOCK regions: it fits line 1"),
        ("print(solve([]))\n", "outside the EVOLVE-BLOCK regions"),
        ("", "searches for nothing"),
        ("\n", "searches for nothing"),
        ("completely different\n", "no line of the file comes close"),
    ],
)
def test_a_block_that_does_not_fit_is_rejected_with_what_is_there(search: str, words: str) -> None:
    assert words in reason(block(search, "    x = 1\n"))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("", "neither an edit block nor a fenced block"),
        ("I would use a heap.", "neither an edit block nor a fenced block"),
        ("<<<<<<< SEARCH\n    total = 0\n=======\n    total = 1\n", "cut off"),
        ("<<<<<<< SEARCH\n    total = 0\n", "cut off"),
        ("<<<<<<< SEARCH\na\n<<<<<<< SEARCH\n", "not closed before the next"),
        ("<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n", "no line '======='"),
        ("=======\n>>>>>>> REPLACE\n", "never opened"),
        ("```python\ndef solve(jobs):\n    return 0\n", "cut off"),
        ("x" * 500_000, "too long"),
        ("\ud800", "no text"),
        (block("    return 2 * x\n", "    return 2 * x\n"), "leaves the program as it was"),
        (block("    return 2 * x\n", "    return (2 * x\n"), "does not parse"),
        (block("    return 2 * x\n", "    # EVOLVE-BLOCK-END\n"), "EVOLVE-BLOCK"),
        (block("    return 2 * x\n", "    return x\n") * 2, "two edit blocks change line 13"),
        (block("    return 2 * x\n", "    return x\n", path="File: other.py"), "no file 'other.py'"),
    ],
)
def test_what_is_no_edit_is_rejected(reply: str, words: str) -> None:
    assert words in reason(reply)


def test_frozen_lines_may_be_quoted_if_they_stay() -> None:
    reply = block(
        "    return 2 * x\n# EVOLVE-BLOCK-END\nprint(solve([]))\n",
        "    return x\n# EVOLVE-BLOCK-END\nprint(solve([]))\n",
    )
    assert applied(reply) == TEXT.replace("return 2 * x", "return x")


def test_a_place_in_frozen_text_does_not_make_an_edit_ambiguous() -> None:
    parent = Program.from_text("x = 1\n# EVOLVE-BLOCK-START\nx = 1\n# EVOLVE-BLOCK-END\n")
    assert applied(block("x = 1\n", "x = 2\n"), parent) == parent.text.replace("START\nx = 1", "START\nx = 2")


def test_line_ends_are_the_files_own() -> None:
    parent = plain("a\r\nb\r\nc\r\n")
    assert applied(block("b\n", "x\ny\n"), parent) == "a\r\nx\r\ny\r\nc\r\n"
    assert applied(block("b\n", "x\n").replace("\n", "\r\n"), plain("a\nb\nc\n")) == "a\nx\nc\n"


@pytest.mark.parametrize(
    ("search", "new", "expected"),
    [("b\n", "x\n", "a\nx"), ("a\n", "x\n", "x\nb"), ("b\n", "b\nc\n", "a\nb\nc"), ("b\n", "", "a\n")],
)
def test_a_file_without_final_line_end(search: str, new: str, expected: str) -> None:
    assert applied(block(search, new), plain("a\nb")) == expected


def test_tabs_are_not_spaces() -> None:
    parent = plain("if x:\n\ta\n\tb\n")
    assert applied(block("a\nb\n", "a\n\tc\n"), parent) == "if x:\n\ta\n\t\tc\n"
    assert "indentation" in reason(block("    a\n    b\n", "    c\n"), parent)


def test_a_divider_in_the_code_is_told_from_the_divider_of_the_block() -> None:
    parent = plain("Title\n=======\ntext\n")
    assert applied(block("text\n", "More\n=======\ntext\n"), parent).endswith("More\n=======\ntext\n")
    assert "several lines '=======' may divide" in reason(block("Title\n=======\n", "Name\n"), parent)


def test_markers_inside_the_code_are_left_alone() -> None:
    parent = plain('s = """\n<<<<<<< SEARCH\n"""\nx = 1\n')
    assert applied(block("x = 1\n", "x = 2\n"), parent) == parent.text.replace("x = 1", "x = 2")


def test_form_feeds_and_unicode_separators_do_not_end_lines() -> None:
    parent = plain("a\x0cb\u2028c\nd\n")
    assert applied(block("d\n", "e\n"), parent) == "a\x0cb\u2028c\ne\n"
    assert applied(block("a\x0cb\u2028c\n", "é\n"), parent) == "é\nd\n"


TWO = Program({"main.cc": "int a;\nint b;\n", "util.h": "int c;\nint b;\n"}, main="main.cc", language="cpp")


def test_blocks_name_their_file_or_fit_in_one_only() -> None:
    for path in ("util.h", "`util.h`", "**util.h**:", "File: util.h", "### util.h"):
        changed = apply_reply(TWO, block("int b;\n", "long b;\n", path=path))
        assert changed.files == {"main.cc": TWO.text, "util.h": "int c;\nlong b;\n"}
    assert apply_reply(TWO, block("int c;\n", "long c;\n")).files["util.h"] == "long c;\nint b;\n"
    assert "line 2 of main.cc, line 2 of util.h" in reason(block("int b;\n", "long b;\n"), TWO)


def test_a_fence_may_name_the_file_of_a_block() -> None:
    reply = "```cpp:util.h\n" + block("int b;\n", "long b;\n") + "```\n"
    assert apply_reply(TWO, reply).files["util.h"] == "int c;\nlong b;\n"


def test_files_without_markers_are_frozen_as_soon_as_one_has_them() -> None:
    parent = Program({"a.py": TEXT, "b.py": "x = 1\n"}, main="a.py")
    assert "outside the EVOLVE-BLOCK regions: it fits line 1 of b.py" in reason(
        block("x = 1\n", "x = 2\n"), parent
    )
    assert "must stay" in reason("```python b.py\nx = 2\n```\n", parent)


def test_an_empty_file_is_filled_by_an_empty_search() -> None:
    assert applied(block("", "a\n"), plain("")) == "a\n"
