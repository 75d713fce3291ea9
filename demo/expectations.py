"""What the sample says of units, triage and stories, against what was emitted and what the API shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from contracts.events import (
    CommentAdded,
    ComplaintClosed,
    ComplaintDelegated,
    ComplaintRated,
    ComplaintReclassified,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintSentToTriage,
    ContributionGiven,
    DecisionUpheld,
    EscalationAcknowledged,
    Event,
    PolicyChanged,
    ProgressReported,
)
from contracts.values import ActorKind
from demo.sample import Sample
from verify import Answer, ClientRecord, Evidence, Filing, Histories, History
from verify.life import followed

HEARS_WITHIN = timedelta(seconds=5)
"""How long sla may need to hear of a step on a machine that is busy with other stacks; deadlines are of seconds."""


def unmet(samples: Sequence[Sample], client: ClientRecord, evidence: Evidence) -> list[str]:
    """The expectations that did not come true, in words."""
    histories = Histories(evidence.entries)
    by_name = {filing.name: filing for filing in client.filings}
    follows = [
        f"{sample.id}: expected to follow {sample.original}"
        for sample in samples
        if sample.expect == "follows"
        and not _follows(by_name.get(sample.id), by_name.get(sample.original or ""), histories)
    ]
    return follows + [
        f"{sample.id}: {words}"
        for sample in samples
        if sample.expect in ("filed", "triage") and (filing := by_name.get(sample.id)) and filing.complaint_id
        for words in _unmet(
            sample, histories.get(filing.complaint_id), evidence.answers.get(filing.complaint_id, Answer(0))
        )
    ]


def _follows(filing: Filing | None, original: Filing | None, histories: Histories) -> bool:
    """Whether it goes the way of the other one and has nobody's work of its own."""
    if filing is None or original is None:
        return False
    history = histories.get(filing.complaint_id or "")
    return followed(history) == {original.complaint_id} and not history.assignments


def _unmet(sample: Sample, history: History, answer: Answer) -> Iterator[str]:
    first = next((each for each in history.assignments if each.assignment_number == 1), None)
    if first is None:
        yield "was not assigned"
        return
    if sample.expect == "triage" and not isinstance(first, ComplaintSentToTriage):
        yield f"expected the triage desk, went to {first.unit}"
    elif sample.expect == "filed" and first.unit != sample.unit:
        yield f"expected {sample.unit}, went to {first.unit}"
    if sample.story in _OF_STORIES:
        yield from _OF_STORIES[sample.story](sample, history, answer)


def _is_with(sample: Sample, history: History, _: Answer) -> Iterator[str]:
    unit = history.assignments[-1].unit
    if unit != sample.to:
        yield f"expected to be with {sample.to} in the end, is with {unit}"


def _reclassified(sample: Sample, history: History, answer: Answer) -> Iterator[str]:
    yield from _has(history, ComplaintReclassified)
    yield from _is_with(sample, history, answer)
    if answer.body.get("category") != sample.category:
        yield f"expected the category {sample.category}, the API shows {answer.body.get('category')}"


def _decided(sample: Sample, history: History, answer: Answer) -> Iterator[str]:
    yield from _has(history, DecisionUpheld)
    yield from _is_with(sample, history, answer)


def _delegated(sample: Sample, history: History, _: Answer) -> Iterator[str]:
    yield from _has(history, ComplaintDelegated)
    if {step.actor.unit for step in history.steps if isinstance(step, ComplaintResolved)} != {sample.to}:
        yield f"expected {sample.to} to do the work"
    if {each.unit for each in history.assignments} != {sample.unit}:
        yield f"expected {sample.unit} to stay responsible"


def _shared(sample: Sample, history: History, _: Answer) -> Iterator[str]:
    yield from _has(history, ContributionGiven)
    if history.assignments[-1].unit != sample.unit:
        yield f"expected {sample.unit} to answer"
    yield from _closed(history, ActorKind.COMPLAINANT)


def _not_replied(_: Sample, history: History, __: Answer) -> Iterator[str]:
    yield from _closed(history, ActorKind.SYSTEM)
    if not history.reminders:
        yield "expected a reminder before it was closed"
    if not any(isinstance(step, ComplaintClosed) and step.reason == "no_reply" for step in history.steps):
        yield "expected it to be closed for want of a reply"


def _informed(_: Sample, history: History, answer: Answer) -> Iterator[str]:
    yield from _has(history, CommentAdded, ProgressReported)
    yield from _rated(history, answer)
    yield from _closed(history, ActorKind.SYSTEM)


def _reopened(_: Sample, history: History, answer: Answer) -> Iterator[str]:
    yield from _has(history, ComplaintReopened)
    yield from _rated(history, answer)


def _rated(history: History, answer: Answer) -> Iterator[str]:
    """The API shows the latest rating."""
    stars = [step.stars for step in history.steps if isinstance(step, ComplaintRated)]
    if not stars or answer.body.get("rating") != stars[-1]:
        yield f"expected the rating {stars[-1:]}, the API shows {answer.body.get('rating')}"


def _promised(_: Sample, history: History, __: Answer) -> Iterator[str]:
    """Once a leader has promised an answer, nobody hears of the silence again before the promised moment.

    A ladder that begins in between, for a deadline that nobody had heard of when the promise was made, is not held.
    """
    yield from _has(history, EscalationAcknowledged)
    for promise in (step for step in history.steps if isinstance(step, EscalationAcknowledged)):
        heard_of = {level.round for level in history.escalations if level.occurred_at <= promise.occurred_at}
        held = [
            level
            for level in history.escalations
            if promise.occurred_at + HEARS_WITHIN < level.occurred_at < promise.promised_until
            and level.round in heard_of
        ]
        if held:
            yield f"level {held[0].level} came before the promised moment"
        if not any(level.occurred_at >= promise.promised_until for level in history.escalations):
            yield "expected the next level once the promise was not kept"


def _under_another_policy(_: Sample, history: History, __: Answer) -> Iterator[str]:
    changes = [step for step in history.steps if isinstance(step, PolicyChanged)]
    if not changes or history.assignments[-1].policy.name != changes[-1].policy:
        yield "expected another policy"


def _closed(history: History, by: ActorKind) -> Iterator[str]:
    kinds = [step.actor.kind for step in history.steps if isinstance(step, ComplaintClosed)]
    if kinds[-1:] != [by]:
        yield f"expected to be closed by the {by}, was closed by {kinds or 'nobody'}"


def _has(history: History, *kinds: type[Event]) -> Iterator[str]:
    for kind in kinds:
        if not any(isinstance(step, kind) for step in history.steps):
            yield f"expected {kind.kind()}"


_OF_STORIES: Mapping[str | None, Callable[[Sample, History, Answer], Iterator[str]]] = {
    "transfer": _is_with,
    "reclassifies": _reclassified,
    "decides": _decided,
    "delegates": _delegated,
    "shares": _shared,
    "no_reply": _not_replied,
    "informs": _informed,
    "reopens": _reopened,
    "promise": _promised,
    "policy": _under_another_policy,
}
"""What must have become of a complaint by its story."""
