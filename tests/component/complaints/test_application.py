"""Filing, acting and reading without HTTP, as whatever comes next will do it: every outcome has its name."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from contracts.codec import decode
from contracts.events import ComplaintEvent
from contracts.values import ActorKind
from services.complaints.application.act import Overtaken, StepRequest, Taken, act
from services.complaints.application.file import Filed, KeyReused, Replayed, file
from services.complaints.application.filing_request import FilingRequest
from services.complaints.application.list import list_open
from services.complaints.application.read import Found, NotFound, NotYours, read, track
from services.complaints.domain.complaint import State
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, Principal, Role
from services.complaints.record import ListedPage, ListQuery
from tests.component.complaints.intake_api import IntakeClient

SYSTEM = Principal(Role.SYSTEM, "import")
MAYOR = Principal(Role.LEADER, "mayor", "kota")
HEAD_OF_LH = Principal(Role.LEADER, "head-lh", "dinas-lh")
OFFICER = Principal(Role.OFFICER, "officer-pu", "dinas-pu")
IMPORTED = FilingRequest(channel="import", by=SYSTEM, text="jalan berlubang", external_id="old-17")


async def _resolved(intake_api: IntakeClient) -> str:
    """A complaint that the system filed and an officer has resolved."""
    filed = await file(IMPORTED, intake_api.deps)
    assert isinstance(filed, Filed)
    await intake_api.assign(filed.complaint.id, "dinas-pu")
    assert isinstance(
        await act(StepRequest(filed.complaint.id, "resolve", OFFICER, message="Sudah."), intake_api.deps), Taken
    )
    return filed.complaint.id


async def test_the_system_files_and_closes_and_a_leader_reopens(intake_api: IntakeClient) -> None:
    complaint_id = await _resolved(intake_api)
    closed = await act(StepRequest(complaint_id, "confirm", SYSTEM), intake_api.deps)
    reopened = await act(
        StepRequest(complaint_id, "reopen", MAYOR, reason="recurred", note="Lihat foto"), intake_api.deps
    )
    assert isinstance(closed, Taken) and closed.complaint.state is State.CLOSED
    assert isinstance(reopened, Taken) and reopened.complaint.state is State.REOPENED

    found = await read(complaint_id, MAYOR, intake_api.deps)
    assert isinstance(found, Found)
    events = [decode(body) for body in found.record.events]
    assert [
        (event.kind(), event.actor.kind, event.reason) for event in events if isinstance(event, ComplaintEvent)
    ] == [
        ("complaint.filed", ActorKind.SYSTEM, None),
        ("complaint.resolved", ActorKind.OFFICER, "work_done"),
        ("complaint.closed", ActorKind.SYSTEM, "content"),
        ("complaint.reopened", ActorKind.LEADER, "recurred"),
    ]
    assert [remark.note for remark in found.record.remarks] == [None, "Lihat foto"]
    assert found.possible_actions == (), "routing has still to answer"


async def test_a_request_is_filed_once_then_replayed_and_its_key_is_not_reused(intake_api: IntakeClient) -> None:
    first, again = [await file(IMPORTED, intake_api.deps) for _ in range(2)]
    assert isinstance(first, Filed) and isinstance(again, Replayed)
    assert (again.complaint.id, again.tracking_code) == (first.complaint.id, first.tracking_code)
    assert await file(replace(IMPORTED, text="lain", area="99.71"), intake_api.deps) == KeyReused(
        "external_id", ("text", "area")
    )
    keyed = replace(IMPORTED, external_id=None, key="kunci é")
    assert isinstance(await file(keyed, intake_api.deps), Filed)
    assert await file(replace(keyed, text="lain"), intake_api.deps) == KeyReused("key", ("text",))
    assert len(await intake_api.kept()) == 2


@pytest.mark.parametrize(
    ("wrong", "reason"), [({"by": MAYOR}, "wrong_actor"), ({"language": "jv"}, "language_unknown")]
)
async def test_a_request_that_is_refused_leaves_nothing(
    intake_api: IntakeClient, wrong: dict[str, Any], reason: str
) -> None:
    refused = await file(replace(IMPORTED, **wrong), intake_api.deps)
    assert isinstance(refused, Refusal) and refused.reason == reason
    assert await intake_api.kept() == []


@pytest.mark.parametrize(
    ("action", "by", "reason"),
    [
        ("acknowledge", MAYOR, "wrong_actor"),
        ("reopen", SYSTEM, "wrong_actor"),
        ("start", OFFICER, "wrong_state"),
        ("reply", THE_COMPLAINANT, "wrong_state"),
        ("dance", OFFICER, "action_unknown"),
    ],
)
async def test_what_the_rules_refuse_changes_nothing(
    intake_api: IntakeClient, action: str, by: Principal, reason: str
) -> None:
    complaint_id = await _resolved(intake_api)
    refused = await act(StepRequest(complaint_id, action, by), intake_api.deps)
    assert isinstance(refused, Refusal)
    assert (refused.reason, bool(refused.detail), bool(refused.remedy)) == (reason, True, True)
    assert [kept["seq"] for kept in await intake_api.kept()] == [2]


async def test_what_is_not_there_and_what_is_not_theirs_are_two_outcomes(intake_api: IntakeClient) -> None:
    complaint_id = await _resolved(intake_api)
    assert await read("unknown", MAYOR, intake_api.deps) == NotFound()
    assert await read(complaint_id, HEAD_OF_LH, intake_api.deps) == NotYours()
    assert await act(StepRequest("unknown", "reopen", MAYOR), intake_api.deps) == NotFound()
    assert await act(StepRequest(complaint_id, "reopen", HEAD_OF_LH), intake_api.deps) == NotYours()
    assert await track("0000-0000-0000-0000", intake_api.deps) == NotFound()
    assert await list_open(ListQuery("dinas-pu"), HEAD_OF_LH, None, 10, intake_api.deps) == NotYours()


async def test_a_leader_sees_the_open_work_of_the_units_below(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    page = await list_open(ListQuery("kota"), MAYOR, None, 10, intake_api.deps)
    assert isinstance(page, ListedPage)
    assert [(each.complaint.id, each.breached) for each in page.records] == [(filed["id"], frozenset())]


async def test_of_two_that_have_seen_the_same_version_one_is_overtaken(intake_api: IntakeClient) -> None:
    complaint_id = await _resolved(intake_api)
    found = await read(complaint_id, MAYOR, intake_api.deps)
    assert isinstance(found, Found)
    seen = frozenset({found.record.complaint.version})
    steps = [StepRequest(complaint_id, "reopen", by, versions=seen) for by in (MAYOR, OFFICER, THE_COMPLAINANT)]
    outcomes = await asyncio.gather(*(act(step, intake_api.deps) for step in steps))
    assert sorted(outcome.name for outcome in outcomes) == ["overtaken", "overtaken", "taken"]
    assert await act(steps[0], intake_api.deps) == Overtaken()


async def test_whoever_names_no_version_is_decided_anew(intake_api: IntakeClient) -> None:
    complaint_id = await _resolved(intake_api)
    step = StepRequest(complaint_id, "confirm", THE_COMPLAINANT)
    outcomes = await asyncio.gather(*(act(step, intake_api.deps) for _ in range(3)))
    assert sorted(outcome.name for outcome in outcomes) == ["refused", "refused", "taken"]


@pytest.mark.parametrize(("days", "outcome"), [(14, "taken"), (15, "refused")])
async def test_the_policy_of_the_assignment_says_how_long_it_can_be_reopened(
    intake_api: IntakeClient, days: int, outcome: str
) -> None:
    complaint_id = await _resolved(intake_api)
    [kept] = await intake_api.kept()
    assert kept["reopen_within"] == "P14D"
    then = replace(intake_api.deps, clock=lambda: kept["answered_at"] + timedelta(days=days))
    found = await read(complaint_id, MAYOR, then)
    assert isinstance(found, Found)
    assert found.possible_actions == (("note", "reopen") if outcome == "taken" else ("note",))
    assert (await act(StepRequest(complaint_id, "reopen", MAYOR), then)).name == outcome


async def test_every_outcome_is_counted_once_under_its_name(intake_api: IntakeClient) -> None:
    def counted() -> list[float]:
        filings = [{"channel": "import", "outcome": each} for each in ("filed", "replayed", "reused", "refused")]
        steps = [{"action": "reopen", "outcome": each} for each in ("taken", "overtaken", "refused", "not_found")]
        return [
            *(REGISTRY.get_sample_value("tanggap_intake_complaints_total", each) or 0 for each in filings),
            *(REGISTRY.get_sample_value("tanggap_complaint_actions_total", each) or 0 for each in steps),
        ]

    before = counted()
    complaint_id = await _resolved(intake_api)
    for filing in (IMPORTED, replace(IMPORTED, text="lain"), replace(IMPORTED, by=MAYOR)):
        await file(filing, intake_api.deps)
    reopen = StepRequest(complaint_id, "reopen", MAYOR, versions=frozenset({3}))
    for step in (reopen, reopen, replace(reopen, versions=None), replace(reopen, complaint_id="unknown")):
        await act(step, intake_api.deps)
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1.0] * 8
