"""``adrs serve``: runs in the browser; and the same beside a run that is going on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from adrs.api.assemble import Workshop
from adrs.cli import options
from adrs.cli.output import emit, say
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.dashboard.server import DashboardServer


@click.command("serve", short_help="Watch and steer runs in the browser.")
@options.store
@click.option("--host", default="127.0.0.1", show_default=True, help="Numeric loopback address.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: 8642, or any that is free).")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@options.as_json
def command(store: Path | None, host: str, port: int | None, open_browser: bool, as_json: bool) -> None:
    """Show the runs in the journal, live, on a page of this machine.

    The address that is printed carries a token; whoever has it can read the runs and steer them.
    """
    path = options.DEFAULT_STORE if store is None else options.store_to_read(store)
    server = make_server(workshop(), path, host=host, port=port)
    if as_json:
        emit({"url": server.url, "store": str(path)})
    else:
        click.echo(f"serving {path} at {server.url}\ninterrupt to end")
    if open_browser:
        click.launch(server.url)
    server.serve()


@contextlib.contextmanager
def watched(shop: Workshop, path: Path, run_id: str, *, wanted: bool) -> Iterator[None]:
    """Serves the journal while a run goes on, if ``wanted``; tells the address once.

    Raises:
        UsageError: The extra is not installed.
    """
    if not wanted:
        yield
        return
    server = make_server(shop, path)
    server.start()
    say(f"watch this run at {server.url}#/run/{quote(run_id, safe='')}")
    try:
        yield
        server.linger()
    finally:
        server.stop()


def make_server(
    shop: Workshop, path: Path, *, host: str = "127.0.0.1", port: int | None = None
) -> DashboardServer:
    """A server that listens but does not answer yet.

    Raises:
        UsageError: The extra is not installed, or the address cannot be had.
    """
    try:
        from adrs.dashboard.app import create_app
        from adrs.dashboard.server import DashboardServer
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("adrs"):
            raise
        raise UsageError(
            f"the dashboard needs the extra packages ({error.name} is missing): pip install 'adrs[dashboard]'"
        ) from None
    app = create_app(path, open_store=shop.store, load=shop.problem)
    return DashboardServer(app, host=host, port=port)
