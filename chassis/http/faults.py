"""From pydantic's errors to faults: field, reason and remedy in plain words, never with the value that was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.http.problems import Fault
from contracts.values import expected_by

_REMEDIES: dict[str, str] = {
    "missing": "add the field",
    "extra_forbidden": "leave the field out; /docs lists the fields there are",
    "string_type": 'send a JSON string such as "text"',
    "string_too_short": "send at least {min_length} character(s)",
    "string_too_long": "send at most {max_length} characters",
    "string_unicode": "send valid Unicode",
    "float_type": "send a JSON number such as 112.75",
    "finite_number": "send a finite number such as 112.75",
    "greater_than_equal": "send a number of at least {ge}",
    "less_than_equal": "send a number of at most {le}",
    "literal_error": "send one of {expected}",
    "model_attributes_type": "send a JSON object, with Content-Type: application/json",
    "model_type": "send a JSON object, with Content-Type: application/json",
    "int_parsing": "send a whole number such as 50",
    "int_type": "send a whole number such as 4",
    "bool_parsing": "send true or false",
    "bool_type": "send true or false",
    "list_type": "send a JSON array",
    "datetime_from_date_parsing": "send a time such as 2026-01-31T08:00:00Z",
    "datetime_parsing": "send a time such as 2026-01-31T08:00:00Z",
    "timezone_aware": "send a time with its offset, such as 2026-01-31T08:00:00Z",
}
_MUST_BE = "must be "
_ELSEWHERE = "see /docs for what is expected"
_MAX_FIELD = 100
"""Characters of a path: the names in it may be whatever somebody has sent."""
_ROOTS = ("body", "query", "path", "header")


def fault_of(error: Mapping[str, Any]) -> Fault:
    """One of pydantic's errors as a fault."""
    context = dict(error.get("ctx") or {})
    field, kind = field_of(error["loc"]), str(error["type"])
    if kind == "value_error":
        wrong = context.get("error")
        reason, remedy = _reason_and_remedy(str(wrong or error["msg"]))
        return Fault(field, reason, remedy, getattr(wrong, "code", kind), getattr(wrong, "values", {}))
    if kind == "string_pattern_mismatch":
        return Fault(field, "it is not written as it has to be", f"send {expected_by(context['pattern'])}", kind)
    values = {name: str(value) for name, value in context.items()}
    remedy = _REMEDIES.get(kind, _ELSEWHERE).format_map(_Known(values))
    return Fault(field, _lower(str(error["msg"])), remedy, kind, values)


def _reason_and_remedy(message: str) -> tuple[str, str]:
    """What a check of ours says: a reason, a semicolon and a remedy, or what the value must be."""
    reason, _, remedy = message.partition("; ")
    if reason.startswith(_MUST_BE) and not remedy:
        return "it is not written as it has to be", f"send {reason.removeprefix(_MUST_BE)}"
    return reason, remedy or _ELSEWHERE


def field_of(location: Sequence[int | str]) -> str:
    """The path of a field as a client knows it: `point.latitude`; `body` for the body as a whole."""
    path = [str(part) for part in location]
    inner = path[1:] if path and path[0] in _ROOTS else path
    return ".".join(inner)[:_MAX_FIELD] or "body"


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
