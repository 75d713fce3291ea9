"""The lives that most samples begin with."""

from contracts.events import (
    ComplaintAcknowledged,
    ComplaintResolved,
    ComplaintStarted,
    Event,
    InformationRequested,
)
from contracts.values import ActorKind
from services.notify.domain.city import City
from tools.previews.lives import Life, at, owed_by_complainant


def damaged_road(city: City, number: int = 1) -> Life:
    """A damaged road, taken on and begun."""
    life = Life(city, number, "jalan-rusak", "99.71.02.1001", at(3, 9, 10))
    life.assign(at(3, 9, 11), "dinas-pu")
    life.take(ComplaintAcknowledged, at(4, 8, 30), ActorKind.OFFICER)
    return life


def asked(city: City, number: int = 9) -> Life:
    """The same, with a question to its complainant."""
    life = damaged_road(city, number)
    life.take(InformationRequested, at(17, 10), ActorKind.OFFICER, "location_unclear")
    return life


def resolved(city: City, number: int = 10) -> Life:
    """The same, answered."""
    life = damaged_road(city, number)
    life.take(ComplaintStarted, at(9, 8), ActorKind.OFFICER)
    resolve(life)
    return life


def resolve(life: Life) -> Event:
    """The answer, and the time that the complainant has to object to it."""
    event = life.take(ComplaintResolved, at(20, 15), ActorKind.OFFICER, "work_done")
    life.clocks(at(20, 15), owed_by_complainant(life.names.confirm, at(20, 15), at(4, 15, month=12)))
    return event


def reopened(city: City) -> Life:
    """The same, and opened again."""
    life = damaged_road(city)
    life.take(ComplaintResolved, at(5, 15), ActorKind.OFFICER, "work_done")
    life.reopen(at(6, 9), "not_fixed")
    life.assign(at(6, 9, 1), "dinas-pu")
    return life
