"""The view shows libraries and hides source trees."""

from __future__ import annotations

import os
import sysconfig

from adrs.sandbox import view


def test_shows_the_standard_library_and_packages_but_no_source_tree() -> None:
    import numpy as np

    import adrs

    source = os.path.dirname(adrs.__path__[0])
    packages = os.path.dirname(np.__path__[0])
    shown = view.visible([source, packages, os.getcwd()])
    assert covered(sysconfig.get_path("stdlib"), shown)
    assert covered(packages, shown)
    assert os.path.basename(source) in ("site-packages", "dist-packages") or not covered(source, shown)
    assert not covered(os.path.expanduser("~"), shown)


def test_shows_nothing_twice() -> None:
    shown = view.visible([sysconfig.get_path("purelib")])
    assert not any(a != b and a.startswith(b + "/") for a in shown for b in shown)


def test_only_visible_entries_stay_importable() -> None:
    stdlib = sysconfig.get_path("stdlib")
    assert view.importable([stdlib, os.path.dirname(__file__), "/nonexistent"]) == [stdlib]


def covered(path: str, shown: tuple[str, ...]) -> bool:
    real = os.path.realpath(path)
    return any(real == top or real.startswith(top + "/") for top in shown)
