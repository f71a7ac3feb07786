"""Briefs go out as files, answers come back, and every answer that cannot be used gets a note."""

import asyncio
import os
from pathlib import Path

import pytest

from adrs.core.candidate import Arm, Objection
from adrs.core.errors import AdrsError, ProposalError, UsageError
from adrs.core.problem import Problem
from adrs.core.seams import Proposer
from adrs.propose.inbox.fate import State
from adrs.propose.inbox.folder import MAX_ANSWER_BYTES, Folder
from adrs.propose.inbox.proposer import Inbox
from adrs.testing.proposer import ProposerContract
from adrs.testing.tiny import BEST, HUMAN, NAIVE, TinyProblem
from tests.propose.inbox.world import EDIT, asking, drop, make_brief, make_inbox, until


class Attended(Inbox):
    """An inbox with somebody who answers every brief at once."""

    async def propose(self, problem, brief):  # type: ignore[no-untyped-def]
        person = asyncio.create_task(self._answer(brief.id))
        try:
            return await super().propose(problem, brief)
        finally:
            person.cancel()

    async def _answer(self, number: int) -> None:
        while number not in self.open_briefs():
            await asyncio.sleep(0.001)
        drop(self.folder.path, f"brief-{number:04d}.answer.py", BEST)


class TestContract(ProposerContract):
    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls, tmp_path_factory: pytest.TempPathFactory) -> Proposer:
        plain = make_inbox(tmp_path_factory.mktemp("inbox"))
        plain.__class__ = Attended
        return plain

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return TinyProblem()


