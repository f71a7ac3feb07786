"""Server-sent events: what is new in a run since an event number.

One stream a tab. The id of a message is the number of the newest event that it tells of, so that a browser
which reconnects says where it was (``Last-Event-ID``) and misses nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from functools import partial
from typing import Any

from adrs.core.errors import AdrsError
from adrs.core.finite import finite
from adrs.dashboard.library import Library
from adrs.dashboard.pages.overview import card, cards, flight
from adrs.dashboard.rows import row_json
from adrs.dashboard.view import RunView

POLL_S = 0.4
_SILENCE_S = 15.0
_MOST_ROWS = 100


async def run_stream(
    library: Library, run_id: str, *, since: int, closing: asyncio.Event
) -> AsyncIterator[str]:
    """Messages of one run, from the first after event ``since``, until ``closing``."""
    while not closing.is_set():
        found = await library.do(partial(news_since, library, run_id, since))
        if found["number"] > since:
            since = found["number"]
            yield message("progress", found, since)
        else:
            yield ""
        await _pause(closing, 0.0 if not found["complete"] else POLL_S)


async def list_stream(library: Library, *, closing: asyncio.Event) -> AsyncIterator[str]:
    """A message whenever some run's card has changed, with all cards."""
    before: Any = None
    while not closing.is_set():
        found = await library.do(lambda: cards(library))
        if found != before:
            before = found
            yield message("runs", {"runs": found}, sum(known["number"] for known in found))
        else:
            yield ""
        await _pause(closing, 2 * POLL_S)


async def kept_alive(messages: AsyncIterator[str]) -> AsyncIterator[str]:
    """``messages``, silence broken by a comment now and then, so that a dead connection is noticed."""
    clock = asyncio.get_running_loop().time
    spoke = clock()
    yield "retry: 1000\n\n"
    try:
        async for text in messages:
            if text or clock() - spoke > _SILENCE_S:
                spoke = clock()
                yield text or ": still here\n\n"
    except AdrsError as error:  # the answer has begun, so this is the only way to say it
        yield message("trouble", {"error": str(error)}, 0)


def news_since(library: Library, run_id: str, since: int) -> dict[str, Any]:
    """What a page needs to know that has seen everything up to event ``since``."""
    view = library.view(run_id)
    fresh = _rows_after(view, since)
    return {
        "number": view.number,
        "complete": not library.behind(view),
        "card": card(view),
        "told": len(fresh),
        "rows": [row_json(row) for row in fresh[-_MOST_ROWS:]],
        "news": [asdict(news) for news in view.news if news.number > since],
        "flight": flight(view),
    }


def _rows_after(view: RunView, since: int) -> list[Any]:
    start = len(view.rows)
    while start and view.rows[start - 1].number > since:
        start -= 1
    return view.rows[start:]


def message(event: str, data: Any, number: int) -> str:
    """One message; JSON has no line breaks, so the data are one line."""
    return f"id: {number}\nevent: {event}\ndata: {json.dumps(finite(data))}\n\n"


async def _pause(closing: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(closing.wait(), max(seconds, 0.01))
    except TimeoutError:
        return
