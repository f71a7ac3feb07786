"""The server listens where only this machine reaches it, and ends when it is told to."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest

from adrs.core.errors import UsageError
from adrs.dashboard.app import create_app
from adrs.dashboard.server import DashboardServer


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "localhost", "example.org"])
def test_it_listens_on_numeric_loopback_only(made: Path, host: str) -> None:
    with pytest.raises(UsageError, match=r"loopback|numeric"):
        DashboardServer(create_app(made), host=host)


def test_a_port_that_is_taken_is_said(made: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="--port"):
            DashboardServer(create_app(made), port=taken.getsockname()[1])


def test_it_answers_and_ends_open_streams_when_it_stops(made: Path) -> None:
    server = DashboardServer(create_app(made), port=0)
    server.start()
    try:
        with httpx.Client() as client:
            page = client.get(server.url)
            assert page.status_code == 200
            base = server.url.split("?")[0]
            with client.stream("GET", f"{base}api/stream?run=tiny-2") as stream:
                lines = stream.iter_lines()
                assert next(lines) == "retry: 1000"
                server.stop()
                assert any(line.startswith("data:") for line in lines)  # and then the stream is over
    finally:
        server.stop()
