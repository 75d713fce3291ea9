"""Signs people in by the identity provider: to it, and back with what it says of them."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from chassis.access import NonceStore
from services.complaints.access import Access
from services.complaints.oidc import attempt as attempts
from services.complaints.oidc.attempt import Attempt
from services.complaints.oidc.claims import Vouched, lacks, vouched
from services.complaints.oidc.client import OidcClient
from services.complaints.oidc.issuer import Issuer
from services.complaints.oidc.refusals import IssuerUnavailable, Refused, SignInRefused
from services.complaints.oidc.tokens import Expected, KeyUnknown, read_token
from web.keys import PageKey

_USED = "oidc"
"""Under which name the store remembers which attempts were used."""


class Oidc:
    """Signing in by the provider of `client`. Methods that are awaited may raise `IssuerUnavailable`."""

    def __init__(self, client: OidcClient, access: Access, key: PageKey, used: NonceStore) -> None:
        self.client = client
        self._issuer, self._key, self._used = Issuer(client), key, used
        self._groups = frozenset(group.group for group in access.groups)

    async def begin(self, wanted: str, language: str, now: datetime) -> tuple[str, str]:
        """Where to send somebody who wants to sign in, and the cookie to give them along."""
        endpoint, attempt = (await self._issuer.metadata(now)).authorization_endpoint, attempts.begin(now, wanted)
        address = prepare_grant_uri(
            endpoint,
            self.client.id,
            "code",
            self.client.redirect_uri,
            self.client.scopes,
            attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
            ui_locales=language,
        )
        return str(address), attempts.pack(attempt, self._key)

    async def finish(self, answer: Mapping[str, str], cookie: str, now: datetime) -> tuple[Vouched, str]:
        """Who has come back, and where they wanted to go. `answer` is the query of the address they came by.

        Raises `SignInRefused`, and `StoreUnavailable`.
        """
        attempt = await self._attempt(answer, cookie, now)
        code = await self._code(answer, now)
        tokens = await self._issuer.redeem(code, attempt.verifier, now)
        claims = await self._claims(tokens, attempt, now)
        return vouched(claims, self.client, self._groups), attempt.next

    async def sign_out_address(self, now: datetime) -> str | None:
        """Where to end the provider's own session, if it has such a page."""
        endpoint = (await self._issuer.metadata(now)).end_session_endpoint
        if endpoint is None:
            return None
        back = {"client_id": self.client.id, "post_logout_redirect_uri": f"{self.client.public_url}/"}
        return str(add_params_to_uri(endpoint, list(back.items())))

    async def _attempt(self, answer: Mapping[str, str], cookie: str, now: datetime) -> Attempt:
        """The attempt that this browser has begun, and this answer is to. It is used up, whatever becomes of it."""
        attempt = attempts.unpack(cookie, self._key, now)
        if attempt is None:
            raise SignInRefused(Refused.EXPIRED, "attempt_missing")
        if not attempt.is_meant_by(answer.get("state", "")):
            raise SignInRefused(Refused.EXPIRED, "state_of_another_attempt")
        if not await self._used.use(_USED, sha256(attempt.state.encode()).hexdigest(), now):
            raise SignInRefused(Refused.EXPIRED, "state_used_before")
        return attempt

    async def _code(self, answer: Mapping[str, str], now: datetime) -> str:
        """The code of an answer that comes from the provider: RFC 9207 has it say so."""
        says_who = (await self._issuer.metadata(now)).authorization_response_iss_parameter_supported
        issuer = answer.get("iss")
        if issuer != self.client.issuer and (issuer is not None or says_who):
            raise SignInRefused(Refused.UNTRUSTED, "answer_of_another_issuer")
        if "error" in answer:
            is_unable = answer["error"] in ("temporarily_unavailable", "server_error")
            raise IssuerUnavailable("answer_unable") if is_unable else SignInRefused(Refused.DECLINED, "declined")
        if not answer.get("code"):
            raise SignInRefused(Refused.UNTRUSTED, "code_missing")
        return answer["code"]

    async def _claims(self, tokens: Mapping[str, Any], attempt: Attempt, now: datetime) -> Mapping[str, Any]:
        """What the ID token says, and the provider beside it where the token leaves something out."""
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str):
            raise SignInRefused(Refused.UNTRUSTED, "token_missing")
        expected = Expected(self.client.issuer, self.client.id, attempt.nonce, access_token)
        claims = await self._read(id_token, expected, now)
        if not lacks(claims, self.client) or not isinstance(access_token, str):
            return claims
        more = await self._issuer.userinfo(access_token, now)
        if more and more.get("sub") != claims["sub"]:
            raise SignInRefused(Refused.UNTRUSTED, "userinfo_of_somebody_else")
        return {**more, **claims}

    async def _read(self, id_token: str, expected: Expected, now: datetime) -> dict[str, Any]:
        try:
            return read_token(id_token, await self._issuer.keys(now), expected, now)
        except KeyUnknown:
            keys = await self._issuer.newer_keys(now)
        try:
            return read_token(id_token, keys, expected, now)
        except KeyUnknown:
            raise SignInRefused(Refused.UNTRUSTED, "token_key_unknown") from None
