"""Who holds the wanted post, and who hears it instead when nobody does. Never silent: the reason comes with the answer.

A role of a unit is looked for at the unit, then at each parent, at last the catch-all person takes it. A role of the
whole city (a mayor) is wanted from the city in the first place, so climbing there is no reroute.
"""

from dataclasses import dataclass
from typing import Literal

from city.files.leaders import Person
from services.notify.city import City

RerouteReason = Literal["post_vacant", "no_address", "unknown_unit"]


@dataclass(frozen=True)
class Recipient:
    """Whom to tell. `reason` is None when it is the wanted post's holder."""

    person: Person
    wanted_role: str
    wanted_unit: str
    reason: RerouteReason | None = None


def find_recipient(city: City, unit: str, role: str) -> Recipient:
    """Whom to tell when `role`, seen from `unit`, must hear of something. There is always somebody."""
    path = list(city.upwards(unit))
    if not path:
        return Recipient(city.catch_all, role, unit, "unknown_unit")
    if role in city.city_roles:
        path = [step for step in path if city.units[step].kind == "city"] or path
    reason: RerouteReason | None = None
    for step in path:
        holder = city.posts.get((step, role))
        if holder is not None and holder.contacts:
            return Recipient(holder, role, path[0], reason)
        reason = reason or ("post_vacant" if holder is None else "no_address")
    return Recipient(city.catch_all, role, path[0], reason)
