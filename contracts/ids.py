"""Deterministic ids: the same cause always yields the same id, so a repeated output is recognised as a repetition."""

from uuid import UUID, uuid5

_TANGGAP = UUID("6f0d1f0e-3f5b-5d5c-9c5e-0f6f7a1c2b11")


def event_id(cause: str, kind: str, number: int = 1) -> str:
    """The id of the `number`-th event of `kind` that follows from `cause` (an event id or a complaint id)."""
    return str(uuid5(_TANGGAP, f"{cause}|{kind}|{number}"))
