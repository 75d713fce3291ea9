"""The objectives: what share may be bad, how that is counted, and what is raised when the budget is used up too fast.

Of each objective the bad ones and all of them are recorded for every window of the profile, with the labels `objective`
and `window`. An alert needs the rate over a long and a short window, so that it ends soon after the cause, and a
minimum of traffic and of bad ones, so that a single one at night wakes nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.observability.model import Alert, Recording
from deploy.observability.profile import Burn, Profile

LEAST_BAD = 3
"""Fewer bad ones in the long window are no trend, whatever their share."""
BAD, TOTAL, RATIO = "tanggap:objective_bad:increase", "tanggap:objective_total:increase", "tanggap:objective_bad:ratio"
BUDGET, BUDGET_LEFT = "tanggap:objective_budget:ratio", "tanggap:objective_budget_left:ratio"


PEOPLE = 'transport!~"webhook|cloudevents"'
"""A webhook is for a system."""


@dataclass(frozen=True)
class Counted:
    """Expressions for all of something and for the bad ones of it, with WINDOW where the window belongs."""

    total: str
    bad: str

    def over(self, window: str) -> "Counted":
        """The same over a window."""
        return Counted(self.total.replace("WINDOW", window), self.bad.replace("WINDOW", window))


@dataclass(frozen=True)
class Objective:
    """`share` of what is counted has to be good. `least` is the minimum of traffic in the long window of an alert.

    `what` and `means` are for people: the promise, and what it is to citizens when it is broken. Without a `service`
    the counted series say themselves whose they are.
    """

    name: str
    alert: str
    share: float
    counted: Counted
    least: int
    what: str
    means: str
    service: str | None = None

    @property
    def budget(self) -> float:
        """The share that may be bad."""
        return round(1 - self.share, 6)


def objectives(profile: Profile) -> tuple[Objective, ...]:
    """All objectives; how late is too late follows from the profile."""
    late_s, undelivered_s = profile.late_s, profile.undelivered_s
    return (
        Objective(
            "intake",
            "IntakeErrorBurn",
            0.999,
            _intake(),
            least=100,
            what="99.9 % of the requests to the intake API are answered without a 5xx",
            means="Citizens and channels get errors when they file or follow a complaint. Nothing that was answered "
            "with 201 is lost; what got an error has to be sent again.",
            service="complaints",
        ),
        Objective(
            "assignment",
            "AssignmentBurn",
            0.999,
            _late("tanggap_event_age_seconds", late_s, 'stage="routing"', ("service", "stage")),
            least=100,
            what=f"99.9 % of complaints are routed within {late_s} s",
            means="Complaints wait for their unit while their deadlines already run. No officer sees them yet.",
            service="routing",
        ),
        Objective(
            "processing",
            "ProcessingBurn",
            0.999,
            _late("tanggap_event_age_seconds", late_s, 'stage!="routing"', ("service", "stage")),
            least=100,
            what=f"99.9 % of events are processed within {late_s} s, at each stage",
            means="Timelines, deadlines or messages come late. Nothing is lost, but people act on an older state.",
        ),
        Objective(
            "deadlines",
            "DeadlineBurn",
            0.995,
            _late("tanggap_deadline_lateness_seconds", late_s),
            least=20,
            what=f"99.5 % of missed deadlines are noticed within {late_s} s",
            means="Breaches are noticed late, so leaders hear late of what nobody answered. None is left out.",
            service="sla",
        ),
        Objective(
            "delivery",
            "DeliveryBurn",
            0.995,
            _with_failed(
                _late("tanggap_notification_lateness_seconds", undelivered_s, PEOPLE), "tanggap_notifications", PEOPLE
            ),
            least=20,
            what=f"99.5 % of messages to people are delivered within {undelivered_s} s of their time",
            means="Officers, leaders and complainants hear late, or not at all, of what waits for them.",
            service="notify",
        ),
        Objective(
            "escalations",
            "EscalationBurn",
            0.995,
            _with_failed(_late("tanggap_escalation_lateness_seconds", undelivered_s), "tanggap_escalations"),
            least=20,
            what=f"99.5 % of escalations are delivered within {undelivered_s} s of their time",
            means="Leaders hear late, or not at all, of complaints that nobody has answered. The citizens go on "
            "waiting.",
            service="notify",
        ),
    )


def recordings(profile: Profile) -> Iterator[Recording]:
    """What alerts and dashboards read: counts, ratios, budgets, and what is left of the budget."""
    for each in objectives(profile):
        of = {"objective": each.name}
        for window in profile.windows:
            over, labels = each.counted.over(window), of | {"window": window}
            yield Recording(TOTAL, over.total, labels)
            yield Recording(BAD, over.bad, labels)
        yield Recording(BUDGET, f"vector({each.budget:g})", of)
    yield Recording(RATIO, f"{BAD} / {TOTAL}")
    yield from _budget_left(profile)


def alerts(profile: Profile) -> Iterator[Alert]:
    """One for each objective and speed, all of an objective under one name."""
    for each in objectives(profile):
        for burn in profile.burns:
            yield Alert(
                each.alert,
                _burning(each, burn, profile.least(each.least)),
                burn.wait,
                burn.severity,
                "objectives",
                f"{each.what}: {{{{ $value | humanizePercentage }}}} were bad in {burn.long}",
                f"{each.means} The error budget is used up {burn.factor:g} times too fast.",
                labels={"objective": each.name, "burn": burn.name}
                | ({"service": each.service} if each.service else {}),
            )


def _burning(each: Objective, burn: Burn, least: int) -> str:
    limit, of = f"{burn.factor:g} * {each.budget:g}", f'objective="{each.name}"'
    conditions = (
        f'{RATIO}{{{of},window="{burn.long}"}} > {limit}',
        f'{RATIO}{{{of},window="{burn.short}"}} > {limit}',
        f'{TOTAL}{{{of},window="{burn.long}"}} >= {least}',
        f'{BAD}{{{of},window="{burn.long}"}} >= {LEAST_BAD}',
    )
    return "\nand ignoring (window) ".join(conditions)


def _budget_left(profile: Profile) -> Iterator[Recording]:
    """Of the month: counts over a window, summed up in steps of its length."""
    step = profile.budget_step
    month = f'{{window="{step}"}}[{profile.budget}:{step}]'
    spent = f"sum_over_time({BAD}{month}) / sum_over_time({TOTAL}{month})"
    yield Recording(
        BUDGET_LEFT,
        f"1 - sum without (window) ({spent})\n/ on (objective) group_left () {BUDGET}",
    )


def _intake() -> Counted:
    requests = "tanggap_http_request_duration_seconds_count"
    return Counted(
        f'sum(increase({requests}{{service="complaints"}}[WINDOW]))',
        f'sum(increase({requests}{{service="complaints",code=~"5.."}}[WINDOW])) or vector(0)',
    )


def _late(histogram: str, seconds: int, selector: str = "", by: tuple[str, ...] = ()) -> Counted:
    """Everything in a histogram, and what took longer than a bucket of it."""
    grouped = f"sum by ({', '.join(by)})" if by else "sum"
    within = ",".join(filter(None, (selector, f'le="{seconds}.0"')))
    total = f"{grouped} (increase({histogram}_count{{{selector}}}[WINDOW]))"
    return Counted(total, f"{total} - {grouped} (increase({histogram}_bucket{{{within}}}[WINDOW]))")


def _with_failed(sent: Counted, counter: str, selector: str = "") -> Counted:
    """What was sent, and what has failed for good: that is bad however soon it was known."""
    matchers = ",".join(filter(None, (selector, 'outcome="failed"')))
    failed = f"(sum (increase({counter}_total{{{matchers}}}[WINDOW])) or vector(0))"
    return Counted(f"{sent.total} + {failed}", f"{sent.bad} + {failed}")
