"""A learning record store that speaks xAPI 1.0.3: takes one statement at a time, under its own id.

The operator names it, so its address is trusted. There are no redirects, and of an answer 256 KiB are read.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr

from chassis.errors import TemporarilyUnavailable
from city import reading

TIMEOUT_S = 10.0
"""For one request, from the connection to the last byte of the answer."""
MAX_ANSWER = 256 * 1024
VERSION = "1.0.3"
_AGAIN = frozenset({401, 403, 404, 408, 425, 429})
"""Answers that are about the address, the credentials or the hour, and not about the statement."""
_CONFLICT = 409
_NOT_FOUND = 404


class Credentials(BaseModel):
    """How we log in at the learning record store: what xAPI calls key and secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: str
    password: SecretStr


class LrsUnavailable(TemporarilyUnavailable):
    """It did not answer, or not about the statement: the same one is to be sent again."""


class StatementRefused(Exception):
    """It will never take this statement; the text says why."""


def credentials(file: Path | None) -> Credentials | None:
    """The credentials in the file; raises `ConfigurationError` without ever showing a value."""
    return reading.read(file, Credentials) if file is not None else None


class LearningRecordStore:
    """A client with connections of its own; close it at the end. `url` is what xAPI calls the endpoint."""

    def __init__(self, url: str, login: Credentials | None = None, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        auth = None if login is None else (login.username, login.password.get_secret_value())
        self._address = f"{url.rstrip('/')}/statements"
        headers = {"X-Experience-API-Version": VERSION}
        self._client = httpx.AsyncClient(auth=auth, headers=headers, timeout=timeout_s, trust_env=False)

    async def put(self, statement_id: str, body: bytes) -> None:
        """Have it keep the statement; one that it has already is kept.

        Raises `StatementRefused`, and `LrsUnavailable` to be called again with the same.
        """
        status, answer = await self._ask("PUT", {"statementId": statement_id}, body)
        if status == _CONFLICT:
            if not await self._has(statement_id, json.loads(body)):
                raise StatementRefused(f"409: it has another statement under this id: {_said(answer)}")
        elif not 200 <= status < 300:
            raise StatementRefused(f"{status}: {_said(answer)}")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _has(self, statement_id: str, sent: Mapping[str, Any]) -> bool:
        """Whether it keeps this statement, voided or not; it may have added to it."""
        for name in ("statementId", "voidedStatementId"):
            status, answer = await self._ask("GET", {name: statement_id})
            if 200 <= status < 300:
                with suppress(ValueError, TypeError, KeyError):
                    return _core(json.loads(answer)) == _core(sent)
        return False

    async def _ask(self, method: str, params: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream(method, self._address, params=params, content=body, headers=headers) as response,
            ):
                answer = bytearray()
                async for chunk in response.aiter_raw(64 * 1024):
                    answer += chunk
                    if len(answer) > MAX_ANSWER:
                        break
        except (TimeoutError, httpx.HTTPError) as error:
            raise LrsUnavailable(f"the learning record store does not answer: {type(error).__name__}") from error
        status = response.status_code
        is_missing_one = method == "GET" and status == _NOT_FOUND
        if (status in _AGAIN and not is_missing_one) or status >= 500 or 300 <= status < 400:
            raise LrsUnavailable(f"the learning record store answers {status}")
        return status, bytes(answer)


def _core(statement: Mapping[str, Any]) -> tuple[object, ...]:
    """What makes a statement this one: whatever a store adds, these stay."""
    return statement["actor"].get("account"), statement["verb"]["id"], statement["object"]["id"].lower()


def _said(answer: bytes) -> str:
    text = answer[:1000].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()
