"""A small city for the tests of routing, and the events that ask who is responsible."""

from datetime import UTC, datetime, timedelta
from typing import Any

from city.files.categories import CategoriesFile
from city.files.policies import PoliciesFile
from city.files.routing import RoutingFile
from city.files.units import UnitsFile
from contracts.events import (
    ComplaintFiled,
    ComplaintReclassified,
    ComplaintReopened,
    ComplaintTransferred,
    PolicyChanged,
)
from contracts.values import Actor, ActorKind, RoutingInput
from services.routing.domain.city import City
from services.routing.domain.policies import Policies
from services.routing.domain.rules import Rulebook
from tests.builders import clocks

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FILED_AT = NOW - timedelta(days=3)
UNITS = {
    "dinas-pu": "office",
    "dinas-lh": "office",
    "dinas-sosial": "office",
    "satpol-pp": "always",
    "pdam": "always",
    "triase": "always",
}
MAX_TRANSFERS = 3
MAX_PAUSES = 3
POLICIES: dict[str, Any] = {
    "version": "1",
    "default_policy": "umum",
    "triage_policy": "triase",
    "clocks": {
        clock.name: {
            "title": {"en": clock.name},
            "asks": {"en": clock.name},
            **clock.model_dump(mode="json", exclude={"name", "within"}),
            "max_pauses": MAX_PAUSES if clock.paused_by else None,
        }
        for clock in clocks("PT1S", "PT1S", "PT1S")
    },
    "policies": [
        {
            "name": name,
            "clocks": [
                {"name": "acknowledge_by", "within": within},
                {"name": "respond_by", "within": "P5D"},
                {"name": "resolve_by", "within": "P14D"},
            ],
            "ladder": [{"level": 1, "role": "unit_head", "after": "PT0S"}],
            "repeat_every": "P1D",
            "repeat_times": 5,
            "reopen_within": "P14D",
            "max_transfers": MAX_TRANSFERS,
            "promise_within": "P7D",
            "max_reclassifications": 1,
        }
        for name, within in (("umum", "P3D"), ("cepat", "PT4H"), ("triase", "P1D"))
    ],
}


def rule(name: str, unit: str, **conditions: Any) -> dict[str, Any]:
    return {"name": name, "unit": unit, "reason": {"id": "karena", "en": "because"}, **conditions}


def rules_file(*rules: dict[str, Any]) -> RoutingFile:
    return RoutingFile.model_validate({"version": "1", "rules": rules})


def book(*rules: dict[str, Any]) -> Rulebook:
    return Rulebook.of(rules_file(*rules))


def policies(**changed: Any) -> Policies:
    """The policies on the calendars of the units; complaints about water have the policy `cepat`."""
    named = {"jalan": None, "air": "cepat", "lain": None}
    categories = [{"code": code, "name": {"en": code}, "policy": policy} for code, policy in named.items()]
    units = [
        {"id": unit, "name": {"en": unit}, "kind": "agency", "parent": None, "calendar": calendar}
        for unit, calendar in UNITS.items()
    ]
    return Policies.of(
        PoliciesFile.model_validate({**POLICIES, **changed}),
        CategoriesFile.model_validate({"version": "1", "categories": categories}),
        UnitsFile.model_validate({"version": "1", "units": units}),
        "v7",
    )


def city(*rules: dict[str, Any]) -> City:
    """A city of five units, a triage desk and three categories; complaints about water have the policy `cepat`."""
    return City(
        rulebook=book(*rules),
        policies=policies(),
        calendars=UNITS,
        categories=frozenset({"jalan", "air", "lain"}),
        triage_unit="triase",
    )


CITY = city(
    rule("jalan", "dinas-pu", category=["jalan"]),
    rule("air", "pdam", category=["air"]),
    rule("bau", "triase", words=["bau"]),
)
"""With a rule by each of two categories, and one by a word, for the triage desk."""


def routing_input(category: str | None = None, *words: str, area: str | None = None) -> RoutingInput:
    return RoutingInput(channel="web", filed_at=FILED_AT, category=category, area=area, words=words)


def filed(about: RoutingInput) -> ComplaintFiled:
    return ComplaintFiled(**_header("filed"), seq=1, assignment_number=0, routing_input=about)


def transferred(
    about: RoutingInput,
    to_unit: str | None,
    *,
    from_unit: str = "dinas-pu",
    transfers: int = 1,
    max_transfers: int | None = None,
    is_binding: bool = False,
    assignment_number: int = 1,
) -> ComplaintTransferred:
    return ComplaintTransferred(
        **_header("transferred"),
        seq=2,
        assignment_number=assignment_number,
        routing_input=about,
        from_unit=from_unit,
        to_unit=to_unit,
        transfers=transfers,
        max_transfers=max_transfers,
        is_binding=is_binding,
    )


def reopened(about: RoutingInput, unit: str, assignment_number: int = 1) -> ComplaintReopened:
    return ComplaintReopened(
        **_header("reopened"), seq=7, assignment_number=assignment_number, routing_input=about, unit=unit
    )


def reclassified(about: RoutingInput, unit: str = "dinas-pu", **more: Any) -> ComplaintReclassified:
    given: dict[str, Any] = {"seq": 3, "assignment_number": 1, "routing_input": about, "unit": unit}
    return ComplaintReclassified(**_header("reclassified"), **given | more)


def policy_changed(about: RoutingInput, policy: str, unit: str = "dinas-pu", **more: Any) -> PolicyChanged:
    given: dict[str, Any] = {"seq": 4, "assignment_number": 1, "routing_input": under(policy, about), "unit": unit}
    return PolicyChanged(**_header("policy_changed"), policy=policy, **given | more)


def under(policy: str, about: RoutingInput) -> RoutingInput:
    """The same after a leader has put it under this policy."""
    return about.model_copy(update={"policy": policy})


def _header(event: str) -> dict[str, Any]:
    actor = Actor(kind=ActorKind.OFFICER, unit="dinas-pu")
    return {"id": f"c-1-{event}", "subject": "c-1", "occurred_at": NOW, "trace": "00-trace", "actor": actor}
