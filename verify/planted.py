"""Planted markers: strings that may be in the store and nowhere else."""

from collections.abc import Iterator, Sequence

from verify.evidence import Evidence
from verify.report import Finding


def check_planted(evidence: Evidence, planted: Sequence[str]) -> Iterator[Finding]:
    """Search records, mails and the other texts. A finding names a marker by its number, never by its words."""
    needles = [(number, marker.encode("utf-8")) for number, marker in enumerate(planted, start=1)]
    for number, needle in needles:
        for entry in evidence.entries:
            if needle in entry.raw:
                subject = entry.event.subject if entry.event else ""
                yield Finding("planted_marker", subject, f"planted marker {number}: topic {entry.place}")
        for mail in evidence.mails or ():
            if needle in f"{mail.subject}\n{mail.text}".encode():
                yield Finding("planted_marker", "", f"planted marker {number}: mail {mail.message_id}")
        for name, text in evidence.texts.items():
            if needle in text.encode("utf-8", "surrogatepass"):
                yield Finding("planted_marker", "", f"planted marker {number}: {name}")
