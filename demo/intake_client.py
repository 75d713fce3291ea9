"""A client of the intake API that records every request and answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import httpx

from deploy.local.access import Plain
from verify import Act, ClientRecord, Filing

MAX_ATTEMPTS = 15
"""Filing again is harmless: the external id says that it is the same complaint."""

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


class IntakeClient:
    """Speaks as a channel, as people of the city and as the complainant. `record` is what an outside ledger needs."""

    def __init__(self, api_url: str, plain: Plain, channel: str = "demo") -> None:
        self.record = ClientRecord()
        self._key, self._tokens = plain["channels"][channel], plain["officers"]
        self._http = httpx.AsyncClient(base_url=api_url, timeout=10)

    async def __aenter__(self) -> "IntakeClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def file(self, name: str, request: Mapping[str, Any], raw_body: str | None = None) -> tuple[Filing, Reply]:
        """File a complaint; repeated when no answer came or the intake API says to try again later."""
        for attempt in range(MAX_ATTEMPTS):
            reply, answered_at, replayed = await self._file_once(request, raw_body)
            ok = reply.status == 201
            filing = Filing(
                name=name,
                request=request,
                status=reply.status or None,
                answered_at=answered_at,
                complaint_id=reply.body["id"] if ok else None,
                tracking_code=reply.body["tracking_code"] if ok else None,
                # After a request without an answer, "replayed" only says that it had arrived all the same.
                replayed=replayed and attempt == 0,
            )
            if reply.status not in (0, 429, 503):
                break
            await asyncio.sleep(min(2.0, 0.5 * (attempt + 1)))
        self.record.filings.append(filing)
        return filing, reply

    async def _file_once(self, request: Mapping[str, Any], raw_body: str | None) -> tuple[Reply, datetime, bool]:
        headers = {"X-API-Key": self._key}
        try:
            if raw_body is None:
                response = await self._http.post("/v1/complaints", json=request, headers=headers)
            else:
                headers["Content-Type"] = "application/json"
                response = await self._http.post("/v1/complaints", content=raw_body.encode(), headers=headers)
        except httpx.TransportError:
            return Reply(0, {}), datetime.now(UTC), False
        replayed = response.headers.get("Idempotency-Replayed") == "true"
        return _reply(response), datetime.now(UTC), replayed

    async def read(self, complaint_id: str, person: str) -> Reply:
        """The complaint as this person sees it; 404 while it is not theirs to see."""
        try:
            return _reply(await self._http.get(f"/v1/complaints/{complaint_id}", headers=self._by(person)))
        except httpx.TransportError:
            return Reply(0, {})

    async def act(self, complaint_id: str, person: str, etag: str, action: str, body: Mapping[str, Any]) -> Reply:
        """Take a step as this person, on the version that `etag` names."""
        headers = {**self._by(person), "If-Match": etag}
        path = f"/v1/complaints/{complaint_id}/actions/{action}"
        return await self._act(complaint_id, action, path, body, headers)

    async def act_as_complainant(self, filing: Filing, action: str, body: Mapping[str, Any]) -> Reply:
        """Take a step with the tracking code."""
        path = f"/v1/track/{filing.tracking_code}/actions/{action}"
        return await self._act(filing.complaint_id or "", action, path, body, {})

    async def _act(
        self, complaint_id: str, action: str, path: str, body: Mapping[str, Any], headers: dict[str, str]
    ) -> Reply:
        try:
            reply = _reply(await self._http.post(path, json=body, headers=headers))
        except httpx.TransportError:
            reply = Reply(0, {})
        self.record.acts.append(Act(complaint_id, EVENTS[action], reply.status or None, datetime.now(UTC)))
        return reply

    def _by(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[person]}"}


def _reply(response: httpx.Response) -> Reply:
    is_json = "json" in response.headers.get("Content-Type", "")
    return Reply(response.status_code, response.json() if is_json else {}, response.headers.get("ETag", ""))
