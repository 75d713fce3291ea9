"""The intake API answers, and complaints come in."""

from collections.abc import Iterator

from deploy.observability.model import Alert
from deploy.observability.profile import Profile
from deploy.observability.symptoms.counting import or_zero

USUAL_DAY = 200
"""In a city with fewer complaints a day half an hour without one is nothing special."""


def alerts(profile: Profile) -> Iterator[Alert]:
    """Nobody can file; or nobody does."""
    filed, (begin, end) = 'tanggap_intake_complaints_total{outcome="filed"}', profile.active_hours_utc
    yield Alert(
        "IntakeDown",
        or_zero('tanggap_ready{service="complaints"}') + " == 0",
        profile.soon,
        "page",
        "shift",
        "No process of the intake API is ready",
        "Nobody can file a complaint or follow one. Channels get errors and have to send again.",
        labels={"service": "complaints"},
    )
    yield Alert(
        "IntakeSilent",
        f"{or_zero(f'increase({filed}[{profile.silence}])')} == 0\n"
        f"and sum(increase({filed}[{profile.day}])) >= {profile.least(USUAL_DAY)}\n"
        f"and (hour() >= {begin} < {end})",
        profile.steady,
        "page",
        "shift",
        f"No complaint came in for {profile.silence}, in hours in which people complain",
        "People probably cannot reach us, though our processes run: the gateway, a channel or the name of the host. "
        "What they want to say is not heard.",
        labels={"service": "complaints"},
    )
