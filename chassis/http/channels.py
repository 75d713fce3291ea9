"""Which channel calls an API, by its key or by a signature, and whether it may now."""

from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from typing import NoReturn

from starlette.requests import Request

from chassis.access import signatures
from chassis.access.buckets import RateLimits, Taken
from chassis.access.channels import Channel
from chassis.access.lookup import Channels
from chassis.access.nonces import NonceStore
from chassis.access.signatures import Signed
from chassis.http.problems import Fault, Problem
from chassis.http.signed_body import BodyHash

BULK_RETRY_S = 60
"""When a bulk channel may try again: what has gathered takes minutes rather than seconds."""
_WRITES = frozenset({"POST", "PUT", "PATCH"})
_CHALLENGE = {"WWW-Authenticate": "X-API-Key"}


def _never() -> None:
    return None


def _now() -> datetime:
    return datetime.now(UTC)


class ChannelGate:
    """One for each API. `why_no_bulk` says what is running full, or None; it is asked for each write of a bulk channel.

    Every refusal is a `Problem` and says what to do. Every answer to a channel with a limit has its `RateLimit`.
    """

    def __init__(
        self,
        channels: Channels,
        nonces: NonceStore,
        limits: RateLimits,
        why_no_bulk: Callable[[], str | None] = _never,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._channels, self._nonces, self._limits = channels, nonces, limits
        self._why_no_bulk, self._now = why_no_bulk, now

    async def caller(self, request: Request, key: str | None) -> Channel | None:
        """The channel that calls and may; None when neither its key nor its signature names one.

        Raises `Problem`, or `StoreUnavailable` while only the store can tell.
        """
        if any(header in request.headers for header in signatures.HEADERS):
            return await self._signing(request)
        channel = self._channels.by_key(key) if key else None
        if channel is not None:
            self.admit(channel, request)
        return channel

    def admit(self, channel: Channel, request: Request, cost: int = 1) -> None:
        """Refuse what this channel may not do now; `cost` is in requests. For who finds a channel in another way."""
        self._check_enabled_and_rate(channel, request, cost)
        self._check_bulk(channel, request)

    async def _signing(self, request: Request) -> Channel:
        signed = _signed(request)
        channel = self._channels.by_id(signed.channel)
        if channel is None or not channel.secrets:
            _refuse(
                "credentials-unknown", signatures.CHANNEL, "no channel of this id signs", "check the id", _CHALLENGE
            )
        body: BodyHash = request.state.body_hash
        secrets = [secret.value for secret in channel.secrets]
        if not signatures.is_signed_by(secrets, signed, await body.of(request)):
            remedy = "compare your string to sign with the test vectors: method, path with query, body, time and nonce"
            _refuse("signature-wrong", signatures.SIGNATURE, "it does not fit the request", remedy, _CHALLENGE)
        now = self._now()
        if not signatures.is_timely(signed.timestamp, now):
            reason = (
                f"it is more than {signatures.MAX_SKEW_S} seconds from our clock, which says {int(now.timestamp())}"
            )
            remedy = "set your clock, then sign the request anew with a new nonce"
            _refuse("signature-expired", signatures.TIMESTAMP, reason, remedy, _CHALLENGE)
        self._check_enabled_and_rate(channel, request, 1)
        if not await self._nonces.use(channel.id, signed.nonce, now):
            remedy = "sign each request anew, also a repeated one, with a nonce that was never used"
            _refuse("nonce-used", signatures.NONCE, "a request with this nonce came before", remedy, _CHALLENGE)
        self._check_bulk(channel, request)
        return channel

    def _check_enabled_and_rate(self, channel: Channel, request: Request, cost: int) -> None:
        if not channel.is_enabled:
            _refuse("channel-disabled", "X-API-Key", "this channel is disabled", "ask whoever runs this city's system")
        taken = self._limits.take(channel, cost)
        if taken is None:
            return
        request.state.answer_headers = _headers(taken)
        if not taken.allowed:
            wait_s = max(1, ceil(taken.wait_s))
            reason = f"the channel may send {taken.rate} requests a minute"
            remedy = f"wait {wait_s} seconds, then send the same again"
            _refuse("rate-limited", "X-API-Key", reason, remedy, {"Retry-After": str(wait_s)})

    def _check_bulk(self, channel: Channel, request: Request) -> None:
        if not channel.bulk or request.method not in _WRITES:
            return
        reason = self._why_no_bulk()
        if reason is not None:
            remedy = f"wait {BULK_RETRY_S} seconds, then send the same again"
            _refuse("bulk-refused", "X-API-Key", reason, remedy, {"Retry-After": str(BULK_RETRY_S)})


def _signed(request: Request) -> Signed:
    missing = [header for header in signatures.HEADERS if not request.headers.get(header)]
    if missing:
        faults = [Fault(header, "it is missing", "send all headers of a signed request") for header in missing]
        raise Problem("credentials-missing", f"the signature is incomplete without {missing[0]}", faults, _CHALLENGE)
    channel, timestamp, nonce, given = (request.headers[header] for header in signatures.HEADERS)
    if wrong := signatures.wrong_header(timestamp, nonce, given):
        header, remedy = wrong
        _refuse("signature-wrong", header, "it is not written as it has to be", remedy, _CHALLENGE)
    return Signed(channel, request.method, _target(request), int(timestamp), nonce, given)


def _target(request: Request) -> str:
    """The path and the query as they were sent, still percent-encoded."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode("utf-8")
    query: bytes = request.scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("latin-1")


def _headers(taken: Taken) -> list[tuple[bytes, bytes]]:
    """`RateLimit` and its policy (draft-ietf-httpapi-ratelimit-headers): what is left, and when nothing is missing."""
    left = f'"channel";r={taken.remaining};t={taken.full_in_s}'
    return [(b"ratelimit-policy", f'"channel";q={taken.rate};w=60'.encode()), (b"ratelimit", left.encode())]


def _refuse(kind: str, field: str, reason: str, remedy: str, headers: dict[str, str] | None = None) -> NoReturn:
    raise Problem(kind, reason, [Fault(field, reason, remedy, kind.replace("-", "_"))], headers)
