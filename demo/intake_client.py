"""A client of the intake API that records every request and answer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from uuid import uuid4

from deploy.local.access import Plain
from tanggap_client import Answer, Retrying, TanggapClient
from verify import Act, ClientRecord, Filing

RETRYING = Retrying(attempts=40, first_s=0.5, max_s=2.0)
"""Shorter than the API asks for: nobody waits long for a demonstration."""
TIMEOUT_S = 10.0

EVENTS = {
    "acknowledge": "complaint.acknowledged",
    "start": "complaint.started",
    "report_progress": "complaint.progress_reported",
    "request_information": "complaint.information_requested",
    "resolve": "complaint.resolved",
    "reject": "complaint.rejected",
    "transfer": "complaint.transferred",
    "reclassify": "complaint.reclassified",
    "delegate": "complaint.delegated",
    "request_contribution": "complaint.contribution_requested",
    "contribute": "complaint.contribution_given",
    "request_review": "complaint.review_requested",
    "uphold": "complaint.decision_upheld",
    "acknowledge_escalation": "complaint.escalation_acknowledged",
    "change_policy": "complaint.policy_changed",
    "note": "complaint.noted",
    "reopen": "complaint.reopened",
    "reply": "complaint.information_provided",
    "comment": "complaint.comment_added",
    "withdraw": "complaint.withdrawn",
    "confirm": "complaint.closed",
    "rate": "complaint.rated",
    "survey": "complaint.surveyed",
}
"""Each action with the type of the event that follows from it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered. `fields` are those that a refusal names."""

    status: int
    body: Mapping[str, Any]
    etag: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields at fault."""
        return tuple(error["field"] for error in self.body.get("errors", ()))


def is_repetition(answer: Answer, complaint_id: str | None, before: Iterable[Filing]) -> bool:
    """Whether the complaint had been answered before.

    After a request without an answer, "replayed" may only say that it had arrived all the same.
    """
    return answer.is_replayed and (answer.attempts == 1 or any(each.complaint_id == complaint_id for each in before))


class IntakeClient:
    """Speaks as a channel, as people of the city and as the complainant. `record` is what an outside ledger needs."""

    def __init__(self, api_url: str, plain: Plain, channel: str = "demo") -> None:
        self.record = ClientRecord()
        self._tokens = plain["officers"]
        self._channel = TanggapClient(api_url, plain["channels"][channel], retrying=RETRYING, timeout_s=TIMEOUT_S)
        self._people = TanggapClient(api_url, timeout_s=TIMEOUT_S)

    async def __aenter__(self) -> "IntakeClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._channel.aclose()
        await self._people.aclose()

    async def file(self, name: str, request: Mapping[str, Any], raw_body: str | None = None) -> tuple[Filing, Reply]:
        """File a complaint; repeated when no answer came or the intake API says to try again later.

        That is harmless: its external id, or else a key, says that it is the same complaint.
        """
        key = None if request.get("external_id") else f"demo-{uuid4()}"
        body = json.dumps(request) if raw_body is None else raw_body
        answer = await self._channel.file_raw(body.encode(), key)
        reply, ok = _reply(answer), answer.status == 201
        complaint_id = reply.body["id"] if ok else None
        filing = Filing(
            name=name,
            request=request,
            status=answer.status or None,
            answered_at=datetime.now(UTC),
            complaint_id=complaint_id,
            tracking_code=reply.body["tracking_code"] if ok else None,
            replayed=is_repetition(answer, complaint_id, self.record.filings),
        )
        self.record.filings.append(filing)
        return filing, reply

    async def read(self, complaint_id: str, person: str) -> Reply:
        """The complaint as this person sees it; 404 while it is not theirs to see."""
        return _reply(await self._people.send("GET", f"/v1/complaints/{complaint_id}", headers=self._by(person)))

    async def act(self, complaint_id: str, person: str, etag: str, action: str, body: Mapping[str, Any]) -> Reply:
        """Take a step as this person, on the version that `etag` names."""
        headers = {**self._by(person), "If-Match": etag}
        path = f"/v1/complaints/{complaint_id}/actions/{action}"
        return self._acted(complaint_id, action, await self._people.send("POST", path, body, headers))

    async def act_as_complainant(self, filing: Filing, action: str, body: Mapping[str, Any]) -> Reply:
        """Take a step with the tracking code."""
        path = f"/v1/track/{filing.tracking_code}/actions/{action}"
        return self._acted(filing.complaint_id or "", action, await self._people.send("POST", path, body))

    def _acted(self, complaint_id: str, action: str, answer: Answer) -> Reply:
        self.record.acts.append(Act(complaint_id, EVENTS[action], answer.status or None, datetime.now(UTC)))
        return _reply(answer)

    def _by(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[person]}"}


def _reply(answer: Answer) -> Reply:
    return Reply(answer.status, answer.json(), answer.headers.get("ETag", ""))
