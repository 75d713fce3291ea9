"""A small city for the tests of routing, and the facts that ask who is responsible."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.events import ComplaintFiled, ComplaintReopened, ComplaintTransferred
from contracts.values import Actor, ActorKind, Matter
from services.routing.domain import City
from services.routing.policies import Policies, PoliciesConfig
from services.routing.rules import RoutingConfig, Rulebook

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FILED_AT = NOW - timedelta(days=3)
UNITS = {"dinas-pu": "office", "dinas-lh": "office", "pdam": "always", "triase": "always"}
POLICIES: dict[str, Any] = {
    "version": "1",
    "default_policy": "umum",
    "triage_policy": "triase",
    "policies": [
        {
            "name": name,
            "acknowledge_within": within,
            "respond_within": "P5D",
            "resolve_within": "P14D",
            "warn_at": 0.75,
            "ladder": [{"level": 1, "role": "unit_head", "after": "PT0S"}],
            "repeat_every": "P1D",
            "repeat_times": 5,
        }
        for name, within in (("umum", "P3D"), ("cepat", "PT4H"), ("triase", "P1D"))
    ],
}


def rule(name: str, unit: str, **conditions: list[str]) -> dict[str, Any]:
    return {"name": name, "unit": unit, "reason": {"id": "karena", "en": "because"}, **conditions}


def book(*rules: dict[str, Any]) -> Rulebook:
    return Rulebook(RoutingConfig.model_validate({"version": "1", "rules": rules}))


def city(*rules: dict[str, Any]) -> City:
    """A city of four units and three categories; complaints about water have the policy `cepat`."""
    return City(
        rulebook=book(*rules),
        policies=Policies(PoliciesConfig.model_validate(POLICIES), {"air": "cepat"}, "v7"),
        calendars=UNITS,
        categories=frozenset({"jalan", "air", "lain"}),
        triage_unit="triase",
    )


def matter(category: str | None = None, *words: str, area: str | None = None) -> Matter:
    return Matter(channel="web", filed_at=FILED_AT, category=category, area=area, words=words)


def filed(about: Matter) -> ComplaintFiled:
    return ComplaintFiled(**_header("filed"), seq=1, epoch=0, matter=about)


def transferred(
    about: Matter, to_unit: str | None, *, from_unit: str = "dinas-pu", transfers: int = 1, epoch: int = 1
) -> ComplaintTransferred:
    return ComplaintTransferred(
        **_header("transferred"),
        seq=2,
        epoch=epoch,
        matter=about,
        from_unit=from_unit,
        to_unit=to_unit,
        transfers=transfers,
    )


def reopened(about: Matter, unit: str, epoch: int = 1) -> ComplaintReopened:
    return ComplaintReopened(**_header("reopened"), seq=7, epoch=epoch, matter=about, unit=unit)


def _header(fact: str) -> dict[str, Any]:
    actor = Actor(kind=ActorKind.OFFICER, unit="dinas-pu")
    return {"id": f"c-1-{fact}", "complaint_id": "c-1", "occurred_at": NOW, "trace": "00-trace", "actor": actor}
