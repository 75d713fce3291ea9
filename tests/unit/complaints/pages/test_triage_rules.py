"""What the pages of the triage desk decide without a store: the order of the wait, and which units are suggested."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from city.entry import Names
from city.files.routing import RoutingRule
from contracts.codec import encode
from contracts.values import RoutingInput
from services.complaints.domain.complaint import Complaint, State
from services.complaints.pages.triage.queue import in_order
from services.complaints.pages.triage.suggestions import MAX_SUGGESTED, suggested, weight_of
from services.complaints.pages.triage.view import shortened
from services.complaints.record import Record, Request
from tests.builders import assignment, policy

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TRIAGE = "triage"
ABOUT = RoutingInput(channel="demo", filed_at=NOW, category="jalan-rusak", words=("galian",), area="99.71.01.1001")
POLICY = policy()


def _rule(name: str, unit: str, **conditions: object) -> RoutingRule:
    return RoutingRule.model_validate({"name": name, "unit": unit, "reason": Names({"en": name}), **conditions})


def _record(complaint_id: str, minutes: int, asked: bool = False, continued: int = 0) -> Record:
    """A complaint that came to the triage desk then, and was corrected there so often since."""
    state = State.NEEDS_INFORMATION if asked else State.FILED
    numbers = range(1, continued + 2)
    sent = [
        assignment(
            complaint_id,
            TRIAGE,
            NOW + timedelta(minutes=minutes + (number - 1) * 1_000),
            number,
            policy=POLICY,
            triage=True,
            continues=number > 1,
        )
        for number in numbers
    ]
    complaint = Complaint(
        complaint_id, ABOUT, state, version=2, seq=1, unit=TRIAGE,
        assignment_number=len(sent), wanted_assignment=len(sent),
    )  # fmt: skip
    return Record(complaint, Request("x", "id", "0"), other_events=tuple(encode(each, "test") for each in sent))


@given(st.lists(st.tuples(st.integers(0, 9_999), st.booleans(), st.integers(0, 2)), max_size=8))
def test_the_longest_wait_stands_first_and_what_was_asked_last(arrivals: list[tuple[int, bool, int]]) -> None:
    records = [_record(f"c-{n}", *each) for n, each in enumerate(arrivals)]
    found = in_order(records, TRIAGE).waiting
    assert sorted(each.complaint.id for each in found) == [each.complaint.id for each in records]
    keys = [(each.is_asked, each.since) for each in found]
    assert keys == sorted(keys)
    minutes = {f"c-{n}": each[0] for n, each in enumerate(arrivals)}
    assert all(each.since == NOW + timedelta(minutes=minutes[each.complaint.id]) for each in found)


def test_what_is_decided_or_elsewhere_or_over_does_not_wait() -> None:
    here = _record("c-1", 0)
    others = [
        replace(here, complaint=replace(here.complaint, **changed))
        for changed in ({"wanted_assignment": 2}, {"unit": "pu"}, {"state": State.CLOSED})
    ]
    queue = in_order([here, *others], TRIAGE)
    assert [each.record for each in queue.waiting] == [here]
    assert queue.handed_over == 1


def test_a_rule_of_the_category_with_a_word_of_the_text_comes_first() -> None:
    rules = [
        _rule("category", "pu", category=("jalan-rusak",)),
        _rule("both", "pdam", category=("jalan-rusak",), words=("galian",)),
        _rule("word", "lh", words=("galian", "pipa")),
        _rule("other", "sosial", category=("bantuan",)),
        _rule("place", "kecamatan", area=("99.71.01",)),
    ]
    found = suggested(ABOUT, rules, [], frozenset())
    assert [each.unit for each in found] == ["pdam", "pu", "lh"]
    assert [each.rule.name for each in found if each.rule] == ["both", "category", "word"]


def test_a_unit_with_similar_complaints_is_suggested_without_any_rule() -> None:
    found = suggested(ABOUT, [], ["lh", "pu", "lh"], frozenset({"pu"}))
    assert [(each.unit, each.similar, each.rule) for each in found] == [("lh", 2, None)]


def test_the_place_decides_between_rules_that_are_alike() -> None:
    near, far = (
        _rule("near", "a", category=("jalan-rusak",), area=("99.71.01",)),
        _rule("far", "b", category=("jalan-rusak",), area=("99.71.02",)),
    )
    assert weight_of(near, ABOUT) > weight_of(far, ABOUT) > 0


RULES = st.lists(
    st.builds(
        lambda unit, category, words: _rule("r", unit, **({"category": (category,)} if category else {}), words=words),
        st.sampled_from(["pu", "lh", "pdam", "satpol", "sosial", "kota", "triage"]),
        st.sampled_from([None, "jalan-rusak", "sampah"]),
        st.sampled_from([("galian",), ("pipa",), ("galian", "pipa")]),
    ),
    max_size=12,
)


@given(RULES, st.lists(st.sampled_from(["pu", "lh", "triage"]), max_size=5))
def test_each_unit_is_suggested_once_with_a_reason_and_never_a_forbidden_one(
    rules: list[RoutingRule], similar_at: list[str]
) -> None:
    found = suggested(ABOUT, rules, similar_at, frozenset({"triage"}))
    units = [each.unit for each in found]
    assert len(units) == len(set(units)) <= MAX_SUGGESTED
    assert "triage" not in units
    assert all(each.similar or (each.rule and weight_of(each.rule, ABOUT) > 0) for each in found)


@given(st.text(max_size=60), st.integers(1, 20))
def test_a_shortened_text_is_its_beginning(text: str, most: int) -> None:
    short = shortened(text, most)
    assert short == text if len(text) <= most else short.endswith(" …") and text.startswith(short[:-2])
