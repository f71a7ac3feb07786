"""Stand-in for GEPA: a script that would start an optimisation hands over what it would have optimised.

Whatever else it imports from GEPA is there, takes anything, and does nothing.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from types import ModuleType
from typing import Any


class Nothing:
    """Stands for every class and function of GEPA that only configures."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *_: Any, **__: Any) -> Nothing:
        return self

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


def stand_in(name: str) -> type:
    """A class of this name that does nothing."""
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (Nothing,), {})


class _Finder:
    """Finds a module of nothing under every name below ``gepa`` that has no file here."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        if name.startswith("gepa.") and name != "gepa.optimize_anything":
            return importlib.util.spec_from_loader(name, _Finder(), is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = ModuleType(spec.name)
        module.__getattr__ = stand_in
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


sys.meta_path.append(_Finder())


def __getattr__(name: str) -> Any:
    return stand_in(name)
