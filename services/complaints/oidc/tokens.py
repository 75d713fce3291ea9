"""Whether an ID token is one: signed by the provider, for us, for this attempt, and still valid.

OpenID Connect Core 1.0, 3.1.3.7. What the token says is judged by Authlib, its signature by joserfc.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, InvalidKeyIdError, JoseError, MissingClaimError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from services.complaints.oidc.refusals import Refused, SignInRefused

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Whatever the provider says it can do: never none, and never a secret that both sides know."""
LEEWAY_S = 60
"""By how much clocks may differ."""
_KEY_TYPES = ("RSA", "EC")
_CLAIMS = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "nonce", "azp", "at_hash", "auth_time", "amr"})


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose token it has to be, and for which attempt. The access token is the one that came with it, if any did."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str | None = field(default=None, repr=False)


class KeyUnknown(Exception):
    """The token is signed with a key that is none of these: the provider may have a new one."""


def usable_keys(published: Mapping[str, Any]) -> KeySet:
    """The keys that a provider publishes for signatures; `ValueError` when there is none that we understand."""
    listed = published.get("keys")
    keys = [each for each in listed if _is_usable(each)] if isinstance(listed, list) else []
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise ValueError("no usable key") from error


def read_token(token: str, keys: KeySet, expected: Expected, now: datetime) -> dict[str, Any]:
    """What the token says; raises `SignInRefused` with what is wrong with it, or `KeyUnknown`."""
    try:
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        signed = jwt.decode(token, keys, registry=registry)
    except InvalidKeyIdError as error:
        raise KeyUnknown from error
    except (JoseError, ValueError, TypeError) as error:
        raise _refused("token_signature") from error
    _check(signed, expected, now)
    return signed.claims


def _check(signed: jwt.Token, expected: Expected, now: datetime) -> None:
    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "nonce": {"essential": True, "value": expected.nonce},
    }
    given = {"client_id": expected.client_id, "nonce": expected.nonce, "access_token": expected.access_token}
    try:
        CodeIDToken(signed.claims, signed.header, options, given).validate(int(now.timestamp()), LEEWAY_S)
    except ExpiredTokenError as error:
        raise _refused("token_expired") from error
    except (InvalidClaimError, MissingClaimError) as error:
        raise _refused(_code(error)) from error
    except (JoseError, ValueError, TypeError) as error:
        raise _refused("token_claims") from error


def _code(error: InvalidClaimError | MissingClaimError) -> str:
    """The name of a claim comes from the token: one that is not of the standard is not repeated."""
    claim = getattr(error, "claim", None)
    return f"token_{claim}" if claim in _CLAIMS else "token_claims"


def _refused(code: str) -> SignInRefused:
    return SignInRefused(Refused.UNTRUSTED, code)


def _is_usable(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") in _KEY_TYPES and key.get("use", "sig") == "sig"
