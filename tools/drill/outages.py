"""The outages: how each begins and ends, and which alerts tell of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from deploy.local.environment import Stack
from deploy.observability.alertmanager import BURNS
from tools.drill import means
from tools.drill.unheard import unheard


@dataclass(frozen=True, slots=True)
class Outage:
    """Something that goes wrong until the block of `under_way` ends.

    Any of the alerts in `tells` is the right one. What is in `follows` may fire beside or after it: it tells of what
    the outage does to others. Everything else is wrong.
    """

    name: str
    tells: tuple[str, ...]
    follows: tuple[str, ...]
    under_way: Callable[[], AbstractAsyncContextManager[means.Again]]


CATCHING_UP = (*BURNS, "EventAgeHigh", "LagGrowing")
"""What was held up comes late, and that is told until it is made up for."""


def outages(stack: Stack) -> tuple[Outage, ...]:
    """All of them, for the stack that runs."""
    return (
        Outage(
            "broker killed",
            ("BrokerDown",),
            CATCHING_UP,
            lambda: means.killed(stack, "broker"),
        ),
        Outage(
            "store killed",
            ("StoreFailing",),
            (*CATCHING_UP, "IntakeDown", "IntakeErrorBurn"),
            lambda: means.killed(stack, "store"),
        ),
        Outage(
            "routing stands still (SIGSTOP)",
            ("TargetDown", "ConsumerStalled", "AssignmentLate"),
            CATCHING_UP,
            lambda: means.standing_still(stack, "routing"),
        ),
        Outage(
            "sla crashes again and again",
            ("CrashLoop", "TargetDown"),
            CATCHING_UP,
            lambda: means.crashing(stack, "sla"),
        ),
        Outage(
            "the mail server refuses",
            ("DeliveryFailing",),
            ("DeliveryBurn", "EscalationBurn"),
            lambda: means.refusing_mail(stack),
        ),
        Outage(
            "a flood of records that nobody can read",
            ("DeadLetters",),
            (),
            lambda: means.poison(stack),
        ),
        Outage(
            "the outbox is stuck",
            ("OutboxStuck", "NoRelay"),
            CATCHING_UP,
            lambda: means.lease_taken(stack),
        ),
        Outage(
            "the disk is nearly full",
            ("DiskNearlyFull",),
            (),
            lambda: means.nearly_full(stack, "routing"),
        ),
        Outage(
            "a clock two hours ahead",
            ("ClockSkewed",),
            (*CATCHING_UP, "AssignmentLate"),  # until the first complaint is routed again
            lambda: means.ahead(stack, "routing", hours=2),
        ),
        Outage(
            "an escalation that nobody hears of",
            ("MissedEscalation",),
            (),
            lambda: unheard(stack),
        ),
    )
