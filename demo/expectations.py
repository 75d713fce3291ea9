"""What the sample says of units and triage, against what was decided."""

from collections.abc import Iterator, Sequence

from contracts.events import ComplaintSentToTriage
from demo.sample import Sample
from verify import ClientRecord, Evidence, Histories, History


def unmet(samples: Sequence[Sample], client: ClientRecord, evidence: Evidence) -> list[str]:
    """The expectations that did not come true, in words."""
    histories = Histories(entry for entry in evidence.entries if entry.topic == "assignments")
    by_name = {filing.name: filing for filing in client.filings}
    return [
        f"{sample.id}: {words}"
        for sample in samples
        if sample.expect in ("filed", "triage") and (filing := by_name.get(sample.id)) and filing.complaint_id
        for words in _unmet(sample, histories.get(filing.complaint_id))
    ]


def _unmet(sample: Sample, history: History) -> Iterator[str]:
    first = next((each for each in history.assignments if each.assignment_number == 1), None)
    if first is None:
        yield "was not assigned"
    elif sample.expect == "triage" and not isinstance(first, ComplaintSentToTriage):
        yield f"expected the triage desk, went to {first.unit}"
    elif sample.expect == "filed" and first.unit != sample.unit:
        yield f"expected {sample.unit}, went to {first.unit}"
    last = history.assignments[-1] if history.assignments else None
    if sample.story == "transfer" and last is not None and last.unit != sample.to:
        yield f"expected a transfer to {sample.to}, is with {last.unit}"
