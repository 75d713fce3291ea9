"""The satisfaction survey: once, after an answer and the end, with a score for each of its nine elements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import decode, encode
from contracts.events import ComplaintSurveyed
from contracts.values import SURVEY_ELEMENTS, ActorKind, AnsweredVia, Mode, SurveyScores
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, THE_FOLLOWER, THE_SYSTEM, Principal
from services.complaints.domain.rules import possible_actions
from tests.unit.complaints.examples import NOON, PEOPLE, ROUTING_INPUT, SCORES, UNITS, complaint, officer

CLOSED = complaint(state=State.CLOSED, answered_at=NOON)
YEAR = timedelta(days=365)
SCORE = st.integers(1, 4)


def survey(
    scores: dict[str, int] | None, by: Principal = THE_COMPLAINANT, via: AnsweredVia = AnsweredVia.CHANNEL
) -> Step:
    return Step(ACTIONS["survey"], by, scores=scores, via=via, texts=frozenset({"text"}))


def taken(found: Complaint, step: Step) -> Change:
    change = act(found, step, NOON + YEAR, UNITS)
    assert isinstance(change, Change), change
    return change


def refused(found: Complaint, step: Step) -> Refusal:
    refusal = act(found, step, NOON + YEAR, UNITS)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def steps(found: Complaint, *names: str) -> Complaint:
    """The complaint after these steps of whoever takes them, each with all that it needs."""
    for name in names:
        by = {"reopen": THE_COMPLAINANT, "confirm": THE_COMPLAINANT, "close": THE_SYSTEM}.get(name, officer("pu"))
        reason = {"close": "no_reply", "reject": "outside_city"}.get(name)
        step = Step(ACTIONS[name], by, reason, texts=frozenset({"message"}))
        change = act(found, step, NOON, UNITS)
        assert isinstance(change, Change), change
        found = replace(change.complaint, wanted_assignment=change.complaint.assignment_number)
        if found.state is State.REOPENED:
            found = replace(found, state=State.IN_PROGRESS)
    return found


@given(st.fixed_dictionaries(dict.fromkeys(SURVEY_ELEMENTS, SCORE)), st.sampled_from(["page", "channel", "counter"]))
def test_the_event_has_the_scores_in_the_order_of_the_regulation_and_nothing_else(
    scores: dict[str, int], via: str
) -> None:
    change = taken(CLOSED, survey(scores, via=AnsweredVia(via)))
    event = change.event
    assert isinstance(event, ComplaintSurveyed)
    assert event.scores.in_order == tuple(scores[name] for name in SURVEY_ELEMENTS)
    assert (event.unit, event.answered_via, event.actor.kind) == ("pu", via, ActorKind.COMPLAINANT)
    assert change.complaint == replace(CLOSED, version=4, seq=4, surveyed_at=NOON + YEAR)
    assert decode(encode(event, "complaints")) == event


@given(st.sets(st.sampled_from(SURVEY_ELEMENTS), min_size=1))
def test_each_element_that_is_missing_is_named(left_out: set[str]) -> None:
    refusal = refused(CLOSED, survey({name: score for name, score in SCORES.items() if name not in left_out}))
    assert (refusal.reason, refusal.field) == ("score_missing", "scores")
    assert set(refusal.fields) == {f"scores.{name}" for name in left_out}
    assert all(name in refusal.detail for name in left_out)


@given(
    st.dictionaries(
        st.sampled_from(SURVEY_ELEMENTS), st.integers().filter(lambda score: score not in (1, 2, 3, 4)), min_size=1
    )
)
def test_each_score_that_is_none_names_its_element(wrong: dict[str, int]) -> None:
    refusal = refused(CLOSED, survey(SCORES | wrong))
    assert (refusal.reason, set(refusal.fields)) == ("score_out_of_range", {f"scores.{name}" for name in wrong})


def test_the_elements_are_those_of_the_regulation() -> None:
    numbers = [str(field.description).split(",")[0] for field in SurveyScores.model_fields.values()]
    assert numbers == [f"U{number}" for number in range(1, 10)]


def test_it_is_answered_once_and_a_second_answer_hears_when_that_was() -> None:
    after = taken(CLOSED, survey(SCORES)).complaint
    again = refused(after, survey(SCORES))
    assert (again.reason, again.field) == ("survey_answered", None)
    assert "was answered on 2027-03-02" in again.detail
    assert "survey" not in possible_actions(after, THE_COMPLAINANT, NOON, UNITS)


def test_what_is_reopened_and_answered_again_is_not_surveyed_again() -> None:
    after = replace(taken(CLOSED, survey(SCORES)).complaint, answered_at=NOON)
    again = steps(after, "reopen", "resolve", "confirm")
    assert refused(again, survey(SCORES)).reason == "survey_answered"


@pytest.mark.parametrize("state", sorted(set(State) - {State.CLOSED, State.REJECTED}))
def test_it_waits_until_the_complaint_is_over(state: State) -> None:
    assert refused(replace(CLOSED, state=state), survey(SCORES)).reason == "wrong_state"


@pytest.mark.parametrize("names", [("reject",), ("resolve", "confirm"), ("request_information", "resolve", "confirm")])
def test_whoever_was_answered_is_asked_whether_it_was_dealt_with_or_not(names: tuple[str, ...]) -> None:
    assert taken(steps(complaint(), *names), survey(SCORES)).complaint.surveyed_at


def test_whoever_has_let_a_question_pass_is_not_asked_until_there_is_an_answer() -> None:
    lapsed = steps(complaint(), "request_information", "close")
    assert refused(lapsed, survey(SCORES)).reason == "survey_without_answer"
    assert taken(steps(lapsed, "reopen", "resolve", "confirm"), survey(SCORES)).complaint.surveyed_at


def test_what_another_system_has_answered_is_not_surveyed() -> None:
    imported = replace(CLOSED, routing_input=ROUTING_INPUT.model_copy(update={"mode": Mode.HISTORY}))
    assert refused(imported, survey(SCORES)).reason == "survey_without_answer"


def test_a_trial_goes_the_whole_way() -> None:
    trial = replace(CLOSED, routing_input=ROUTING_INPUT.model_copy(update={"mode": Mode.SANDBOX}))
    assert taken(trial, survey(SCORES)).complaint.surveyed_at


def test_a_duplicate_has_no_answer_of_its_own() -> None:
    assert refused(replace(CLOSED, duplicate_of="c-2"), survey(SCORES)).reason == "survey_of_duplicate"


@pytest.mark.parametrize("who", [*PEOPLE.values(), THE_FOLLOWER], ids=lambda who: f"{who.role} {who.unit}")
def test_only_the_complainant_answers_it(who: Principal) -> None:
    assert refused(CLOSED, survey(SCORES, by=who)).reason == "wrong_actor"
