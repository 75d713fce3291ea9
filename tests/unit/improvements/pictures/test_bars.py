"""The picture of counts is whole SVG, whatever the labels hold, and its bars are in proportion."""

from xml.etree import ElementTree

from services.improvements.pictures.bars import ROW, Bar, Bars, bars_svg
from services.improvements.pictures.chart import WIDTH

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*bars: Bar) -> ElementTree.Element:
    return ElementTree.fromstring(bars_svg(Bars("<Title>", 'All & "more"', bars)))


def test_bars_are_in_proportion_and_have_their_labels_and_numbers() -> None:
    picture = drawn(Bar("A", 10, "10"), Bar("B", 5, "5"), Bar("C", 0, "0"), Bar("D", None, "not shown"))
    long, short = (float(each.attrib["width"]) for each in picture.iter(f"{SVG}rect"))
    assert abs(long - 2 * short) <= 0.2 and long < WIDTH
    assert [each.text for each in picture.iter(f"{SVG}text")] == ["A", "10", "B", "5", "C", "0", "D", "not shown"]
    assert picture.attrib["viewBox"] == f"0 0 {WIDTH} {4 * ROW}"


def test_any_text_is_escaped_and_a_long_label_is_cut() -> None:
    picture = drawn(Bar("<script>", 1, "&"), Bar("long " * 40, 1, "1"))
    assert [each.text for each in picture.iter(f"{SVG}title")] == ["<Title>"]
    first, said, cut, _ = (each.text or "" for each in picture.iter(f"{SVG}text"))
    assert (first, said) == ("<script>", "&") and cut.endswith("…") and len(cut) < 60


def test_nothing_at_all_is_drawn_too() -> None:
    assert list(drawn().iter(f"{SVG}rect")) == []
