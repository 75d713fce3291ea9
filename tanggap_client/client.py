"""The client itself: one method for everything that a channel does, and for what its complainants do through it."""

import json
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from tanggap_client.batches import MAX_LINES, Complaints, file_portion, portions
from tanggap_client.models import Area, BatchResult, Category, Complaint, Filed, NewComplaint, Stepped, Tracked
from tanggap_client.retrying import Retrying
from tanggap_client.transport import Answer, Sign, Transport

TIMEOUT_S = 30.0
LINES = 1_000
"""Complaints of one request of a batch: results come while the next ones are still read."""
_JSON = {"Content-Type": "application/json"}


class TanggapClient:
    """Every method raises `Refused` with the problem, or `Unavailable`; both are a `TanggapError`.

    `api_key` is the channel's; `sign` makes the headers of signed requests in its place. `http` is a client of httpx to
    use in place of an own one: its base address counts, and it is left open.
    """

    def __init__(
        self,
        base_url: str = "",
        api_key: str | None = None,
        *,
        sign: Sign | None = None,
        retrying: Retrying | None = None,
        timeout_s: float = TIMEOUT_S,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._http, self._is_own = http or httpx.AsyncClient(base_url=base_url, timeout=timeout_s), http is None
        self._transport = Transport(self._http, {"X-API-Key": api_key} if api_key else {}, sign)
        self._retrying = retrying or Retrying()

    async def __aenter__(self) -> "TanggapClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless they were given."""
        if self._is_own:
            await self._http.aclose()

    async def file(self, complaint: NewComplaint, idempotency_key: str | None = None) -> Filed:
        """File a complaint once, however often it has to be sent."""
        answer = await self.file_raw(_encoded(complaint.body()), idempotency_key or _own_key(complaint.external_id))
        answer.raise_unless_ok()
        return Filed.model_validate({**answer.json(), "replayed": answer.is_replayed})

    async def file_raw(self, content: bytes, idempotency_key: str | None = None) -> Answer:
        """Send a body as it is, and whatever is answered. Without a key it has to have an `external_id`."""
        headers = _JSON | ({"Idempotency-Key": idempotency_key} if idempotency_key else {})
        return await self._transport.send("POST", "/v1/complaints", content, headers, retrying=self._retrying)

    async def file_batch(self, complaints: Complaints, lines: int = LINES) -> AsyncIterator[BatchResult]:
        """File many complaints, `lines` in a request; a result for each, in their order, as soon as it is known.

        Each needs an `external_id`. A mapping is sent as it is: channels that may import give `history` so. After
        `Unavailable` the same complaints may be given again.
        """
        first = 0
        async for portion in portions(complaints, min(lines, MAX_LINES)):
            async for result in file_portion(portion, first, self._transport, self._retrying):
                yield result
            first += len(portion)

    async def get(self, complaint_id: str, language: str | None = None) -> Complaint:
        """A complaint of this channel."""
        return Complaint.model_validate(await self._read(f"/v1/complaints/{_part(complaint_id)}", lang=language))

    async def track(self, tracking_code: str, language: str | None = None) -> Tracked:
        """A complaint as its complainant sees it."""
        return Tracked.model_validate(await self._read(f"/v1/track/{_part(tracking_code)}", lang=language))

    async def act_as_complainant(self, tracking_code: str, action: str, **given: Any) -> Stepped:
        """Take one of the complaint's possible actions: `reply` and `comment` need `text`, `rate` needs `stars`,
        `survey` needs `scores`.

        It is sent once: after `Unavailable`, look at the complaint before it is sent again.
        """
        path = f"/v1/track/{_part(tracking_code)}/actions/{_part(action)}"
        answer = await self.send("POST", path, given)
        answer.raise_unless_ok()
        return Stepped.model_validate(answer.json())

    async def categories(self) -> tuple[Category, ...]:
        """What a complaint can be about in this city."""
        found = await self._read("/v1/categories")
        return tuple(Category.model_validate(each) for each in found["categories"])

    async def areas(self, parent: str | None = None) -> tuple[Area, ...]:
        """The areas of the city, or those right below one."""
        found = await self._read("/v1/areas", parent=parent)
        return tuple(Area.model_validate(each) for each in found["areas"])

    async def send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Any request, sent once, and whatever is answered. For what has no method here."""
        content = b"" if body is None else _encoded(body)
        return await self._transport.send(method, path, content, {**(_JSON if content else {}), **(headers or {})})

    async def _read(self, path: str, **params: str | None) -> Any:
        given = {name: value for name, value in params.items() if value is not None}
        answer = await self._transport.send("GET", path, params=given or None, retrying=self._retrying)
        answer.raise_unless_ok()
        return answer.json()


def _own_key(external_id: str | None) -> str | None:
    """A key for a complaint without an id: else a repetition after a lost answer would be a second complaint."""
    return None if external_id else f"client-{uuid4()}"


def _encoded(body: Mapping[str, Any]) -> bytes:
    """ASCII, so that also halves of characters arrive, and are refused with words."""
    return json.dumps(body).encode("ascii")


def _part(text: str) -> str:
    """As a part of a path."""
    return quote(text, safe="")
