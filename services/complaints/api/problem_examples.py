"""One refusal of each status, word for word as it is answered."""

from chassis.http.context import MAX_BODY
from services.complaints.api.examples import COMPLAINT_ID
from services.complaints.api.problems import Fault, Problem


def _problem(kind: str, detail: str, field: str, reason: str, remedy: str) -> Problem:
    return Problem(kind, detail, [Fault(field, reason, remedy)])


_INVALID_JSON = "the body is not valid JSON"
_NO_CREDENTIALS = "no credentials were sent"
_NOT_FOR_YOU = "change_policy is for the leader"
_NOT_THERE = "no such complaint, or it is not yours to see"
_OLD_VERSION = "this version is not the current one"
_TOO_LARGE = f"the body is larger than {MAX_BODY} bytes"
_TOO_MANY = "Too many wrong codes were tried."

_EXAMPLES = (
    _problem("malformed-body", _INVALID_JSON, "body", _INVALID_JSON, "send one complete JSON object in UTF-8"),
    _problem(
        "credentials-missing",
        _NO_CREDENTIALS,
        "Authorization",
        _NO_CREDENTIALS,
        "send X-API-Key, or Authorization: Bearer",
    ),
    _problem("not-allowed", _NOT_FOR_YOU, "action", "wrong_actor", "ask them to do it"),
    _problem("not-found", _NOT_THERE, "id", _NOT_THERE, "check the id; ask the unit that has it now"),
    _problem(
        "not-possible-now",
        "request_information is not possible while the complaint is assigned",
        "action",
        "wrong_state",
        "possible now: acknowledge, start, report_progress, resolve, reject, transfer, reclassify, delegate, "
        "request_contribution, note",
    ),
    _problem("changed-meanwhile", _OLD_VERSION, "If-Match", _OLD_VERSION, "read the complaint again and decide anew"),
    _problem("body-too-large", _TOO_LARGE, "body", _TOO_LARGE, "send less at once"),
    _problem("invalid-fields", "nothing was kept, because of: text", "text", "field required", "add the field"),
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
    Problem("store-unavailable", "the store does not answer; send the same request again in 7 seconds"),
)

_COLLECTION, _ONE = "/v1/complaints", f"/v1/complaints/{COMPLAINT_ID}"
_PATHS = {
    404: _ONE,
    409: f"{_ONE}/actions/request_information",
    412: f"{_ONE}/actions/acknowledge",
    428: f"{_ONE}/actions/acknowledge",
    429: "/v1/track/{code}",
}

PROBLEMS = {each.status_code: each.as_json(_PATHS.get(each.status_code, _COLLECTION)) for each in _EXAMPLES}
"""Status → the body of a refusal."""
