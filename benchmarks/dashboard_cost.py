"""What the dashboard costs over a large run: taking the journal in, each page, and each further event.

    python benchmarks/dashboard_cost.py [CANDIDATES]

The run is made up (:mod:`adrs.testing.synthetic_run`). CPU seconds of one process; sizes before compression.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from adrs.core.errors import UsageError
from adrs.dashboard.app import create_app
from adrs.store.sqlite import SqliteStore
from adrs.testing.synthetic_run import Shape, write_run

PAGES = (
    "/api/runs",
    "/api/runs/large-1",
    "/api/runs/large-1/tree",
    "/api/runs/large-1/tree/map",
    "/api/runs/large-1/tree/s0",
    "/api/runs/large-1/scatter?x=CPU s&y=score",
    "/api/runs/large-1/heat?rows=best",
    "/api/runs/large-1/candidates?sort=score",
    "/api/runs/large-1/candidates/c100",
    "/api/runs/large-1/candidates/c100/program",
)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of the whole process, and what came of it."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def no_problem(name: str, data: Path | None) -> Any:
    """Bounds are not part of this measurement."""
    raise UsageError("no problem here")


def main(candidates: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.sqlite"
        write_run(path, "large-1", Shape(candidates=candidates))
        with SqliteStore(path, readonly=True) as store:
            reading, events = timed(lambda: sum(1 for _ in store.read("large-1")))
        print(f"{candidates} candidates, {events} events; reading them alone: {reading:.2f} s CPU")
        app = create_app(path, token="t", load=no_problem)
        with TestClient(app, base_url="http://127.0.0.1", headers={"X-Adrs-Token": "t"}) as client:
            measure(client)


def measure(client: TestClient) -> None:
    """The first answer, the whole journal, then every page."""
    cpu, first = timed(lambda: client.get("/api/runs/large-1").json())
    print(f"{cpu:7.3f} s  first answer, with {first['candidates']} candidates taken in")
    cpu, _ = timed(lambda: until_complete(client))
    print(f"{cpu:7.3f} s  until all are taken in")
    for page in PAGES:
        client.get(page)
        cpu, answer = timed(lambda page=page: client.get(page))
        print(f"{cpu:7.3f} s  {len(answer.content) / 1024:8.0f} KiB  {page}")


def until_complete(client: TestClient) -> None:
    """Ask until the whole journal was taken in."""
    while not client.get("/api/runs/large-1/metrics").json()["complete"]:
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
