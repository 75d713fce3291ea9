"""A policy that has every kind of clock."""

from contracts.values import ClockOwner, ClockRule, ClockScope
from tests.builders import ANSWERED, OVER
from tests.unit.verify.logs import POLICY

LIFE = POLICY.model_copy(
    update={
        "max_transfers": 1,
        "clocks": (
            *POLICY.clocks,
            ClockRule(
                name="reopened_by",
                within="PT20S",
                scope=ClockScope.STEP,
                starts_with="reopened",
                met_by=ANSWERED,
                ended_by=OVER,
            ),
            ClockRule(
                name="contribute_by",
                within="PT10S",
                scope=ClockScope.CONTRIBUTION,
                starts_with="contribution_requested",
                met_by=("contribution_given",),
                ended_by=(*ANSWERED, *OVER),
            ),
            ClockRule(
                name="reply_by",
                within="PT40S",
                scope=ClockScope.STEP,
                starts_with="information_requested",
                met_by=("information_provided",),
                ended_by=(*ANSWERED, "transferred", *OVER),
                owed_by=ClockOwner.COMPLAINANT,
                remind_shares=(0.25, 0.75),
                on_expiry="no_reply",
            ),
            ClockRule(
                name="confirm_by",
                within="PT40S",
                scope=ClockScope.STEP,
                starts_with="resolved",
                met_by=("closed",),
                ended_by=("reopened", "withdrawn"),
                owed_by=ClockOwner.COMPLAINANT,
                on_expiry="not_objected",
            ),
        ),
    }
)
LONG = LIFE.model_copy(update={"name": "long"})
