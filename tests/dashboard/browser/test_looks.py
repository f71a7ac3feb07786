"""The pages can be read by everybody, and look as the documentation shows them."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from adrs.dashboard.app import create_app
from adrs.dashboard.server import DashboardServer
from tests.dashboard.browser.conftest import OpenTab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[3]
MOST_BYTES = 150 * 1024
MOST_DIFFERENCE = 14.0  # of 255, on average over a small copy: other figures pass, a broken page does not


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(tab: OpenTab, url: str, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: adrs[browser]"
    )
    opened = tab(url, scheme=scheme)
    views = [(), ("runs", "tiny-1", "tiny-2"), ("compare", "tiny-1", "s0", "tiny-1", "c0")]
    views += [
        ("run", "tiny-2", v) for v in ("", "lineage", "scatter", "workloads", "candidates", "steer", "setup")
    ]
    views += [("run", "tiny-1", "candidate", "c0")]
    for parts in views:
        page = opened.open(*parts)
        page.wait_for_timeout(800)
        found = axe.Axe().run(page).response["violations"]
        serious = [
            (parts, v["id"], v["nodes"][0]["target"], v["nodes"][0]["failureSummary"])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.fixture(scope="module")
def fresh(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pictures taken now, of the same run as the documentation's."""
    shots = runpy.run_path(str(ROOT / "scripts" / "dashboard_shots.py"))
    place = tmp_path_factory.mktemp("shots")
    server = DashboardServer(create_app(shots["make_journal"](place)), port=0)
    server.start()
    try:
        return {path.name: path for path in shots["shoot"](browser, server.url, place)}
    finally:
        server.stop()


def test_the_documentations_pictures_are_all_there_and_small(fresh: dict[str, Path]) -> None:
    shown = {path.name: path for path in (ROOT / "docs" / "images").glob("dashboard_*.png")}
    assert shown.keys() == fresh.keys()
    assert [name for name, path in shown.items() if path.stat().st_size > MOST_BYTES] == []


def test_the_pages_look_as_the_documentation_shows_them(fresh: dict[str, Path]) -> None:
    from PIL import Image, ImageChops, ImageStat

    for name, path in fresh.items():
        with Image.open(path) as now, Image.open(ROOT / "docs" / "images" / name) as then:
            assert now.size == then.size, name
            small = [image.convert("L").resize((80, 56)) for image in (now, then)]
            assert ImageStat.Stat(small[0]).stddev[0] > 4.0, f"{name} is blank"
            difference = ImageStat.Stat(ImageChops.difference(*small)).mean[0]
            assert difference < MOST_DIFFERENCE, f"{name} differs by {difference:.1f}"
