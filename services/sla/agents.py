"""Reads facts and timers of complaints, and states what they mean for the deadlines. It owns the table of clocks."""

from chassis.records import Incoming
from chassis.streams import Decide, Decision, Kept, event_of
from contracts.topics import DEADLINES
from services.sla import metrics, state
from services.sla.domain.decide import Calendars, next_at
from services.sla.domain.decide import decide as decide_clocks


def sla_agent(calendars: Calendars) -> Decide:
    """One agent for all topics, so that two facts of one complaint are never decided at the same time."""

    def decide(record: Incoming, kept: Kept) -> Decision:
        event = event_of(record)
        known = state.load(kept.value) if kept.value else None
        verdict = decide_clocks(known, event, calendars)
        if verdict.watch is None or (verdict.watch is known and verdict.outcome != "timer"):
            return Decision(verdict.outcome, occurred_at=event.occurred_at)
        metrics.count(verdict.events)
        outputs = tuple(DEADLINES.record(emitted, record.partition) for emitted in verdict.events)
        value = state.dump(verdict.watch, next_at(verdict.watch, calendars))
        return Decision(verdict.outcome, outputs, value, occurred_at=event.occurred_at)

    return decide
