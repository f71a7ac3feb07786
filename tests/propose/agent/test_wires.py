"""The agent's conversation in every wire format, spoken with a real HTTP server on loopback."""

from __future__ import annotations

import asyncio

import pytest

from adrs.core.model import Finish, ToolCall
from adrs.models.create import create_model
from adrs.models.ledger import Ledger
from adrs.models.spec import ModelSpec, parse_spec
from adrs.propose.agent.proposer import Agent
from adrs.testing.loopback import Answer, Asked, Loopback
from adrs.testing.loopback_bodies import MODEL
from adrs.testing.tiny import BEST, TinyProblem
from tests.propose.agent.world import SUBMIT, TEST, Bench, make_brief, rewrite

pytest.importorskip("pydantic_ai", reason="the extra `models` is not installed")

PROVIDERS = {
    "openai-chat": "openai",
    "openai-responses": "openai-responses",
    "anthropic": "anthropic",
    "google": "google",
}


def acts() -> list[Answer]:
    """Rewrites, tests, hands in."""
    steps = [rewrite(), TEST, SUBMIT]
    return [
        Answer(
            text="", finish=Finish.TOOL, calls=(ToolCall(id=f"call_{at}", name=name, arguments=arguments),)
        )
        for at, (name, arguments) in enumerate(steps)
    ]


@pytest.mark.parametrize("wire", PROVIDERS)
def test_tools_are_called_and_answered_over_the_wire(wire: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(name, "loopback-key-0123456789")
    with Loopback(acts()) as server:
        spec: ModelSpec = parse_spec(f"{PROVIDERS[wire]}:{MODEL}@{server.url(wire)}")

        async def story() -> str:
            model = create_model(spec, ledger=Ledger(), log=lambda event, programs=(): None)
            try:
                proposal = await Agent(model, tester=Bench()).propose(TinyProblem(), make_brief())
            finally:
                await model.aclose()
            assert proposal.usage.tokens == 45
            return proposal.program.text

        assert asyncio.run(story()) == BEST
        assert len(server.asked) == 3
        last: Asked = server.asked[-1]
        assert "Test runs left: 4" in str(last.body)
