"""People hear of what waits for them, and answer."""

from collections.abc import Iterator

from deploy.observability.model import Alert
from deploy.observability.profile import Profile
from deploy.observability.symptoms.counting import grown

FALLBACKS = 3
FAILED = 5
FAILED_SHARE = 0.1
SURGE, SURGE_FACTOR = 10, 3
HIGHER_LEVELS, HIGHER_SHARE = 10, 0.5


def alerts(profile: Profile) -> Iterator[Alert]:
    """Messages that do not arrive; then people who do not answer."""
    yield from _messages(profile)
    yield from _answers(profile)


def _messages(profile: Profile) -> Iterator[Alert]:
    look, quarter = profile.look, profile.quarter
    unavailable = f"sum by (transport) (increase(tanggap_notification_server_unavailable_total[{look}]))"
    yield Alert(
        "EscalationFailing",
        grown('tanggap_escalations_total{outcome="failed"}', quarter, "service, level"),
        "0s",
        "page",
        "shift",
        "{{ $value | humanize }} escalations of level {{ $labels.level }} reached nobody",
        "A leader does not hear of a complaint that nobody answered in time. For the citizen nothing happens.",
    )
    yield Alert(
        "DeliveryFailing",
        f"({unavailable} > 0 unless on (transport) {_of('delivered', look)} > 0)\n"
        f"or ({_of('failed', quarter)} >= {profile.least(FAILED)}"
        f" and {_of('failed', quarter)} > {FAILED_SHARE} * ({_of('failed', quarter)} + {_of('delivered', quarter)}))",
        profile.gone,
        "page",
        "shift",
        "Messages by {{ $labels.transport }} do not arrive",
        "Officers and leaders do not hear of new, late and escalated complaints. Messages wait and are not lost.",
        labels={"service": "notify"},
    )
    yield Alert(
        "DeliveryFallback",
        f"{_of('fallback', profile.hour)} > {FALLBACKS}",
        profile.soon,
        "ticket",
        "shift",
        "{{ $value | humanize }} messages failed by {{ $labels.transport }} and went another way",
        "People are told all the same, by their next transport. Somebody's first one is wrong or refuses.",
        labels={"service": "notify"},
    )


def _answers(profile: Profile) -> Iterator[Alert]:
    levels = "tanggap_escalations_emitted_total"
    higher = f'sum(increase({levels}{{level!="1"}}[{profile.day}]))'
    breaches, day_s = "tanggap_breaches_total", _seconds(profile.day)
    surge = f"sum by (unit) (increase({breaches}[{profile.hour}]))"
    usual = f"sum by (unit) (increase({breaches}[{profile.day}])) * {_seconds(profile.hour) / day_s:.4g}"
    yield Alert(
        "EscalationUnacknowledged",
        f"{higher} >= {profile.least(HIGHER_LEVELS)}\n"
        f'and {higher} > {HIGHER_SHARE} * sum(increase({levels}{{level="1"}}[{profile.day}]))',
        profile.steady,
        "ticket",
        "units",
        "{{ $value | humanize }} escalations went on to a higher level within " + profile.day,
        "Leaders of the first level do not take complaints on, and citizens wait a level longer.",
        owner="city",
        labels={"service": "sla"},
    )
    yield Alert(
        "BreachSurge",
        f"{surge} >= {profile.least(SURGE)}\nand {surge} > {SURGE_FACTOR} * {usual}",
        profile.soon,
        "ticket",
        "units",
        "{{ $labels.unit }} missed {{ $value | humanize }} deadlines within " + profile.hour,
        "Many citizens at once do not get the answer that they were promised. It may be a crisis, or the unit.",
        owner="city",
        labels={"service": "sla"},
    )


def _of(outcome: str, window: str) -> str:
    return f'sum by (transport) (increase(tanggap_notifications_total{{outcome="{outcome}"}}[{window}]))'


def _seconds(duration: str) -> int:
    """A duration as Prometheus writes it, of one unit."""
    return int(duration[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[duration[-1]]
