"""Notes are found when they apply, and not otherwise; bad files are named."""

from pathlib import Path

import pytest

from adrs.core.errors import DataError
from adrs.propose.knowledge import Knowledge, Note, read_knowledge

SMITH = Note(
    name="smith", applies_when="jobs with weights are put in order", text="Sort by weight per length."
)
TREES = Note(name="trees", applies_when="broadcasting data over links of a network", text="Steiner trees.")
SITUATION = "Put the jobs (weight, length) in an order that makes the weighted completion time of jobs small."


def test_a_note_is_told_when_its_words_are_there() -> None:
    assert Knowledge([TREES, SMITH]).relevant(SITUATION) == [SMITH]
    assert Knowledge([SMITH]).relevant(SITUATION) == [SMITH]


def test_otherwise_nothing_is_told() -> None:
    knowledge = Knowledge([TREES, SMITH])
    assert knowledge.relevant("Placing models on GPUs") == []
    assert knowledge.relevant("") == []
    assert Knowledge([]).relevant(SITUATION) == []


def test_only_the_most_relevant_are_told() -> None:
    weaker = Note(name="weaker", applies_when="jobs with deadlines and machines in order", text="EDF.")
    knowledge = Knowledge([weaker, SMITH], threshold=0.1, most=1)
    assert knowledge.relevant(SITUATION) == [SMITH]


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text('---\napplies_when: "jobs in order"\n---\n\nSort: first.\n')
    (tmp_path / "a.md").write_bytes(
        "\ufeff---\r\napplies_when: links\r\nother: x: y\r\n---\r\nÜ\r\n".encode()
    )
    (tmp_path / "readme.txt").write_text("not a note")
    notes = read_knowledge(tmp_path).notes
    assert notes == (
        Note(name="a", applies_when="links", text="Ü"),
        Note(name="b", applies_when="jobs in order", text="Sort: first."),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no front matter", "must begin with the lines"),
        (b"---\napplies_when:\n---\nx", "must begin with the lines"),
        (b"---\napplies_when: jobs\nx", "does not close it"),
        (b"\xff\xfe", "cannot be read as UTF-8"),
        (b"x" * 70_000, "70000 bytes"),
        (b"", "must begin with the lines"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "bad.md").write_bytes(data)
    with pytest.raises(DataError, match=r"bad\.md") as caught:
        read_knowledge(tmp_path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"knowledge folder .*nowhere"):
        read_knowledge(tmp_path / "nowhere")
