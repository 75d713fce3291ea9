"""What a digest says: numbers first, the worst first, each complaint once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.messages import Messages, Row, UnsafeMessage
from tests.unit.notify.examples import NOW, assigned, reminder
from tests.unit.notify.writing import delivery, digest, late_row, linked, numbers


def test_a_digest_says_first_how_many_of_what(city: City) -> None:
    rows = [late_row(1), late_row(2), Row(delivery(assigned(subject=f"{3:036d}")), Complaint(f"{3:036d}"))]
    text = Messages(city).write_digest(digest(), rows, NOW)
    assert text.subject == "2 complaints overdue, 1 new \N{EN DASH} 2 March 2026, 10:15"
    assert text.plain.startswith("2 complaints overdue\n1 new complaint\n")


def test_a_digest_has_the_worst_first_then_the_units_and_each_complaint_once(city: City) -> None:
    rows = [
        *(late_row(number, "roads", hours=number) for number in (1, 2, 3)),
        *(late_row(number, "bridges", hours=number) for number in (4, 5, 90)),
        late_row(6, "bridges", hours=6),
    ]
    text = Messages(city).write_digest(digest(), rows, NOW)
    assert [int(number) for number in numbers(text)] == [90, 6, 5, 4, 3, 2, 1]
    assert "Most of it is with Bridges Division: 4, up to 3 days 18 hours late." in text.plain
    assert "== Bridges Division: 4 overdue, up to 3 days 18 hours (3 above) ==" in text.plain


def test_all_that_waits_about_a_complaint_is_one_row(city: City) -> None:
    first = late_row(1, hours=5)
    again = Row(replace(first.delivery, id="d-2", level=2, occurred_at=NOW + timedelta(hours=1)), first.subject)
    comment = Row(replace(first.delivery, id="d-3", template="commented", level=None), first.subject)
    text = Messages(city).write_digest(digest(), [comment, again, first], NOW)
    assert numbers(text) == ["00000001"]
    assert "escalation level 2" in text.plain
    assert text.plain.count("To do: begin to work on it") == 1
    assert "has added something" in text.plain


def test_a_digest_names_the_earliest_next_step_once(city: City) -> None:
    rows = [late_row(1, next_at=NOW + timedelta(days=2)), late_row(2, next_at=NOW + timedelta(days=1))]
    assert "comes on Tuesday, 3 March 2026, 10:15 WIB." in Messages(city).write_digest(digest(), rows, NOW).plain


def test_a_digest_of_very_many_gives_numbers_for_those_that_it_does_not_show(city: City) -> None:
    rows = [
        *(late_row(number, "roads") for number in range(1, 121)),
        *(late_row(number, "bridges") for number in range(201, 231)),
    ]
    text = Messages(city, linked).write_digest(digest(), rows, NOW)
    assert text.subject.startswith("150 complaints overdue")
    assert len(numbers(text)) == len(set(numbers(text))) == 100
    assert "50 more complaints are not shown here. The list has all of them." in text.plain
    assert "- Roads Agency: 20 more\n- Bridges Division: 30 more" in text.plain


def test_a_digest_for_a_channel_passes_on_every_message(city: City) -> None:
    rows = [
        Row(delivery(reminder(subject=f"{number:036d}"), recipient="channel-whatsapp"), Complaint(f"{number:036d}"))
        for number in range(1, 151)
    ]
    text = Messages(city).write_digest(digest(recipient="channel-whatsapp", language="id"), rows, NOW)
    assert text.subject == "150 pesan untuk diteruskan kepada pelapor \N{EN DASH} 2 Maret 2026, pukul 10.15"
    assert text.plain.count("is waiting to hear from you") == 150
    assert "Untuk pelapor 00000150" in text.plain


def test_there_is_no_digest_of_nothing(city: City) -> None:
    with pytest.raises(UnsafeMessage, match="a digest of nothing"):
        Messages(city).write_digest(digest(), [], NOW)
