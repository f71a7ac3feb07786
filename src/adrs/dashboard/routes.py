"""The API, address by address. Everything is read on the journal's own thread."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from adrs.core.errors import UsageError
from adrs.dashboard.answers import Answer
from adrs.dashboard.library import Library
from adrs.dashboard.limits import Limit, Limits
from adrs.dashboard.pages import candidate as one
from adrs.dashboard.pages import figures, overview, tree
from adrs.dashboard.steer import Post, wish_of
from adrs.dashboard.stream import kept_alive, list_stream, run_stream
from adrs.dashboard.view import RunView

router = APIRouter(prefix="/api", default_response_class=Answer)
_PATIENCE_S = 0.3  # for a problem that is just being loaded

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Count = Annotated[int, Query(ge=1, le=500)]


@dataclass
class Desk:
    """What requests are answered from."""

    library: Library
    limits: Limits
    post: Post
    token: str
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    watching: int = 0
    """Streams that are open."""

    async def counted(self, texts: AsyncIterator[str]) -> AsyncIterator[str]:
        """``texts``, known to be watched meanwhile."""
        self.watching += 1
        try:
            async for text in texts:
                yield text
        finally:
            self.watching -= 1

    async def tell(self, run_id: str, make: Callable[[RunView], Any]) -> Answer:
        """``make`` of a run, with how far its journal was read."""

        def read() -> dict[str, Any]:
            view = self.library.view(run_id)
            made = make(view)
            return {"number": view.number, "complete": not self.library.behind(view), **made}

        return Answer(await self.library.do(read))

    async def limit(self, run_id: str) -> Limit:
        """What the run's problem is measured against, as far as it is known."""
        config = (await self.library.do(lambda: self.library.view(run_id))).state.config
        if config is None:
            return Limit(state="missing", why="the journal does not say how the run was begun")
        # Threads and not the loop: the first question about a problem may wait for it.
        return await asyncio.to_thread(self.limits.of, config.problem, config.data, patience_s=_PATIENCE_S)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


@router.get("/runs")
async def runs(request: Request) -> Answer:
    """All runs, oldest first."""
    library = _desk(request).library
    found = await library.do(lambda: overview.cards(library))
    return Answer({"store": str(library.path), "runs": found})


@router.get("/stream")
async def stream(request: Request, run: str | None = None) -> StreamingResponse:
    """What is new, as server-sent events: in one run, or in the list of runs."""
    desk = _desk(request)
    given = request.headers.get("last-event-id", request.query_params.get("since", "0"))
    if run is None:
        messages = list_stream(desk.library, closing=desk.closing)
    else:
        await desk.library.do(lambda: desk.library.view(run))  # a wrong name is answered plainly
        since = int(given) if given.isdigit() else 0
        messages = run_stream(desk.library, run, since=since, closing=desk.closing)
    return StreamingResponse(desk.counted(kept_alive(messages)), media_type="text/event-stream")


@router.get("/runs/{run}")
async def show_run(request: Request, run: str) -> Answer:
    """A run's first page."""
    desk = _desk(request)
    limit = await desk.limit(run)
    return await desk.tell(run, lambda view: overview.overview(view, limit))


@router.get("/runs/{run}/tree")
async def show_tree(request: Request, run: str) -> Answer:
    """The trunk of the lineage."""
    return await _desk(request).tell(run, tree.trunk)


@router.get("/runs/{run}/tree/map")
async def show_map(request: Request, run: str) -> Answer:
    """All candidates by time and score."""
    return await _desk(request).tell(run, tree.atlas)


@router.get("/runs/{run}/tree/{candidate}")
async def show_children(
    request: Request,
    run: str,
    candidate: str,
    offset: Offset = 0,
    limit: Count = 40,
    by: Literal["promise", "time"] = "promise",
) -> Answer:
    """A page of a candidate's children."""
    make = partial(tree.children, candidate=candidate, offset=offset, limit=limit, by=by)
    return await _desk(request).tell(run, make)


@router.get("/runs/{run}/metrics")
async def show_metrics(request: Request, run: str) -> Answer:
    """What a scatter can show."""
    return await _desk(request).tell(run, lambda view: {"metrics": figures.metrics(view)})


@router.get("/runs/{run}/scatter")
async def show_scatter(request: Request, run: str, x: str = "evaluations", y: str = "score") -> Answer:
    """Candidates by two metrics."""
    return await _desk(request).tell(run, lambda view: figures.scatter(view, x, y))


@router.get("/runs/{run}/heat")
async def show_heat(
    request: Request,
    run: str,
    rows: Literal["line", "best", "recent"] = "line",
    offset: Offset = 0,
    limit: Count = 40,
) -> Answer:
    """Candidates by workloads."""
    desk = _desk(request)
    known = await desk.limit(run)
    return await desk.tell(run, lambda view: figures.heat(view, known, rows=rows, offset=offset, count=limit))


@router.get("/runs/{run}/candidates")
async def list_candidates(
    request: Request,
    run: str,
    sort: str = "number",
    order: Literal["asc", "desc"] = "desc",
    outcome: str = "",
    q: Annotated[str, Query(max_length=200)] = "",
    offset: Offset = 0,
    limit: Count = 50,
) -> Answer:
    """A page of the candidates."""
    make = partial(
        one.listing,
        sort=sort,
        descending=order == "desc",
        outcome=outcome,
        query=q,
        offset=offset,
        limit=limit,
    )
    return await _desk(request).tell(run, make)


@router.get("/runs/{run}/candidates/{candidate}")
async def show_candidate(request: Request, run: str, candidate: str) -> Answer:
    """One candidate."""
    desk = _desk(request)
    return await desk.tell(run, lambda view: one.candidate(desk.library, view, candidate))


@router.get("/runs/{run}/candidates/{candidate}/program")
async def show_program(request: Request, run: str, candidate: str) -> Answer:
    """A candidate's files."""
    desk = _desk(request)
    return await desk.tell(run, lambda view: one.program(desk.library, view, candidate))


@router.get("/runs/{run}/candidates/{candidate}/calls/{call}")
async def show_call(request: Request, run: str, candidate: str, call: int) -> Answer:
    """Prompt and reply of one call."""
    desk = _desk(request)
    return await desk.tell(run, lambda view: one.transcript(desk.library, view, candidate, call))


@router.post("/runs/{run}/steer")
async def steer(request: Request, run: str) -> Answer:
    """Hand a wish to the running search."""
    desk = _desk(request)
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise UsageError("the body of a wish is JSON") from None
    wish = wish_of(body)
    state = (await desk.library.do(lambda: desk.library.view(run))).state
    if state.finished:
        raise UsageError(f"run {run} is finished; `adrs resume` goes on with it")
    path: Path = desk.library.path
    await asyncio.to_thread(desk.post, path, run, wish)
    return Answer({"posted": wish.kind, "author": wish.author}, 202)
