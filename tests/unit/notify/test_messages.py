"""What people read: what it is about, how late, what to do, and why they get it; in their language and zone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.values import RerouteReason
from services.notify.city import load_city
from services.notify.domain.city import City
from services.notify.messages import Messages, UnsafeMessage
from services.notify.messages.durations import parts_of, parts_of_working
from tests.builders import policy
from tests.cities import CONFIG, REGENCY
from tests.unit.notify.examples import (
    EMAIL_ONLY,
    NOW,
    approaching,
    assigned,
    escalated,
    overdue,
    sent_to_triage,
)
from tests.unit.notify.writing import PATH_OF_LINK, clocks_set, delivery, known, linked, reopened, running, write

OFFICE = policy("P3D", "PT7H30M", "P14D", calendar="office")
DEMO = load_city(CONFIG / "demo", EMAIL_ONLY)


# --- what, since when, how late


def test_it_says_how_late_in_the_working_time_of_the_complaint(city: City) -> None:
    event = escalated(overdue=(overdue("respond_by", timedelta(days=5)),))
    text = write(city, event, assigned(policy=OFFICE))
    assert "3 working days late" in text.subject
    assert "(3 working days late)" in text.plain


def test_without_a_calendar_it_says_how_late_in_elapsed_time(city: City) -> None:
    event = escalated(overdue=(overdue("respond_by", timedelta(days=5, hours=3)),))
    assert "5 days 3 hours late" in write(city, event).subject
    unknown = assigned(policy=policy("P3D", "PT7H30M", "P14D", calendar="closed-down"))
    assert "5 days 3 hours late" in write(city, event, unknown).subject


def test_it_says_how_late_it_is_when_it_is_written(city: City) -> None:
    event = escalated(overdue=(overdue("respond_by"),))
    assert write(city, event).subject.startswith("Late:")
    assert write(city, event, now=NOW + timedelta(hours=2)).subject.startswith("2 hours late:")


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("id", "Senin, 2 Maret 2026, pukul 11.15 WITA"),
        ("en", "Monday, 2 March 2026, 11:15 WITA"),
    ],
)
def test_times_are_those_of_the_reader(city: City, language: str, date: str) -> None:
    elsewhere = city.people["roads-head"].model_copy(update={"time_zone": "Asia/Makassar"})
    moved = replace(city, people={**city.people, "roads-head": elsewhere})
    assert date in write(moved, approaching(), language=language).plain


def test_a_zone_without_a_name_is_given_by_its_distance(city: City) -> None:
    elsewhere = city.people["roads-head"].model_copy(update={"time_zone": "America/Sao_Paulo"})
    moved = replace(city, people={**city.people, "roads-head": elsewhere})
    assert "00:15 UTC-03" in write(moved, approaching()).plain


def test_it_says_category_and_area_by_their_names(city: City) -> None:
    text = write(city, escalated(), assigned(category="potholes", area="99.71.01.1001"), language="id")
    assert text.plain.startswith("Jalan berlubang, Kelurahan Muara\nPengaduan 456789ab\n")
    assert "Jalan berlubang, Kelurahan Muara (456789ab)" in text.subject


def test_of_a_complaint_that_nothing_is_known_of_it_says_what_the_event_says(city: City) -> None:
    text = write(city, escalated(overdue=(overdue("respond_by", timedelta(hours=2)),)))
    assert text.subject == "2 hours late: Complaint (456789ab)"
    assert text.plain.startswith("Complaint for Roads Agency\nComplaint 456789ab\n")
    assert "first response: Monday, 2 March 2026, 08:15 WIB (2 hours late)" in text.plain


@pytest.mark.parametrize(("language", "new"), [("id", "baru"), ("en", "New")])
def test_a_reopened_complaint_is_not_called_new(city: City, language: str, new: str) -> None:
    first, again = assigned(), assigned(assignment_number=2, occurred_at=NOW + timedelta(days=1))
    fresh = write(city, first, language=language)
    anew = write(city, again, first, reopened(), again, language=language)
    assert new in fresh.subject + fresh.plain
    assert new not in anew.subject + anew.plain


def test_it_tells_the_last_three_steps_but_not_the_one_that_it_is_about(city: City) -> None:
    event = escalated(occurred_at=NOW + timedelta(days=2))
    steps = [assigned(), sent_to_triage(assignment_number=2), reopened(occurred_at=NOW + timedelta(days=1))]
    told = write(city, event, *steps, event).plain
    assert told.count("Monday, 2 March, 10:15:") == 2
    assert "Tuesday, 3 March, 10:15: reopened (it is not fixed)" in told
    assert "Wednesday, 4 March, 10:15:" not in told


def test_what_was_done_meanwhile_is_no_longer_called_overdue(city: City) -> None:
    event = escalated(overdue=(overdue("respond_by"), overdue("acknowledge_by")))
    text = write(city, event, assigned(), clocks_set(running("respond_by"), running("contribute_by")))
    assert "first response:" in text.plain
    assert "contribution:" in text.plain, "what has run out since is told as well"
    assert "acknowledgement:" not in text.plain


def test_a_new_assignment_names_dates_once_they_are_known(city: City) -> None:
    event = assigned()
    assert "- acknowledgement: 3 working days from assignment" in write(city, event).plain
    assert "first response: 7 hours 30 minutes from assignment" in write(city, event).plain
    dated = write(city, event, event, clocks_set(running("respond_by", False, timedelta(days=1)))).plain
    assert "- first response: Tuesday, 3 March 2026, 10:15 WIB" in dated


def test_deadlines_of_an_earlier_assignment_are_not_those_of_the_new_unit(city: City) -> None:
    earlier = (assigned("bridges"), clocks_set(running("acknowledge_by")))
    again = assigned(assignment_number=2, occurred_at=NOW + timedelta(days=1))
    for complaint in (earlier, (*earlier, again)):
        assert "acknowledgement: Monday, 2 March" not in write(city, again, *complaint).plain


def test_an_officer_reads_what_is_overdue_whatever_the_message_is_about(city: City) -> None:
    event = reopened(occurred_at=NOW + timedelta(days=3))
    assert (
        "acknowledgement: Monday, 2 March"
        in write(city, event, assigned(), clocks_set(running("acknowledge_by"))).plain
    )


# --- what is asked, what follows, and why this reader


def test_it_asks_for_what_the_clock_asks_for(city: City) -> None:
    assert "Before then, please acknowledge the complaint." in write(city, approaching(clock="acknowledge_by")).plain


def test_it_offers_a_promise_to_those_who_can_make_one(city: City) -> None:
    messages = Messages(city, linked)
    able = messages.write(delivery(escalated(), acts_for="roads"), known(), NOW)
    unable = messages.write(delivery(escalated()), known(), NOW)
    assert f"Take this on and promise a date:\n{PATH_OF_LINK}" in able.plain
    assert f"Show the complaint:\n{PATH_OF_LINK}" in unable.plain
    assert "promise a date" not in write(city, escalated(), acts_for="roads").plain
    officer = messages.write(delivery(assigned(), acts_for="roads"), known(), NOW)
    assert "promise a date" not in officer.plain


@pytest.mark.parametrize("more", [{}, {"overdue": (overdue("respond_by"),), "next_at": NOW}])
def test_it_says_that_nothing_follows_only_where_that_is_known(city: City, more: dict[str, Any]) -> None:
    assert "last message" not in write(city, escalated(**more)).plain


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reason_for_a_reroute_has_its_own_text(city: City, language: str) -> None:
    reasons = [None, *(reason.value for reason in RerouteReason if reason is not RerouteReason.OTHER)]
    wanted = delivery(escalated(), language)
    texts = {
        Messages(city).write(replace(wanted, variables=wanted.variables | {"rerouted": reason}), known(), NOW).plain
        for reason in reasons
    }
    assert len(texts) == len(reasons)


def test_it_calls_people_as_the_city_does() -> None:
    regency = load_city(REGENCY, EMAIL_ONLY)
    event = escalated("dinas-pupr", "bupati", clock="jawab_awal")
    planned = delivery(event, "id", recipient="bupati")
    variables = planned.variables | {"role": "bupati", "post_unit": "kabupaten"}
    text = Messages(regency).write(replace(planned, variables=variables), known(), NOW)
    assert "sebagai bupati di" in text.plain
    assert "jawaban pertama: Senin, 2 Maret 2026, pukul 11.15 WITA" in text.plain
    assert "segera memberi jawaban pertama" in text.plain


def test_it_addresses_people_by_their_name_where_the_city_gives_it(city: City) -> None:
    named = city.people["roads-head"].model_copy(update={"name": "Sri Wahyuni"})
    told = write(replace(city, people={**city.people, "roads-head": named}), escalated(), language="id")
    assert "Yth. Bapak/Ibu Sri Wahyuni," in told.plain


def test_it_writes_of_a_clock_and_a_role_that_the_city_no_longer_has(city: City) -> None:
    planned = delivery(escalated(clock="resolve_by"))
    variables = planned.variables | {"role": "city_secretary", "rerouted": "post_vacant"}
    text = Messages(city).write(replace(planned, variables=variables), known(), NOW)
    assert "resolve by: Monday, 2 March 2026" in text.plain
    assert "does this now: what the deadline asks for." in text.plain
    assert "the post of city secretary at Roads Agency is vacant" in text.plain


def test_what_version_0_2_planned_is_still_written(city: City) -> None:
    today = delivery(escalated())
    later = {"ladder", "overdue", "asked", "next_at", "is_last", "step"}
    planned_by_0_2 = {name: value for name, value in today.variables.items() if name not in later}
    messages = Messages(city)
    old = messages.write(replace(today, variables=planned_by_0_2), known(), NOW)
    assert old == messages.write(today, known(), NOW)


# --- what cannot be written


@pytest.mark.parametrize("evil", ["x\r\nBcc: all@example.org", "x\ny", "x\x00", "x\u2028y", "x\u202ey", ""])
def test_it_refuses_a_complaints_id_that_cannot_be_shown(city: City, evil: str) -> None:
    with pytest.raises(UnsafeMessage):
        write(city, escalated(subject=evil))


def test_it_refuses_what_has_no_template(city: City) -> None:
    with pytest.raises(UnsafeMessage, match=r"en/birthday\.j2: there is no such template"):
        write(city, escalated(), template="birthday")


@pytest.mark.parametrize("variables", [{"unit": "roads"}, {"level": 1}, {"overdue": 7}, {"overdue": [{"clock": "x"}]}])
def test_it_refuses_a_text_whose_variables_do_not_fit(city: City, variables: dict[str, object]) -> None:
    with pytest.raises(UnsafeMessage):
        write(city, escalated(), variables=variables)


# --- durations


def test_it_reads_durations() -> None:
    assert parts_of_working("P1DT2H") == ((1, "working_days"), (2, "hours"))
    assert parts_of_working("PT7H30M") == ((7, "hours"), (30, "minutes"))
    assert parts_of_working("PT20S") == ((20, "seconds"),)


def test_it_gives_the_two_largest_units(city: City) -> None:
    office, always = city.calendars["office"], city.calendars["always"]
    day = int(7.5 * 3600 * 1000)
    assert parts_of(3 * day + 2 * 3_600_000 + 60_000, office) == ((3, "working_days"), (2, "hours"))
    assert parts_of(86_400_000, always) == ((1, "days"),)
    assert parts_of(3_600_000 + 61_000, None) == ((1, "hours"), (1, "minutes"))
    assert parts_of(59_999, None) == ((59, "seconds"),)
    assert parts_of(999, None) == ()
