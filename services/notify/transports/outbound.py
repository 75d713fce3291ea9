"""Posts over HTTP to addresses that others chose, without being led astray by them.

The host's name is resolved once for each connection, every address that it stands for must be one that may be called,
and the connection goes to one of these and no other; the name stays what the certificate is checked against. There are
no redirects, no proxies, no cookies. An answer may be endless or never come: 4 KiB of it are read, within a time limit
for the whole request. Connections are kept open and used again.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterable, Iterator, Mapping
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from functools import lru_cache

import httpcore
import httpx

from chassis.errors import TemporarilyUnavailable
from services.notify.domain.outcomes import CONNECT_FAILED, DNS_FAILED, TLS_FAILED, NoReply, Outcome, Refused
from services.notify.transports.addresses import (
    UNENCRYPTED,
    IPAddress,
    IPNetwork,
    is_allowed,
    parsed,
    web_address,
    why_not,
)
from services.notify.transports.answers import outcome_of
from services.notify.transports.network import GuardedNetwork, Names, NotCallable, NotFound, Resolve, WhyNot

MAX_ANSWER = 4096
"""Bytes of an answer that are read and kept as proof."""
MAX_CONNECTIONS = 100
MAX_IDLE = 50
IDLE_S = 30.0
ADDRESS_REFUSED, NOT_A_REQUEST = "address_refused", "not_a_request"

_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError)


class Outbound:
    """A client with a bounded pool of connections, for all sessions of a transport. Close it at the end."""

    def __init__(
        self, timeout_s: float, allowed: tuple[IPNetwork, ...] = (), resolve: Resolve | None = None
    ) -> None:  # fmt: skip
        self._timeout_s, self._allowed, self._names = timeout_s, allowed, Names()
        context = httpx.create_ssl_context()

        def pool(why: WhyNot) -> httpcore.AsyncConnectionPool:
            return httpcore.AsyncConnectionPool(
                ssl_context=context,
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=MAX_IDLE,
                keepalive_expiry=IDLE_S,
                network_backend=GuardedNetwork(resolve or self._names.resolve, why),
            )

        # Two, so that what is not encrypted is held to the networks that the settings allow.
        self._pools = {"https": pool(self._why_not), "http": pool(self._why_not_unencrypted)}

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Post `body` and say what came of it; raises `TemporarilyUnavailable` when no connection is free in time."""
        try:
            address = _address(url, self._allowed)
        except ValueError as error:
            return Refused(True, ADDRESS_REFUSED, str(error))
        progress, deadline = Progress(), asyncio.get_running_loop().time() + self._timeout_s
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._pools[address.scheme].handle_async_request(
                    _request(address, headers, body, progress)
                )
        except NotCallable as error:
            return Refused(True, ADDRESS_REFUSED, str(error))
        except httpcore.LocalProtocolError as error:
            return Refused(True, NOT_A_REQUEST, str(error))
        except NotFound:
            return Refused(False, DNS_FAILED, "the host's name is not known")
        except _ERRORS as error:
            return progress.outcome(error)
        text = await _begin_of(response, deadline)
        return outcome_of(response.status, _readable(text), _retry_after(response), datetime.now(UTC))

    async def aclose(self) -> None:
        """Close all connections."""
        self._names.close()
        for pool in self._pools.values():
            await pool.aclose()

    def _why_not(self, address: IPAddress) -> str | None:
        return why_not(address, self._allowed)

    def _why_not_unencrypted(self, address: IPAddress) -> str | None:
        return None if is_allowed(address, self._allowed) else UNENCRYPTED


class Progress:
    """How far a request came, as the client's trace tells it: what was never sent may be sent again safely."""

    def __init__(self) -> None:
        self._step = ""

    async def __call__(self, event: str, _info: object) -> None:
        """Note the step that begins."""
        step, _, state = event.rpartition(".")
        if state == "started" and step != "http11.response_closed":
            self._step = step

    def outcome(self, error: Exception) -> Outcome:
        """What a failure at this step comes to."""
        reason = _reason(error)
        match self._step:
            case "":
                raise TemporarilyUnavailable(f"all {MAX_CONNECTIONS} connections are in use") from error
            case "connection.connect_tcp":
                return Refused(False, CONNECT_FAILED, reason)
            case "connection.start_tls":
                return Refused(False, TLS_FAILED, reason)
        return NoReply(reason)


@lru_cache(maxsize=1000)
def _address(url: str, allowed: tuple[IPNetwork, ...]) -> httpx.URL:
    """The parts of an address that may be called; the same few receive nearly everything."""
    return parsed(web_address(url, allowed))


def _request(url: httpx.URL, headers: Mapping[str, str], body: bytes, progress: Progress) -> httpcore.Request:
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    own = {"Host": url.netloc, "Accept": b"*/*", "Content-Length": b"%d" % len(body)}
    given = {name: value.encode("utf-8") for name, value in headers.items()}
    return httpcore.Request(
        b"POST", target, headers=list({**own, **given}.items()), content=body, extensions={"trace": progress}
    )


async def _begin_of(response: httpcore.Response, deadline: float) -> bytes:
    """What is kept of an answer. Its status has come whole, so that counts, whatever becomes of the rest."""
    text = bytearray()
    assert isinstance(response.stream, AsyncIterable)
    with suppress(*_ERRORS):
        async with asyncio.timeout_at(deadline), aclosing(response):
            async for chunk in response.stream:
                text += chunk
                if len(text) > MAX_ANSWER:
                    break
    return bytes(text[:MAX_ANSWER])


def _retry_after(response: httpcore.Response) -> str | None:
    values = [value for name, value in response.headers if name.lower() == b"retry-after"]
    return values[0].decode("latin-1") if values else None


def _readable(answer: bytes) -> str:
    text = answer.decode("utf-8", "replace")
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _reason(error: Exception) -> str:
    """Why it failed: what TLS or the system says of it, else the kind of the error."""
    if isinstance(error, TimeoutError):
        return "not within the time limit"
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate is not trusted: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed: {cause.reason}"
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno)
    return type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
