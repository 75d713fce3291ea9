"""Bars are in proportion to their numbers."""

from services.improvements.pictures.bars import WIDEST, Bar, bars_of


def test_the_largest_is_as_wide_as_can_be_and_the_others_are_in_proportion() -> None:
    assert bars_of([("A", 10, "ten"), ("B", 5, "five"), ("C", 0, "none")]) == (
        Bar("A", "ten", WIDEST),
        Bar("B", "five", WIDEST / 2),
        Bar("C", "none", 0.0),
    )


def test_nothing_counted_has_no_width_and_nothing_at_all_no_bar() -> None:
    assert bars_of([("A", 0, "none")]) == (Bar("A", "none", 0.0),)
    assert bars_of([]) == ()
