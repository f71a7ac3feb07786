"""The engines that can be run: which package each of them is, and in which version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from adrs.core.errors import UsageError

PREFIX = "engine:"
"""Of the name of an engine as the strategy and the proposer of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine of others.

    Args:
        name: What we call it; the name of its package.
        version: The one that its driver was written for.
        driver: Module in :mod:`adrs.interop.engines.drivers` that runs it, in the engine's environment.
        paper: Where it is described.
    """

    name: str
    version: str
    driver: str
    paper: str

    @property
    def requirement(self) -> str:
        """What is installed."""
        return f"{self.name}=={self.version}"


ENGINES: Mapping[str, Engine] = {
    engine.name: engine
    for engine in (
        Engine(
            name="openevolve",
            version="0.4.1",
            driver="openevolve_driver",
            paper="after AlphaEvolve, Novikov et al. 2025",
        ),
        Engine(
            name="gepa",
            version="0.1.4",
            driver="gepa_driver",
            paper="GEPA, Agrawal et al. 2025",
        ),
        Engine(
            name="shinka-evolve",
            version="0.0.7",
            driver="shinka_driver",
            paper="ShinkaEvolve, Lange, Imajuku and Cetin 2025",
        ),
        Engine(
            name="skydiscover",
            version="0.1.0",
            driver="skydiscover_driver",
            paper="AdaEvolve, Cemri et al. 2026",
        ),
    )
}


def find_engine(name: str) -> Engine:
    """The engine called ``name``.

    Raises:
        UsageError: There is none.
    """
    if name in ENGINES:
        return ENGINES[name]
    close = get_close_matches(name, ENGINES, n=1)
    hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(ENGINES)}"
    raise UsageError(f"there is no engine called {name!r}{hint}")
