"""What an agent may do, told through the reference client in one process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adrs.api.journals import read_run
from adrs.core.events import Asked, Assessed, Told
from adrs.interop.mcp.work import Allowed
from adrs.store.sqlite import SqliteStore
from adrs.testing.tiny import BEST, HUMAN, NAIVE, RULE
from tests.interop.mcp.world import Agent, House, Story, house, tell

pytest.importorskip("mcp", reason="the extra adrs[mcp] is not installed")


def play(path: Path, story: Story, **options: Any) -> None:
    """Tell a story in a house of its own."""

    asyncio.run(tell(path, story, **options))


KEYS = ("-jobs[i][0]", "max(jobs[i])", "(jobs[i][1] // 2, i)", "abs(jobs[i][1] - 3)", "min(jobs[i]) % 2")


def variant(number: int) -> str:
    """A program that differs in substance from the others, and is not the best."""
    return RULE.format(key=KEYS[number])


def test_the_whole_loop_from_the_list_of_problems_to_the_verdict(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        agent = home.agent
        listed = (await agent.call("list_problems")).facts["problems"]
        assert [p["name"] for p in listed if p["startable"]] == ["tiny"]
        read = await agent.call("read_problem", name="tiny")
        assert read.facts["signature"].startswith("def solve(jobs")
        assert read.text == home.office.problem("tiny").statement
        assert (await agent.call("start_run")).facts["evaluations_left"] == 20
        brief = await agent.call("next_brief", agent="ann", wait_s=20)
        assert "def solve(jobs)" in brief.text
        assert "submit_program" not in brief.text
        assert "brief-0000" not in brief.text  # how to answer with a file is for those who have files
        heard = await agent.submit(brief.facts["brief"], HUMAN, agent="ann", note="by length")
        assert heard.facts["fate"] == "evaluated"
        assert heard.facts["best"]["candidate"] == heard.facts["candidate"] == "c0"
        assert "| train/0 | VALID |" in heard.text
        line = (await agent.call("lineage")).facts["line"]
        assert [a["candidate"] for a in line] == ["s0", "c0"]
        assert line[1]["origin"] == "mcp:write"
        assert line[1]["note"] == "by ann: by length"
        program = await agent.call("best_program")
        assert program.facts["candidate"] == "c0"
        assert program.text == HUMAN
        (lesson,) = (await agent.call("read_lessons")).facts["lessons"]
        assert "by ann: by length" in lesson

    play(tmp_path, story)


def test_at_the_end_the_outcome_is_told_and_not_before(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        agent = home.agent
        await agent.call("start_run")
        heard = await agent.submit(await agent.brief(), HUMAN)
        before = await agent.call("status")
        for told in (heard, before, await agent.call("lineage"), await agent.call("read_lessons")):
            assert not {"test", "validation", "bound", "outcome"} & set(told.blocks[0].split('"'))
        done = (await agent.call("finish", wait_s=30)).facts
        assert done["over"]
        assert done["stopped"] == "request"
        assert done["outcome"]["best"]["candidate"] == "c0"
        assert done["outcome"]["best"]["test"] == done["outcome"]["human_by_split"]["test"]
        assert Path(done["outcome"]["report"]).exists()
        over = (await agent.call("next_brief")).facts
        assert over["brief"] is None
        assert "ended" in over["say"]
        again = (await agent.call("start_run")).facts  # one run a server: this is the old one
        assert again["over"]

    play(tmp_path, story)


def test_nothing_of_held_out_workloads_or_bounds_is_in_a_problem_or_a_brief(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        await home.agent.call("start_run")
        read = await home.agent.call("read_problem", name="tiny")
        brief = await home.agent.call("next_brief", wait_s=20)
        for told in (read, brief):
            whole = "\n".join(told.blocks)
            assert "test/0" not in whole
            assert "validation/0" not in whole
            assert "bound" not in whole
            assert "-jobs[i][0] / jobs[i][1]" not in whole  # a baseline's source is told, never its text

    play(tmp_path, story)


def test_the_budget_is_never_passed_however_much_is_submitted(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        agent, taken = home.agent, 0
        await agent.call("start_run")
        for number in range(5):
            if (brief := await agent.brief()) is None:
                break
            assert (await agent.submit(brief, variant(number))).facts["fate"] == "evaluated"
            taken += 1
        assert taken == 4  # of five, the seed is the first
        refused = await agent.submit(taken, variant(4))
        assert refused.complaint.startswith(f"there is no brief {taken}")
        end = (await agent.call("finish", wait_s=30)).facts
        assert end["stopped"] == "evaluations"
        assert end["evaluations"] == 5
        assert end["evaluations_left"] == 0

    play(tmp_path, story, evals=5)


def test_an_agent_may_ask_for_less_than_is_allowed_and_not_for_more(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        agent = home.agent
        more = await agent.call("start_run", evaluations=21)
        assert more.complaint == "21 evaluations are not allowed; at most 20"
        assert (await agent.call("start_run", evaluations=-1)).wrong
        assert (await agent.call("start_run", evaluations=3)).facts["evaluations_left"] == 3

    play(tmp_path, story)


@pytest.mark.parametrize("name", ["os:system", "../..", "no_such", "tests.cli.tiny:TinyProblem", ""])
def test_only_names_of_the_list_are_problems(tmp_path: Path, name: str) -> None:
    async def story(home: House) -> None:
        assert "there is no problem called" in (await home.agent.call("read_problem", name=name)).complaint
        if name:
            assert "is not allowed here" in (await home.agent.call("start_run", problem=name)).complaint

    play(tmp_path, story)


def test_a_server_without_a_problem_only_reads(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        assert (await home.agent.call("list_problems")).facts["problems"]
        assert "only reads" in (await home.agent.call("start_run", problem="prism")).complaint
        assert "no run was started" in (await home.agent.call("next_brief")).complaint

    play(tmp_path, story, allowed=Allowed())


def test_a_duplicate_is_turned_away_and_costs_no_evaluation(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        agent = home.agent
        await agent.call("start_run")
        await agent.submit(await agent.brief(), HUMAN)
        brief = await agent.brief()
        again = await agent.submit(brief, HUMAN.replace("(jobs)", "( jobs )", 1))
        assert "is its parent again" in again.complaint
        heard = (await agent.submit(brief, NAIVE)).facts
        assert heard["fate"] == "rejected"
        assert "the same program as s0" in heard["reason"]
        reread = (await agent.call("read_brief", brief=brief)).facts
        assert reread["tries_left"] == 3
        assert "the same program as s0" in reread["rejected_because"]
        assert (await agent.submit(brief, variant(1))).facts["fate"] == "evaluated"
        assert (await agent.call("status")).facts["evaluations"] == 3

    play(tmp_path, story)


def test_two_agents_get_two_briefs_and_the_first_answer_counts(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        ann, bob = Agent(home.agent.client, "ann"), Agent(home.agent.client, "bob")
        both = await asyncio.gather(ann.call("start_run"), bob.call("start_run"))
        assert both[0].facts["run"] == both[1].facts["run"] == "tiny-1"
        first, second = await asyncio.gather(ann.brief(), bob.brief())
        assert {first, second} == {0, 1}
        assert await ann.brief() == first  # still hers: she has lost her notes
        heard = await asyncio.gather(ann.submit(first, variant(1)), bob.submit(second, variant(2)))
        assert [h.facts["fate"] for h in heard] == ["evaluated", "evaluated"]
        late = await bob.submit(first, variant(3))
        assert late.complaint == f"brief {first} was answered before; the first answer counts"

    play(tmp_path, story, agents=2)


def test_both_agents_submitting_the_same_program_at_once_costs_one_evaluation(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        ann, bob = Agent(home.agent.client, "ann"), Agent(home.agent.client, "bob")
        await ann.call("start_run")
        first, second = await ann.brief(), await bob.brief()
        heard = await asyncio.gather(ann.submit(first, HUMAN), bob.submit(second, HUMAN))
        assert sorted(h.facts["fate"] for h in heard) == ["evaluated", "rejected"]
        assert (await ann.call("status")).facts["evaluations"] == 2

    play(tmp_path, story, agents=2)


def test_waiting_for_a_brief_ends_in_time_and_when_there_is_one(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        ann, bob = Agent(home.agent.client, "ann"), Agent(home.agent.client, "bob")
        await ann.call("start_run")
        brief = await ann.brief()
        none = (await bob.call("next_brief", agent="bob", wait_s=0)).facts
        assert none["brief"] is None
        assert none["searching"]
        waiting = asyncio.create_task(bob.brief(wait_s=30))
        await ann.submit(brief, variant(1))
        assert await waiting == brief + 1
        assert "0 to 60 seconds" in (await ann.call("next_brief", wait_s=61)).complaint
        assert "0 to 60 seconds" in (await ann.call("verdict", brief=brief, wait_s=-1)).complaint

    play(tmp_path, story)


def test_an_agent_that_goes_and_comes_back_finds_everything(tmp_path: Path) -> None:
    async def first(home: House) -> None:
        await home.agent.call("start_run")
        await home.agent.submit(await home.agent.brief(), HUMAN)
        assert await home.agent.brief() == 1

    async def second(home: House) -> None:
        started = (await home.agent.call("start_run")).facts
        assert started["run"] == "tiny-1"
        assert started["evaluations"] == 2
        assert await home.agent.brief() == 1
        assert (await home.agent.call("verdict", brief=0)).facts["fate"] == "evaluated"
        assert [a["candidate"] for a in (await home.agent.call("lineage")).facts["line"]] == ["s0", "c0"]
        heard = (await home.agent.submit(1, BEST)).facts
        assert heard["candidate"] == "c1"
        assert (await home.agent.call("finish", wait_s=30)).facts["stopped"] == "optimum"

    async def third(home: House) -> None:  # the earlier run is over: this is another
        assert (await home.agent.call("start_run")).facts["run"] == "tiny-2"

    play(tmp_path, first)
    play(tmp_path, second)
    play(tmp_path, third)


def test_another_budget_is_another_run(tmp_path: Path) -> None:
    async def begin(home: House) -> None:
        await home.agent.call("start_run")

    play(tmp_path, begin, evals=20)
    play(tmp_path, begin, evals=30)
    with SqliteStore(tmp_path / "runs.sqlite", readonly=True) as store:
        assert list(store.runs()) == ["tiny-1", "tiny-2"]


def test_a_run_that_another_server_works_on_is_not_begun_twice(tmp_path: Path) -> None:
    async def story() -> None:
        async with house(tmp_path) as one, house(tmp_path) as two:
            await one.agent.call("start_run")
            assert "another process" in (await two.agent.call("start_run")).complaint
            assert two.desk.work is None

    asyncio.run(story())


def test_the_folder_is_another_door_to_the_same_briefs(tmp_path: Path) -> None:
    async def story(home: House) -> None:
        await home.agent.call("start_run")
        brief = await home.agent.brief()
        folder = tmp_path / "tiny-1" / "inbox"
        (folder / f"brief-{brief:04d}.part").write_text(HUMAN)
        (folder / f"brief-{brief:04d}.part").rename(folder / f"brief-{brief:04d}.answer.py")
        while (await home.agent.call("verdict", brief=brief, wait_s=1)).facts["fate"] != "evaluated":
            await asyncio.sleep(0.05)
        assert await home.agent.brief() == brief + 1

    play(tmp_path, story)


def test_the_journal_says_what_the_agent_was_told(tmp_path: Path) -> None:
    told: dict[str, Any] = {}

    async def story(home: House) -> None:
        await home.agent.call("start_run")
        for number in range(3):
            heard = await home.agent.submit(await home.agent.brief(), variant(number))
            told[heard.facts["candidate"]] = heard.text
        told["end"] = (await home.agent.call("finish", wait_s=30)).facts

    play(tmp_path, story)
    with SqliteStore(tmp_path / "runs.sqlite", readonly=True) as store:
        events = [event for _, event in store.read("tiny-1")]
        state, config = read_run(store, "tiny-1")
    tried = {e.candidate: e for e in events if isinstance(e, Told)}
    for name in ("c0", "c1", "c2"):
        assert str(tried[name].arm) == "mcp:write"
        for verdict in tried[name].evaluation.verdicts:  # all of train, or those before it fell behind
            assert f"| {verdict.workload} | VALID | {verdict.value:.6g} |" in told[name]
    assert told["end"]["outcome"]["best"]["candidate"] == state.champion
    assert told["end"]["evaluations"] == state.evaluations == 4
    assert {str(e.arm) for e in events if isinstance(e, Asked)} == {"mcp:write"}
    assert config.proposers == (f"mcp:{tmp_path / 'tiny-1' / 'inbox'}",)
    first_held_out = next(i for i, e in enumerate(events) if isinstance(e, Assessed) and e.split != "train")
    assert all(not isinstance(e, Told) for e in events[first_held_out:])


def test_a_brief_and_a_problem_are_resources_and_the_loop_is_a_prompt(tmp_path: Path) -> None:
    from mcp.shared.exceptions import MCPError

    async def story(home: House) -> None:
        client = home.agent.client
        await home.agent.call("start_run")
        brief = await home.agent.brief()
        found = await client.read_resource(f"adrs://brief/{brief}")
        assert "def solve(jobs)" in found.contents[0].text
        assert (await client.read_resource("adrs://problem/tiny")).contents[0].text.startswith("Put the jobs")
        with pytest.raises(MCPError, match="there is no brief 99"):
            await client.read_resource("adrs://brief/99")
        prompt = await client.get_prompt("improve", {"agent": "ann"})
        assert "Your `agent` name is ann" in prompt.messages[0].content.text

    play(tmp_path, story)
