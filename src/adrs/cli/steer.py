"""``adrs steer``: tell a run what to do, while it goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options
from adrs.cli.output import emit, say
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.core.events import Steered
    from adrs.core.seams import Store
    from adrs.run.steering import Wish

WORDS = (
    "hint",
    "retire-hint",
    "pin",
    "unpin",
    "veto",
    "budget",
    "pause",
    "resume",
    "inject",
    "stop",
)
_WITHOUT = ("budget", "pause", "resume", "stop")
_PATIENCE_S = 5.0
_LOOK_S = 0.1


@click.command("steer", short_help="Hint, pin, veto, pause, inject…")
@click.argument("run")
@click.argument("wish", required=False, type=click.Choice(WORDS))
@click.argument("what", required=False)
@click.option("--evals", type=int, help="budget: candidates to try in all.")
@click.option("--seconds", type=float, help="budget: time to spend searching in all.")
@click.option("--tokens", type=int, help="budget: tokens to spend in all.")
@click.option("--usd", type=float, help="budget: money to spend in all.")
@click.option("--note", default="", help="inject: what the program does differently.")
@click.option("--author", help="Who wishes it (default: your login name).")
@click.option("--wait/--no-wait", default=True, help="Wait a moment for the run's answer.")
@options.store
@options.as_json
def command(
    run: str,
    wish: str | None,
    what: str | None,
    author: str | None,
    wait: bool,
    store: Path | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Steer RUN; without a WISH, list what was done to it.

    \b
    hint TEXT           tell models, agents and people this
    retire-hint TEXT    take a hint back
    pin CANDIDATE       start half of what is tried from it, until unpin
    veto CANDIDATE      never start from it again, nor elect it
    budget --evals N    other limits, in all; also --seconds --tokens --usd
    pause, resume       begin nothing new; go on
    inject FILE         try a program of yours; it costs one evaluation
    stop                end the search and open the held-out workloads

    The run does it within a second and journals who wished it. A run that is not going on does it when it is
    resumed.
    """
    from adrs.run.steering import Mailbox, check, login

    path = options.store_to_read(store)
    with_reading = workshop().store(path, True)
    try:
        before = _steered(with_reading, run)
        if wish is None:
            _list(run, before, as_json=as_json)
            return
        wished = _wish(wish, what, login() if author is None else author, **chosen)
        check(wished)
        last, _ = with_reading.last(run)
        name = Mailbox(path, run).put(wished)
        found = _answer(with_reading, run, name, after=last, patience_s=_PATIENCE_S if wait else 0.0)
    finally:
        with_reading.close()
    _tell(run, path, found, as_json=as_json)


def _steered(store: Store, run: str) -> Sequence[Steered]:
    from adrs.api.journals import read_run

    state, _ = read_run(store, run)
    return state.steered


def _list(run: str, events: Sequence[Steered], *, as_json: bool) -> None:
    from adrs.run.interventions import as_json as plain
    from adrs.run.interventions import sentence_of

    if as_json:
        emit({"run": run, "steering": [plain(event) for event in events]})
    elif not events:
        click.echo(f"nobody has steered {run}")
    else:
        for event in events:
            click.echo(f"{time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(event.at))}Z  {sentence_of(event)}")


def _wish(
    word: str,
    what: str | None,
    author: str,
    *,
    evals: int | None,
    seconds: float | None,
    tokens: int | None,
    usd: float | None,
    note: str,
) -> Wish:
    from adrs.run.steering import Wish

    limits = {"evaluations": evals, "seconds": seconds, "tokens": tokens, "usd": usd}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if given and word != "budget":
        raise UsageError(f"limits belong to budget, not to {word}")
    if note and word != "inject":
        raise UsageError(f"--note belongs to inject, not to {word}")
    if (what is None) is not (word in _WITHOUT):
        extra = "is given nothing more" if what is not None else "needs something: see `adrs steer --help`"
        raise UsageError(f"{word} {extra}")
    if word == "inject":
        from adrs.api.programs import read_text

        return Wish("inject", author, {"files": {"program.py": read_text(Path(str(what)))}, "note": note})
    detail: dict[str, Any] = given
    if what is not None:
        detail = {"text" if "hint" in word else "candidate": what}
    return Wish(word.replace("-", "_"), author, detail)


def _answer(store: Store, run: str, name: str, *, after: int, patience_s: float) -> Steered | None:
    """What the run did about a wish, if it did so in time."""
    from adrs.core.events import Steered

    deadline = time.monotonic() + patience_s
    while True:
        for number, event in store.read(run, after=after):
            if isinstance(event, Steered) and event.wish == name:
                return event
            after = number
        if time.monotonic() >= deadline:
            return None
        time.sleep(_LOOK_S)


def _tell(run: str, path: Path, found: Steered | None, *, as_json: bool) -> None:
    from adrs.run.interventions import as_json as plain
    from adrs.run.interventions import sentence_of

    if found is not None and found.refused:
        raise UsageError(f"run {run} refused: {found.refused}")
    if found is None:
        say(f"run {run} has not read it yet; if it is not going on, `adrs resume {run} --store {path}` will")
    if as_json:
        emit({"run": run, "done": found is not None, "steered": None if found is None else plain(found)})
    elif found is not None:
        click.echo(f"done: {sentence_of(found)}")
