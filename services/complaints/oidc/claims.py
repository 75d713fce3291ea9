"""What the identity provider says of somebody, as who they are here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from contracts.values import Code
from services.complaints.oidc.client import OidcClient
from services.complaints.oidc.refusals import Refused, SignInRefused

_CODE: TypeAdapter[str] = TypeAdapter(Code)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody for whom the provider vouches, with those of their groups that have a role here, and no others."""

    person: str
    groups: tuple[str, ...]


def lacks(claims: Mapping[str, Any], client: OidcClient) -> bool:
    """Whether the token leaves something out that the provider may tell when it is asked for it."""
    return client.person_claim not in claims or client.groups_claim not in claims


def vouched(claims: Mapping[str, Any], client: OidcClient, known: Collection[str]) -> Vouched:
    """Who it is; raises `SignInRefused` for somebody without a usable id, or without one of the `known` groups."""
    try:
        person = _CODE.validate_python(claims.get(client.person_claim), strict=True)
    except ValidationError:
        raise SignInRefused(Refused.PERSON, "person_unusable") from None
    listed = claims.get(client.groups_claim)
    groups = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    kept = tuple(sorted({each for each in groups if isinstance(each, str) and each in known}))
    if not kept:
        raise SignInRefused(Refused.NO_GROUP, "group_unknown" if groups else "groups_missing")
    return Vouched(person, kept)
