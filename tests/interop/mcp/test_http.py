"""The server over HTTP: two agents at once, and who is not let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adrs.core.errors import UsageError
from adrs.propose.inbox.door import family_of
from adrs.testing.tiny import BEST, HUMAN
from tests.interop.mcp.world import Agent, make_office

pytest.importorskip("mcp", reason="the extra adrs[mcp] is not installed")


@asynccontextmanager
async def listening(path: Path, **options: Any) -> AsyncIterator[Any]:
    """A server on the loopback until it is left."""
    from adrs.interop.mcp.desk import Desk
    from adrs.interop.mcp.serving import HttpServer

    office = make_office(path, **options)
    server = HttpServer(Desk(office))
    serving = asyncio.create_task(server.serve(office.aclose))
    try:
        yield server
    finally:
        server.stop()
        await serving
        office.store.close()


@asynccontextmanager
async def connected(server: Any, name: str, mode: str = "auto") -> AsyncIterator[Agent]:
    """An agent that knows the token."""
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    headers = {"Authorization": f"Bearer {server.token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(server.url, http_client=http)
        async with Client(transport, mode=mode) as client:
            yield Agent(client, name)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_two_agents_on_one_run_and_one_of_them_reconnects(tmp_path: Path, mode: str) -> None:
    told: dict[str, Any] = {}

    async def story() -> None:
        async with listening(tmp_path, agents=2) as server:
            async with connected(server, "ann", mode) as ann, connected(server, "bob", mode) as bob:
                told["runs"] = [(await agent.call("start_run")).facts["run"] for agent in (ann, bob)]
                told["ann"], told["bob"] = await asyncio.gather(ann.brief(), bob.brief())
                told["first"] = (await bob.submit(told["bob"], HUMAN)).facts
            async with connected(server, "ann", mode) as ann:
                told["again"] = await ann.brief()
                told["second"] = (await ann.submit(told["again"], BEST)).facts
                told["end"] = (await ann.call("finish", wait_s=30)).facts

    asyncio.run(story())
    assert told["runs"] == ["tiny-1", "tiny-1"]
    assert {told["ann"], told["bob"]} == {0, 1}
    assert told["again"] == told["ann"]
    assert told["first"]["fate"] == told["second"]["fate"] == "evaluated"
    assert told["end"]["stopped"] == "optimum"
    assert told["end"]["outcome"]["best"]["candidate"] == f"c{told['ann']}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer w\u00f6rng"}, 401),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_who_does_not_know_the_token_or_comes_from_a_page_stays_outside(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    httpx2 = pytest.importorskip("httpx2")
    found: list[Any] = []

    async def story() -> None:
        async with listening(tmp_path) as server, httpx2.AsyncClient() as http:
            sent = {
                "Authorization": f"Bearer {server.token}",
                "Accept": "application/json, text/event-stream",
                "Content-Type": "application/json",
                **headers,
            }
            raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
            found.append(await http.post(server.url, content=b"{}", headers=raw))

    asyncio.run(story())
    assert found[0].status_code == status
    assert "access-control-allow-origin" not in found[0].headers


def test_a_body_that_is_too_long_is_refused(tmp_path: Path) -> None:
    httpx2 = pytest.importorskip("httpx2")
    found: list[int] = []

    async def story() -> None:
        async with listening(tmp_path) as server, httpx2.AsyncClient(timeout=60) as http:
            headers = {
                "Authorization": f"Bearer {server.token}",
                "Accept": "application/json, text/event-stream",
                "Content-Type": "application/json",
            }
            body = b'{"x": "' + b"x" * (8 * 1024 * 1024) + b'"}'
            found.append((await http.post(server.url, content=body, headers=headers)).status_code)

    asyncio.run(story())
    assert found == [413]


def test_an_address_that_others_can_reach_must_be_asked_for() -> None:
    with pytest.raises(UsageError, match=r"0\.0\.0\.0 can be reached by other machines"):
        family_of("0.0.0.0", expose=False)
    with pytest.raises(UsageError, match="not a numeric address"):
        family_of("localhost", expose=True)
    family_of("0.0.0.0", expose=True)


def test_an_address_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    from adrs.interop.mcp.serving import listening as listen

    with listen("127.0.0.1", 0, expose=False) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1:{port}"):
            listen("127.0.0.1", port, expose=False)
