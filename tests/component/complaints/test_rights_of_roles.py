"""Every cell of docs/rights.md, tried over the API: what the page allows is taken, what it does not is refused."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from chassis.access import Channels
from city.access import Officer
from contracts.topics import COMPLAINTS
from services.complaints.access import Access
from services.complaints.domain.actions import GIVEN, Step
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import Change, file
from services.complaints.domain.rights import Role
from services.complaints.record import Request
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.reused import PreparedStack
from tests.unit.complaints.examples import CHANNEL, OTHER, ROUTING_INPUT, complete, step_for
from tools.rights import FILE, RELATIONS, STAFF

UNIT_OF: Mapping[tuple[Role, str], str] = {
    **{(role, "own"): "dinas-pu" for role in STAFF},
    **{(role, "sub"): "bidang-drainase" for role in STAFF},
    **{(role, "other"): "dinas-lh" for role in STAFF},
    (Role.TRIAGE, "own"): "meja-triase",
    (Role.TRIAGE, "sub"): "bidang-drainase",
}
"""Which unit has the complaint, for somebody of dinas-pu or of the triage desk, which has no unit below it."""


def cells() -> dict[tuple[str, Role, str], bool]:
    """The page's first table, by row, role and relation."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    header, *rows = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
    columns = [(role, relation) for role in STAFF for relation in RELATIONS]
    assert len(header) == len(columns) + 1
    table = [row for row in rows if len(row) == len(header)]
    return {
        (row[0], role, relation): cell == "yes"
        for row in table
        for (role, relation), cell in zip(columns, row[1:], strict=True)
    }


CELLS = cells()
TOKEN = {"Authorization": "Bearer token"}


def access(role: Role) -> Access:
    """One person of that role."""
    token = hashlib.sha256(b"token").hexdigest()
    unit = UNIT_OF[role, "own"]
    return Access({token: Officer(id="somebody", unit=unit, role=role, token=token)}, channels=Channels())


async def kept(api: IntakeClient, action: str, unit: str) -> tuple[Complaint, Step]:
    """A complaint of that unit which allows the action, in the store; and the step."""
    found, step = step_for(action)
    filed = file(str(uuid4()), ROUTING_INPUT, CHANNEL)
    assert isinstance(filed, Change)
    complaint = replace(found, id=filed.complaint.id, unit=unit, seq=1, version=1, answered_at=api.deps.clock())
    if complaint.is_open:
        complaint = replace(complaint, answered_at=None)
    code = api.deps.codes.digest(api.deps.codes.code(complaint.id)) or ""
    await api.deps.store.insert(complaint, COMPLAINTS.encode(filed.event), Request("x", "id", ""), code)
    if step.into == OTHER.id:
        await api.deps.store.insert(OTHER, COMPLAINTS.encode(filed.event), Request("x", "id", ""), OTHER.id)
    return complaint, complete(replace(step, to_unit=None), complaint, api.deps.clock())


def body_of(step: Step) -> dict[str, Any]:
    """What is sent for a step."""
    given = {name: value for name in GIVEN if (value := getattr(step, name)) is not None}
    if step.action.name in ("transfer", "request_contribution"):
        given["to_unit"] = "satpol-pp"
    if step.action.name == "change_policy":
        given["policy"] = "lebih-lama"
    if "promised_until" in given:
        given["promised_until"] = given["promised_until"].isoformat()
    texts = dict.fromkeys(step.texts - {"text"}, "Sudah kami periksa.")
    return {**given, **texts, "reason": step.reason}


class Somebody:
    """One person, what they may see, and the API that they call."""

    def __init__(self, api: IntakeClient, role: Role, relation: str) -> None:
        self.api, self.unit = api, UNIT_OF[role, relation]
        self.sees = CELLS["see it", role, relation]
        self.may = {name: yes for (name, *where), yes in CELLS.items() if where == [role, relation]}
        del self.may["see it"]


@pytest.fixture(params=[(role, relation) for role in STAFF for relation in RELATIONS], ids=lambda each: "-".join(each))
async def somebody(request: pytest.FixtureRequest, prepared_stack: PreparedStack) -> AsyncIterator[Somebody]:
    """Somebody of each role, before a complaint of each relation."""
    role, relation = request.param
    async with opened(prepared_stack, callers=access(role)) as api:
        yield Somebody(api, role, relation)


async def test_each_action_is_open_to_whom_the_page_says(somebody: Somebody) -> None:
    answered, expected = {}, {}
    for action, may in somebody.may.items():
        complaint, step = await kept(somebody.api, action, somebody.unit)
        answer = await somebody.api.client.post(
            f"/v1/complaints/{complaint.id}/actions/{action}",
            json=body_of(step),
            headers={**TOKEN, "If-Match": '"v1"'},
        )
        answered[action] = answer.status_code
        expected[action] = (200 if may else 403) if somebody.sees else 404
    assert answered == expected


async def test_a_complaint_can_be_read_by_whom_the_page_says(somebody: Somebody) -> None:
    complaint, _ = await kept(somebody.api, "note", somebody.unit)
    answer = await somebody.api.client.get(f"/v1/complaints/{complaint.id}", headers=TOKEN)
    assert answer.status_code == (200 if somebody.sees else 404)
