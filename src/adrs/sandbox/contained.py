"""What a server needs of the host's file system when something else builds its world."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence

from adrs.core.errors import SandboxError
from adrs.sandbox import view
from adrs.sandbox.connection import base_python

SYSTEM_LINKS = ("/lib", "/lib64")
"""Where a program's loader is looked for; links on systems that keep everything below ``/usr``."""
SCRATCH_BYTES = 256 * 1024**2
"""Room for the scratch of candidates where they have no mount of their own."""


def readable(harness: str) -> tuple[str, ...]:
    """Files and directories to show a server, read-only and at their own place.

    The interpreter, what candidates may see (:func:`adrs.sandbox.view.visible`), and the folders of this
    package and of the harness's, which the server hides from candidates once it has imported from them.

    Raises:
        SandboxError: There is no module of the harness's name.
    """
    shown = view.visible(sys.path)
    own = [base_python(), *_folders("adrs"), *_folders(harness.partition(".")[0])]
    more = {os.path.realpath(path) for path in own}
    return (*shown, *sorted(p for p in more if not any(p.startswith(f"{top}/") for top in shown)))


def alias(paths: Sequence[str]) -> dict[str, str]:
    """Names under which the server looks for some of ``paths`` that are links here: name to real path."""
    names = {name: os.path.realpath(name) for name in SYSTEM_LINKS if os.path.islink(name)}
    for entry in sys.path:
        real = os.path.realpath(entry)
        if real != os.path.abspath(entry) and any(real == p or real.startswith(f"{p}/") for p in paths):
            names[os.path.abspath(entry)] = real
    return names


def _folders(name: str) -> list[str]:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise SandboxError(f"the harness's module {name} cannot be found")
    if spec.submodule_search_locations is not None:
        return list(spec.submodule_search_locations)
    return [spec.origin] if spec.origin else []
