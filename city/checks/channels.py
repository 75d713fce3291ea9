"""Channels: what goes to them is written in a language of the city, and is for nobody else."""

from collections.abc import Iterator
from typing import get_args

from city.faults import Fault
from city.files.channels import ChannelsFile, recipient_id
from city.files.city import CityFile
from city.files.leaders import LeadersFile
from city.files.notifications import CHANNEL_OF_THE_EVENT, AboutImprovements, NotificationsFile


def languages_are_the_citys(channels: ChannelsFile, city: CityFile) -> Iterator[Fault]:
    """Channels are written to in a language that the city has texts in."""
    for number, channel in enumerate(channels.channels):
        if channel.language not in city.languages:
            reason = f"{channel.language!r} is not a language of the city, which has {', '.join(city.languages)}"
            yield Fault("channels", ("channels", number, "language"), reason)


def no_person_has_the_id_of_a_channel(channels: ChannelsFile, leaders: LeadersFile) -> Iterator[Fault]:
    """A notification says by one id who it is for."""
    taken = {recipient_id(channel.id): channel.id for channel in channels.channels}
    for number, person in enumerate(leaders.people):
        if person.id in taken:
            reason = f"{person.id} is how notifications name the channel {taken[person.id]}; give the person another id"
            yield Fault("leaders", ("people", number, "id"), reason)


FOR_OFFICERS_ONLY = frozenset(
    {
        "complaint.sent_to_triage",
        "complaint.information_provided",
        "complaint.comment_added",
        "complaint.withdrawn",
        "complaint.rated",
        "deadline.approaching",
        "complaint.escalated",
        *get_args(AboutImprovements),
    }
)
"""What complainants did themselves, and what is between officers and leaders, or about no complaint."""


def complainants_hear_what_is_for_them(notifications: NotificationsFile) -> Iterator[Fault]:
    """A reminder is for nobody else, and what is between officers is not for complainants."""
    for number, rule in enumerate(notifications.messages):
        at = ("messages", number, "to")
        if rule.event == "deadline.reminder" and rule.to != CHANNEL_OF_THE_EVENT:
            yield Fault("notifications", at, f"a reminder is for the complainant: write {CHANNEL_OF_THE_EVENT!r}")
        elif rule.to == CHANNEL_OF_THE_EVENT and rule.event in FOR_OFFICERS_ONLY:
            yield Fault("notifications", at, f"{rule.event} is not for complainants; name a role here")
