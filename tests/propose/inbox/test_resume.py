"""A killed run finds its open briefs and their answers again."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from adrs.core.candidate import Admission, Arm
from adrs.core.events import ProposalFailed, Told
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.propose.inbox.fate import State
from adrs.testing.tiny import BEST, HUMAN, RULE
from tests.propose.inbox.world import asking, drop, make_brief, make_inbox, until

KILLED = """
import asyncio, sys
from pathlib import Path
from tests.propose.inbox.world import asking, make_brief, make_inbox

async def main():
    inbox = make_inbox(Path(sys.argv[1]))
    tasks = [asking(inbox, make_brief(number)) for number in range(3)]
    while len(inbox.open_briefs()) < 3:
        await asyncio.sleep(0.001)
    print("open", flush=True)
    await asyncio.gather(*tasks)

asyncio.run(main())
"""


def test_after_kill_9_open_briefs_and_answers_are_found_again(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        process.send_signal(signal.SIGKILL)
    before = (tmp_path / "brief-0001.md").read_text()
    drop(tmp_path, "brief-0001.answer.py", BEST)  # while nobody was there to read it

    async def story() -> None:
        inbox = make_inbox(tmp_path)
        tasks = [asking(inbox, make_brief(number)) for number in range(3)]
        await until(tmp_path / "done" / "brief-0001.md")
        assert (tmp_path / "done" / "brief-0001.md").read_text() == before
        drop(tmp_path, "brief-0000.answer.py", BEST)
        drop(tmp_path, "brief-0002.answer.py", HUMAN)
        found = await asyncio.gather(*tasks)
        assert [p.program.text for p in found] == [BEST, BEST, HUMAN]
        await inbox.aclose()

    asyncio.run(story())


def interrupted(path: Path, answer: str) -> None:
    """A session that took an answer and was killed before the answer's evaluation was journalled."""

    async def story() -> None:
        inbox = make_inbox(path)
        task = asking(inbox)
        drop(path, "brief-0007.answer.py", answer)
        await task
        await inbox.aclose()

    asyncio.run(story())


def test_an_answer_taken_but_not_evaluated_is_taken_again(tmp_path: Path) -> None:
    interrupted(tmp_path, BEST)

    async def story() -> None:
        inbox = make_inbox(tmp_path)
        assert (await asking(inbox)).program.text == BEST
        await inbox.aclose()

    asyncio.run(story())


def test_an_answer_whose_taking_was_cut_short_is_taken_again(tmp_path: Path) -> None:
    interrupted(tmp_path, BEST)
    (tmp_path / "done" / "brief-0007.md").rename(tmp_path / "brief-0007.md")

    async def story() -> None:
        inbox = make_inbox(tmp_path)
        assert (await asking(inbox)).program.text == BEST
        assert not list(tmp_path.glob("brief-*"))
        await inbox.aclose()

    asyncio.run(story())


def test_files_of_an_older_run_of_the_same_name_are_set_aside(tmp_path: Path) -> None:
    interrupted(tmp_path, BEST)

    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox, make_brief(text=RULE.format(key="i")))
        await until(tmp_path / "brief-0007.md")
        drop(tmp_path, "brief-0007.answer.py", HUMAN)
        assert (await task).program.text == HUMAN
        assert (tmp_path / "old" / "brief-0007.answer.py").read_text() == BEST
        await inbox.aclose()

    asyncio.run(story())


def test_rejections_before_the_interruption_count(tmp_path: Path) -> None:
    async def first() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        drop(tmp_path, "brief-0007.answer.py", "def solve(:\n")
        await until(tmp_path / "brief-0007.rejected.md")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await inbox.aclose()

    async def second() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        while inbox.fate(7) is None:
            await asyncio.sleep(0.001)
        assert inbox.fate(7).rejections == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await inbox.aclose()

    asyncio.run(first())
    asyncio.run(second())


def told(number: int) -> Told:
    verdict = Verdict(workload="train/0", outcome=Outcome.VALID, value=12.0, normalised=0.5)
    return Told(
        candidate=f"c{number}",
        program=Program.from_text(BEST).digest,
        syntax="",
        parents=("s0",),
        origin="inbox:write",
        note="",
        evaluation=Evaluation(verdicts=(verdict,), value=12.0, score=0.5),
        admission=Admission.NEW,
        usage=Usage(),
        brief=number,
        arm=Arm("inbox", "write"),
    )


def test_the_result_is_written_beside_the_answer_and_survives(tmp_path: Path) -> None:
    interrupted(tmp_path, BEST)
    inbox = make_inbox(tmp_path)
    inbox.observe(told(7))
    text = (tmp_path / "done" / "brief-0007.result.md").read_text()
    assert "| train/0 | VALID | 12 |" in text
    inbox.folder.close()
    again = make_inbox(tmp_path)
    assert again.fate(7).state is State.EVALUATED
    assert again.fate(7).result == text
    again.folder.close()


def test_an_answer_that_the_run_turns_away_for_good_gets_a_note(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = make_inbox(tmp_path)
        task = asking(inbox)
        drop(tmp_path, "brief-0007.answer.py", BEST)
        await task
        inbox.observe(ProposalFailed(brief=7, reason="duplicate: the same program as c2"))
        assert "the same program as c2" in (tmp_path / "brief-0007.rejected.md").read_text()
        assert inbox.fate(7).state is State.WITHDRAWN
        await inbox.aclose()

    asyncio.run(story())
