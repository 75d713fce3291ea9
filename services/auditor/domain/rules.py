"""What does not depend on the complaint: the city, and how long each step may ordinarily take."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from verify.city import City


@dataclass(frozen=True, slots=True)
class Within:
    """Within what time each step is there when all is well, from the moment at which it could be taken.

    `assigned`: an assignment after the step that asks for one. `clocks`: the clocks of an assignment. `breached`: the
    breach after a deadline. `escalated`: a level that is due. `heard`: what became of a message after the latest digest
    that could carry it. `proven`: the end of a delivery that goes on by another transport or to somebody else. `ended`:
    the end of all clocks after a complaint's. `moved`: a unit that exists, after the last event.
    """

    assigned: timedelta
    clocks: timedelta
    breached: timedelta
    escalated: timedelta
    heard: timedelta
    proven: timedelta
    ended: timedelta
    moved: timedelta


@dataclass(frozen=True)
class Rules:
    """`heard_by` says when at the latest a digest leaves that carries what came at that moment."""

    city: City
    within: Within
    heard_by: Callable[[datetime], datetime]
