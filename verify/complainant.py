"""What the complainant was asked, against the model: reminded in time, closed by the system when the time was over."""

from collections import Counter
from collections.abc import Iterator, Sequence

from contracts.events import ComplaintClosed, ComplaintEvent, DeadlineEvent, DeadlineExpired, is_history
from contracts.values import ActorKind
from verify.evidence import History
from verify.life import MOVES, is_following
from verify.model import Awaited, awaited, perhaps_awaited
from verify.report import Finding
from verify.timing import Timing


def check_complainant(history: History, timing: Timing) -> Iterator[Finding]:
    """All findings about one complaint's reminders, expiries and closings by the system."""
    may = perhaps_awaited(history, timing.late)
    yield from _wrong_reminders(history, may, timing)
    yield from _wrong_expiries(history, may, timing)
    yield from missing_of_complainant(history, timing)
    yield from _closed_without_cause(history)


def is_closed_by_system(step: ComplaintEvent) -> bool:
    """Whether Tanggap itself closed the complaint, and not another system before."""
    return isinstance(step, ComplaintClosed) and step.actor.kind is ActorKind.SYSTEM and not is_history(step)


def missing_of_complainant(history: History, timing: Timing) -> Iterator[Finding]:
    """The reminders, expiries and closings that were due, and yet did not come."""
    for each in awaited(history):
        known_at = history.written_at[each.known_by]
        for share, moment, following in each.reminders():
            is_there = any(_is_of(found, each, timing) and found.share == share for found in history.reminders)
            # One that is overtaken by the next is left out: nobody is reminded twice at once.
            if not is_there and timing.is_demanded(max(moment, known_at), min(each.end, following)):
                detail = f"{each.rule.name}: at {share:.0%} of the time, {moment:%H:%M:%S.%f}"
                yield Finding("reminder_missing", history.complaint_id, detail)
        is_there = any(_is_of(found, each, timing) for found in history.expiries)
        if not is_there and timing.is_demanded(max(each.due, known_at), each.end):
            yield Finding("expiry_missing", history.complaint_id, f"{each.rule.name} due {each.due:%H:%M:%S.%f}")
    for expiry in history.expiries:
        if expiry.on_expiry and not _moved(history, expiry) and timing.is_demanded(history.written_at[expiry.id]):
            detail = f"{expiry.clock} was over at {expiry.due_at:%H:%M:%S.%f}"
            yield Finding("not_closed", history.complaint_id, detail)


def _wrong_reminders(history: History, may: Sequence[Awaited], timing: Timing) -> Iterator[Finding]:
    said = Counter((event.clock, event.due_at, event.share) for event in history.reminders)
    for (clock, _, share), times in said.items():
        if times > 1:
            yield Finding("reminded_twice", history.complaint_id, f"{clock} at {share:.0%}: {times} times")
    for event in history.reminders:
        reminders = (reminder for each in _open(event, may, timing) for reminder in each.reminders())
        if not any(share == event.share and at - timing.exact <= event.occurred_at for share, at, _ in reminders):
            detail = f"{event.clock} at {event.share:.0%}: emitted {event.occurred_at:%H:%M:%S.%f}"
            yield Finding("reminded_early", history.complaint_id, detail)


def _wrong_expiries(history: History, may: Sequence[Awaited], timing: Timing) -> Iterator[Finding]:
    for (clock, seq), times in Counter((event.clock, event.started_seq) for event in history.expiries).items():
        if times > 1:
            yield Finding("expired_twice", history.complaint_id, f"{clock} since step {seq}: {times} times")
    for event in history.expiries:
        known = [each for each in _open(event, may, timing) if each.rule.on_expiry == event.on_expiry]
        if not known or event.occurred_at < event.due_at - timing.exact:
            detail = f"{event.clock}: emitted {event.occurred_at:%H:%M:%S.%f}, due {event.due_at:%H:%M:%S.%f}"
            yield Finding("expired_early", history.complaint_id, detail if known else f"{detail}, never asked then")


def _closed_without_cause(history: History) -> Iterator[Finding]:
    """The system closes where the time of a complainant who was asked is over, and nobody has acted; and a duplicate,
    where its original was answered.
    """
    for step in history.steps:
        if not is_closed_by_system(step) or _is_settled(history, step):
            continue
        causes = (
            expiry
            for expiry in history.expiries
            if expiry.on_expiry == step.reason and expiry.occurred_at <= step.occurred_at
        )
        if not any(_moved(history, expiry)[:1] == [step] for expiry in causes):
            yield Finding("closed_without_cause", history.complaint_id, f"step {step.seq}, reason {step.reason}")


def _is_settled(history: History, step: ComplaintEvent) -> bool:
    """Whether the step before by which it moved was that it was merged, and the reason speaks of its original."""
    before = [each for each in history.sequence if each.seq < step.seq and (each.step() in MOVES or is_following(each))]
    return bool(before) and is_following(before[-1]) and (step.reason or "").startswith("original_")


def _moved(history: History, expiry: DeadlineExpired) -> list[ComplaintEvent]:
    """The steps by which the complaint left what the complainant was asked, the first one first."""
    return [step for step in history.sequence if step.seq > expiry.started_seq and step.step() in MOVES]


def _open(event: DeadlineEvent, may: Sequence[Awaited], timing: Timing) -> list[Awaited]:
    return [each for each in may if _is_of(event, each, timing) and event.occurred_at <= each.end]


def _is_of(event: DeadlineEvent, each: Awaited, timing: Timing) -> bool:
    if isinstance(event, DeadlineExpired) and event.started_seq != each.started_seq:
        return False
    return event.clock == each.rule.name and abs(event.due_at - each.due) <= timing.exact
