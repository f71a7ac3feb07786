"""The figures in the README are measured ones."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[3]


def report():
    spec = importlib.util.spec_from_file_location("prism_report", ROOT / "scripts" / "prism_report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_results_are_what_the_report_measures():
    script = report()
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    shown = readme.split(script.START)[1].split(script.END)[0].strip()
    assert shown == script.table()


def test_figure_is_there():
    assert (report().FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
