"""The satisfaction survey after the end of a complaint: when it may be answered, and what an answer has to hold.

The nine elements and the scores from 1 to 4 are those of Permenpan-RB 14/2017: see `contracts.values.SurveyScores`.
"""

from collections.abc import Iterable, Iterator, Mapping

from contracts.values import SURVEY_ELEMENTS, Mode
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.refusals import Refusal

SCORES = (1, 2, 3, 4)
FIELD = "scores"


def survey_obstacle(complaint: Complaint) -> str | None:
    """The code of why a complaint that is closed or rejected cannot be surveyed; None when it can.

    Asked is who had an answer of a unit of this city. Of what was answered in another system, or never, there is
    nothing to ask; a duplicate was answered as another complaint, maybe by another unit. What was reopened and answered
    again is not surveyed again.
    """
    if complaint.surveyed_at is not None:
        return "survey_answered"
    if complaint.duplicate_of is not None:
        return "survey_of_duplicate"
    is_history = complaint.routing_input.mode is Mode.HISTORY
    return "survey_without_answer" if is_history or complaint.closed_unanswered else None


def wrong_scores(scores: Mapping[str, int]) -> Iterator[Refusal]:
    """What is wrong with the scores by element: each that is missing, then each that is no score, is named."""
    missing = [name for name in SURVEY_ELEMENTS if name not in scores]
    if missing:
        yield _about(missing, "score_missing", f"the survey lacks a score for {', '.join(missing)}")
    outside = [name for name in SURVEY_ELEMENTS if name in scores and scores[name] not in SCORES]
    if outside:
        yield _about(outside, "score_out_of_range", f"this is no score: {', '.join(outside)}")


def elements_of(fields: Iterable[str]) -> list[str]:
    """The elements that a refusal of scores names."""
    return [field.removeprefix(f"{FIELD}.") for field in fields]


def _about(elements: Iterable[str], reason: str, detail: str) -> Refusal:
    remedy = "give each of the nine elements a number from 1, not good, to 4, very good"
    return Refusal(reason, detail, remedy, FIELD, tuple(f"{FIELD}.{name}" for name in elements))
