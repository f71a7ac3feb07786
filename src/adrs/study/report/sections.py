"""A study's findings in words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from adrs.core.workload import Split
from adrs.study import ranks
from adrs.study.analysis import Analysis, Figures, OnProblem, Overall
from adrs.study.compare import ALPHA, Comparison, Finding
from adrs.study.records import SPLITS
from adrs.study.report.bands_svg import bands_svg
from adrs.study.report.blocks import (
    DASH,
    Block,
    Drawing,
    Grid,
    Heading,
    Text,
    figure,
    interval,
    share,
)
from adrs.study.report.csv_files import OUTCOMES

_REASONS = 6  # reasons why proposals fail that have a column of their own


def blocks(analysis: Analysis) -> list[Block]:
    """The whole report."""
    found: list[Block] = [Heading(analysis.spec.name, 1), *_opening(analysis), *_scales(analysis)]
    found += [*_overall(analysis), *_findings(analysis)]
    for on_problem in analysis.problems:
        found += _problem(analysis, on_problem)
    return [*found, *_cost(analysis), *_gates(analysis), *_reading(analysis)]


def _opening(analysis: Analysis) -> Iterable[Block]:
    spec = analysis.spec
    missing = analysis.planned - analysis.finished
    yield Text(
        f"{analysis.finished} of {analysis.planned} runs are finished: {len(spec.contenders)} contenders x"
        f" {len(spec.problems)} problems x {len(spec.seeds)} seeds."
        + (f" {missing} are missing; figures rest on those that are there." if missing else "")
    )
    budgets = [
        f"{p.name}: " + ", ".join(f"{limit:g} {name}" for name, limit in p.budget.given.items())
        for p in spec.problems
    ]
    yield Text(
        "Every run on a problem may spend the same. Budget of a run on "
        + "; ".join(budgets)
        + ". An evaluation that was found in the study's cache counts like any other, with the CPU time that"
        " was measured when it was made."
    )


def _scales(analysis: Analysis) -> Iterable[Block]:
    yield Heading("The scale")
    yield Text(
        "Figures are normalised gaps: 0 at the limit, 1 at the reference value, less is better. Where the"
        " limit"
        " is only the best known value, 0 is not proven to be the end."
    )
    rows = [
        (
            p.choice.name,
            split.value,
            figure(scale.limit),
            scale.kind.value.replace("_", " "),
            figure(scale.one),
            scale.anchor,
        )
        for p in analysis.problems
        for split, scale in p.scales.items()
    ]
    yield Grid(("problem", "split", "0 is", "which is", "1 is", "which is"), rows, left=2)
    silent = [p.choice.name for p in analysis.problems if analysis.spec.outcome not in p.scales]
    if silent:
        yield Text(f"No scale for {analysis.spec.outcome}: {', '.join(silent)}; left out of what follows.")


def _overall(analysis: Analysis) -> Iterable[Block]:
    spec = analysis.spec
    yield Heading("Over all problems")
    if not analysis.overall:
        yield Text("No contender has a finished run on every problem yet.")
        return
    yield Text(
        f"Final gap on {spec.outcome}, the best mean first. In brackets: 95 % bootstrap intervals, runs"
        " drawn again"
        f" within each problem. The last column is the probability that a run of {spec.reference} is"
        " better than"
        " one of this contender on a problem drawn at random; 0.5 means neither."
    )
    header = ("contender", "mean gap", "interquartile mean", "mean rank", f"{spec.reference} better", "runs")
    yield Grid(header, [_overall_row(o, spec.reference) for o in analysis.overall])
    yield Text(_friedman(analysis))


def _overall_row(overall: Overall, reference: str) -> Sequence[str]:
    improved = DASH if overall.label == reference else interval(overall.improved)
    row = (overall.label, interval(overall.mean), interval(overall.middle), f"{overall.rank:.2f}")
    return (*row, improved, str(overall.mean.n))


def _friedman(analysis: Analysis) -> str:
    count = len([p for p in analysis.problems if analysis.spec.outcome in p.scales])
    if analysis.friedman is None:
        why = (
            "scipy is not installed"
            if not ranks.tests_available()
            else "it needs two problems, three contenders"
        )
        return f"No Friedman test of the ranks: {why}."
    decided = "the ranks differ" if analysis.friedman < ALPHA else "not decided"
    return (
        f"Friedman test that all contenders rank alike, on {count} problems: p ="
        f" {figure(analysis.friedman)}"
        f" ({decided}). With few problems this test sees little."
    )


def _findings(analysis: Analysis) -> Iterable[Block]:
    spec = analysis.spec
    others = [c.label for c in spec.contenders if c.label != spec.reference]
    if not others:
        return
    yield Heading(f"{spec.reference} against each other contender")
    yield Text(
        f"“{Finding.BETTER}”: {spec.reference} is better, in that the 95 % interval of the mean difference"
        " lies"
        f" below 0, the Holm-corrected p-value below {ALPHA:g}, and more than half of the comparisons are"
        " won."
        f" “{Finding.WORSE}” likewise. Everything else is “{Finding.UNDECIDED}”."
    )
    if not ranks.tests_available():
        yield Text("scipy is not installed, so nothing is tested: pip install 'adrs[stats]'.")
    found = {(c.problem, c.other): c for p in analysis.problems for c in p.comparisons}
    names = [p.choice.name for p in analysis.problems]
    rows = [(other, *(_finding(found.get((name, other))) for name in names)) for other in others]
    yield Grid(("contender", *names), rows, left=1 + len(names))
    if weak := [p.choice.name for p in analysis.problems if _too_few(p)]:
        yield Text(
            f"Too few pairs to decide anything on {', '.join(weak)}: even if {spec.reference} won every"
            " one of"
            " them, the corrected p-value could not fall below the threshold."
        )


def _finding(comparison: Comparison | None) -> str:
    return DASH if comparison is None else comparison.finding.value


def _too_few(on_problem: OnProblem) -> bool:
    paired = [c for c in on_problem.comparisons if c.paired]
    return any(ranks.least_p(c.n[0]) * len(on_problem.comparisons) >= ALPHA for c in paired)


def _problem(analysis: Analysis, on_problem: OnProblem) -> Iterable[Block]:
    spec, name = analysis.spec, on_problem.choice.name
    yield Heading(name)
    bands = {label: f.band for label, f in on_problem.figures.items() if f.band is not None}
    if bands:
        title = f"{name}: gap of the best so far on train, mean over runs"
        svg, caption = bands_svg(title, bands, reference=spec.reference)
        yield Drawing(f"curve_{name.replace(':', '_')}.svg", svg, caption)
    header = ("contender", "train", "validation", "test", "area under the curve", "train to test", "runs")
    yield Text(
        "Mean final gap with its 95 % interval; the area is the mean gap on train over all evaluations"
        " from the"
        " last seed on; “train to test” is the champion's gap on test less that on train."
    )
    yield Grid(header, [_figures_row(figures) for figures in on_problem.figures.values()])
    if any(figures.fell_back for figures in on_problem.figures.values()):
        yield Text(_fallen(on_problem))
    if on_problem.comparisons:
        yield Text(
            f"{spec.reference} against the others on {spec.outcome}, {len(on_problem.comparisons)}"
            " comparisons"
            " corrected together (Holm). Difference below 0: the reference is better. A12 is the"
            " probability that a"
            " run of the reference is better, Cliff's delta the same from -1 to 1."
        )
        yield _comparisons(on_problem.comparisons)


def _figures_row(figures: Figures) -> Sequence[str]:
    gaps = (interval(figures.gaps.get(split)) for split in SPLITS)
    return (figures.label, *gaps, interval(figures.area), interval(figures.drop), str(len(figures.runs)))


def _fallen(on_problem: OnProblem) -> str:
    fallen = [f"{f.label}: {f.fell_back}" for f in on_problem.figures.values() if f.fell_back]
    return (
        "Runs whose champion was not valid on a split, and that count as the naive seed there: "
        f"{'; '.join(fallen)}."
    )


def _comparisons(comparisons: Sequence[Comparison]) -> Grid:
    header = (
        "against",
        "finding",
        "difference",
        "test",
        "n",
        "p",
        "p (Holm)",
        "A12",
        "Cliff's delta",
        "effect",
    )
    rows = [
        (
            c.other,
            c.finding.value,
            interval(c.difference),
            DASH if c.p is None else c.test,
            f"{c.n[0]} pairs" if c.paired else f"{c.n[0]} + {c.n[1]}",
            figure(c.p),
            figure(c.p_holm),
            f"{c.a12:.3f}",
            f"{c.delta:+.3f}",
            ranks.magnitude(c.a12),
        )
        for c in comparisons
    ]
    return Grid(header, rows, left=2)


def _each(analysis: Analysis) -> Iterable[tuple[str, Figures]]:
    for on_problem in analysis.problems:
        for figures in on_problem.figures.values():
            yield on_problem.choice.name, figures


def _cost(analysis: Analysis) -> Iterable[Block]:
    yield Heading("Cost of a run")
    yield Text("Means over runs. CPU time is that of the candidates on train, not that of the search itself.")
    header = ("problem", "contender", "evaluations", "CPU s", "tokens", "USD", "ended by", "runs")
    rows = []
    for name, figures in _each(analysis):
        n = len(figures.runs)
        means = [figures.total(key) / n for key in ("evaluations", "cpu_s", "tokens", "cost_usd")]
        ends = Counter(run.record.stopped for run in figures.runs)
        ended = ", ".join(f"{reason} {count}" for reason, count in ends.most_common())
        rows.append((name, figures.label, *map(figure, means), ended, str(n)))
    yield Grid(header, rows, left=2)


def _gates(analysis: Analysis) -> Iterable[Block]:
    yield Heading("What became of proposals")
    yield Text(
        "Shares of the candidates that were evaluated, over all runs. GATED: fell behind its parent in the"
        " race"
        " and was not run to the end."
    )
    rows = []
    for name, figures in _each(analysis):
        outcomes = figures.outcomes
        total = sum(outcomes.values())
        rows.append((name, figures.label, *(share(outcomes[o], total) for o in OUTCOMES), str(total)))
    yield Grid(("problem", "contender", *OUTCOMES, "candidates"), rows, left=2)
    reasons = sum((figures.failures for _, figures in _each(analysis)), Counter[str]())
    if not reasons:
        return
    yield Text("Shares of the briefs that brought no program to evaluate, by reason.")
    shown = [reason for reason, _ in reasons.most_common(_REASONS)]
    rows = []
    for name, figures in _each(analysis):
        failures = figures.failures
        rest = sum(failures.values()) - sum(failures[reason] for reason in shown)
        cells = (share(failures[reason], figures.asked) for reason in shown)
        rows.append((name, figures.label, *cells, share(rest, figures.asked), str(figures.asked)))
    yield Grid(("problem", "contender", *shown, "other", "briefs"), rows, left=2)


def _reading(analysis: Analysis) -> Iterable[Block]:
    spec = analysis.spec
    yield Heading("What this does and does not say")
    yield Text(
        f"Findings hold for these problems, these proposers, this budget and {len(spec.seeds)} seeds."
        " Comparisons"
        " are corrected within a problem, not across problems. Intervals of small samples are too narrow"
        " rather"
        " than too wide. Runs with one seed share the seed, not their luck: pairing takes little noise"
        " away."
    )
    if spec.outcome is not Split.TRAIN:
        yield Text(
            f"The outcome is the {spec.outcome} split, which no search sees; a better search on train need"
            " not be"
            " better there."
        )
