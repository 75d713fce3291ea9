"""Reads events and timers, and emits what they mean for the deadlines. It owns the table of clocks."""

from chassis.records import Incoming
from chassis.streams import Decide, Decision, Kept, age_from, event_of
from contracts.topics import DEADLINES, IMPROVEMENT_DEADLINES, Topic
from services.sla import metrics, state
from services.sla.domain.decide import Rules
from services.sla.domain.decide import decide as decide_clocks
from services.sla.domain.state import ClockState


def sla_agent(rules: Rules) -> Decide:
    """One agent for all topics, so that two events of one complaint are never decided at the same time."""

    def decide(record: Incoming, kept: Kept) -> Decision:
        event = event_of(record)
        known = state.load(event.subject, kept.value, kept.shared) if kept.value else None
        verdict = decide_clocks(known, event, rules)
        if not verdict.writes:
            return Decision(verdict.outcome, age_from=age_from(event))
        if not _is_sandbox(verdict.state or known):
            metrics.count(verdict.events)
        topic = _topic(verdict.state or known)
        outputs = tuple(topic.record(emitted, record.partition) for emitted in verdict.events)
        if verdict.state is None:
            return Decision(verdict.outcome, outputs, None, age_from=age_from(event))
        value, shared = state.dump(verdict.state, verdict.next_at)
        return Decision(verdict.outcome, outputs, value, shared, age_from=age_from(event))

    return decide


def _is_sandbox(known: ClockState | None) -> bool:
    return known is not None and known.history.is_sandbox


def _topic(known: ClockState | None) -> Topic:
    """Where the deadlines of complaints go, or those of improvement actions."""
    return IMPROVEMENT_DEADLINES if known is not None and known.history.is_improvement else DEADLINES
