"""Asks the identity provider: where its parts are, its keys, and what a code stands for.

Every question has a limit, and what is not answered is `IssuerUnavailable`. Its answers are kept for minutes in memory:
a process starts without the provider, and notices by itself when that has moved or has other keys.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx
from authlib.oidc.discovery import get_well_known_url
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from services.complaints.oidc.client import OidcClient, is_protected
from services.complaints.oidc.refusals import IssuerUnavailable, Refused, SignInRefused
from services.complaints.oidc.tokens import usable_keys

TIMEOUT_S = 5.0
"""For one question, from the connection to the last byte of the answer."""
METADATA_LASTS = timedelta(hours=1)
KEYS_LAST = timedelta(minutes=5)
"""A key that the provider has taken back counts no longer than this."""
KEYS_PAUSE = timedelta(seconds=30)
"""How often keys are fetched at most because of tokens with an unknown one."""
_JSON = {"Accept": "application/json"}
Value = TypeVar("Value")


class Metadata(BaseModel):
    """What we need of the provider's description: OpenID Connect Discovery 1.0."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where we go, or send people, because the provider says so."""
        named = (self.authorization_endpoint, self.token_endpoint, self.jwks_uri)
        return (*named, *(each for each in (self.userinfo_endpoint, self.end_session_endpoint) if each is not None))


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    value: Value
    at: datetime

    def is_older(self, than: timedelta, now: datetime) -> bool:
        return now - self.at >= than


class Issuer:
    """The provider. Every method may raise `IssuerUnavailable`."""

    def __init__(self, client: OidcClient, timeout_s: float = TIMEOUT_S) -> None:
        self._client, self._timeout_s = client, timeout_s
        self._metadata: _Kept[Metadata] | None = None
        self._keys: _Kept[KeySet] | None = None
        self._searched_at: datetime | None = None

    async def metadata(self, now: datetime) -> Metadata:
        """Its description of itself. It has to be the provider that was configured, by its full name."""
        if self._metadata is None or self._metadata.is_older(METADATA_LASTS, now):
            answer = await self._get(get_well_known_url(self._client.issuer, external=True), "metadata")
            self._metadata = _Kept(self._checked(answer), now)
        return self._metadata.value

    async def keys(self, now: datetime) -> KeySet:
        """Its keys for signatures."""
        if self._keys is None or self._keys.is_older(KEYS_LAST, now):
            self._keys = _Kept(await self._published_keys(now), now)
        return self._keys.value

    async def newer_keys(self, now: datetime) -> KeySet:
        """Its keys once more, because a token names one that was not among them. Tokens cannot make us ask often."""
        if self._searched_at is None or now - self._searched_at >= KEYS_PAUSE:
            self._searched_at, self._keys = now, None
        return await self.keys(now)

    async def redeem(self, code: str, verifier: str, now: datetime) -> Mapping[str, Any]:
        """The tokens for a code; raises `SignInRefused` when it is none, or was used before."""
        metadata = await self.metadata(now)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._client.redirect_uri}
        form |= {"code_verifier": verifier, **self._in_form(metadata)}
        answer = await self._ask("POST", metadata.token_endpoint, "token", data=form, auth=self._basic(metadata))
        if answer.status_code in (400, 401, 403):
            raise _code_refused(answer)
        return _json(answer, "token")

    async def userinfo(self, access_token: str, now: datetime) -> Mapping[str, Any]:
        """What it tells of whoever the token is for; nothing when it tells nothing."""
        address = (await self.metadata(now)).userinfo_endpoint
        if address is None:
            return {}
        headers = {**_JSON, "Authorization": f"Bearer {access_token}"}
        return _json(await self._ask("GET", address, "userinfo", headers=headers), "userinfo")

    async def _published_keys(self, now: datetime) -> KeySet:
        published = await self._get((await self.metadata(now)).jwks_uri, "keys")
        try:
            return usable_keys(published)
        except ValueError:
            raise IssuerUnavailable("keys_unusable") from None

    def _checked(self, answer: Mapping[str, Any]) -> Metadata:
        try:
            metadata = Metadata.model_validate(answer)
        except ValidationError:
            raise IssuerUnavailable("metadata_malformed") from None
        if metadata.issuer != self._client.issuer:
            raise IssuerUnavailable("metadata_of_another_issuer")
        if not all(is_protected(each) for each in metadata.addresses):
            raise IssuerUnavailable("metadata_unprotected_address")
        return metadata

    def _by_header(self, metadata: Metadata) -> bool:
        return "client_secret_basic" in metadata.token_endpoint_auth_methods_supported

    def _in_form(self, metadata: Metadata) -> dict[str, str]:
        """RFC 6749, 2.3.1: what we are called stands in one place only, and the secret with it."""
        client = self._client
        if client.secret is None:
            return {"client_id": client.id}
        return {} if self._by_header(metadata) else {"client_id": client.id, "client_secret": client.secret}

    def _basic(self, metadata: Metadata) -> httpx.BasicAuth | None:
        client = self._client
        if client.secret is None or not self._by_header(metadata):
            return None
        return httpx.BasicAuth(quote(client.id, safe=""), quote(client.secret, safe=""))

    async def _get(self, address: str, what: str) -> Mapping[str, Any]:
        return _json(await self._ask("GET", address, what, headers=_JSON), what)

    async def _ask(self, method: str, address: str, what: str, **more: Any) -> httpx.Response:
        """One question, by a client of its own: they are few, and none leaves anything behind for the next one."""
        try:
            async with asyncio.timeout(self._timeout_s), httpx.AsyncClient(timeout=self._timeout_s) as client:
                return await client.request(method, address, **more)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
            raise IssuerUnavailable(f"{what}_unanswered") from None


def _json(answer: httpx.Response, what: str) -> Mapping[str, Any]:
    if answer.status_code != 200:
        raise IssuerUnavailable(f"{what}_status_{answer.status_code}")
    try:
        content = answer.json()
    except ValueError:
        raise IssuerUnavailable(f"{what}_malformed") from None
    if not isinstance(content, dict):
        raise IssuerUnavailable(f"{what}_malformed")
    return content


def _code_refused(answer: httpx.Response) -> Exception:
    """A code that is over is begun anew; that we are not known as a client is for whoever runs this service."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        error = None
    if error == "invalid_grant":
        return SignInRefused(Refused.EXPIRED, "code_refused")
    return IssuerUnavailable("client_refused")
