"""What happens around the steps: delegation, contributions, reviews, promises, ratings, and the system that closes."""

from datetime import datetime, timedelta
from typing import Any

from contracts.codec import decode
from contracts.events import ComplaintClosed, ComplaintEscalated, DeadlineExpired
from contracts.ids import event_id
from tests.component.complaints.intake_api import (
    AUDITOR,
    DEMO,
    DRAINAGE,
    HEAD,
    LEADER,
    LH,
    PDAM,
    PU,
    PU_HEAD,
    TRIAGE,
    IntakeClient,
)


class Life:
    """One complaint, and everybody who has to do with it."""

    def __init__(self, api: IntakeClient, filed: dict[str, Any]) -> None:
        self.api, self.id, self.track = api, filed["id"], filed["links"]["track"]

    async def takes(self, who: dict[str, str], action: str, **body: Any) -> dict[str, Any]:
        """A step that must be taken."""
        answer = await self.api.act(self.id, action, who, **body)
        assert answer.status_code == 200, answer.text
        taken: dict[str, Any] = answer.json()
        return taken

    async def is_refused(self, who: dict[str, str], action: str, **body: Any) -> tuple[int, str]:
        """Status and reason of a step that must not be taken."""
        answer = await self.api.act(self.id, action, who, **body)
        return answer.status_code, answer.json()["errors"][0]["reason"]

    async def complainant(self, action: str, **body: Any) -> dict[str, Any]:
        """A step of the complainant."""
        answer = await self.api.client.post(f"{self.track}/actions/{action}", json=body, params={"lang": "en"})
        assert answer.status_code == 200, answer.text
        taken: dict[str, Any] = answer.json()
        return taken

    async def seen_by(self, who: dict[str, str]) -> dict[str, Any]:
        """The complaint, or with status 404 nothing."""
        answer = await self.api.client.get(f"/v1/complaints/{self.id}", headers=who, params={"lang": "en"})
        return dict(answer.json()) | {"status": answer.status_code}

    async def tracked(self) -> dict[str, Any]:
        """What the complainant sees."""
        answer = await self.api.client.get(self.track, params={"lang": "en"})
        tracked: dict[str, Any] = answer.json()
        return tracked


async def with_pu(api: IntakeClient) -> Life:
    """A complaint that dinas-pu has."""
    life = Life(api, await api.file(category="jalan-rusak"))
    await api.assign(life.id, "dinas-pu")
    return life


