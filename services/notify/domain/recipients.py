"""Who is notified: the holder of a post, whoever is notified instead, or the channel of the complainant.

A role of a unit is looked for at the unit, then at each parent, at last the catch-all person takes it, with the reason.
A role of the whole city (a mayor) is wanted from the city in the first place, so climbing there is no reroute.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from city.files.channels import recipient_id
from city.files.leaders import Person
from contracts.values import RerouteReason, SkipReason
from services.notify.domain.city import City

CHANNEL = "channel"
"""What a channel is wanted as, where a person is wanted as the holder of a role."""
NO_TRANSPORT = "none"
"""The transport of what cannot be sent, for there is no address."""


@dataclass(frozen=True)
class Recipient:
    """Who is notified, by each transport that this process has an address for; there is at least one.

    `acts_for` is the unit as whose holder of a post they are notified, None for a channel. `rerouted` says why it is
    not the wanted post's holder, `skipped` why nothing is sent after all.
    """

    id: str
    language: str
    contacts: Mapping[str, str]
    wanted_role: str
    wanted_unit: str
    acts_for: str | None = None
    rerouted: RerouteReason | None = None
    skipped: SkipReason | None = None


def find_recipient(city: City, unit: str, role: str) -> Recipient:
    """Who is notified when `role`, seen from `unit`, must hear of something. There is always somebody."""
    path = list(city.upwards(unit))
    if not path:
        return _catch_all(city, role, unit, RerouteReason.UNKNOWN_UNIT)
    if role in city.city_roles:
        path = [step for step in path if city.units[step].kind == "city"] or path
    reason: RerouteReason | None = None
    for step in path:
        holder = city.posts.get((step, role))
        if holder is not None and city.contacts(holder):
            return Recipient(holder.id, holder.language, city.contacts(holder), role, path[0], step, reason)
        reason = reason or _why_not(holder)
    return _catch_all(city, role, path[0], reason)


def find_channel(city: City, channel: str | None, unit: str) -> Recipient:
    """The complainant's channel. When it is unknown, or has no address here, nobody else can take its place."""
    known = city.channels.get(channel or "")
    contacts = city.contacts(known) if known else {}
    return Recipient(
        id=recipient_id(channel or "unknown"),
        language=known.language if known else city.languages[0],
        contacts=contacts or {NO_TRANSPORT: ""},
        wanted_role=CHANNEL,
        wanted_unit=unit,
        skipped=None if contacts else SkipReason.CHANNEL_NOT_REACHABLE,
    )


def _catch_all(city: City, role: str, unit: str, reason: RerouteReason | None) -> Recipient:
    """Who hears of what reaches nobody else may act on it, wherever it is."""
    person = city.catch_all
    return Recipient(person.id, person.language, city.contacts(person), role, unit, city.spanning_unit(()), reason)


def _why_not(holder: Person | None) -> RerouteReason:
    if holder is None:
        return RerouteReason.POST_VACANT
    return RerouteReason.TRANSPORT_NOT_CONFIGURED if holder.contacts else RerouteReason.NO_ADDRESS
