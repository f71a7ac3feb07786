"""The application: pages, a JSON API that reads the journal, a live stream, and one door for wishes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from adrs.core.errors import AdrsError, StoreError
from adrs.dashboard.answers import refused
from adrs.dashboard.guard import Guard
from adrs.dashboard.library import Library, OpenStore, warm
from adrs.dashboard.limits import Limits, LoadProblem
from adrs.dashboard.routes import Desk, router
from adrs.dashboard.static import mount_assets
from adrs.dashboard.steer import Post
from adrs.run.steering import post as post_wish


def open_sqlite(path: Path, readonly: bool) -> object:
    """The journal at ``path``."""
    from adrs.store.sqlite import SqliteStore

    return SqliteStore(path, readonly=readonly)


def load_problem(name: str, data: Path | None) -> object:
    """The problem called ``name``, one of those that come with adrs.

    Raises:
        StoreError: There is no such problem here.
    """
    from adrs import problems

    if name not in problems.NAMES + problems.CONTROLS:
        raise StoreError(f"problem {name!r} is not installed here, so there are no bounds to show")
    return problems.load(name, data=data)


def create_app(
    store_path: Path,
    *,
    token: str | None = None,
    open_store: OpenStore = open_sqlite,  # type: ignore[assignment]
    load: LoadProblem = load_problem,  # type: ignore[assignment]
    post: Post = post_wish,
) -> FastAPI:
    """The dashboard of a journal.

    Args:
        store_path: The journal; it may not be there yet.
        token: What requests must know; a new random one by default (``app.state.token``).
        open_store: Opens the journal for reading.
        load: Loads a problem by name and data folder, for objective and bounds.
        post: Takes wishes.
    """
    token = token or secrets.token_urlsafe(32)
    library, limits = Library(store_path.resolve(), open_store), Limits(load)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(warm(library))
        yield
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        limits.close()
        library.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(library, limits, post, token)
    app.state.token = token
    app.include_router(router)
    app.add_exception_handler(AdrsError, refused)
    mount_assets(app)
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)
    app.add_middleware(Guard, token=token)
    return app
