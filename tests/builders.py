"""Policies and events for tests: one way to make each, with what a test does not care about filled in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from contracts.events import AssignmentEvent, ComplaintAssigned, ComplaintEvent, ComplaintSentToTriage
from contracts.ids import event_id
from contracts.values import (
    Actor,
    ActorKind,
    ClockOwner,
    ClockRule,
    ClockScope,
    LadderStep,
    Method,
    PolicySnapshot,
    Reason,
)

ANSWERED = ("resolved", "rejected")
OVER = ("withdrawn", "closed")
RESPONSES = ("started", "information_requested", *ANSWERED)
SOMEBODY = Actor(kind=ActorKind.OFFICER, id="o-1")
UNIT_HEAD_AT_ONCE = (LadderStep(level=1, role="unit_head", after="PT0S"),)

Step = TypeVar("Step", bound=ComplaintEvent)


def clocks(acknowledge: str, respond: str, resolve: str, warn_share: float | None = 0.75) -> tuple[ClockRule, ...]:
    """The three clocks that the shipped cities have, with these durations."""
    return (
        ClockRule(
            name="acknowledge_by",
            within=acknowledge,
            scope=ClockScope.STAGE,
            starts_with="assigned",
            met_by=("acknowledged", "information_provided", *RESPONSES),
            ended_by=("transferred", *OVER),
            warn_share=warn_share,
        ),
        ClockRule(
            name="respond_by",
            within=respond,
            scope=ClockScope.STAGE,
            starts_with="assigned",
            met_by=RESPONSES,
            ended_by=("transferred", *OVER),
            warn_share=warn_share,
        ),
        ClockRule(
            name="resolve_by",
            within=resolve,
            scope=ClockScope.STATUTORY,
            starts_with="filed",
            met_by=ANSWERED,
            ended_by=OVER,
            paused_by=("information_requested",),
            resumed_by=("information_provided", "transferred"),
            restored_by=("reopened",),
            warn_share=warn_share,
        ),
    )


def policy(
    acknowledge: str = "PT20S",
    respond: str = "PT40S",
    resolve: str = "PT60S",
    *,
    warn_share: float | None = 0.75,
    ladder: Sequence[LadderStep] = UNIT_HEAD_AT_ONCE,
    repeat_every: str = "PT60S",
    repeat_times: int = 1,
    **more: Any,
) -> PolicySnapshot:
    """A policy with those clocks, on the calendar `always`."""
    given: dict[str, Any] = {
        "name": "short",
        "version": "1",
        "calendar": "always",
        "clocks": clocks(acknowledge, respond, resolve, warn_share),
        "ladder": tuple(ladder),
        "repeat_every": repeat_every,
        "repeat_times": repeat_times,
        "reopen_within": "P14D",
        "max_transfers": 3,
    }
    return PolicySnapshot(**given | more)


def assignment(
    subject: str,
    unit: str,
    at: datetime,
    number: int = 1,
    *,
    policy: PolicySnapshot,
    triage: bool = False,
    **more: Any,
) -> AssignmentEvent:
    """What routing emits when it has decided: an assignment, or with `triage` that people have to decide."""
    given: dict[str, Any] = {
        "id": event_id(subject, "assignment", number),
        "subject": subject,
        "occurred_at": at,
        "assignment_number": number,
        "unit": unit,
        "filed_at": at,
        "reason": Reason(code="rule_matched"),
        "policy": policy,
    }
    if triage:
        return ComplaintSentToTriage(**given | more)
    return ComplaintAssigned(**given | {"method": Method.RULE} | more)


def step(kind: type[Step], subject: str, at: datetime, seq: int = 2, number: int = 1, **more: Any) -> Step:
    """A step in the life of a complaint, under the assignment `number`."""
    given: dict[str, Any] = {
        "id": event_id(subject, kind.kind(), seq),
        "subject": subject,
        "occurred_at": at,
        "seq": seq,
        "assignment_number": number,
        "actor": SOMEBODY,
    }
    return kind(**given | more)


def whole_life(
    acknowledge: str,
    respond: str,
    resolve: str,
    *,
    reopened: str = "PT60S",
    contribute: str = "PT60S",
    reply: str = "PT60S",
    confirm: str = "PT60S",
    warn_share: float | None = 0.75,
    max_pauses: int | None = 2,
    max_pause: str | None = None,
) -> tuple[ClockRule, ...]:
    """The clocks of a policy that knows the whole life: a question is no response, and pauses have limits."""
    first, second, third = clocks(acknowledge, respond, resolve, warn_share)
    pauses: dict[str, Any] = {
        "paused_by": ("information_requested",),
        "max_pauses": max_pauses,
        "max_pause": max_pause,
        "warn_share": warn_share,
    }
    after_waiting = ("information_provided", "transferred")
    return (
        first.model_copy(update={"met_by": (*first.met_by, "progress_reported")}),
        second.model_copy(
            update={
                **pauses,
                "met_by": ("started", "progress_reported", *ANSWERED),
                "resumed_by": ("information_provided",),
            }
        ),
        third.model_copy(update={**pauses, "restored_by": ()}),
        ClockRule(
            name="reopened_by",
            within=reopened,
            scope=ClockScope.STEP,
            starts_with="reopened",
            met_by=ANSWERED,
            ended_by=OVER,
            resumed_by=after_waiting,
            **pauses,
        ),
        ClockRule(
            name="contribute_by",
            within=contribute,
            scope=ClockScope.CONTRIBUTION,
            starts_with="contribution_requested",
            met_by=("contribution_given",),
            ended_by=(*ANSWERED, *OVER),
            warn_share=warn_share,
        ),
        ClockRule(
            name="reply_by",
            within=reply,
            scope=ClockScope.STEP,
            starts_with="information_requested",
            met_by=("information_provided",),
            ended_by=(*ANSWERED, "transferred", *OVER),
            owed_by=ClockOwner.COMPLAINANT,
            remind_shares=(0.5, 0.9),
            on_expiry="no_reply",
        ),
        ClockRule(
            name="confirm_by",
            within=confirm,
            scope=ClockScope.STEP,
            starts_with="resolved",
            met_by=("closed",),
            ended_by=("reopened", "rejected", "withdrawn"),
            owed_by=ClockOwner.COMPLAINANT,
            on_expiry="not_objected",
        ),
    )
