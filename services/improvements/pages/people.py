"""Who of the city may do what is offered on a page of its own."""

from city.access import StaffRole
from services.improvements.domain.rights import RIGHTS

MAY_PROPOSE = tuple(role for role in StaffRole if "propose" in RIGHTS[role.value].actions)
MAY_ASK = tuple(role for role in StaffRole if "ask" in RIGHTS[role.value].actions)
