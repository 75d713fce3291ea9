"""Why something was not done: a code, what is wrong, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing has changed. `field` names the part of the request that is to blame, where one is."""

    code: str
    reason: str
    remedy: str
    field: str | None = None
