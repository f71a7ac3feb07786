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


_MODELS = frozenset({"anthropic", "dspy", "litellm", "openai", "wandb"})


class Absent:
    """Stands for what a package that is not installed defines: it can be named, and not used."""

    package = ""

    def __init__(self, *_: Any, **__: Any) -> None:
        name = type(self).__name__
        raise ModuleNotFoundError(f"{self.package}.{name} is called, and {self.package} is not installed")


class _Absentees:
    """Finds packages that scripts import for their language models, where they are not installed.

    A script that only imports them can be used; one whose evaluator calls them says what is missing.
    """

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        found = name in _MODELS
        return importlib.util.spec_from_loader(name, _Absentees(), is_package=True) if found else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = ModuleType(spec.name)
        module.__getattr__ = lambda name: absent(spec.name, name)
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


def absent(package: str, name: str) -> type:
    """A class of this name that says that its package is not installed."""
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (Absent,), {"package": package})


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


sys.meta_path += [_Finder(), _Absentees()]


def __getattr__(name: str) -> Any:
    return stand_in(name)
