"""Names and options to objects.

A name may also be an import path ``package.module:attribute`` to a factory with the same parameters as the
built-in one; the current folder is searched too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs.api.names import unknown
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.core.candidate import Arm
    from adrs.core.problem import Problem
    from adrs.core.seams import Proposer, Sandbox, Store, Strategy
    from adrs.run.config import RunConfig


def load_problem(name: str, data: Path | None = None, *, model_dir: Path | None = None) -> Problem:
    """The problem called ``name``, or in the folder of that name, run on ``model_dir``'s checkpoint if given.

    Raises:
        UsageError: There is no such problem, or the folder states none.
        DataError: The data folder lacks a file, or a file is malformed.
    """
    from adrs import problems

    if ":" in name:
        more = {} if model_dir is None else {"model_dir": model_dir}
        return imported("problem", name)(data=data, **more)  # type: ignore[no-any-return]
    there = problems.NAMES + problems.CONTROLS
    if name not in there and Path(name).is_dir():
        if model_dir is not None:
            raise UsageError(f"the problem in {name} runs no model; leave out the checkpoint's folder")
        folders: Any = import_module("adrs.interop.folders")
        return folders.open_folder(Path(name).resolve(), data=data)  # type: ignore[no-any-return]
    if name not in there and "/" in name:
        raise UsageError(
            f"there is no folder {name}; give a problem's folder, or a name that `adrs problems` lists"
        )
    if name not in there:
        raise unknown("problem", name, there)
    return problems.load(name, data=data, model_dir=model_dir)


def lasting(name: str) -> str:
    """``name`` as a journal keeps it: a folder by its absolute path, so that it is found from anywhere."""
    from adrs import problems

    if ":" in name or name in problems.NAMES + problems.CONTROLS or not Path(name).is_dir():
        return name
    return str(Path(name).resolve())


def create_strategy(name: str, arms: Sequence[Arm], seed: int, **options: Any) -> Strategy:
    """The strategy called ``name``.

    Raises:
        UsageError: There is no such strategy, or it has no such option.
    """
    if ":" in name:
        construct: Any = import_module("adrs.search.options").construct
        return construct(name, imported("strategy", name), arms, seed, options)  # type: ignore[no-any-return]
    search: Any = import_module("adrs.search")
    if name not in search.STRATEGIES:
        raise unknown("strategy", name, search.STRATEGIES)
    return search.create(name, arms, seed=seed, **options)  # type: ignore[no-any-return]


def create_proposer(name: str) -> Proposer:
    """The proposer called ``name``.

    Raises:
        UsageError: There is no such proposer.
    """
    if ":" in name:
        return imported("proposer", name)()  # type: ignore[no-any-return]
    propose: Any = import_module("adrs.propose")
    if name not in propose.NAMES:
        raise unknown("proposer", name, propose.NAMES)
    return propose.create(name)  # type: ignore[no-any-return]


def open_sandbox(problem: Problem, slots: int, unsafe: bool = False, *, name: str = "auto") -> Sandbox:
    """The sandbox called ``name``, for one problem.

    Args:
        problem: Whose harness runs beside the candidates.
        slots: Candidates at a time.
        unsafe: Whether less isolation than the least will do.
        name: ``auto`` takes the strongest of this system.

    Raises:
        UsageError: There is no such sandbox.
        SandboxError: It offers too little isolation, and ``unsafe`` is not set.
    """
    if ":" in name:
        return imported("sandbox", name)(problem, slots, unsafe)  # type: ignore[no-any-return]
    choose: Any = import_module("adrs.sandbox.choose")
    if name not in choose.NAMES:
        raise unknown("sandbox", name, choose.NAMES)
    if (own := getattr(problem, "open_sandbox", None)) is not None:  # it brings the world its programs run in
        return own(name, slots)  # type: ignore[no-any-return]
    limits = choose.widest(problem.limits, problem.search_limits)
    return choose.create(name, problem.harness, slots=slots, unsafe=unsafe, limits=limits)  # type: ignore[no-any-return]


def open_store(path: Path, readonly: bool = False) -> Store:
    """The journal at ``path``.

    Raises:
        StoreError: It cannot be opened, or is not a journal.
    """
    sqlite: Any = import_module("adrs.store.sqlite")
    return sqlite.SqliteStore(path, readonly=readonly)  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Where commands and :func:`adrs.evolve` get their parts; tests and other programs bring their own."""

    problem: Callable[[str, Path | None], Problem] = load_problem
    strategy: Callable[..., Strategy] = create_strategy
    proposer: Callable[[str], Proposer] = create_proposer
    sandbox: Callable[[Problem, int, bool], Sandbox] = open_sandbox
    store: Callable[[Path, bool], Store] = open_store

    def stated(self, config: RunConfig, data: Path | None = None) -> Problem:
        """The problem of a run, on its terms and its model; ``data`` replaces where it found its files.

        Raises:
            UsageError: There is no such problem, or it cannot be had on these terms.
        """
        folder = data or (Path(config.data) if config.data else None)
        shop = on_model(self, config.model_dir)
        return config.terms.restate(shop.problem(config.problem, folder))

    def proposers(self, names: Sequence[str]) -> Mapping[str, Proposer]:
        """Proposers by their own name."""
        made = [self.proposer(name) for name in dict.fromkeys(names)]
        return {proposer.name: proposer for proposer in made}


def on_model(shop: Workshop, model_dir: Path | str | None) -> Workshop:
    """The workshop whose problems run the checkpoint in a folder; without one, the workshop as it is."""
    if model_dir is None:
        return shop
    return replace(shop, problem=partial(load_problem, model_dir=Path(model_dir)))


def imported(role: str, path: str) -> Callable[..., Any]:
    """The factory at ``package.module:attribute``.

    Raises:
        UsageError: It cannot be imported, has no such attribute, or cannot be called.
    """
    module_name, _, attribute = path.partition(":")
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(import_module(module_name), attribute)
    except (ImportError, AttributeError, ValueError, SyntaxError) as error:
        raise UsageError(f"{role} {path!r} cannot be imported: {error}") from None
    if not callable(found):
        raise UsageError(f"{role} {path!r} is a {type(found).__name__}, not a function that makes one")
    return found  # type: ignore[no-any-return]


def describe(sandbox: Sandbox) -> dict[str, Any]:
    """What the sandbox says of its layers, as plain data."""
    tell = getattr(sandbox, "describe", None)
    return dict(tell()) if tell is not None else {"kind": type(sandbox).__name__}


def whereabouts(sandbox: Sandbox) -> dict[str, Any]:
    """For the journal: the sandbox's layers, and the executor where it is not on this machine alone."""
    tell = getattr(sandbox, "whereabouts", None)
    return {"sandbox": describe(sandbox), **({} if tell is None else {"executor": tell()})}
