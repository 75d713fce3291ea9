"""Keys and tokens for one machine: `python -m deploy.local.access` makes those that are absent, and keeps the others.

The services read access.yaml, which holds only hashes; the demonstration reads plain.json. The keys are random and
long, so a plain SHA-256 of them cannot be reversed by guessing.
"""

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any, TypedDict

import yaml

from deploy.local.environment import Stack, stack_from

CHANNELS = ("demo", "sp4n")
MAY_IMPORT = ("sp4n",)
"""The channels that may hand in what was filed, and what was over, in another system."""


class Plain(TypedDict):
    """The keys and tokens themselves, by channel and by person."""

    channels: dict[str, str]
    officers: dict[str, str]


class Officer(TypedDict):
    id: str
    unit: str
    role: str


def ensure_access(stack: Stack) -> Plain:
    """Make the keys of the channels, the officers' tokens, the tracking key and the key of links, where absent."""
    stack.access.mkdir(parents=True, exist_ok=True, mode=0o700)
    officers = _officers(stack.city)
    known = read_plain(stack)
    plain = Plain(
        channels=_complete(known["channels"], CHANNELS),
        officers=_complete(known["officers"], tuple(officer["id"] for officer in officers)),
    )
    _write_secret(stack.access / "plain.json", json.dumps(plain, indent=2).encode("utf-8") + b"\n")
    hashed = yaml.safe_dump(_hashed(plain, officers), sort_keys=False)
    _write_secret(stack.access / "access.yaml", hashed.encode("utf-8"))
    webhook_secrets = stack.access / "webhook-secrets.yaml"
    if not webhook_secrets.exists():
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")
        _write_secret(webhook_secrets, yaml.safe_dump({"secrets": [secret]}).encode("utf-8"))
    tracking_key = stack.access / "tracking.key"
    if not tracking_key.exists():
        _write_secret(tracking_key, secrets.token_bytes(32))
    link_keys = stack.access / "link_keys.yaml"
    if not link_keys.exists():
        _write_secret(link_keys, yaml.safe_dump(_first_link_key(), sort_keys=False).encode("ascii"))
    return plain


def read_plain(stack: Stack) -> Plain:
    """The keys and tokens made so far; empty before the first time."""
    file = stack.access / "plain.json"
    if not file.exists():
        return Plain(channels={}, officers={})
    found: Plain = json.loads(file.read_text(encoding="utf-8"))
    return found


def _officers(city: Path) -> list[Officer]:
    """An officer and a head for each unit; a leader, an auditor and the organisation bureau for the whole city.

    Whoever works at the triage desk is an officer by name and has a role of its own.
    """
    units = _read(city, "units.yaml")["units"]
    triage_unit = _read(city, "city.yaml")["triage_unit"]
    top = next(unit["id"] for unit in units if not unit.get("parent"))
    people = [
        Officer(id=f"{name}-{unit['id']}", unit=unit["id"], role=role)
        for unit in units
        for name, role in (("officer", "triage" if unit["id"] == triage_unit else "officer"), ("head", "unit_head"))
    ]
    return [*people, *(Officer(id=f"{role}-{top}", unit=top, role=role) for role in ("leader", "auditor", "bureau"))]


def _read(city: Path, file: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((city / file).read_text(encoding="utf-8"))
    return content


def _complete(known: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: known.get(name) or secrets.token_urlsafe(32) for name in names}


def _hashed(plain: Plain, officers: list[Officer]) -> dict[str, object]:
    channels = [
        {"id": name, "keys": [_hash(key)], **({"may_import": True} if name in MAY_IMPORT else {})}
        for name, key in plain["channels"].items()
    ]
    return {
        "channels": channels,
        "officers": [{**officer, "token": _hash(plain["officers"][officer["id"]])} for officer in officers],
    }


def _first_link_key() -> dict[str, object]:
    """See `chassis.link_keys`."""
    return {"keys": [{"id": "k1", "secret": base64.b64encode(secrets.token_bytes(32)).decode("ascii")}]}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _write_secret(path: Path, content: bytes) -> None:
    """Readable by its owner only from its first moment on, and never half written."""
    draft = path.with_name(f"{path.name}.draft{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)


if __name__ == "__main__":
    ensure_access(stack_from())
