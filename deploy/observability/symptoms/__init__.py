"""Alerts on what people would notice, and on what is about to become that. One file for each part of the way."""

from collections.abc import Iterator

from deploy.observability.model import Alert, Recording
from deploy.observability.profile import Profile
from deploy.observability.symptoms import audit, flow, improvements, intake, people, platform


def alerts(profile: Profile) -> dict[str, tuple[Alert, ...]]:
    """All of them by the part of the way."""
    return {part.__name__.rpartition(".")[2]: tuple(part.alerts(profile)) for part in _PARTS}


def recordings(profile: Profile) -> Iterator[Recording]:
    """What they share with dashboards."""
    return flow.recordings(profile)


_PARTS = (intake, flow, people, audit, improvements, platform)
