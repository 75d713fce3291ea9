"""An intake API whose staff sign in at a provider, and the people who do."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from city.access import Group
from deploy.local.environment import Stack
from services.complaints.access import Access
from services.complaints.domain.rights import Role
from services.complaints.oidc.client import CALLBACK, OidcClient
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.pages.signing_in import EN, Clock
from tests.oidc.keys import Key, opened_token, signed_token
from tests.oidc.provider import TOKEN, Provider, at_provider, provider

PUBLIC_URL = "http://test"
BACK = f"{PUBLIC_URL}{CALLBACK}"
SECRET = "s3cret: with/signs%"
GROUPS = (
    Group(group="pu-heads", unit="dinas-pu", role=Role.UNIT_HEAD),
    Group(group="pu", unit="dinas-pu", role=Role.OFFICER),
    Group(group="lh", unit="dinas-lh", role=Role.OFFICER),
    Group(group="triage", unit="meja-triase", role=Role.TRIAGE),
    Group(group="leaders", unit="kota", role=Role.LEADER),
    Group(group="audit", unit="kota", role=Role.AUDITOR),
)
ACCOUNTS: dict[str, dict[str, Any]] = {
    "1": {"preferred_username": "ani", "groups": ["everybody", "pu"]},
    "2": {"preferred_username": "budi", "groups": ["pu", "pu-heads"]},
    "3": {"preferred_username": "citra", "groups": ["triage"]},
    "4": {"preferred_username": "dewi", "groups": ["leaders"]},
    "5": {"preferred_username": "eko", "groups": ["audit"]},
    "6": {"preferred_username": "fajar", "groups": ["everybody"]},
    "7": {"preferred_username": "gita"},
    "8": {"preferred_username": "Hadi.Santoso@example.go.id", "groups": ["pu"]},
    "9": {"groups": ["pu"]},
    "10": {"preferred_username": "indra", "groups": "lh"},
}
"""People at the provider, by what they sign in as there."""


@dataclass
class Joined:
    """The API and the provider; `browser` keeps somebody's session at the provider."""

    api: IntakeClient
    provider: Provider
    browser: httpx.AsyncClient

    async def leave(self, wanted: str = "") -> str:
        """Press the button: the provider's address that one is sent to."""
        page = await self.api.client.get("/sign-in", params={"next": wanted} if wanted else {}, headers=EN)
        (href,) = re.findall(r'class="button" href="(/sign-in/oidc[^"]*)"', page.text)
        answer = await self.api.client.get(href.replace("&amp;", "&"), headers=EN)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    async def back_from(self, address: str, account: str) -> str:
        """Sign in at the provider; where it sends one back to."""
        return await at_provider(address, account, BACK, self.browser)

    async def come_back(self, address: str) -> httpx.Response:
        """Follow the address that the provider sends one back to."""
        return await self.api.client.get(address.removeprefix(PUBLIC_URL), headers=EN)

    async def sign_in(self, account: str, wanted: str = "") -> httpx.Response:
        """The whole way."""
        return await self.come_back(await self.back_from(await self.leave(wanted), account))

    def tokens(self, claims: dict[str, Any] | None = None, key: Key | None = None, **header: Any) -> None:
        """From now on ID tokens have these claims (None: the claim is left out) and header, signed with the key."""

        def change(answer: dict[str, Any]) -> dict[str, Any]:
            given_header, given = opened_token(answer["id_token"])
            said = {name: each for name, each in {**given, **(claims or {})}.items() if each is not None}
            return {**answer, "id_token": signed_token(said, key or self.provider.key, **{**given_header, **header})}

        self.provider.between.changes[TOKEN] = change


def with_groups(groups: Sequence[Group] = GROUPS) -> Access:
    """The access file of tests, with groups."""
    return replace(access(), groups=tuple(groups))


def clients(public_url: str = PUBLIC_URL) -> list[dict[str, Any]]:
    """This service as the provider knows it: as a public client, and as one with a secret."""
    common = {
        "redirect_uris": [f"{public_url}{CALLBACK}"],
        "post_logout_redirect_uris": [f"{public_url}/"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
    }
    return [
        {**common, "client_id": "tanggap", "token_endpoint_auth_method": "none"},
        {**common, "client_id": "kept:secret", "client_secret": SECRET},
    ]


def client_of(issuer: str, **more: Any) -> OidcClient:
    """This service as a public client, unless said otherwise."""
    return OidcClient(issuer, **{"id": "tanggap", "public_url": PUBLIC_URL, "scopes": "openid profile groups", **more})


@asynccontextmanager
async def joined(
    stack: Stack, clock: Clock | None = None, claims_in_token: bool = True, is_secure: bool = False, **client: Any
) -> AsyncIterator[Joined]:
    """Both, and a browser that has been nowhere yet."""
    async with (
        provider(ACCOUNTS, clients(), claims_in_token=claims_in_token) as running,
        opened(
            stack,
            clock=clock or Clock(),
            callers=with_groups(),
            oidc_client=client_of(running.issuer, **client),
            is_secure=is_secure,
        ) as api,
        httpx.AsyncClient(timeout=60.0) as browser,
    ):
        yield Joined(api, running, browser)
