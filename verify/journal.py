"""What the intake API and routing stated, against what the client was promised."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from contracts.events import ComplaintFiled, ComplaintReopened, ComplaintTransferred
from verify.client import ClientRecord, Filing
from verify.evidence import Answer, Evidence, Histories, History
from verify.report import Finding
from verify.timing import Timing

COMPARED = ("text", "category", "area", "language", "external_id", "point")
"""The fields of a request that the API must give back as they were sent."""


def check_kept(client: ClientRecord, evidence: Evidence, histories: Histories, timing: Timing) -> Iterator[Finding]:
    """Every 201 is readable, equal, and on the topic; and nothing is there that nobody filed."""
    promised = client.promised()
    for complaint_id, filing in promised.items():
        answer = evidence.answers.get(complaint_id, Answer(0))
        if answer.status != 200:
            yield Finding("lost", complaint_id, f"the API answers {answer.status or 'nothing'}")
        else:
            yield from _unequal(complaint_id, filing, answer)
            yield from _untold(histories.get(complaint_id), answer, timing)
        if not any(isinstance(step, ComplaintFiled) for step in histories.get(complaint_id).steps):
            yield Finding("lost", complaint_id, "no complaint.filed on the topic")
    strangers = [each for each in histories.by_complaint if each not in promised]
    for complaint_id in strangers[client.unanswered_filings() :]:
        yield Finding("unknown_complaint", complaint_id, "nobody was told of this complaint")


def check_journal(history: History) -> Iterator[Finding]:
    """The numbers of a complaint's facts run 1, 2, 3 … in the order of the topic."""
    numbers = [step.seq for step in history.steps]
    for number, times in Counter(numbers).items():
        if times > 1:
            yield Finding("journal_conflict", history.complaint_id, f"{times} facts have the number {number}")
    if not numbers or (len(set(numbers)) == len(numbers) and numbers != list(range(1, len(numbers) + 1))):
        yield Finding("journal_gap", history.complaint_id, f"the numbers are {numbers}")


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
        stated = Counter(step.kind() for step in steps if not isinstance(step, ComplaintFiled))
        for event in {*done[complaint_id], *stated}:
            low = done[complaint_id][event]
            if stated[event] < low:
                yield Finding("act_lost", complaint_id, f"{event}: confirmed {low}, stated {stated[event]}")
            elif stated[event] > low + perhaps[complaint_id][event]:
                yield Finding("act_unasked", complaint_id, f"{event}: confirmed {low}, stated {stated[event]}")


def check_assignments(history: History, timing: Timing) -> Iterator[Finding]:
    """Each filing, transfer and reopening is answered by one assignment with the next assignment_number."""
    by_number = Counter(each.assignment_number for each in history.assignments)
    for assignment_number, times in by_number.items():
        if times > 1:
            yield Finding(
                "assigned_twice",
                history.complaint_id,
                f"assignment_number {assignment_number}: {times} different events",
            )
    first = {each.id: each for each in history.assignments}
    for again in history.repeated_assignments:
        if again.id in first and again.unit != first[again.id].unit:
            detail = f"assignment_number {again.assignment_number}: {first[again.id].unit}, then {again.unit}"
            yield Finding("assignment_contradicts", history.complaint_id, detail)
    yield from _unanswered(history, timing)


def _unanswered(history: History, timing: Timing) -> Iterator[Finding]:
    causes = {
        step.id: step
        for step in history.steps
        if isinstance(step, ComplaintFiled | ComplaintTransferred | ComplaintReopened)
    }
    answered = {each.cause: each.assignment_number for each in history.assignments}
    for cause, step in causes.items():
        if answered.get(cause) != step.assignment_number + 1 and step.occurred_at + timing.grace < timing.until:
            yield Finding(
                "unassigned",
                history.complaint_id,
                f"{step.kind()} of assignment_number {step.assignment_number} has no answer",
            )
    for each in history.assignments:
        if each.cause not in causes:
            yield Finding("assignment_uncaused", history.complaint_id, f"assignment_number {each.assignment_number}")


def _unequal(complaint_id: str, filing: Filing, answer: Answer) -> Iterator[Finding]:
    for name in COMPARED:
        sent = filing.request.get(name)
        # the intake API says that it trims the text, and only the text.
        wanted = sent.strip() if name == "text" and isinstance(sent, str) else sent
        if sent is not None and answer.body.get(name) != wanted:
            yield Finding("unequal", complaint_id, f"{name} differs")


def _untold(history: History, answer: Answer, timing: Timing) -> Iterator[Finding]:
    """The timeline that people read against the topics; `deadline.approaching` and deliveries are no part of this."""
    told = Counter(entry["type"] for entry in answer.body.get("timeline", ()))
    events = [*history.steps, *history.assignments, *history.breaches, *history.escalations]
    stated = Counter(event.kind() for event in events)
    old = Counter(event.kind() for event in events if event.occurred_at + timing.grace < timing.until)
    for kind in stated:
        if not old[kind] <= told[kind] <= stated[kind]:
            yield Finding("board_differs", history.complaint_id, f"{kind}: shown {told[kind]}, stated {stated[kind]}")
