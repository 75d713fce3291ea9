"""Calendars and instants for the property tests, chosen where calendars go wrong."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tests.unit.city.calendar_model import WEEK, Model

OFFICE_DAY = ["07:30-12:00", "13:00-16:00"]
FRIDAY = ["07:30-11:30", "13:30-16:30"]
OFFICE_WEEK = {**dict.fromkeys(WEEK[:4], OFFICE_DAY), "friday": FRIDAY}

# Hours at night and at weekends, so that the changes of the clock fall into working time.
NIGHT_SHIFTS = {
    "monday": ["00:00-06:00", "22:00-24:00"],
    "saturday": ["20:15-24:00"],
    "sunday": ["00:00-02:15", "02:30-03:00", "03:15-09:00"],
}

JAKARTA = Model("Asia/Jakarta", OFFICE_WEEK, "ID", ("public", "government"), off=(date(2026, 12, 31),))
JAKARTA_SATURDAY = Model(
    "Asia/Jakarta", OFFICE_WEEK, "ID", ("public",), on=(date(2026, 3, 21), date(2026, 4, 3), date(2026, 5, 16))
)
BERLIN = Model("Europe/Berlin", NIGHT_SHIFTS, "DE", ("public",), off=(date(2026, 3, 30),))
LORD_HOWE = Model("Australia/Lord_Howe", NIGHT_SHIFTS)  # its clocks change by half an hour
SAMOA = Model("Pacific/Apia", {day: ["08:00-12:15", "13:00-24:00"] for day in WEEK})  # skipped 30 December 2011
SANTIAGO = Model("America/Santiago", {day: ["00:00-01:00", "23:00-24:00"] for day in WEEK})  # changes at midnight

# Each calendar with the places in time where something happens to it.
PLACES = [
    (JAKARTA, datetime(2026, 3, 16, tzinfo=UTC)),  # Nyepi and Idul Fitri with their joint days off
    (JAKARTA, datetime(2026, 12, 22, tzinfo=UTC)),  # Christmas, an extra holiday, the turn of the year
    (JAKARTA_SATURDAY, datetime(2026, 3, 17, tzinfo=UTC)),
    (JAKARTA_SATURDAY, datetime(2026, 5, 12, tzinfo=UTC)),
    (BERLIN, datetime(2026, 3, 27, tzinfo=UTC)),  # an hour is skipped
    (BERLIN, datetime(2026, 10, 23, tzinfo=UTC)),  # an hour comes twice
    (LORD_HOWE, datetime(2026, 4, 3, tzinfo=UTC)),
    (LORD_HOWE, datetime(2026, 10, 2, tzinfo=UTC)),
    (SAMOA, datetime(2011, 12, 28, tzinfo=UTC)),
    (SANTIAGO, datetime(2026, 4, 3, tzinfo=UTC)),
    (SANTIAGO, datetime(2026, 9, 4, tzinfo=UTC)),
]

MINUTES_A_WEEK = 7 * 24 * 60
minutes_of_a_week = st.integers(0, MINUTES_A_WEEK)
milliseconds_of_a_month = st.integers(0, 31 * 24 * 60 * 60_000)


@st.composite
def places(draw: st.DrawFn) -> tuple[Model, datetime]:
    """A calendar, and a whole minute near which something happens to it."""
    model, near = draw(st.sampled_from(PLACES))
    return model, near + timedelta(minutes=draw(minutes_of_a_week))
