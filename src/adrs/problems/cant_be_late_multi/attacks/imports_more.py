"""Reaches, while it is loaded, for what modules that are allowed in part keep to themselves."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.cant_be_late_multi.attacks._parts import HONEST, OUTSIDE

REFUSED = True
_BODIES = {
    "eval by type hints": "import typing\ntyping.get_type_hints(print)",
    "typing's modules": "import typing as t\nt.sys",
    "typing by another name": "import typing\nt = typing",
    "typing as an argument": "import typing\nprint(typing)",
    "files": "import json\njson.codecs",
    "changing a module": "import json\njson.loads = print",
    "collections' modules": "import collections\ncollections.abc",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they reach for; any workload will do."""
    return {name: OUTSIDE.format(body=body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
