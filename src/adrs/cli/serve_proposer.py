"""``adrs serve-proposer``: the genetic proposer as an endpoint that clients take for a model."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import click

from adrs.cli import options
from adrs.cli.output import emit, say
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.interop.proposer_server.server import ModelServer
    from adrs.interop.proposer_server.stand_in import StandIn


@click.command("serve-proposer", short_help="Serve a stand-in for a model on loopback.")
@click.option("--problem", help="Problem whose contract programs keep; else it is read off the program.")
@click.option("--port", type=int, default=0, show_default=True, help="Port on 127.0.0.1; 0: any.")
@click.option("--seed", type=int, default=1, show_default=True, help="Everything random follows from it.")
@click.option("--token-env", metavar="NAME", help="Environment variable with a token to require.")
@options.as_json
def command(problem: str | None, port: int, seed: int, token_env: str | None, as_json: bool) -> None:
    """Serve the genetic proposer as an OpenAI-compatible endpoint, until interrupted.

    It is a stand-in for a model: it changes the program that it finds in a prompt by a genetic operator and
    understands nothing else of it. Equal requests get equal replies, in the order in which they are made.
    """
    from adrs.interop.proposer_server.stand_in import StandIn

    contract = None if problem is None else workshop().problem(problem, None).contract
    if not 0 <= port <= 65_535:
        raise UsageError(f"--port {port} makes no sense; give a number from 0 to 65535")
    asyncio.run(_serve(StandIn(contract, seed=seed), port, token_from(token_env), as_json))


def token_from(name: str | None) -> str | None:
    """The token in the environment variable ``name``.

    Raises:
        UsageError: It is not set.
    """
    if name is None:
        return None
    if not os.environ.get(name):
        raise UsageError(f"--token-env {name}: this environment variable is not set; export {name}=…")
    return os.environ[name]


async def _serve(model: StandIn, port: int, token: str | None, as_json: bool) -> None:
    from adrs.interop.proposer_server.server import serve_model

    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    server = await serve_model(model, port=port, token=token)
    try:
        _announce(server, model, as_json)
        await stopping.wait()
    finally:
        await server.aclose()
        say(f"answered {server.asked} requests")


def _announce(server: ModelServer, model: StandIn, as_json: bool) -> None:
    if as_json:
        emit({"url": server.url, "model": model.name, "stand_in": True})
    else:
        click.echo(f"{server.url}  model {model.name}, a stand-in without a language model; Ctrl-C ends it")
        click.echo(f"for a run of ours: adrs run PROBLEM --model compatible:{model.name}@{server.url}")
