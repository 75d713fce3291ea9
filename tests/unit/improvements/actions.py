"""People, a city and proposals for tests of improvement actions."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.values import About, Target
from deploy.local.environment import DEMO_CITY
from services.improvements.city import load_city
from services.improvements.domain.actions import ACTIONS, Proposal, Step
from services.improvements.domain.changes import Change
from services.improvements.domain.improvement import Improvement
from services.improvements.domain.lifecycle import act, propose
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal

CITY = load_city(DEMO_CITY)
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
BUREAU = Principal("bureau", "analyst", "bagian-organisasi")
HEAD = Principal("unit_head", "head", "dinas-pu")
OFFICER = Principal("officer", "officer", "dinas-pu")
LEADER = Principal("leader", "secretary", "kota")
AUDITOR = Principal("auditor", "auditor", "kota")
STRANGER = Principal("unit_head", "other-head", "dinas-lh")
PEOPLE = (BUREAU, HEAD, OFFICER, LEADER, AUDITOR, STRANGER)


def proposal(**more: Any) -> Proposal:
    """A fit proposal for the public works agency."""
    given: dict[str, Any] = {
        "action": "repair",
        "unit": "dinas-pu",
        "about": About(category="jalan-rusak", area="99.71.02"),
        "target": Target(measure="complaints", start=18, goal=9),
        "starts_at": NOW,
        "due_at": NOW + timedelta(days=30),
        "complaints": ("c-1", "c-2"),
    }
    return Proposal(**given | more)


def proposed(by: Principal = BUREAU, **more: Any) -> Improvement:
    """An improvement action that was proposed."""
    return changed(propose("i-1", proposal(**more), by, NOW, CITY)).improvement


def after(improvement: Improvement, *steps: tuple[str, Principal], now: datetime = NOW, **more: Any) -> Improvement:
    """The improvement after steps, all of them possible."""
    for name, by in steps:
        reason = next(iter(ACTIONS[name].reasons), None)
        improvement = changed(act(improvement, Step(name, reason, **more), by, now, CITY)).improvement
    return improvement


def changed(outcome: Change | Refusal) -> Change:
    """The outcome, which is no refusal."""
    assert isinstance(outcome, Change), outcome
    return outcome


def refused(outcome: Change | Refusal) -> Refusal:
    """The outcome, which is a refusal."""
    assert isinstance(outcome, Refusal), outcome
    return outcome
