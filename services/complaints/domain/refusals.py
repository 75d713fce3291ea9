"""Why something is refused, and what to do instead."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing has changed. `reason` is a code; `field` names the input at fault, if it was one.

    Where several parts of that input are at fault at once, `fields` names each of them.
    """

    name: ClassVar[str] = "refused"
    reason: str
    detail: str
    remedy: str
    field: str | None = None
    fields: tuple[str, ...] = ()
