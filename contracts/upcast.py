"""Events as version 0.1 wrote them, brought into the form of today: topics and stores keep them for a year and more.

A later change that breaks a published type adds its function here; readers know only the newest form.
"""

from collections.abc import Callable
from typing import Any

Data = dict[str, Any]

_RENAMED = {"epoch": "assignment_number", "matter": "routing_input"}

_ANSWERED = ["resolved", "rejected"]
_OVER = ["withdrawn", "closed"]
_RESPONSES = ["started", "information_requested", *_ANSWERED]
_CLOCKS: tuple[Data, ...] = (
    {
        "name": "acknowledge_by",
        "scope": "stage",
        "starts_with": "assigned",
        "met_by": ["acknowledged", "information_provided", *_RESPONSES],
        "ended_by": ["transferred", *_OVER],
    },
    {
        "name": "respond_by",
        "scope": "stage",
        "starts_with": "assigned",
        "met_by": _RESPONSES,
        "ended_by": ["transferred", *_OVER],
    },
    {
        "name": "resolve_by",
        "scope": "statutory",
        "starts_with": "filed",
        "met_by": _ANSWERED,
        "ended_by": _OVER,
        "paused_by": ["information_requested"],
        "resumed_by": ["information_provided", "transferred"],
        "restored_by": ["reopened"],
    },
)
"""The three clocks that every policy of 0.1 had, with the steps that its code knew by heart."""
WITHIN = {"acknowledge_by": "acknowledge_within", "respond_by": "respond_within", "resolve_by": "resolve_within"}
"""Each of them with the field that held its time."""


def upcast(kind: str, data: Data) -> tuple[str, Data]:
    """Type and data in the newest form; what is in that form already comes back as it is."""
    newer = _UPCASTS.get(kind)
    return (kind.removesuffix("1") + "2", newer(data)) if newer else (kind, data)


def upcast_policy(policy: Any) -> Any:
    """A policy of 0.1 as a list of clocks; what is no object is left for the model to refuse."""
    if not isinstance(policy, dict):
        return policy
    kept = {name: value for name, value in policy.items() if name not in {*WITHIN.values(), "warn_at"}}
    clocks = [{**clock, "within": policy.get(WITHIN[clock["name"]]), **_warning(policy)} for clock in _CLOCKS]
    return kept | {"clocks": clocks, "reopen_within": "P14D", "max_transfers": 3}


def _warning(policy: Data) -> Data:
    return {"warn_share": policy["warn_at"]} if "warn_at" in policy else {}


def _rename(data: Data) -> Data:
    return {_RENAMED.get(name, name): value for name, value in data.items()}


def _assignment(data: Data) -> Data:
    return _rename(data) | {"policy": upcast_policy(data.get("policy"))}


def _clocks_set(data: Data) -> Data:
    clocks = data.get("clocks")
    return _rename(data) | {"clocks": list(map(_clock, clocks)) if isinstance(clocks, list) else clocks}


def _clock(clock: Any) -> Any:
    if not isinstance(clock, dict):
        return clock
    return {"status" if name == "state" else name: value for name, value in clock.items()}


_STEPS = (
    *("filed", "acknowledged", "started", "information_requested", "information_provided", "resolved", "rejected"),
    *("transferred", "reopened", "withdrawn", "closed"),
)
_UPCASTS: dict[str, Callable[[Data], Data]] = {
    **{f"complaint.{step}.v1": _rename for step in _STEPS},
    "complaint.assigned.v1": _assignment,
    "complaint.sent_to_triage.v1": _assignment,
    "clocks.set.v1": _clocks_set,
    "deadline.approaching.v1": _rename,
    "deadline.breached.v1": _rename,
    "deadline.breach_withdrawn.v1": _rename,
    "complaint.escalated.v1": _rename,
}
