"""One refusal of each kind, word for word as it is answered."""

from typing import Any

from chassis.http.context import MAX_BODY
from services.complaints.api.examples import COMPLAINT_ID
from services.complaints.api.problems import Fault, Problem


def _problem(kind: str, detail: str, field: str, reason: str, remedy: str) -> Problem:
    return Problem(kind, detail, [Fault(field, reason, remedy)])


_INVALID_JSON = "the body is not valid JSON"
_NO_CREDENTIALS = "no credentials were sent"
_NOT_HTTP = "There was an error parsing the body"
_BEHIND = "the oldest event has waited for 75 seconds to be published"
_DISABLED = "this channel is disabled"
_FAST = "the channel may send 600 requests a minute"
_NO_SCANNER = "the virus scanner does not answer"
_OLD_SIGNATURE = "it is more than 300 seconds from our clock, which says 1772415000"
_USED_NONCE = "a request with this nonce came before"
_WRONG_SIGNATURE = "it does not fit the request"
_NO_METHOD = "this address does not know this method"
_NOT_FOR_YOU = "change_policy is for the leader"
_NOT_THERE = "no such complaint, or it is not yours to see"
_OLD_VERSION = "this version is not the current one"
_REUSED = "it was used before with another text"
_TOO_LARGE = f"the body is larger than {MAX_BODY} bytes"
_UNKNOWN = "unknown credentials"
_TOO_MANY = "Too many wrong codes were tried."

_EXAMPLES = (
    _problem("malformed-body", _INVALID_JSON, "body", _INVALID_JSON, "send one complete JSON object in UTF-8"),
    _problem("invalid-request", _NOT_HTTP, "request", _NOT_HTTP, "see /docs"),
    _problem(
        "credentials-missing",
        _NO_CREDENTIALS,
        "Authorization",
        _NO_CREDENTIALS,
        "send X-API-Key, or Authorization: Bearer",
    ),
    _problem("credentials-unknown", _UNKNOWN, "X-API-Key", _UNKNOWN, "check them"),
    _problem(
        "signature-wrong",
        _WRONG_SIGNATURE,
        "X-Tanggap-Signature",
        _WRONG_SIGNATURE,
        "compare your string to sign with the test vectors: method, path with query, body, time and nonce",
    ),
    _problem(
        "signature-expired",
        _OLD_SIGNATURE,
        "X-Tanggap-Timestamp",
        _OLD_SIGNATURE,
        "set your clock, then sign the request anew with a new nonce",
    ),
    _problem(
        "nonce-used",
        _USED_NONCE,
        "X-Tanggap-Nonce",
        _USED_NONCE,
        "sign each request anew, also a repeated one, with a nonce that was never used",
    ),
    _problem("not-allowed", _NOT_FOR_YOU, "action", "wrong_actor", "ask them to do it"),
    _problem("channel-disabled", _DISABLED, "X-API-Key", _DISABLED, "ask whoever runs this city's system"),
    _problem("not-found", _NOT_THERE, "id", _NOT_THERE, "check the id; ask the unit that has it now"),
    _problem("method-not-allowed", _NO_METHOD, "method", _NO_METHOD, "use one of those in the Allow header"),
    _problem(
        "not-possible-now",
        "request_information is not possible while the complaint is assigned",
        "action",
        "wrong_state",
        "possible now: acknowledge, start, report_progress, resolve, reject, transfer, reclassify, delegate, "
        "request_contribution, merge, note",
    ),
    _problem("changed-meanwhile", _OLD_VERSION, "If-Match", _OLD_VERSION, "read the complaint again and decide anew"),
    _problem("body-too-large", _TOO_LARGE, "body", _TOO_LARGE, "send less at once"),
    _problem("invalid-fields", "nothing was kept, because of: text", "text", "field required", "add the field"),
    _problem(
        "request-reused",
        f"external_id: {_REUSED}",
        "external_id",
        _REUSED,
        "send a new one for a new complaint, or the same body to repeat the old one",
    ),
    _problem(
        "precondition-required",
        "an action has to name the version it is meant for",
        "If-Match",
        "it is missing",
        "read the complaint and send its ETag",
    ),
    Problem(
        "too-many-guesses",
        _TOO_MANY,
        [Fault("code", _TOO_MANY, "Please wait 60 seconds, then type your code again.")],
        title="Too many wrong codes",
    ),
    _problem("rate-limited", _FAST, "X-API-Key", _FAST, "wait 11 seconds, then send the same again"),
    Problem("internal-error", "the request may or may not have been carried out; it is logged"),
    Problem("store-unavailable", "the store does not answer; send the same request again in 7 seconds"),
    _problem("bulk-refused", _BEHIND, "X-API-Key", _BEHIND, "wait 60 seconds, then send the same again"),
    _problem(
        "scanner-unavailable",
        f"nothing was kept: {_NO_SCANNER}",
        "file",
        _NO_SCANNER,
        "send the same files again later",
    ),
)

_COLLECTION, _ONE = "/v1/complaints", f"/v1/complaints/{COMPLAINT_ID}"
_PATHS = {
    "not-found": _ONE,
    "not-possible-now": f"{_ONE}/actions/request_information",
    "changed-meanwhile": f"{_ONE}/actions/acknowledge",
    "precondition-required": f"{_ONE}/actions/acknowledge",
    "too-many-guesses": "/v1/track/{code}",
}
_NEVER_DESCRIBED = (405, 500)
"""What no operation means to answer: another method is no operation, and an error of ours is one."""

OF_KIND: dict[str, dict[str, Any]] = {each.kind: each.as_json(_PATHS.get(each.kind, _COLLECTION)) for each in _EXAMPLES}
"""Kind → the body of a refusal."""

PROBLEMS: dict[int, dict[str, Any]] = {
    each.status_code: OF_KIND[each.kind] for each in reversed(_EXAMPLES) if each.status_code not in _NEVER_DESCRIBED
}
"""Status → the body of the first refusal above that has it, for the description of the API."""
