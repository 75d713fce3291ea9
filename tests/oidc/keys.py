"""Keys of a provider for tests, and tokens that are signed with them."""

import json
import secrets
from typing import Any, Literal

from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeyParameters, RSAKey

Algorithm = Literal["RS256", "PS256", "ES256"]
Key = RSAKey | ECKey


def new_key(algorithm: Algorithm = "RS256") -> Key:
    """A key pair with a name of its own."""
    more: KeyParameters = {"kid": secrets.token_hex(4), "use": "sig", "alg": algorithm}
    return ECKey.generate_key("P-256", more) if algorithm == "ES256" else RSAKey.generate_key(2048, more)


def published(*keys: Key, private: bool = False) -> dict[str, Any]:
    """The keys as a set: the first one signs."""
    return {"keys": [key.as_dict(private=private) for key in keys]}


def opened_token(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, unchecked."""
    read = jws.extract_compact(token.encode())
    return dict(read.headers()), json.loads(read.payload or b"{}")


def signed_token(claims: dict[str, Any], key: Key, **header: Any) -> str:
    """A token with these claims, as the owner of the key signs it."""
    algorithm = str(header.get("alg", key.get("alg")))
    return jwt.encode({"alg": algorithm, "kid": key.kid, **header}, claims, key, [algorithm])
