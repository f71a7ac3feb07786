"""The server as agents start it: a process with a pipe at each end, real sandbox, real problem."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.interop.mcp.raw import command, environment, server
from tests.interop.mcp.world import CONTROL, Agent, humans

pytest.importorskip("mcp", reason="the extra adrs[mcp] is not installed")

RUN = f"{CONTROL}-1"


def adrs(folder: Path, *words: str) -> dict[str, Any]:
    """What another command of ours answers."""
    done = subprocess.run(
        [sys.executable, "-m", "adrs", *words, "--json"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_reference_client_submits_the_human_baseline_and_hears_the_verdict(tmp_path: Path) -> None:
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters

    words = command()
    there = StdioServerParameters(command=words[0], args=words[1:], cwd=tmp_path, env=environment())
    told: dict[str, Any] = {}

    async def story() -> None:
        async with Client(there) as client:
            agent = Agent(client, "ann")
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert {"list_problems", "next_brief", "submit_program", "verdict", "finish"} <= tools
            names = [p["name"] for p in (await agent.call("list_problems")).facts["problems"]]
            assert CONTROL in names
            await agent.call("start_run")
            brief = (await agent.call("next_brief", agent="ann", wait_s=50)).facts
            parent = (await agent.call("best_program", candidate=brief["parent"])).text
            heard = await agent.submit(brief["brief"], humans(parent), wait_s=50)
            told["verdict"] = heard.facts
            told["text"] = heard.text
            told["end"] = (await agent.call("finish", wait_s=50)).facts

    asyncio.run(story())
    end, verdict = told["end"], told["verdict"]
    assert verdict["fate"] == "evaluated"
    assert verdict["best"]["train"] == end["train_values"]["human_sota"]
    assert "| train/chain_partition-0 | VALID |" in told["text"]
    assert end["outcome"]["best"]["candidate"] == verdict["candidate"]
    assert end["stopped"] == "optimum"  # the human algorithm is optimal here

    report = adrs(tmp_path, "report", RUN, "-o", "told")
    assert report["evaluations"] == end["evaluations"] == 4
    assert report["best"]["candidate"] == verdict["candidate"]
    assert report["best"]["test"] == end["outcome"]["best"]["test"] == report["human_by_split"]["test"]
    assert report["best"]["origin"] == "mcp:write"
    assert report["arms"]["mcp:write"]["improved"] == 1


@pytest.mark.slow
def test_standard_output_carries_the_protocol_only_and_the_end_of_input_ends_it(tmp_path: Path) -> None:
    with server(tmp_path) as agent:
        assert agent.hello["serverInfo"]["name"] == "adrs"
        assert "next_brief" in agent.hello["instructions"]
        agent.call("start_run")
        brief = agent.call("next_brief", wait_s=50).facts["brief"]
        parent = agent.call("best_program").text
        assert agent.submit(brief, humans(parent))["fate"] == "evaluated"
        assert agent.call("finish", wait_s=50).facts["over"]
    assert agent.process.returncode == 0
    assert agent.rest == ""


@pytest.mark.slow
def test_an_agent_that_vanishes_comes_back_to_the_same_run(tmp_path: Path) -> None:
    with server(tmp_path) as agent:
        agent.call("start_run")
        first = agent.call("next_brief", wait_s=50).facts
    assert agent.process.returncode == 0
    with server(tmp_path) as agent:
        assert agent.call("start_run").facts["run"] == RUN
        again = agent.call("next_brief", wait_s=50).facts
        assert (again["brief"], again["parent"]) == (first["brief"], first["parent"])
        text = agent.call("best_program", candidate=again["parent"]).text
        assert agent.submit(again["brief"], humans(text))["best"]["candidate"] == "c0"


@pytest.mark.slow
def test_after_kill_9_the_run_goes_on_by_another_server_or_by_resume(tmp_path: Path) -> None:
    with server(tmp_path) as agent:
        agent.call("start_run")
        brief = agent.call("next_brief", wait_s=50).facts
        text = agent.call("best_program", candidate=brief["parent"]).text
        slow = text.replace(
            "# EVOLVE-BLOCK-END", "\n\ndef unused(x):\n    return [x]\n\n\n# EVOLVE-BLOCK-END"
        )
        assert agent.submit(brief["brief"], slow)["fate"] == "evaluated"
        brief = agent.call("next_brief", wait_s=50).facts
        agent.process.send_signal(signal.SIGKILL)
        agent.process.wait(30)
    folder = tmp_path / ".adrs" / RUN / "inbox"
    answer = folder / f"brief-{brief['brief']:04d}.answer.py"
    answer.write_text(humans(text))  # the other door, while no server is there
    done = adrs(tmp_path, "resume", RUN)
    assert done["stopped"] == "optimum"
    assert done["evaluations"] == 5
    assert done["best"]["candidate"] == f"c{brief['brief']}"
    assert done["arms"]["mcp:write"]["tried"] == 2


@pytest.mark.slow
def test_a_signal_ends_the_server_at_once_and_the_run_waits(tmp_path: Path) -> None:
    with server(tmp_path) as agent:
        agent.call("start_run")
        brief = agent.call("next_brief", wait_s=50).facts["brief"]
        agent.process.send_signal(signal.SIGTERM)
        assert agent.process.wait(30) == 130
    with server(tmp_path) as agent:
        assert agent.call("start_run").facts["run"] == RUN
        assert agent.call("next_brief", wait_s=50).facts["brief"] == brief
