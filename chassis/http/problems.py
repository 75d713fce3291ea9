"""Every refusal of the API as RFC 9457 problem details: what is wrong, where, and what to do instead."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request. `field` is a path into the body, or the name of a header.

    `code` and `values` find and fill the same words in another language, where an API has them.
    """

    field: str
    reason: str
    remedy: str
    code: str = "other"
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, str]:
        """The fault as a member of `errors`."""
        return {"field": self.field, "reason": self.reason, "remedy": self.remedy}


KINDS: dict[str, tuple[int, str]] = {
    "malformed-body": (400, "The body cannot be read"),
    "invalid-request": (400, "The request cannot be understood"),
    "credentials-missing": (401, "Say who you are"),
    "credentials-unknown": (401, "Unknown credentials"),
    "signature-wrong": (401, "The signature is wrong"),
    "signature-expired": (401, "The signature has expired"),
    "nonce-used": (401, "The nonce was used before"),
    "channel-disabled": (403, "The channel is disabled"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This is not possible here"),
    "body-too-large": (413, "The body is too large"),
    "invalid-fields": (422, "Some fields are wrong"),
    "rate-limited": (429, "Too many requests"),
    "internal-error": (500, "Something went wrong here"),
    "store-unavailable": (503, "Store unavailable"),
    "bulk-refused": (503, "No bulk for now"),
}
"""Kind → status and title, of what any API may refuse."""

TYPES = "/problems/"
"""Before a kind it is the `type`: the path of a page on the public host that says what to do (RFC 9457, 3.1.1)."""


class Problem(HTTPException):
    """Raised anywhere in a request to end it with this answer; nothing was changed. It is in English by default.

    An API derives a class of its own with further `kinds`.
    """

    kinds: ClassVar[Mapping[str, tuple[int, str]]] = KINDS

    def __init__(
        self,
        kind: str,
        detail: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        title: str | None = None,
        language: str | None = None,
    ) -> None:
        status, english = self.kinds[kind]
        self.kind, self.faults, self.title, self.language = kind, tuple(faults), title or english, language
        super().__init__(status, detail, headers)

    def as_json(self, instance: str) -> dict[str, Any]:
        """The body of the answer. `instance` is the path that was asked for, without a tracking code."""
        return {
            "type": f"{TYPES}{self.kind}",
            "title": self.title,
            "status": self.status_code,
            "detail": self.detail,
            "errors": [fault.as_json() for fault in self.faults],
            "instance": instance,
        }
