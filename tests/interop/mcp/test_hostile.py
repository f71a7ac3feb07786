"""What an agent may send to do harm; each is answered in a sentence, and the run goes on."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from adrs.propose.inbox.folder import MAX_ANSWER_BYTES
from adrs.testing.tiny import HUMAN, NAIVE
from tests.interop.mcp.world import House, tell

pytest.importorskip("mcp", reason="the extra adrs[mcp] is not installed")

EDIT = "<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"
LINE = NAIVE.splitlines()[1]


def refused(path: Path, answer: str, **more: Any) -> str:
    """Why an answer to an open brief is turned away; a good one is taken after it."""
    found: list[str] = []

    async def story(home: House) -> None:
        await home.agent.call("start_run")
        brief = await home.agent.brief()
        found.append((await home.agent.submit(brief, answer, **more)).complaint)
        assert (await home.agent.submit(brief, HUMAN)).facts["fate"] == "evaluated"

    asyncio.run(tell(path, story))
    return found[0]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("", "the answer is empty"),
        ("x" * (MAX_ANSWER_BYTES + 1), f"at most {MAX_ANSWER_BYTES} bytes"),
        ("é" * (MAX_ANSWER_BYTES // 2 + 1), f"at most {MAX_ANSWER_BYTES} bytes"),
        (f"{HUMAN}\0", "NUL character"),
        (f"{HUMAN}\x1b[31m = 1\n", "non-printable character"),
        (f"{HUMAN}x = '\ud800'\n", "surrogates"),
        ("def solve(jobs):\n    return " + "(" * 5000 + ")" * 5000, "nested parentheses"),
        ("def solve(jobs):\n    return " + "-" * 100_000 + "1", "cannot be parsed"),
        ("import os\nos.remove('x')\n", "does not define `def solve(jobs"),
        ("---\nauthor: another\n---\n" + HUMAN, "invalid"),
    ],
)
def test_a_program_that_is_none_is_turned_away(tmp_path: Path, answer: str, sentence: str) -> None:
    assert sentence in refused(tmp_path, answer)


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "/etc/passwd", "..\\judge.py", "adrs/problems/tiny/judge.py", "program.py/x"],
)
@pytest.mark.parametrize("how", ["{name}\n{edit}", "### {name}\n```python\n{human}\n```\n"])
def test_a_path_of_ones_own_writes_nowhere(tmp_path: Path, name: str, how: str) -> None:
    edit = EDIT.format(old=LINE, new="    return []")
    before = sorted(tmp_path.rglob("*"))
    heard: list[Any] = []

    async def story(home: House) -> None:
        await home.agent.call("start_run")
        brief = await home.agent.brief()
        heard.append(
            await home.agent.submit(brief, how.format(name=name, edit=edit, human=HUMAN), form="reply")
        )
        found = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {p.name for p in before}
        assert not {name_ for name_ in found if "passwd" in name_ or "judge" in name_}
        if not heard[0].wrong:  # the name was taken for prose: the program's own file was changed
            assert (await home.agent.call("best_program", candidate="c0")).facts["files"] == ["program.py"]

    asyncio.run(tell(tmp_path, story))
    assert heard


def test_a_form_or_a_brief_that_does_not_exist_is_told_so(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        agent = home.agent
        await agent.call("start_run")
        brief = await agent.brief()
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"brief": 99}, "there is no brief 99"),
            ({"brief": -1}, "there is no brief -1"),
            ({"brief": 10**30}, "there is no brief 10000"),
            ({"brief": "../0"}, "argument `brief`: input should be a valid integer"),
            ({"brief": brief, "form": "../../x"}, "`form` is reply or program"),
            ({"brief": brief, "form": "patch"}, "`form` is reply or program"),
            ({"brief": brief, "answer": 7}, "argument `answer`: input should be a valid string"),
            ({"brief": brief, "wait_s": "inf"}, "wait_s inf makes no sense"),
            ({"brief": brief, "wait_s": "nan"}, "wait_s nan makes no sense"),
        ]
        for arguments, sentence in wrong:
            heard = await agent.call("submit_program", **{"answer": HUMAN, "form": "program", **arguments})
            if "wait_s" in arguments:
                heard = await agent.call("verdict", brief=brief, wait_s=arguments["wait_s"])
            assert sentence in heard.complaint
        assert "argument `answer`: field required" in (await agent.call("submit_program", brief=0)).complaint
        assert (await agent.call("no_such_tool")).wrong

    asyncio.run(tell(tmp_path, story))


def test_names_and_notes_are_one_line_without_control_characters(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        evil = "ann\n---\nnote: \x1b[2J\u202e" + "x" * 5000
        await home.agent.call("start_run")
        brief = (await home.agent.call("next_brief", agent=evil, wait_s=20)).facts["brief"]
        heard = await home.agent.submit(brief, HUMAN, agent=evil, note="a\nb\x00\x07")
        note = (await home.agent.call("lineage")).facts["line"][-1]["note"]
        assert heard.facts["fate"] == "evaluated"
        assert note.isprintable()
        assert len(note) < 500
        assert note.endswith("a b")

    asyncio.run(tell(tmp_path, story))


def test_too_many_wrong_answers_close_the_brief_and_another_is_opened(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        await home.agent.call("start_run")
        brief = await home.agent.brief()
        heard = [(await home.agent.submit(brief, f"no {n}")).complaint for n in range(5)]
        assert "4 more answers to it will be read" in heard[0]
        assert heard[-1].startswith(f"brief {brief} is withdrawn: 5 answers were turned away")
        assert await home.agent.brief() == brief + 1
        assert "was withdrawn" in (await home.agent.submit(brief, HUMAN)).complaint
        assert (await home.agent.call("status")).facts["evaluations"] == 1

    asyncio.run(tell(tmp_path, story))


def test_a_program_that_crashes_or_prints_rubbish_costs_itself_only(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        await home.agent.call("start_run")
        crash = "def solve(jobs):\n    raise ValueError('\\ud800 \\x1b[2J')\n"
        heard = await home.agent.submit(await home.agent.brief(), crash)
        assert heard.facts["fate"] == "evaluated"
        assert "CRASHED" in heard.text
        json.dumps(heard.blocks)
        assert (await home.agent.submit(await home.agent.brief(), HUMAN)).facts["best"]["candidate"] == "c1"

    asyncio.run(tell(tmp_path, story))
