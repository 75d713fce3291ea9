"""The outages: how each begins and ends, and which alerts tell of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from deploy.local.environment import Stack
from deploy.observability.alertmanager import BURNS
from tools.drill import means


@dataclass(frozen=True, slots=True)
class Outage:
    """Something that goes wrong until the block of `under_way` ends.

    Any of the alerts in `tells` is the right one. What is in `follows` may fire beside it: it tells of what the outage
    does to others.
    """

    name: str
    tells: tuple[str, ...]
    follows: tuple[str, ...]
    under_way: Callable[[], AbstractAsyncContextManager[means.Again]]


WORKERS_DOWN = ("TargetDown", "CrashLoop", "ProcessNotReady", "ConsumerStalled", "RebalanceStorm", "NoRelay", "NoOwner")
LATE = (
    *BURNS,
    *(
        "EventAgeHigh",
        "LagGrowing",
        "AssignmentLate",
        "OutboxStuck",
        "MissedEscalation",
        "AuditFindings",
        "AuditorSilent",
    ),
)
"""What follows from any part that does not go on."""
STORE_GONE = ("StoreFailing", "StoreSlow", "IntakeDown", "IntakeErrorBurn", "IntakeSilent")
UNDELIVERED = ("DeliveryFailing", "EscalationFailing", "DeliveryFallback", "DeliveryBurn")


def outages(stack: Stack) -> tuple[Outage, ...]:
    """All of them, for the stack that runs."""
    return (
        Outage(
            "broker stopped",
            ("BrokerDown",),
            (*WORKERS_DOWN, *LATE),
            lambda: means.halted(stack, "broker"),
        ),
        Outage(
            "store stopped",
            ("StoreFailing",),
            (*WORKERS_DOWN, *LATE, *STORE_GONE),
            lambda: means.halted(stack, "store"),
        ),
        Outage(
            "routing stands still (SIGSTOP)",
            ("TargetDown", "ConsumerStalled"),
            (*WORKERS_DOWN, *LATE),
            lambda: means.standing_still(stack, "routing"),
        ),
        Outage(
            "sla crashes again and again",
            ("CrashLoop", "TargetDown"),
            (*WORKERS_DOWN, *LATE),
            lambda: means.crashing(stack, "sla"),
        ),
        Outage(
            "the mail server refuses",
            ("DeliveryFailing",),
            (*UNDELIVERED, *LATE, "ProcessNotReady"),
            lambda: means.refusing_mail(stack),
        ),
        Outage(
            "a flood of records that nobody can read",
            ("DeadLetters",),
            (*WORKERS_DOWN, *LATE),
            lambda: means.poison(stack),
        ),
        Outage(
            "the outbox is stuck",
            ("OutboxStuck", "NoRelay"),
            (*LATE, "NoRelay"),
            lambda: means.lease_taken(stack),
        ),
        Outage(
            "the disk is nearly full",
            ("DiskNearlyFull",),
            (*WORKERS_DOWN, *LATE),
            lambda: means.nearly_full(stack, "routing"),
        ),
        Outage(
            "a clock two hours ahead",
            ("ClockSkewed",),
            (*WORKERS_DOWN, *LATE),
            lambda: means.ahead(stack, "routing", hours=2),
        ),
        Outage(
            "an escalation that never comes",
            ("MissedEscalation", "AuditFindings"),
            (*WORKERS_DOWN, *LATE),
            lambda: means.halted(stack, "sla"),
        ),
    )
