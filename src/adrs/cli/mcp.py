"""``adrs mcp``: a run whose programs are written by agents that speak the Model Context Protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.api.assemble import Workshop
from adrs.cli import options
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.cli.mcp_office import CommandOffice
    from adrs.interop.mcp.work import Allowed
    from adrs.run.config import RunConfig

_PORT = 8643


@click.command("mcp", short_help="Let agents write the programs of a run (Model Context Protocol).")
@click.option("--problem", "problems", multiple=True, help="A problem that a run may be on; repeatable.")
@click.option("--run", help="Go on with this run instead.")
@click.option("--evals", type=int, help="Most candidates to try, seeds included (default: 200).")
@click.option("--seconds", type=float, help="Most time to spend searching.")
@click.option("--cpu-seconds", type=float, help="Most CPU time of candidates on train workloads.")
@click.option("--target", type=float, help="Stop at a train value this good.")
@click.option("--agents", type=click.IntRange(1, 256), default=1, show_default=True, help="Open briefs.")
@click.option("--strategy", default="adaptive", show_default=True, help="How to choose what to try next.")
@click.option("--seed", type=int, default=1, show_default=True, help="Everything random follows from it.")
@click.option("--hint", multiple=True, help="A hint of yours, shown in every brief.")
@click.option("--knowledge", type=click.Path(path_type=Path), help="Folder of Markdown notes to draw on.")
@options.workers
@options.terms
@options.isolation
@options.store
@options.data
@click.option("--http", is_flag=True, help="Serve on a port of the loopback instead of standard input.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Numeric address, with --http.")
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0: any.")
@click.option("--expose", is_flag=True, help="Allow a --host that other machines can reach.")
@click.option("--token-env", metavar="NAME", help="Environment variable with the token to require.")
@options.as_json
def command(
    store: Path | None,
    sandbox: str,
    unsafe: bool,
    http: bool,
    host: str,
    port: int,
    expose: bool,
    token_env: str | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Serve a run to agents, on standard input and output.

    Agents read the problem, take briefs, submit programs and hear verdicts; the budget, the sandbox and the
    journal stay here. Without --problem and --run they can only read. When the agent is gone the run waits:
    the same command goes on with it.
    """
    _require_library()
    from adrs.cli.serve_proposer import token_from

    token = token_from(token_env)
    shop, path = workshop(sandbox), (store or options.DEFAULT_STORE)
    office = _office(shop, path, unsafe=unsafe, **chosen)
    try:
        if http:
            asyncio.run(_over_http(office, host, port, token=token, expose=expose, as_json=as_json))
        else:
            asyncio.run(_over_stdio(office))
    finally:
        office.store.close()


async def _over_stdio(office: CommandOffice) -> None:
    from adrs.interop.mcp.desk import Desk
    from adrs.interop.mcp.serving import serve_stdio

    await serve_stdio(Desk(office), office.aclose)


async def _over_http(
    office: CommandOffice, host: str, port: int, *, token: str | None, expose: bool, as_json: bool
) -> None:
    from adrs.cli.output import emit, say
    from adrs.interop.mcp.desk import Desk
    from adrs.interop.mcp.serving import HttpServer

    server = HttpServer(Desk(office), host=host, port=port, token=token, expose=expose)
    if as_json:
        emit({"url": server.url, "token": server.token})
    else:
        say(f"agents connect to {server.url} with the header Authorization: Bearer {server.token}")
    await server.serve(office.aclose)


def _office(
    shop: Workshop,
    path: Path,
    *,
    problems: tuple[str, ...],
    run: str | None,
    agents: int,
    workers: int | None,
    data: Path | None,
    strategy: str,
    seed: int,
    hint: tuple[str, ...],
    knowledge: Path | None,
    unsafe: bool,
    **limits: Any,
) -> CommandOffice:
    """The office that the options describe; names and numbers are looked at before anybody connects.

    Raises:
        AdrsError: They make no sense.
    """
    from adrs.cli.mcp_office import CommandOffice
    from adrs.run.config import Writing

    if run is not None and problems:
        raise UsageError("give --problem for a new run or --run for one to go on with, not both")
    if knowledge is not None and not knowledge.is_dir():
        raise UsageError(f"{knowledge} is not a folder; give the folder that holds the notes")
    folder = options.checked_data(data)
    writing = Writing(
        hint=hint,
        hints="specific" if hint else "general",
        knowledge=None if knowledge is None else str(knowledge.resolve()),
    )
    count = options.checked_workers(min(agents, options.cpu_count()) if workers is None else workers)

    def configure(problem: str, evaluations: int | None) -> RunConfig:
        given = {**limits, "evaluations": evaluations}
        return _configuration(
            problem,
            given,
            strategy=strategy,
            seed=seed,
            workers=count,
            proposing=agents,
            data=None if folder is None else str(folder),
            writing=writing,
        )

    budget = _budget(limits)
    for problem in problems:
        _check(shop, configure(problem, budget["evaluations"]))
    office = CommandOffice(
        shop=shop,
        path=path,
        store=shop.store(path, False),
        allowed=_allowed(problems, run, budget),
        configure=configure,
        data=folder,
        unsafe=unsafe,
    )
    if run is not None:
        office.changed_limits = {**limits, "workers": workers, "data": folder}
        office.check_run(run)
    return office


def _budget(limits: Mapping[str, Any]) -> dict[str, Any]:
    """The limits, with 200 evaluations where there is none."""
    from adrs.api.choices import DEFAULT_EVALUATIONS

    named = {name: limits[short] for name, short in _LIMITS.items()}
    if all(limit is None for limit in named.values()):
        named["evaluations"] = DEFAULT_EVALUATIONS
    return named


_LIMITS = {"evaluations": "evals", "seconds": "seconds", "cpu_seconds": "cpu_seconds"}


def _allowed(problems: tuple[str, ...], run: str | None, budget: Mapping[str, Any]) -> Allowed:
    from adrs.interop.mcp.work import Allowed

    if run is not None:
        return Allowed(run=run)
    return Allowed(problems=problems, **budget) if problems else Allowed()


def _configuration(problem: str, given: Mapping[str, Any], **more: Any) -> RunConfig:
    from adrs.run.config import RunConfig
    from adrs.run.terms import Terms

    config = RunConfig(
        problem=problem,
        evaluations=given["evaluations"],
        seconds=options.checked_number("--seconds", given["seconds"]),
        cpu_seconds=options.checked_number("--cpu-seconds", given["cpu_seconds"]),
        target=options.checked_number("--target", given["target"], positive=False),
        terms=Terms(**{name: given[name] for name in ("aggregate", "rails", "also", "start")}),
        proposers=(),
        **more,
    )
    _ = config.budget  # refuses limits that are not positive
    return config


def _check(shop: Workshop, config: RunConfig) -> None:
    """Make sure that a run can be begun, before an agent asks for it."""
    from adrs.api.writing import MCP
    from adrs.core.candidate import Arm

    shop.stated(config)
    arms = [Arm(MCP.rstrip(":"), "write")]
    shop.strategy(config.strategy, arms, config.seed, **config.strategy_options)


def _require_library() -> None:
    try:
        import mcp.server.mcpserver  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            f"serving agents needs the extra packages ({error.name} is missing): pip install 'adrs[mcp]'"
        ) from None
