"""By which figures of complaints an improvement action can be measured. Of each of them less is better."""

from enum import StrEnum


class Measure(StrEnum):
    """What is counted: complaints a week, a share of them, or working days to the first answer."""

    COMPLAINTS = "complaints"
    LATE_SHARE = "late_share"
    REOPENED_SHARE = "reopened_share"
    LOW_RATING_SHARE = "low_rating_share"
    TRANSFER_SHARE = "transfer_share"
    ANSWER_DAYS = "answer_days"


MEASURES = frozenset(measure.value for measure in Measure)
