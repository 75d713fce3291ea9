"""city.yaml: the city as a whole."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from city.entry import Entry, Names
from contracts.values import Code, Language


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"]+[^\s<>\"/]", text):
        raise ValueError("must be an address such as https://api.city.example, without a slash at its end")
    return text


def _jurisdiction(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,99}", text):
        raise ValueError("must be a name such as city.example: lower case letters, digits, dots and hyphens")
    return text


class Open311(Entry):
    """What the Open311 endpoint says of itself.

    `jurisdiction_id` is what clients call the city, by custom its main web address without `www`. `contact` says whom
    to ask about the endpoint, `key_service` how to get a key. `url` is the public address of the API, without a path
    of Open311's own; without it answers name the address that was asked.
    """

    jurisdiction_id: Annotated[str, AfterValidator(_jurisdiction)]
    contact: Names
    key_service: Names
    url: Annotated[str, AfterValidator(_web_address)] | None = None


class Duplicates(Entry):
    """When complaints may be about the same thing: of one category, at most `radius_m` metres and `days` days apart
    (without a point in the same village), and with texts that are alike to `similarity` of 100.

    What a channel says again in the same words within `same_text_within_minutes` is a follower of the first complaint;
    0: it is a complaint of its own.
    """

    radius_m: int = Field(default=150, ge=10, le=500)
    days: int = Field(default=30, ge=1, le=90)
    similarity: int = Field(default=70, ge=40, le=100)
    same_text_within_minutes: int = Field(default=0, ge=0, le=1440)


class CityFile(Entry):
    """The first of `languages` is the one for readers who name none. `time_zone` is an IANA name, for mails.

    Without `open311` its clients may call the city anything.
    """

    version: str
    name: Names
    time_zone: str
    languages: tuple[Language, ...] = Field(min_length=1)
    triage_unit: Code
    duplicates: Duplicates = Duplicates()
    open311: Open311 | None = None
