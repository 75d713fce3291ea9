"""What the intake API promised to its client, against what it keeps and what it emitted."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import Any

from contracts.events import (
    AssignmentEvent,
    ComplaintDelegated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintNoted,
    ComplaintReclassified,
    DeadlineEvent,
    DecisionUpheld,
    Event,
    ReviewRequested,
    is_history,
)
from contracts.values import ActorKind, ClockScope
from verify.city import City
from verify.client import ClientRecord, Filing
from verify.evidence import Answer, Evidence, Histories, History
from verify.life import check_expected, followed
from verify.report import Finding
from verify.timing import Timing

COMPARED = ("text", "category", "area", "language", "external_id", "point")
"""The fields of a request that the API must give back as they were sent."""


def check_filings(
    client: ClientRecord, evidence: Evidence, histories: Histories, city: City, timing: Timing
) -> Iterator[Finding]:
    """Every 201 is readable, equal, and on the topic; and nothing is there that nobody filed."""
    promised = client.promised()
    for complaint_id, filing in promised.items():
        answer = evidence.answers.get(complaint_id, Answer(0))
        if answer.status != 200:
            yield Finding("lost", complaint_id, f"the API answers {answer.status or 'nothing'}")
        else:
            history = histories.get(complaint_id)
            originals = [histories.get(each) for each in followed(history)]
            yield from _unequal(complaint_id, filing, history, originals, answer)
            yield from _timeline_differs(history, originals, answer, timing)
            yield from check_expected(histories.get(complaint_id), answer, city, timing)
        if not any(isinstance(step, ComplaintFiled) for step in histories.get(complaint_id).steps):
            yield Finding("lost", complaint_id, "no complaint.filed on the topic")
    strangers = [each for each in histories.by_complaint if each not in promised]
    for complaint_id in strangers[client.unanswered_filings() :]:
        yield Finding("unknown_complaint", complaint_id, "no answer to a client names this complaint")


def check_acts(client: ClientRecord, histories: Histories) -> Iterator[Finding]:
    """Every confirmed step is on the topic once, and no step that nobody took."""
    done: defaultdict[str, Counter[str]] = defaultdict(Counter)
    perhaps: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for act in client.acts:
        if act.is_done:
            done[act.complaint_id][act.event] += 1
        elif act.status is None or act.status >= 500:
            perhaps[act.complaint_id][act.event] += 1
    for complaint_id in {*done, *histories.by_complaint}:
        steps = histories.get(complaint_id).steps
        emitted = Counter(step.kind() for step in steps if not _is_of_nobody(step))
        for event in {*done[complaint_id], *emitted}:
            low = done[complaint_id][event]
            detail = f"{event}: confirmed {low}, emitted {emitted[event]}"
            if emitted[event] < low:
                yield Finding("act_lost", complaint_id, detail)
            elif emitted[event] > low + perhaps[complaint_id][event]:
                yield Finding("act_unrequested", complaint_id, detail)


def check_sequence(history: History) -> Iterator[Finding]:
    """The numbers of a complaint's steps run 1, 2, 3 … in the order of the topic."""
    numbers = [step.seq for step in history.steps]
    for number, times in Counter(numbers).items():
        if times > 1:
            yield Finding("sequence_conflict", history.complaint_id, f"{times} steps have the number {number}")
    if not numbers or (len(set(numbers)) == len(numbers) and numbers != list(range(1, len(numbers) + 1))):
        yield Finding("sequence_gap", history.complaint_id, f"the numbers are {numbers}")


def _is_of_nobody(step: ComplaintEvent) -> bool:
    """Whether no client acts for it: a filing has its own answer, and what the system does has its own cause."""
    return isinstance(step, ComplaintFiled) or step.actor.kind is ActorKind.SYSTEM


def _unequal(
    complaint_id: str, filing: Filing, history: History, originals: Sequence[History], answer: Answer
) -> Iterator[Finding]:
    for name, wanted in _given(filing, history, originals).items():
        if wanted is not None and answer.body.get(name) != wanted:
            yield Finding("unequal", complaint_id, f"{name} differs")


def _given(filing: Filing, history: History, originals: Sequence[History]) -> dict[str, Any]:
    """What was sent, as the API documents to keep it: the text is trimmed; category and area may be corrected later.

    Who said the same as another one is concerned by what that one was about by then.
    """
    sent = {name: filing.request.get(name) for name in COMPARED}
    text = sent["text"]
    corrections = [step.routing_input for step in history.steps if isinstance(step, ComplaintReclassified)]
    corrected = {"category": corrections[-1].category, "area": corrections[-1].area} if corrections else {}
    text = text.strip() if isinstance(text, str) else text
    return sent | {"text": text} | _shared(history, originals) | corrected


def _shared(history: History, originals: Sequence[History]) -> dict[str, Any]:
    """What a complaint that was filed as a follower is about, if it is what one of those that it follows ever was."""
    own = next((step.routing_input for step in history.steps if isinstance(step, ComplaintFiled)), None)
    about = [
        step.routing_input
        for original in originals
        for step in original.steps
        if isinstance(step, ComplaintFiled | ComplaintReclassified)
    ]
    if own is None or not any((each.category, each.area) == (own.category, own.area) for each in about):
        return {}
    return {"category": own.category, "area": own.area}


def _timeline_differs(
    history: History, originals: Sequence[History], answer: Answer, timing: Timing
) -> Iterator[Finding]:
    """The timeline that the channel reads against the topics; what is between colleagues must not be on it. Of what
    units have done for another complaint, whose way this one goes, it may show as much as there is.

    Warnings, reminders and deliveries are no part of this.
    """
    shown = Counter(entry["type"] for entry in answer.body.get("timeline", ()))
    told = list(_told(history))
    emitted = Counter(event.kind() for each in (history, *originals) for event in _told(each))
    demanded = Counter(event.kind() for event in told if timing.is_demanded(history.written_at[event.id]))
    for kind in dict.fromkeys(event.kind() for event in _noticed(history)):
        if not demanded[kind] <= shown[kind] <= emitted[kind]:
            detail = f"{kind}: shown {shown[kind]}, emitted {emitted[kind]}"
            yield Finding("timeline_differs", history.complaint_id, detail)


def _noticed(history: History) -> list[Event]:
    """What a timeline may have."""
    return [*history.steps, *history.assignments, *history.breaches, *history.escalations]


def _told(history: History) -> Iterator[Event]:
    """What a timeline for the channel may have."""
    hidden = {
        rule.name
        for each in history.assignments
        for rule in each.policy.clocks
        if rule.scope is ClockScope.CONTRIBUTION
    }
    return (event for event in _noticed(history) if not _is_between_colleagues(event, hidden))


def _is_between_colleagues(event: Event, clocks: Set[str]) -> bool:
    """Whether it is no affair of the complainant; `clocks` are those of one unit for another.

    The unit of what was over before it came in did nothing for it.
    """
    if isinstance(event, AssignmentEvent):
        return is_history(event)
    if isinstance(event, DeadlineEvent):
        return event.clock in clocks
    if isinstance(event, ComplaintDelegated):
        return event.to_unit is None
    return isinstance(event, ComplaintNoted | ReviewRequested | DecisionUpheld)
