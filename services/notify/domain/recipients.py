"""Who holds the wanted post, and who is notified instead when nobody who can be reached does, with the reason.

A role of a unit is looked for at the unit, then at each parent, at last the catch-all person takes it. A role of the
whole city (a mayor) is wanted from the city in the first place, so climbing there is no reroute.
"""

from dataclasses import dataclass

from city.files.leaders import Person
from contracts.values import RerouteReason
from services.notify.domain.city import City


@dataclass(frozen=True)
class Recipient:
    """Who is notified. `reason` is None when it is the wanted post's holder."""

    person: Person
    wanted_role: str
    wanted_unit: str
    reason: RerouteReason | None = None


def find_recipient(city: City, unit: str, role: str) -> Recipient:
    """Who is notified when `role`, seen from `unit`, must hear of something. There is always somebody."""
    path = list(city.upwards(unit))
    if not path:
        return Recipient(city.catch_all, role, unit, RerouteReason.UNKNOWN_UNIT)
    if role in city.city_roles:
        path = [step for step in path if city.units[step].kind == "city"] or path
    reason: RerouteReason | None = None
    for step in path:
        holder = city.posts.get((step, role))
        if holder is not None and city.contacts(holder):
            return Recipient(holder, role, path[0], reason)
        reason = reason or _why_not(holder)
    return Recipient(city.catch_all, role, path[0], reason)


def _why_not(holder: Person | None) -> RerouteReason:
    if holder is None:
        return RerouteReason.POST_VACANT
    return RerouteReason.TRANSPORT_NOT_CONFIGURED if holder.contacts else RerouteReason.NO_ADDRESS
