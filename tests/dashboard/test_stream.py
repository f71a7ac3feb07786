"""A stream tells everything once, also to a browser that was away."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any, cast

from adrs.core.events import Event
from adrs.core.program import Program
from adrs.dashboard.app import open_sqlite
from adrs.dashboard.library import Library, OpenStore
from adrs.dashboard.stream import kept_alive, list_stream, run_stream
from adrs.store.sqlite import SqliteStore
from adrs.testing.synthetic_run import Shape, facts

OPEN = cast(OpenStore, open_sqlite)


def parsed(text: str) -> tuple[int, dict[str, Any]]:
    lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
    return int(lines["id"]), json.loads(lines["data"])


def append(store: SqliteStore, made: list[tuple[Event, Program | None]]) -> None:
    for event, program in made:
        store.append("r", [event], [] if program is None else [program])


async def next_message(messages: Any) -> tuple[int, dict[str, Any]]:
    async for text in messages:
        if text:
            return parsed(text)
    raise AssertionError("the stream ended")


def test_each_message_tells_what_came_since_the_last(tmp_path: Path) -> None:
    async def watch() -> None:
        events, closing = list(facts(Shape(candidates=30))), asyncio.Event()
        with SqliteStore(tmp_path / "s") as store:
            append(store, events[:10])
            library = Library(tmp_path / "s", OPEN)
            stream = run_stream(library, "r", since=0, closing=closing)
            number, first = await next_message(stream)
            assert number == 10
            append(store, events[10:])
            number, second = await next_message(stream)
            assert number == len(events)
            ids = [row["id"] for row in first["rows"] + second["rows"]]
            assert ids == [row.candidate for row in (await library.do(partial(library.view, "r"))).rows]
            closing.set()
            library.close()

    asyncio.run(watch())


def test_a_browser_that_comes_back_is_told_only_what_it_missed(tmp_path: Path) -> None:
    async def watch() -> None:
        with SqliteStore(tmp_path / "s") as store:
            append(store, list(facts(Shape(candidates=30))))
        library, closing = Library(tmp_path / "s", OPEN), asyncio.Event()
        rows = (await library.do(partial(library.view, "r"))).rows
        _, found = await next_message(run_stream(library, "r", since=rows[-2].number, closing=closing))
        assert [row["id"] for row in found["rows"]] == [rows[-1].candidate]
        library.close()

    asyncio.run(watch())


def test_the_list_speaks_when_a_run_begins(tmp_path: Path) -> None:
    async def watch() -> None:
        library, closing = Library(tmp_path / "s", OPEN), asyncio.Event()
        stream = list_stream(library, closing=closing)
        _, empty = await next_message(stream)
        assert empty == {"runs": []}
        with SqliteStore(tmp_path / "s") as store:
            append(store, list(facts(Shape(candidates=5))))
        _, found = await next_message(stream)
        assert [card["run"] for card in found["runs"]] == ["r"]
        library.close()

    asyncio.run(watch())


def test_a_journal_that_breaks_ends_the_stream_with_a_sentence(tmp_path: Path) -> None:
    async def watch() -> None:
        library = Library(tmp_path / "s", OPEN)
        texts = [t async for t in kept_alive(run_stream(library, "r", since=0, closing=asyncio.Event()))]
        assert "event: trouble" in texts[-1]
        assert "there is no run" in texts[-1]
        library.close()

    asyncio.run(watch())


def test_closing_ends_a_stream(tmp_path: Path) -> None:
    async def watch() -> None:
        closing = asyncio.Event()
        closing.set()
        library = Library(tmp_path / "s", OPEN)
        assert [t async for t in list_stream(library, closing=closing)] == []
        library.close()

    asyncio.run(watch())