async def test_a_delegate_works_and_the_giver_stays_responsible(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    assert (await life.seen_by(DRAINAGE))["status"] == 404
    await life.takes(PU_HEAD, "delegate", to_unit="bidang-drainase", to_person="officer-drainage", note="Mohon dicek.")
    seen = await life.seen_by(DRAINAGE)
    assert seen["expected"] == {
        "by": "unit",
        "unit": {"id": "bidang-drainase", "name": "Drainage Division"},
        "person": "officer-drainage",
    }
    assert (seen["unit"]["id"], seen["assignment_number"]) == ("dinas-pu", 1)
    assert await life.is_refused(DRAINAGE, "transfer", reason="not_responsible") == (403, "other_unit")
    await life.takes(DRAINAGE, "acknowledge")
    await life.takes(DRAINAGE, "resolve", message="Saluran sudah dibersihkan.")
    assert (await life.seen_by(PU))["state"] == "resolved"
    assert (await life.seen_by(DEMO))["assignee"] is None


async def test_a_unit_that_was_asked_sees_contributes_and_answers_nothing(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    await life.takes(PU, "request_contribution", to_unit="pdam", note="Apakah pipa bocor?")
    seen = await life.seen_by(PDAM)
    assert (seen["status"], seen["possible_actions"]) == (200, ["contribute", "note"])
    assert await life.is_refused(PDAM, "resolve", message="x") == (403, "other_unit")
    await life.takes(PDAM, "contribute", note="Pipa sudah diganti.")
    seen = await life.seen_by(PU)
    assert ([each["id"] for each in seen["contributed"]], seen["contributors"]) == (["pdam"], [])
    assert (await life.seen_by(PDAM))["possible_actions"] == []


async def test_a_unit_that_disagrees_with_the_triage_desk_asks_once(intake_api: IntakeClient) -> None:
    life = Life(intake_api, await intake_api.file())
    await intake_api.assign(life.id, "meja-triase")
    await life.takes(TRIAGE, "transfer", reason="triage_decision", to_unit="dinas-pu")
    await intake_api.assign(life.id, "dinas-pu", 2)
    assert (await life.seen_by(TRIAGE))["status"] == 404
    await life.takes(PU, "request_review", reason="not_responsible", note="Jalan ini milik provinsi.")
    seen = await life.seen_by(TRIAGE)
    assert (seen["expected"]["by"], seen["possible_actions"]) == ("triage", ["transfer", "uphold", "note"])
    await life.takes(TRIAGE, "uphold", note="Jalan ini sudah diserahkan ke kota.")
    assert await life.is_refused(PU, "request_review", reason="not_responsible", note="x") == (409, "reviewed_already")
    assert (await life.seen_by(TRIAGE))["status"] == 404


async def test_a_leader_answers_an_escalation_with_a_promise(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    now = intake_api.deps.clock()
    promise = {"promised_until": (now + timedelta(days=2)).isoformat(), "note": "Selesaikan sebelum Jumat."}
    assert await life.is_refused(LEADER, "acknowledge_escalation", **promise) == (409, "not_escalated")
    await intake_api.apply(escalated(life.id, now, level=3))
    assert (await life.seen_by(LEADER))["level"] == 3
    await life.takes(LEADER, "acknowledge_escalation", **promise)
    later = promise | {"promised_until": (now + timedelta(days=3)).isoformat()}
    assert await life.is_refused(LEADER, "acknowledge_escalation", **later) == (422, "reason_required")
    await life.takes(PU_HEAD, "acknowledge_escalation", **later, reason="more_time_needed")
    refused = await life.is_refused(LEADER, "acknowledge_escalation", **later, reason="more_time_needed")
    assert refused == (422, "promise_moved_already")
    seen = await life.tracked()
    assert datetime.fromisoformat(seen["promised_until"]) == now + timedelta(days=3)
    await life.takes(PU, "resolve", message="Sudah ditambal.")
    assert (await life.seen_by(PU))["level"] == 0


async def test_without_a_reply_the_system_closes_in_one_write_with_the_reason(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    await life.takes(PU, "acknowledge")
    await life.takes(PU, "request_information", message="Di depan nomor berapa?")
    assert (await life.tracked())["expected"]["by"] == "complainant"
    expired = expiry(life.id, intake_api.deps.clock(), started_seq=3)
    await intake_api.apply(expired, expired)
    await intake_api.apply(expired)
    [kept] = await intake_api.kept()
    assert (kept["state"], kept["seq"], [each["id"] for each in kept["other_events"]].count(expired.id)) == (
        "closed",
        4,
        1,
    )
    assert "pending_since" in kept
    closed = decode(kept["events"][-1]["body"])
    assert isinstance(closed, ComplaintClosed)
    assert (closed.actor.kind.value, closed.reason, closed.seq) == ("system", "no_reply", 4)
    assert "reopen" in (await life.tracked())["possible_actions"]


async def test_a_reply_that_was_kept_before_wins(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    await life.takes(PU, "acknowledge")
    await life.takes(PU, "request_information", message="Di depan nomor berapa?")
    await life.complainant("reply", text="Nomor 12")
    await intake_api.apply(expiry(life.id, intake_api.deps.clock(), started_seq=3))
    assert (await life.tracked())["state"] == "in_progress"


async def test_a_rating_is_asked_about_and_can_be_changed(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    await life.takes(PU, "resolve", message="Sudah ditambal.")
    low = await life.complainant("rate", stars=1, text="Masih berlubang")
    assert low["question"] and "reopen" in low["possible_actions"]
    assert (await life.complainant("rate", stars=5))["question"] is None
    assert (await life.tracked())["rating"] == 5
    assert "1" not in {str(each["rating"]) for each in (await life.seen_by(PU),)}


async def test_an_officer_files_for_a_citizen_and_hands_the_code_over(intake_api: IntakeClient) -> None:
    body = {"text": "Lampu jalan padam", "received_by": "phone"}
    headers = {**PU, "Idempotency-Key": "call-1"}
    filed = await intake_api.client.post("/v1/complaints", json=body, headers=headers)
    again = await intake_api.client.post("/v1/complaints", json=body, headers=headers)
    assert (filed.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (201, filed.json(), "true")
    by_another = await intake_api.client.post("/v1/complaints", json=body, headers={**LH, "Idempotency-Key": "call-1"})
    assert by_another.json()["id"] != filed.json()["id"]
    [first, _] = sorted(await intake_api.kept(), key=lambda each: each["routing_input"]["filed_at"])
    assert first["routing_input"]["channel"] == "phone"
    tracked = await intake_api.client.get(filed.json()["links"]["track"])
    assert tracked.status_code == 200


async def test_who_may_not_file_and_who_may_not_say_how(intake_api: IntakeClient) -> None:
    for who in (LEADER, AUDITOR):
        answer = await intake_api.client.post("/v1/complaints", json={"text": "x"}, headers=who)
        assert answer.status_code == 403
    answer = await intake_api.client.post("/v1/complaints", json={"text": "x", "received_by": "phone"}, headers=DEMO)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "received_by")
    assert await intake_api.kept() == []


async def test_the_time_of_each_stage_stays_with_the_unit_that_had_it(intake_api: IntakeClient) -> None:
    life = await with_pu(intake_api)
    await life.takes(PU, "transfer", reason="not_responsible", to_unit="dinas-lh")
    await intake_api.assign(life.id, "dinas-lh", 2)
    stages = (await life.seen_by(HEAD))["stages"]
    assert [stage["unit"]["id"] for stage in stages] == ["dinas-pu", "dinas-lh"]
    assert (stages[0]["until"], stages[1]["until"]) == (stages[1]["since"], None)


def escalated(complaint_id: str, at: datetime, level: int) -> ComplaintEscalated:
    """What sla emits when a level is reached."""
    return ComplaintEscalated(
        id=event_id(complaint_id, "complaint.escalated", level),
        subject=complaint_id,
        occurred_at=at,
        unit="dinas-pu",
        assignment_number=1,
        clock="respond_by",
        due_at=at,
        round=1,
        level=level,
        role="city_secretary",
    )


def expiry(complaint_id: str, at: datetime, started_seq: int) -> DeadlineExpired:
    """What sla emits when the time for a reply is over."""
    return DeadlineExpired(
        id=event_id(complaint_id, "deadline.expired", started_seq),
        subject=complaint_id,
        occurred_at=at,
        unit="dinas-pu",
        assignment_number=1,
        clock="reply_by",
        due_at=at,
        started_seq=started_seq,
        on_expiry="no_reply",
    )
