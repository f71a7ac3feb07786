from __future__ import annotations

from xml.etree import ElementTree

from adrs.run.report.curve_svg import Curve, Reference, curve_svg


def drawn(curve: Curve) -> ElementTree.Element:
    """The drawing, parsed."""
    return ElementTree.fromstring(curve_svg(curve))


def texts(root: ElementTree.Element) -> list[str]:
    """Every text in the drawing."""
    return [element.text or "" for element in root.iter() if element.tag.endswith("}text")]


def curve(*references: Reference, steps: tuple[tuple[int, float], ...] = ((1, 9.0), (5, 4.0))) -> Curve:
    """A short curve."""
    return Curve(title="a < b & c", y_label="cost (s)", steps=steps, evaluations=20, references=references)


def test_the_curve_goes_down_in_steps_to_the_right_end() -> None:
    (path,) = [e for e in drawn(curve()).iter() if e.tag.endswith("}path")]
    d = path.get("d") or ""
    assert d.count("V") == 1
    assert d.count("H") == 2
    assert d.endswith("H570")


def test_titles_are_escaped() -> None:
    assert "a < b & c" in texts(drawn(curve()))


def test_every_reference_has_a_line_and_a_label() -> None:
    root = drawn(curve(Reference("human", 6.0, "human"), Reference("optimal", 3.0, "bound")))
    classes = [e.get("class") for e in root.iter() if e.tag.endswith("}line")]
    assert classes.count("human") == classes.count("bound") == 1
    assert {"human 6", "optimal 3", "best so far 4"} <= set(texts(root))


def test_a_naive_value_far_away_does_not_flatten_the_curve() -> None:
    near = Reference("human", 5.0, "human")
    root = drawn(curve(near, Reference("naive", 9e9, "naive")))
    assert any("off scale" in text for text in texts(root))
    assert "naive" not in [e.get("class") for e in root.iter() if e.tag.endswith("}line")]


def test_flat_and_empty_curves_can_be_drawn() -> None:
    assert texts(drawn(curve(steps=((1, 3.0),))))
    assert texts(drawn(curve(steps=())))
    assert texts(drawn(curve(steps=((1, 0.0),))))
