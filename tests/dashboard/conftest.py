"""A journal with made-up runs, and the dashboard over it, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the dashboard's extra is not installed: pip install 'adrs[dashboard]'")

from fastapi import FastAPI
from starlette.testclient import TestClient

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.dashboard.app import create_app
from adrs.run.steering import Wish
from adrs.testing.synthetic_run import Shape, write_run
from adrs.testing.tiny import TinyProblem

TOKEN = "the-token-of-these-tests"
BASE = "http://127.0.0.1:8642"


def load_tiny(name: str, data: Path | None) -> Problem:
    """Only ``tiny`` is here."""
    if name != "tiny":
        raise UsageError(f"there is no problem {name!r} here")
    return TinyProblem(data)


@dataclass
class Mailbox:
    """Keeps what was posted."""

    wishes: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)

    def post(self, path: Path, run_id: str, wish: Wish) -> None:
        self.wishes.append((run_id, wish.kind, wish.author, dict(wish.detail)))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with a finished run and one that goes on; only to be read."""
    path = tmp_path_factory.mktemp("journal") / "runs.sqlite"
    write_run(path, "tiny-1", Shape(candidates=120, workloads=4))
    write_run(path, "tiny-2", Shape(candidates=60, workloads=4, seed=2, finished=False))
    return path


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def app(made: Path, mailbox: Mailbox) -> FastAPI:
    return create_app(made, token=TOKEN, load=load_tiny, post=mailbox.post)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that knows the token."""
    with TestClient(app, base_url=BASE, headers={"X-Adrs-Token": TOKEN}) as client:
        for run in ("tiny-1", "tiny-2"):  # a busy machine needs more than one slice of time for a journal
            while not client.get(f"/api/runs/{run}/metrics").json()["complete"]:
                pass
        yield client


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """A client that knows nothing."""
    with TestClient(app, base_url=BASE) as client:
        yield client
