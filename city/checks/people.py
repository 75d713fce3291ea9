"""Posts, roles and people: whoever must hear of something can be found and reached."""

from collections.abc import Iterable, Iterator
from zoneinfo import available_timezones

from city.faults import Fault
from city.files.city import CityFile
from city.files.hours import WallInterval
from city.files.leaders import LeadersFile
from city.files.notifications import CHANNEL_OF_THE_EVENT, ROLE_OF_THE_EVENT, NotificationsFile
from city.files.policies import PoliciesFile
from city.files.units import UnitsFile, upwards


def units_of_posts_exist(leaders: LeadersFile, units: UnitsFile) -> Iterator[Fault]:
    """A post belongs to a unit of the city."""
    known = units.by_id()
    for number, post in enumerate(leaders.posts):
        if post.unit not in known:
            yield Fault("leaders", ("posts", number, "unit"), f"unit {post.unit!r} does not exist")


def holders_exist(leaders: LeadersFile) -> Iterator[Fault]:
    """Whoever holds a post stands under `people`."""
    known = {person.id for person in leaders.people}
    for number, post in enumerate(leaders.posts):
        if post.person is not None and post.person not in known:
            yield Fault("leaders", ("posts", number, "person"), f"person {post.person!r} does not exist")


def catch_all_can_be_reached(leaders: LeadersFile) -> Iterator[Fault]:
    """Nobody would hear of what falls through to somebody without an address."""
    contacts = {person.id: person.contacts for person in leaders.people}
    if leaders.catch_all not in contacts:
        yield Fault("leaders", ("catch_all",), f"person {leaders.catch_all!r} does not exist")
    elif not contacts[leaders.catch_all]:
        reason = f"{leaders.catch_all} has no contacts, so nobody would hear of what falls through"
        yield Fault("leaders", ("catch_all",), reason)


def languages_are_the_citys(leaders: LeadersFile, city: CityFile) -> Iterator[Fault]:
    """People are written to in a language that the city has texts in."""
    for number, person in enumerate(leaders.people):
        if person.language not in city.languages:
            reason = f"{person.language!r} is not a language of the city, which has {', '.join(city.languages)}"
            yield Fault("leaders", ("people", number, "language"), reason)


def time_zones_are_known(leaders: LeadersFile) -> Iterator[Fault]:
    """Who lives in another zone than the city reads times of there."""
    for number, person in enumerate(leaders.people):
        if person.time_zone is not None and person.time_zone not in available_timezones():
            reason = f"{person.time_zone!r} is not a known time zone; it must be like Asia/Makassar"
            yield Fault("leaders", ("people", number, "time_zone"), reason)


def digests_come_outside_quiet_hours(leaders: LeadersFile, notifications: NotificationsFile) -> Iterator[Fault]:
    """Nobody is to be disturbed then, not even by a digest."""
    for time in notifications.digests.at or ():
        if _is_within(time, notifications.quiet):
            yield Fault("notifications", ("digests", "at"), "one of these times lies within the quiet hours")
    for number, person in enumerate(leaders.people):
        if any(_is_within(time, notifications.quiet) for time in person.digests or ()):
            yield Fault("leaders", ("people", number, "digests"), "one of these times lies within the quiet hours")


def _is_within(time_ms: int, hours: Iterable[WallInterval]) -> bool:
    return any(each.start_ms <= time_ms < each.end_ms for each in hours)


def roles_have_titles(leaders: LeadersFile) -> Iterator[Fault]:
    """People read a role's title; the first post of a role without one is named."""
    untitled: set[str] = set()
    for number, post in enumerate(leaders.posts):
        if post.role not in leaders.roles and post.role not in untitled:
            untitled.add(post.role)
            yield Fault("leaders", ("posts", number, "role"), f"role {post.role!r} has no title under `roles`")


def roles_of_ladders_have_posts(policies: PoliciesFile, leaders: LeadersFile) -> Iterator[Fault]:
    """A role that nobody could ever hold would send every escalation of its level to the catch-all."""
    known = {post.role for post in leaders.posts}
    for number, policy in enumerate(policies.policies):
        for place, step in enumerate(policy.ladder):
            if step.role not in known:
                at = ("policies", number, "ladder", place, "role")
                yield Fault("policies", at, f"no post in leaders.yaml has the role {step.role!r}")


def roles_of_messages_have_posts(notifications: NotificationsFile, leaders: LeadersFile) -> Iterator[Fault]:
    """A message goes to a role of the city; only an escalation names one by itself."""
    known = {post.role for post in leaders.posts}
    for number, rule in enumerate(notifications.messages):
        if rule.to == ROLE_OF_THE_EVENT and not rule.event.endswith(".escalated"):
            yield Fault("notifications", ("messages", number, "to"), f"{rule.event} names no role; name one here")
        elif rule.to not in (ROLE_OF_THE_EVENT, CHANNEL_OF_THE_EVENT, *known):
            reason = f"no post in leaders.yaml has the role {rule.to!r}"
            yield Fault("notifications", ("messages", number, "to"), reason)


def units_of_messages_fit(notifications: NotificationsFile) -> Iterator[Fault]:
    """What is about no complaint alone may be told to the bureau or the proposer; a finding has no other reader."""
    for number, rule in enumerate(notifications.messages):
        subject = rule.event.partition(".")[0]
        at = ("messages", number, "of")
        if rule.of is not None and subject not in ("finding", "improvement"):
            yield Fault("notifications", at, f"{rule.event} is about a complaint: it has neither bureau nor proposer")
        elif subject == "finding" and rule.of != "bureau":
            yield Fault("notifications", at, "a finding belongs to no unit: write `of: bureau`")


def every_unit_has_a_post(units: UnitsFile, leaders: LeadersFile) -> Iterator[Fault]:
    """A unit without any post was forgotten; a vacant one is written down with `person: null`."""
    with_posts = {post.unit for post in leaders.posts}
    for number, unit in enumerate(units.units):
        if unit.id not in with_posts:
            reason = f"nobody holds a post in {unit.id}; list its posts in leaders.yaml, a vacant one with person: null"
            yield Fault("units", ("units", number), reason)


def messages_reach_somebody(
    units: UnitsFile, leaders: LeadersFile, notifications: NotificationsFile
) -> Iterator[Fault]:
    """Whoever a message is for is found in the unit or above it, so that the catch-all stays the exception."""
    with_contacts = {person.id for person in leaders.people if person.contacts}
    reached = {(post.unit, post.role) for post in leaders.posts if post.person in with_contacts}
    roles, known = {post.role for post in leaders.posts}, units.by_id()
    for role in sorted({rule.to for rule in notifications.messages} & roles):
        for number, unit in enumerate(units.units):
            if not any((above, role) in reached for above in upwards(known, unit.id)):
                reason = f"no {role} of {unit.id} or of a unit above it can be reached; only the catch-all would hear"
                yield Fault("units", ("units", number), reason)
