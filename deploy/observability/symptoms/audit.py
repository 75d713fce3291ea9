"""What the auditor finds, and that it looks."""

from collections.abc import Iterator

from deploy.observability.model import Alert
from deploy.observability.profile import Profile

MISSED = "breach_missing|escalation_missing|message_missing"
"""Kinds of findings that mean: somebody who should have been told was not."""


def alerts(profile: Profile) -> Iterator[Alert]:
    """A missed escalation wakes somebody; everything else waits for the morning."""
    findings, last_round = "tanggap_audit_open_findings", "tanggap_audit_last_round_timestamp_seconds"
    yield Alert(
        "MissedEscalation",
        f'sum by (service, kind) ({findings}{{kind=~"{MISSED}"}}) > 0',
        profile.soon,
        "page",
        "shift",
        "{{ $value }} complaints with {{ $labels.kind }}: what should have happened did not",
        "A deadline passed, and whoever should have been told was not. The citizen's complaint stands still unnoticed.",
    )
    yield Alert(
        "AuditFindings",
        f'sum by (service, kind) ({findings}{{kind!~"{MISSED}"}}) > 0',
        profile.slow,
        "ticket",
        "shift",
        "{{ $value }} complaints with {{ $labels.kind }}",
        "Something is missing around these complaints that nobody noticed yet. Left alone, some will miss a deadline.",
    )
    yield Alert(
        "AuditorSilent",
        f"time() - max({last_round}) > {profile.heartbeat_s}\n"
        f"or absent({last_round})\n"
        f"or max(tanggap_audit_behind_seconds) > {3 * profile.heartbeat_s}",
        profile.steady,
        "ticket",
        "shift",
        "The auditor has not finished a round for a while, or reads records that are old",
        "Nobody would notice now if an escalation was missed. Nothing is known to be wrong.",
        labels={"service": "auditor"},
    )
