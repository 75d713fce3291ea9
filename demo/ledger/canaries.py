"""Planted strings: they may be in the store and nowhere else."""

from collections.abc import Iterator, Sequence

from demo.ledger.evidence import Evidence
from demo.ledger.report import Finding


def check_canaries(evidence: Evidence, canaries: Sequence[str]) -> Iterator[Finding]:
    """Search records, mails and the other texts. A finding names the canary by its number, never by its words."""
    needles = [(number, canary.encode("utf-8")) for number, canary in enumerate(canaries, start=1)]
    for number, needle in needles:
        for entry in evidence.entries:
            if needle in entry.raw:
                where = f"topic {entry.topic}, partition {entry.partition}, offset {entry.offset}"
                yield Finding("canary", entry.event.complaint_id if entry.event else "", f"canary {number}: {where}")
        for mail in evidence.mails:
            if needle in f"{mail.subject}\n{mail.text}".encode():
                yield Finding("canary", "", f"canary {number}: mail {mail.message_id}")
        for name, text in evidence.texts.items():
            if needle in text.encode("utf-8", "surrogatepass"):
                yield Finding("canary", "", f"canary {number}: {name}")
