"""Hands requests in at the intake API, several at a time, and again where no answer came: that doubles nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import httpx

from tools.tanggap.imports.records import Fault

AT_ONCE = 16
MAX_ATTEMPTS = 12
TIMEOUT_S = 10.0
MAX_PAUSE_S = 10.0
MAX_REASON = 300


class IntakeUnavailable(Exception):
    """No more can be handed in: the API refuses whoever sends, or does not answer for long. The message says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: a complaint, known before when it is `repeated`; or the faults that it was refused for.

    The `column` of a fault is the field.
    """

    complaint_id: str = ""
    tracking_code: str = ""
    repeated: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the complaint is durably kept."""
        return bool(self.complaint_id)


class Intake(Protocol):
    """Whatever takes requests in, in any number, and answers in their order."""

    async def send(self, requests: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
        """Raises `IntakeUnavailable` when it is not known of all what became of them."""


class HttpIntake:
    """The intake API at `url`, as the channel with this key."""

    def __init__(self, url: str, key: str) -> None:
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        headers = {"X-API-Key": key}
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=TIMEOUT_S, limits=limits)
        self._places = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(self, requests: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
        """See `Intake`."""
        tasks = [asyncio.create_task(self._send_one(request)) for request in requests]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _send_one(self, request: Mapping[str, Any]) -> Answer:
        async with self._places:
            for attempt in range(MAX_ATTEMPTS):
                try:
                    response = await self._http.post("/v1/complaints", json=request)
                except httpx.TransportError as error:
                    last = f"no answer: {type(error).__name__}"
                    await asyncio.sleep(_pause(attempt, None))
                    continue
                if response.status_code not in (429, 502, 503, 504):
                    return _answer(response)
                last = f"status {response.status_code}"
                await asyncio.sleep(_pause(attempt, response.headers.get("Retry-After")))
        raise IntakeUnavailable(f"the intake API does not take it, {MAX_ATTEMPTS} times: {last}")


def _pause(attempt: int, retry_after: str | None) -> float:
    wanted = float(retry_after) if retry_after and retry_after.isdigit() else 0.25 * 2**attempt
    return min(MAX_PAUSE_S, wanted)


def _answer(response: httpx.Response) -> Answer:
    body = response.json() if "json" in response.headers.get("Content-Type", "") else {}
    if response.status_code == 201:
        repeated = response.headers.get("Idempotency-Replayed") == "true"
        return Answer(body["id"], body["tracking_code"], repeated)
    if response.status_code in (401, 403, 404, 405) or response.status_code >= 500:
        detail = body.get("detail") or f"status {response.status_code}"
        raise IntakeUnavailable(f"the intake API refuses: {detail}")
    errors = body.get("errors") or [{"field": "", "reason": body.get("detail", f"status {response.status_code}")}]
    return Answer(faults=tuple(_fault(each) for each in errors))


def _fault(error: Mapping[str, Any]) -> Fault:
    reason, remedy = str(error.get("reason", ""))[:MAX_REASON], str(error.get("remedy", ""))[:MAX_REASON]
    return Fault(str(error.get("field", "")), reason, remedy)