def test_a_whole_file_is_taken(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        await until(tmp_path / "brief-0007.md")
        drop(tmp_path, "brief-0007.answer.py", BEST)
        proposal = await task
        assert proposal.program.text == BEST
        assert proposal.usage.cost_usd == proposal.usage.tokens == 0
        assert inbox.fate(7).state is State.ACCEPTED
        assert sorted(os.listdir(tmp_path / "done")) == ["brief-0007.answer.py", "brief-0007.md"]
        assert not list(tmp_path.glob("brief-*"))
        await inbox.aclose()

    asyncio.run(story())


def test_a_reply_is_applied_and_its_author_noted(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        answer = "---\nauthor: Ada\nnote: longest last\n---\n" + EDIT
        drop(tmp_path, "brief-0007.answer.md", answer)
        proposal = await task
        assert proposal.program.text == HUMAN
        assert proposal.note == "by Ada: longest last"
        await inbox.aclose()

    asyncio.run(story())


def test_a_brief_says_what_is_wanted_and_how_to_answer(tmp_path: Path) -> None:
    async def story() -> str:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        await until(tmp_path / "brief-0007.md")
        text = (tmp_path / "brief-0007.md").read_text()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await inbox.aclose()
        return text

    text = asyncio.run(story())
    assert TinyProblem.statement in text
    assert NAIVE in text
    assert "brief-0007.answer.py" in text
    assert "brief-0007.answer.md" in text


REFUSED = {
    "not python": ("py", "def solve(:\n", "does not parse"),
    "the parent again": ("py", NAIVE + "# a comment\n", "nothing but layout"),
    "no entry": ("py", "def other(jobs):\n    return []\n", "does not define `def solve"),
    "empty": ("py", " \n", "empty"),
    "a reply that does not apply": (
        "md",
        EDIT.replace("i: jobs[i][0]", "i: jobs[i][2]"),
        "edit block 1 does not match",
    ),
    "another suffix": ("rs", BEST, "not in .rs"),
    "not UTF-8": ("py", b"x = '\xff'\n", "not UTF-8"),
    "NUL": ("py", "x = '\0'\n", "NUL"),
    "too long": ("py", "#" * (MAX_ANSWER_BYTES + 1), "longer than"),
    "open front matter": ("md", "---\nauthor: Ada\n" + BEST, "front matter"),
    "front matter that says more": ("md", "---\nscore: 1.0\n---\n" + BEST, "line 2"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_answer_that_cannot_be_used_gets_a_note_and_may_be_corrected(tmp_path: Path, case: str) -> None:
    suffix, text, reason = REFUSED[case]

    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        drop(tmp_path, f"brief-0007.answer.{suffix}", text)
        await until(tmp_path / "brief-0007.rejected.md")
        assert reason in (tmp_path / "brief-0007.rejected.md").read_text()
        assert (tmp_path / f"brief-0007.rejected-1.answer.{suffix}").exists()
        assert inbox.fate(7).state is State.REJECTED
        assert reason in inbox.fate(7).reason
        drop(tmp_path, "brief-0007.answer.py", BEST)
        assert (await task).program.text == BEST
        assert not list(tmp_path.glob("brief-*"))
        await inbox.aclose()

    asyncio.run(story())


def make_link(at: Path) -> None:
    (at.parent / "secret").write_text(BEST)
    at.symlink_to(at.parent / "secret")


@pytest.mark.parametrize(
    ("make", "reason"),
    [(make_link, "symbolic link"), (os.mkfifo, "not a plain file"), (Path.mkdir, "not a plain file")],
    ids=["link", "pipe", "folder"],
)
def test_what_is_not_a_plain_file_is_put_aside_unread(tmp_path: Path, make, reason) -> None:  # type: ignore[no-untyped-def]
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        make(tmp_path / "brief-0007.answer.py")
        await until(tmp_path / "brief-0007.rejected.md")
        assert reason in (tmp_path / "brief-0007.rejected.md").read_text()
        assert not task.done()
        drop(tmp_path, "brief-0007.answer.py", BEST)
        await task
        await inbox.aclose()

    asyncio.run(story())


def test_after_the_last_try_the_brief_is_withdrawn(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path, tries=2)
        task = asking(inbox)
        for count in (1, 2):
            drop(tmp_path, "brief-0007.answer.py", "def solve(:\n")
            await until(tmp_path / f"brief-0007.rejected-{count}.answer.py")
        with pytest.raises(ProposalError, match="2 answers were turned away"):
            await task
        assert (tmp_path / "brief-0007.withdrawn.md").exists()
        assert not (tmp_path / "brief-0007.md").exists()
        await inbox.aclose()

    asyncio.run(story())


def test_silence_ends_in_withdrawal_and_a_late_answer_is_told_so(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path, timeout_s=0.02)
        with pytest.raises(ProposalError, match="nobody answered within"):
            await asking(inbox)
        assert "nobody answered" in (tmp_path / "brief-0007.withdrawn.md").read_text()
        inbox.patience = type(inbox.patience)(timeout_s=20.0, tries=2)
        other = asking(inbox, make_brief(8))
        drop(tmp_path, "brief-0007.answer.py", BEST)
        await until(tmp_path / "brief-0007.rejected.md")
        assert "too late" in (tmp_path / "brief-0007.rejected.md").read_text()
        drop(tmp_path, "brief-0008.answer.py", BEST)
        await other
        await inbox.aclose()

    asyncio.run(story())


def test_an_objection_is_told_and_the_brief_asked_again(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        drop(tmp_path, "brief-0007.answer.py", HUMAN)
        first = await task
        again = make_brief(objection=Objection(program=first.program, reason="the same program as c3"))
        task = asking(inbox, again)
        await until(tmp_path / "brief-0007.rejected.md")
        assert "the same program as c3" in (tmp_path / "brief-0007.rejected.md").read_text()
        drop(tmp_path, "brief-0007.answer.py", HUMAN)
        await until(tmp_path / "brief-0007.rejected-2.answer.py")
        drop(tmp_path, "brief-0007.answer.py", BEST)
        assert (await task).program.text == BEST
        await inbox.aclose()

    asyncio.run(story())


def test_withdraw_ends_every_wait(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        tasks = [asking(inbox, make_brief(number)) for number in range(3)]
        await until(tmp_path / "brief-0002.md")
        inbox.withdraw("the run has stopped")
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(error) for error in found] == [ProposalError] * 3
        assert len(list(tmp_path.glob("*.withdrawn.md"))) == 3
        await inbox.aclose()

    asyncio.run(story())


def test_an_answer_that_is_still_growing_is_not_read(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        with open(tmp_path / "brief-0007.answer.py", "w") as file:
            for piece in (BEST[i : i + 4] for i in range(0, len(BEST), 4)):
                file.write(piece)
                file.flush()
                inbox._watcher.look()  # looks between every two pieces and finds another file each time
            file.flush()
        assert (await task).program.text == BEST
        assert not (tmp_path / "brief-0007.rejected.md").exists()
        await inbox.aclose()

    asyncio.run(story())


@pytest.mark.parametrize(
    "name",
    ["brief-0007.answer.py.part", "brief-00007.answer.py", ".brief-0007.answer.py", "brief-0007.answer.py~"],
)
def test_files_of_other_names_are_left_alone(tmp_path: Path, name: str) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        (tmp_path / name).write_text(HUMAN)
        task = asking(inbox)
        drop(tmp_path, "brief-0007.answer.py", BEST)
        assert (await task).program.text == BEST
        assert (tmp_path / name).read_text() == HUMAN
        await inbox.aclose()

    asyncio.run(story())


def test_a_vanished_folder_fails_the_proposal_with_one_sentence(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path / "box")
        task = asking(inbox)
        await until(tmp_path / "box" / "brief-0007.md")
        (tmp_path / "box").rename(tmp_path / "elsewhere")
        with pytest.raises(AdrsError, match="cannot be read"):
            await task
        await inbox.aclose()

    asyncio.run(story())


def test_a_folder_serves_one_run_and_one_process(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "tiny-1")
    with pytest.raises(UsageError, match="in use by another process"):
        Folder(tmp_path, "tiny-1")
    folder.close()
    with pytest.raises(UsageError, match="belongs to run tiny-1"):
        Folder(tmp_path, "tiny-2")
    Folder(tmp_path, "tiny-1").close()


def test_a_linked_subfolder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "done").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="symbolic link"):
        Folder(tmp_path / "box", "tiny-1")


def test_the_origin_is_inbox_write(tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path)
    assert [str(Arm(inbox.name, operator)) for operator in inbox.operators] == ["inbox:write"]
