"""Steps that nobody can take, with the reason why not as a person would see it: each of them must be refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, Principal, Role
from tests.simulation.city import City
from tests.simulation.services import Life

OVER = frozenset({State.REJECTED, State.WITHDRAWN, State.CLOSED})


@dataclass(frozen=True)
class Trial:
    """A step and why it cannot be taken."""

    why: str
    action: str
    by: Principal
    given: dict[str, object]


def trials(complaint: Complaint, now: datetime, city: City) -> Iterator[Trial]:
    """All that is certainly impossible now."""
    for kind in (_never, _in_this_state, _of_promises):
        yield from kind(complaint, now, city)


def attempt(life: Life, now: datetime) -> None:
    """Try one of them; when it is not refused, the life has a mismatch."""
    trial = life.random.choice(list(trials(life.complaint, now, life.city)))
    if not isinstance(life.attempt(trial.action, trial.by, now, **trial.given), Refusal):
        life.mismatches.append(f"{now}: {trial.action} by {trial.by} was accepted, although {trial.why}")


def _staff(complaint: Complaint, city: City, role: Role = Role.OFFICER) -> Principal:
    return Principal(role, "tester", complaint.unit or city.triage)


def _never(complaint: Complaint, _now: datetime, city: City) -> Iterator[Trial]:
    """Wrong people and wrong input, whatever the state."""
    own, head = _staff(complaint, city), _staff(complaint, city, Role.UNIT_HEAD)
    concerned = {complaint.unit, complaint.delegated_to, *complaint.contributors, *complaint.contributed}
    other = next(unit for unit in city.agencies if unit not in concerned)
    yield Trial("complainants acknowledge nothing", "acknowledge", THE_COMPLAINANT, {})
    yield Trial("only the system closes", "close", own, {"reason": "not_objected"})
    yield Trial("auditors only look", "note", _staff(complaint, city, Role.AUDITOR), {})
    yield Trial("it is another unit's", "resolve", Principal(Role.OFFICER, "tester", other), {})
    yield Trial("nothing is said to the complainant", "resolve", own, {"texts": frozenset()})
    yield Trial("no reason is given", "reject", own, {})
    yield Trial("such a unit does not exist", "transfer", own, {"reason": "not_responsible", "to_unit": "nowhere"})
    yield Trial("it is there", "transfer", own, {"reason": "not_responsible", "to_unit": own.unit})
    yield Trial("that unit is not below", "delegate", own, {"to_unit": other})
    yield Trial("that person works elsewhere", "delegate", head, {"to_person": f"petugas-{other}"})
    yield Trial("nothing is corrected", "reclassify", own, {"reason": "wrong_category"})
    yield Trial("the place is not in the city", "reclassify", own, {"reason": "wrong_area", "area": "31.71.01"})
    yield Trial("no stars are given", "rate", THE_COMPLAINANT, {})


def _in_this_state(complaint: Complaint, _now: datetime, city: City) -> Iterator[Trial]:
    own, triage = _staff(complaint, city), Principal(Role.TRIAGE, "tester", city.triage)
    is_over, citizen = complaint.state in OVER, THE_COMPLAINANT
    barred = (
        (is_over, "the complaint is over", "resolve", own),
        (is_over, "the complaint is over", "request_information", own),
        (is_over, "the complaint is over", "withdraw", citizen),
        (complaint.state is not State.NEEDS_INFORMATION, "nothing was asked", "reply", citizen),
        (complaint.state is not State.RESOLVED, "there is no answer to confirm", "confirm", citizen),
        (complaint.is_open, "there is no answer to object to", "reopen", citizen),
        (not complaint.contributors, "nobody was asked for a part", "contribute", own),
        (not complaint.review_pending, "nobody asked for a review", "uphold", triage),
        (complaint.is_bound and own.unit != city.triage, "the triage desk has decided", "transfer", own),
    )
    for is_barred, why, action, by in barred:
        if is_barred:
            yield Trial(why, action, by, {"reason": "not_responsible"} if action == "transfer" else {})


def _of_promises(complaint: Complaint, now: datetime, city: City) -> Iterator[Trial]:
    leader = Principal(Role.LEADER, "tester", city.top)
    promises = [("that has passed", now - timedelta(hours=1)), ("that is too far ahead", now + timedelta(days=40))]
    if complaint.promise_moves:
        promises.append(("it was moved already", (complaint.promised_until or now) + timedelta(hours=1)))
    for why, until in promises:
        yield Trial(why, "acknowledge_escalation", leader, {"promised_until": until, "reason": "answer_promised"})
