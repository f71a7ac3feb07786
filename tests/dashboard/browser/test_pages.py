"""What somebody does on the pages: look, go through the tree, read a diff, steer; by mouse and keyboard."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from adrs.testing.synthetic_run import Shape, write_run
from tests.dashboard.browser.conftest import OpenTab, serving
from tests.dashboard.conftest import Mailbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_the_list_leads_to_a_run_whose_finding_comes_first(tab: OpenTab, url: str) -> None:
    opened = tab(url)
    page = opened.page
    page.get_by_role("link", name="tiny-1", exact=True).click()
    finding = page.locator(".finding")
    finding.wait_for()
    page.get_by_text("on held-out test workloads").wait_for()
    assert re.search(r"c\d+ scores [\d.]+.*against human \(95 % interval .* to .*\)", finding.inner_text())
    assert page.get_by_role("row", name=re.compile("^test held out")).is_visible()
    assert "token" not in page.url
    assert opened.complaints == []


def test_the_tree_opens_by_keyboard(tab: OpenTab, url: str) -> None:
    page = tab(url).open("run", "tiny-1", "lineage")
    tree = page.get_by_role("tree")
    tree.wait_for()
    trunk = tree.get_by_role("treeitem")
    before = trunk.count()
    expandable = tree.locator("[aria-expanded=false]").first
    expandable.focus()
    page.keyboard.press("ArrowRight")
    tree.locator("[aria-expanded=true]").wait_for()
    assert trunk.count() > before
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-level')") == "2"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    tree.locator("[aria-expanded=true]").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile("Changes against the parent|Program")).wait_for()


def test_a_diff_shows_both_sides(tab: OpenTab, url: str) -> None:
    opened = tab(url)
    page = opened.open("run", "tiny-1", "lineage")
    page.locator(".outline-line.champion a").click()
    page.wait_for_selector(".cm-merge-b .cm-changedLine")
    page.get_by_role("button", name=re.compile("^seed")).click()
    page.get_by_role("heading", name="Changes against the seed").wait_for()
    page.wait_for_selector(".cm-merge-a .cm-changedLine")
    page.wait_for_selector(".cm-merge-b .cm-changedLine")
    assert page.get_by_role("heading", name="Verdicts").is_visible()
    assert opened.complaints == []  # among them: styles that the policy would have refused


def test_two_candidates_and_two_runs_are_compared(tab: OpenTab, url: str) -> None:
    opened = tab(url)
    page = opened.open("run", "tiny-1", "candidates")
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="compare two").click()
    page.get_by_role("heading", name=re.compile("Workload by workload")).wait_for()
    opened.open()
    page.get_by_role("checkbox", name="compare tiny-1").check()
    page.get_by_role("checkbox", name="compare tiny-2").check()
    page.get_by_role("button", name="compare 2 runs").click()
    page.get_by_role("cell", name="evaluations").first.wait_for()
    assert opened.complaints == []


@pytest.mark.parametrize("view", ["", "lineage", "scatter", "workloads", "candidates", "steer", "setup"])
def test_every_view_fits_a_phone(tab: OpenTab, url: str, view: str) -> None:
    opened = tab(url, width=390, height=800)
    page = opened.open("run", "tiny-1", view)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.complaints == []


def test_a_chosen_theme_is_kept(tab: OpenTab, url: str) -> None:
    page = tab(url, scheme="dark").open("run", "tiny-1")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_label("Colours").select_option("light")
    page.reload()
    page.wait_for_selector("section.panel")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_a_wish_goes_from_the_form_to_the_mailbox(tab: OpenTab, made: Path) -> None:
    mailbox = Mailbox()
    with serving(made, mailbox) as url:
        page = tab(url).open("run", "tiny-2", "steer")
        page.get_by_label("your name").fill("ada")
        page.get_by_label("a hint").fill("ties are frequent </textarea><script>alert(1)</script>")
        page.get_by_role("button", name="give the hint").click()
        page.get_by_text("hint: sent").wait_for()
        page.get_by_label("evaluations").fill("500")
        page.get_by_role("button", name="change the budget").click()
        page.get_by_text("budget: sent").wait_for()
        page.get_by_role("button", name="start from").click()
        page.get_by_role("button", name="put it into the search").click()
        page.get_by_text("inject: sent").wait_for()
    said, budget, program = mailbox.wishes
    assert said == (
        "tiny-2",
        "hint",
        "ada",
        {"text": "ties are frequent </textarea><script>alert(1)</script>"},
    )
    assert budget == ("tiny-2", "budget", "ada", {"evaluations": 500})
    assert "def solve(jobs)" in program[3]["files"]["program.py"]


def test_hostile_texts_stay_texts(tab: OpenTab, tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=\"document.title='owned'\"><svg onload=alert(1)>"
    path = tmp_path / "runs.sqlite"
    shape = Shape(candidates=40, workloads=2, note=hostile, code=f"\n{hostile}\n", problem="<b>tiny</b>")
    write_run(path, hostile.replace("/", "|"), shape)
    with serving(path) as url:
        opened = tab(url)
        page = opened.page
        page.locator("table.runs a").click()
        base = page.url.removesuffix("/")
        for view in ("", "/lineage", "/candidates", "/workloads", "/scatter", "/steer"):
            page.goto(base + view)
            page.wait_for_selector("section.panel")
            page.wait_for_timeout(700)
            assert page.locator("main img, main script").count() == 0, view
        page.goto(base + "/candidates")
        page.locator("tbody a").first.click()
        page.wait_for_selector(".cm-content")
        page.get_by_text(hostile, exact=False).first.wait_for()
        assert page.locator("main img, main script").count() == 0
        assert page.title() == "adrs"
        assert opened.complaints == []


def test_a_page_over_ten_thousand_candidates_answers(tab: OpenTab, tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    write_run(path, "large-1", Shape(candidates=10_000, workloads=8))
    with serving(path) as url:
        opened = tab(url)
        page = opened.open("run", "large-1")
        page.get_by_text("on held-out test workloads").wait_for(timeout=60_000)
        for view, there in (
            ("lineage", ".outline-line.champion"),
            ("scatter", "canvas"),
            ("candidates", "tbody tr"),
        ):
            opened.open("run", "large-1", view)
            page.wait_for_selector(there)
            page.get_by_text(re.compile(r"9,\d\d\d candidates|of 9,\d\d\d")).first.wait_for()
        assert page.locator("tbody tr").count() == 50
        assert opened.complaints == []


@contextmanager
def watched_run(folder: Path, *options: str) -> Iterator[str]:
    """The address at which a real run can be watched while it goes on."""
    command = [sys.executable, "-m", "adrs", "run", "prism", "--workers", "1", "--watch", "--seed", "3"]
    command += ["--strategy", "random", "--fixed-time", *options]
    pipes: dict[str, Any] = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, cwd=folder, **pipes) as run:
        assert run.stderr is not None
        try:
            yield next(line for line in run.stderr if "watch this run at" in line).split(" at ")[1].strip()
        finally:
            run.terminate()
            run.stderr.read()
            run.wait(120)


def wait_for_evaluations(page: Any, more_than: int) -> None:
    """Until the head of the page shows more evaluations than that."""
    count = "n => parseInt(document.querySelector('.page-head .number').innerText) > n"
    page.wait_for_function(count, arg=more_than, timeout=90_000)


def test_a_page_follows_a_real_run(tab: OpenTab, tmp_path: Path) -> None:
    with watched_run(tmp_path, "--seconds", "40") as url:
        page = tab(url).page
        page.wait_for_selector("section.panel")
        first = int(page.locator(".page-head .number").first.inner_text().split()[0])
        wait_for_evaluations(page, first + 2)
        page.locator(".feed li").nth(1).wait_for()


def test_a_real_run_does_what_the_page_asks(tab: OpenTab, tmp_path: Path) -> None:
    pytest.importorskip("adrs.run.steering", reason="this checkout cannot steer runs")
    with watched_run(tmp_path, "--evals", "2000") as url:
        page = tab(url).open("run", "prism-1", "steer")
        wait_for_evaluations(page, 3)  # the search goes on: before that, a stop has nothing to end
        page.get_by_label("your name").fill("ada")
        page.get_by_role("button", name="end the search").click()
        page.get_by_role("button", name="end it now").click()
        page.get_by_text("stop: sent").wait_for()
        page.get_by_role("region", name="What people asked for").get_by_text("ada").wait_for(timeout=90_000)
        page.get_by_text("The search is over").wait_for(timeout=90_000)
