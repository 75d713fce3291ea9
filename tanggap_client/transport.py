"""Sends requests and repeats them as long as that may help. Whoever calls sees to it that a repetition is harmless."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import ValidationError

from tanggap_client.errors import Problem, Refused, Unavailable
from tanggap_client.retrying import LATER, Retrying

Sign = Callable[[str, str, bytes], Mapping[str, str]]
"""From method, path with query, and body to the headers that sign them; called anew for every attempt."""
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered in the end, after so many `attempts`; `status` is 0 when no answer came to the last one."""

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    attempts: int = 1

    def json(self) -> Any:
        """The body; an empty object where it is not JSON."""
        is_json = "json" in self.headers.get("Content-Type", "")
        return json.loads(self.content) if is_json and self.content else {}

    @property
    def is_replayed(self) -> bool:
        """Whether the same request was kept before; after several attempts it may have been one of these."""
        return self.headers.get("Idempotency-Replayed") == "true"

    def raise_unless_ok(self) -> None:
        """Raises `Unavailable` or `Refused` unless the answer is 2xx."""
        if self.status == NO_ANSWER or self.status in LATER:
            last = f"(last: {self.status or 'none'})"
            raise Unavailable(f"no answer to {self.attempts} attempts, or only later {last}", self.headers)
        if not 200 <= self.status < 300:
            raise Refused(self.status, problem_of(self.json(), self.status))


def problem_of(body: Any, status: int) -> Problem:
    """The problem in a body, also where somebody between us and the API has answered in another form."""
    known = body if isinstance(body, dict) else {}
    try:
        return Problem.model_validate({"title": "refused", **known, "status": status})
    except ValidationError:
        return Problem(title="refused", status=status)


class Transport:
    """One pool of connections, with the credentials that every request carries."""

    def __init__(self, http: httpx.AsyncClient, credentials: Mapping[str, str], sign: Sign | None) -> None:
        self._http, self._credentials, self._sign = http, dict(credentials), sign

    async def send(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        retrying: Retrying | None = None,
    ) -> Answer:
        """The first answer that is final, or the last of all; without `retrying` there is one attempt."""
        retrying = retrying or Retrying(attempts=1)
        for attempt in range(1, retrying.attempts + 1):
            request = self._request(method, path, content, headers, params)
            try:
                response = await self._http.send(request)
            except httpx.TransportError:
                answer = Answer(NO_ANSWER, attempts=attempt)
            else:
                answer = Answer(response.status_code, response.content, response.headers, attempt)
            if answer.status != NO_ANSWER and answer.status not in LATER:
                break
            if attempt < retrying.attempts:
                await asyncio.sleep(retrying.pause_s(attempt, answer.headers))
        return answer

    async def lines(self, path: str, content: bytes, headers: Mapping[str, str]) -> AsyncIterator[bytes]:
        """The lines of an answer as they come, after one attempt; raises `Unavailable` where it breaks off.

        Raises `Refused` when the request as a whole is refused.
        """
        request = self._request("POST", path, content, headers, None)
        try:
            response = await self._http.send(request, stream=True)
            try:
                if response.status_code != httpx.codes.OK:
                    answer = Answer(response.status_code, await response.aread(), response.headers)
                    answer.raise_unless_ok()
                begun = b""
                async for piece in response.aiter_bytes():
                    *ended, begun = (begun + piece).split(b"\n")
                    for line in ended:
                        yield line
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise Unavailable(f"the answer broke off: {type(error).__name__}") from error

    def _request(
        self,
        method: str,
        path: str,
        content: bytes,
        headers: Mapping[str, str] | None,
        params: Mapping[str, str] | None,
    ) -> httpx.Request:
        given = {**self._credentials, **(headers or {})}
        request = self._http.build_request(method, path, content=content or None, headers=given, params=params)
        if self._sign is not None:
            request.headers.update(self._sign(method, request.url.raw_path.decode("ascii"), content))
        return request
