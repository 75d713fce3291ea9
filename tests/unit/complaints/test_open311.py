"""Open311's forms: both formats of an answer, parameters, answers to questions, and places in public lists."""

from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from city.entry import Names
from city.files.categories import Attribute, Category, Choice
from contracts.values import Mode, RoutingInput
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.listings import before, beyond, listing, listings_of, owner_of, place_in_listing
from services.complaints.open311.answered import answers
from services.complaints.open311.answers import JSON, XML, Answer, response
from services.complaints.open311.given import Given, moment_of
from services.complaints.open311.refused import Refused

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def _complaint(state: State = State.FILED, at: datetime = NOW, **known: object) -> Complaint:
    return Complaint("c", RoutingInput(channel="demo", filed_at=at, **known), state, 1, 1)


def test_an_empty_list_and_an_empty_field() -> None:
    assert bytes(response(Answer("services", [], "service"), JSON).body) == b"[]"
    assert bytes(response(Answer("services", [], "service"), XML).body).endswith(b"<services />")
    assert b"<a><b /></a>" in bytes(response(Answer("a", {"b": None}), XML).body)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_makes_a_document_that_can_be_read(text: str) -> None:
    element = fromstring(bytes(response(Answer("a", {"b": text}), XML).body))
    assert len(element.findtext("b") or "") <= len(text)


@pytest.mark.parametrize("text", ["2026-03-02T03:00:00Z", "2026-03-02T10:00:00+07:00", "2026-03-02T03:00Z"])
def test_a_time_with_its_offset(text: str) -> None:
    assert moment_of(text) == NOW


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-02T03:00:00", "20260302", "now", "9999-12-31T23:00:00-14:00"])
def test_anything_else_is_no_time(text: str) -> None:
    assert moment_of(text) is None


def test_empty_counts_as_not_sent_and_commas_as_several() -> None:
    sent = Given([("a", ""), ("a", " "), ("b", "1,2"), ("b", "2 , 3,"), ("c", " x ")])
    assert (sent.one("a"), sent.all("a"), sent.all("b"), sent.one("c")) == (None, (), ("1", "2", "3"), "x")
    with pytest.raises(Refused):
        sent.one("b")


def _category(*attributes: Attribute) -> Category:
    return Category(code="lampu", name=_names("Lampu"), attributes=attributes)


def _names(name: str) -> Names:
    return Names({"id": name, "en": name})


def _asked(code: str, datatype: str, required: bool = False) -> Attribute:
    values = tuple(Choice(key=key, name=_names(key.upper())) for key in ("a", "b")) if "list" in datatype else ()
    return Attribute(code=code, datatype=datatype, description=_names(f"{code}?"), required=required, values=values)


@pytest.mark.parametrize(
    ("datatype", "sent", "line"),
    [
        ("string", [("attribute[q]", "x")], "q?: x"),
        ("text", [("attribute[q]", "x\ny")], "q?: x\ny"),
        ("number", [("attribute[q]", "-1.5")], "q?: -1.5"),
        ("datetime", [("attribute[q]", "2026-03-02T03:00:00Z")], "q?: 2026-03-02T03:00:00Z"),
        ("singlevaluelist", [("attribute[q]", "a")], "q?: A"),
        ("multivaluelist", [("attribute[q][]", "a"), ("attribute[q][]", "b")], "q?: A, B"),
        ("multivaluelist", [("attribute[q][0]", "a"), ("attribute[q][1]", "b")], "q?: A, B"),
    ],
)
def test_an_answer_becomes_a_line(datatype: str, sent: list[tuple[str, str]], line: str) -> None:
    assert list(answers(Given(sent), _category(_asked("q", datatype)), "en")) == [line]


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        ("string", "x\ny"),
        ("number", "many"),
        ("datetime", "soon"),
        ("singlevaluelist", "c"),
        ("multivaluelist", "a,b"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(datatype: str, value: str) -> None:
    with pytest.raises(Refused, match="attribute_wrong"):
        list(answers(Given([("attribute[q]", value)]), _category(_asked("q", datatype)), "en"))


def test_a_required_answer_may_not_be_missing() -> None:
    with pytest.raises(Refused, match="attribute_missing"):
        list(answers(Given([]), _category(_asked("q", "string", required=True)), "en"))


def test_a_complaint_stands_in_the_lists_of_its_status_and_category() -> None:
    assert listings_of(_complaint(category="lampu")) == (listing("", True), listing("", True, "lampu"))
    assert listings_of(_complaint(State.REJECTED)) == (listing("", False),)


def test_what_is_of_a_sandbox_stands_in_lists_of_its_channel() -> None:
    complaint = _complaint(mode=Mode.SANDBOX, category="lampu")
    assert owner_of(complaint) == "demo"
    assert not set(listings_of(complaint)) & set(listings_of(_complaint(category="lampu")))
    assert owner_of(_complaint(mode=Mode.HISTORY)) == ""


@given(st.integers(min_value=-5, max_value=5), st.integers(min_value=-5, max_value=5))
def test_places_lie_between_the_ends_of_a_range_that_holds_them(since: int, until: int) -> None:
    place = place_in_listing(_complaint())
    first, last = (NOW + timedelta(milliseconds=each) for each in (since, until))
    assert (before(last) < place <= beyond(first)) == (since <= 0 <= until)
