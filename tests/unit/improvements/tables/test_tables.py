"""The tables of the report: words on the page, and in the file every code with what it is called."""

from services.improvements.application.report import Became
from services.improvements.domain.effect.result import Kind, Verdict
from services.improvements.domain.patterns import PatternKind
from services.improvements.domain.performance.figures import Alone
from services.improvements.domain.performance.lists import Why
from services.improvements.domain.performance.measures import Measure
from services.improvements.domain.survey import Element, Grade
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import NOTHING, Cell, Table
from services.improvements.tables.tables import csv_of
from services.improvements.texts import WORDS
from tests.unit.improvements.actions import CITY

SAYING = ReportSaying.of("id", CITY)
TABLE = Table(
    "some",
    "Beberapa",
    "Dihitung.",
    ("unit", "value", "text"),
    (("unit", "Unit"), ("value", "Nilai")),
    (
        {"unit": SAYING.unit("dinas-pu"), "value": SAYING.share(0.125), "text": SAYING.plain("=1+1")},
        {"unit": SAYING.unit(None), "value": SAYING.share(None), "text": SAYING.nothing()},
    ),
)


def test_the_page_has_words_and_the_file_codes_and_words() -> None:
    assert [[cell.said for cell in row] for row in TABLE.shown_rows] == [
        ["Dinas Pekerjaan Umum", "12%"],
        [NOTHING, NOTHING],
    ]
    assert [(head.said, head.is_number) for head in TABLE.heads] == [("Unit", False), ("Nilai", True)]
    assert csv_of(TABLE) == ("\ufeffunit,unit_name,value,text\r\ndinas-pu,Dinas Pekerjaan Umum,0.125,'=1+1\r\n,,,\r\n")


def test_what_the_city_no_longer_has_is_named_by_its_code() -> None:
    assert (SAYING.unit("old-unit").said, SAYING.category("old").said) == ("old-unit", "old")


def test_whether_something_is_so_is_no_number() -> None:
    assert (SAYING.yes_or_no(True).said, SAYING.yes_or_no(True).is_number) == ("ya", False)
    assert SAYING.yes_or_no(None) == Cell(None, NOTHING)


def test_a_moment_is_said_by_its_day_and_a_month_by_its_name() -> None:
    assert SAYING.month("2026-03").said == "Maret 2026"


def test_whatever_a_report_can_hold_has_words() -> None:
    words, survey = WORDS.of("en", "report"), WORDS.of("en", "satisfaction")
    assert set(words.measures) == set(WORDS.of("en", "figures").measures) == set(Measure)
    assert set(WORDS.of("en", "units").annotate.named) == set(Measure)
    assert set(words.alone) == set(Alone)
    assert set(words.why) == set(WORDS.of("en", "units").entry) - {"slow"} == set(Why)
    assert set(words.patterns) == set(PatternKind)
    assert set(words.became) == set(Became)
    assert set(words.verdicts) == set(Verdict)
    assert set(words.scales) == set(Kind)
    assert set(survey.elements) == set(Element)
    assert set(survey.grades) == set(Grade)
