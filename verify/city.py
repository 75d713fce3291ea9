"""What the ledger needs of a city's files, read by itself: who gets mails, which calendars have no office hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

NOBODY = ""
"""The address of whom nothing can be sent to: notify must say so."""


@dataclass(frozen=True)
class City:
    """`messages` are (type of event, role); `{role}` stands for the role that an escalation names, and `{channel}` for
    the channel through which the complainant is reached.

    `holders` are those with a mail address: notify passes over whoever it cannot reach, and here it sends mails only.
    `channels` are the addresses of those channels that have one.
    """

    messages: tuple[tuple[str, str], ...]
    parents: dict[str, str | None]
    holders: dict[tuple[str, str], str]
    catch_all: str
    calendars_around_the_clock: frozenset[str]
    triage_unit: str
    channels: Mapping[str, str] = field(default_factory=dict)

    def holder(self, unit: str | None, role: str) -> str:
        """Whoever holds the role in the unit, or in the nearest unit above it; at last the catch-all."""
        while unit is not None:
            if (unit, role) in self.holders:
                return self.holders[unit, role]
            unit = self.parents.get(unit)
        return self.catch_all


def read_city(folder: Path) -> City:
    """Read the files of a city that `make config-check` accepts."""
    leaders = _read(folder / "leaders.yaml")
    emails = {person["id"]: person.get("contacts", {}).get("email") for person in leaders["people"]}
    posts = {(post["unit"], post["role"]): emails.get(post["person"]) for post in leaders["posts"]}
    return City(
        messages=tuple((rule["event"], rule["to"]) for rule in _read(folder / "notifications.yaml")["messages"]),
        parents={unit["id"]: unit.get("parent") for unit in _read(folder / "units.yaml")["units"]},
        holders={post: email for post, email in posts.items() if email},
        catch_all=emails[leaders["catch_all"]] or "",
        calendars_around_the_clock=frozenset(
            each["name"] for each in _read(folder / "calendars.yaml")["calendars"] if each.get("around_the_clock")
        ),
        triage_unit=_read(folder / "city.yaml")["triage_unit"],
        channels=_channels(folder / "channels.yaml"),
    )


def _channels(file: Path) -> dict[str, str]:
    """A city need not write to any channel."""
    entries = _read(file)["channels"] if file.exists() else ()
    emails = {each["id"]: each.get("contacts", {}).get("email") for each in entries}
    return {name: email for name, email in emails.items() if email}


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))
