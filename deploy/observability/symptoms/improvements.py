"""That somebody looks for what keeps going wrong, and judges what was done about it."""

from collections.abc import Iterator

from deploy.observability.model import Alert
from deploy.observability.profile import Profile

OVERDUE_S = 2 * 86_400
"""Searches are a day apart: one was left out."""


def alerts(profile: Profile) -> Iterator[Alert]:
    """Nobody has to get up for it: a finding is about weeks."""
    last_search = "tanggap_findings_last_search_timestamp_seconds"
    yield Alert(
        "SearchSilent",
        f"time() - max({last_search}) > {OVERDUE_S}\nor absent({last_search})",
        profile.slow,
        "ticket",
        "improvements",
        "For two days nobody has searched for what keeps going wrong",
        "No new finding is opened, no effect of an improvement is judged, and no edition of the figures is published."
        " Complaints go their way.",
        labels={"service": "improvements"},
    )
