import re
from datetime import date, timedelta

import defusedxml.ElementTree as ElementTree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.improvements.pictures.chart import FONT, HEIGHT, WIDTH, Chart, Mark, Point, svg

START = date(2025, 1, 6)
SVG = "{http://www.w3.org/2000/svg}"


def weeks(*observed: float | None) -> list[Point]:
    return [Point(START + timedelta(weeks=at), each, 3.0, 1.0, 6.0) for at, each in enumerate(observed)]


def parts(chart: Chart, name: str) -> list[dict[str, str]]:
    root = ElementTree.fromstring(svg(chart))
    return [each.attrib for each in root.iter() if each.get("class") == name]


def test_it_has_a_name_and_a_description_for_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(svg(Chart("Roads", "More since May", weeks(1, 2))))
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert [named[each] for each in (root.get("aria-labelledby") or "").split()] == ["Roads", "More since May"]


def test_two_charts_of_a_page_have_other_ids() -> None:
    ids = {re.findall('id="([^"]+)"', svg(Chart(title, "", weeks(1))))[0] for title in ("a", "b")}
    assert len(ids) == 2


def test_it_brings_neither_script_nor_style() -> None:
    drawn = svg(Chart("Roads", "", weeks(1, 2), (Mark(START, "begun"),)))
    assert not re.search(r"<script|<style|style=|\son\w+=", drawn)
    assert "currentColor" in drawn


def test_letters_can_be_read_on_a_narrow_telephone() -> None:
    assert FONT * 360 / WIDTH >= 12


def test_a_bar_is_as_high_as_its_value() -> None:
    bars = parts(Chart("Roads", "", weeks(2, 4, None, 8)), "bar")
    heights = [float(each["height"]) for each in bars]
    assert len(heights) == 3
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
    assert heights[2] == pytest.approx(4 * heights[0], abs=0.3)


def test_points_are_drawn_instead_of_bars_where_asked() -> None:
    chart = Chart("Roads", "", weeks(2, 4), as_points=True)
    assert (len(parts(chart, "point")), len(parts(chart, "bar"))) == (2, 0)


def test_a_week_without_expectation_leaves_a_gap_in_line_and_band() -> None:
    points = weeks(1, 2, 3, 4)
    points[2] = Point(points[2].day, 3)
    chart = Chart("Roads", "", points)
    assert (len(parts(chart, "expected")), len(parts(chart, "band"))) == (2, 2)


def test_a_mark_stands_on_its_day_and_one_outside_is_left_out() -> None:
    marks = (Mark(START + timedelta(weeks=1), "begun"), Mark(START - timedelta(weeks=9), "before"))
    (mark,) = parts(Chart("Roads", "", weeks(1, 2, 3), marks), "mark")
    (_, bar, _) = parts(Chart("Roads", "", weeks(1, 2, 3)), "bar")
    assert float(mark["x1"]) == pytest.approx(float(bar["x"]) + float(bar["width"]) / 2, abs=0.2)


def test_labels_that_would_touch_stand_one_below_the_other() -> None:
    marks = (Mark(START, "measure begun"), Mark(START + timedelta(weeks=1), "measure ended"))
    drawn = svg(Chart("Roads", "", weeks(1, 2, 3, 4, 5, 6), marks))
    heights = [re.search(rf'y="(\d+)"[^>]*>{each.label}', drawn) for each in marks]
    assert [each.group(1) for each in heights if each] == ["18", "38"]


def test_shares_are_written_as_percentages() -> None:
    points = [Point(START, 0.2), Point(START + timedelta(weeks=1), 0.4)]
    assert "40%" in svg(Chart("Late", "", points, is_share=True))


def test_points_can_have_names_and_the_last_one_is_always_shown() -> None:
    few, many = (tuple(f"Q{each} 2026" for each in range(1, number + 1)) for number in (4, 8))
    drawn = [svg(Chart("Late", "", weeks(*range(len(names))), names=names)) for names in (few, many)]
    assert all(f">{name}</text>" in drawn[0] for name in few)
    assert ">Q8 2026</text>" in drawn[1] and ">Q7 2026</text>" not in drawn[1]
    assert START.isoformat() not in drawn[0]


def test_without_points_there_is_an_empty_frame() -> None:
    assert parts(Chart("Roads", "", ()), "bar") == []


values = st.none() | st.floats(0, 1e6)


@given(st.text(), st.text(), st.lists(st.builds(Point, st.dates(), values, values, values, values)), st.booleans())
def test_whatever_it_is_given_it_is_well_formed_and_inside_its_box(
    title: str, label: str, points: list[Point], as_points: bool
) -> None:
    clean = "".join(each for each in title if each.isprintable())
    word = "".join(each for each in label if each.isprintable())
    ordered = sorted({each.day: each for each in points}.values(), key=lambda each: each.day)
    chart = Chart(clean, word, ordered, (Mark(START, word[:20]),), as_points=as_points)
    for bar in parts(chart, "bar"):
        assert 0 <= float(bar["y"]) <= HEIGHT
        assert float(bar["x"]) + float(bar["width"]) <= WIDTH
