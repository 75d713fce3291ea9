"""What the page of an event desk is told before anybody is known: choices and words, and nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services.complaints.city import City
from services.complaints.domain.free_text import MAX_TEXT
from services.complaints.pages.assets import address
from services.complaints.pages.eventdesk.entries import MAX_NUMBER
from web.words import Words

MAX_EVENT = 80
SEND_AT_ONCE = 25
"""So many entries the page sends together: far less than it may, so that a bad connection brings some of them over."""
SCRIPTS = {name: f"event-desk-{name}.js" for name in ("page", "store", "sync", "entry", "list")}
"""The modules that `MAIN_SCRIPT` loads, by what it calls them: addresses change with what is in a file."""
MAIN_SCRIPT = "event-desk.js"
WORKER_SCRIPT = "event-desk-worker.js"

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a complaint, each as its code and its name."""

    categories: Sequence[Option]
    areas: Sequence[Option]
    languages: Sequence[Option]


def choices(city: City, language: str, words: Words) -> Choices:
    """The choices in a language. The complainant's language is the city's first unless they say otherwise."""
    return Choices(
        [(each.code, each.name.in_language(language)) for each in city.categories.values()],
        sorted(_areas(city, language), key=lambda option: option[1]),
        [(each, words.language_names.get(each, each)) for each in city.languages],
    )


def script_data(city: City, language: str, words: Words, follow: str) -> str:
    """What the scripts of the page work with, as JSON: limits, where modules are, and their words."""
    said: Mapping[str, Any] = {
        "language": language,
        "language_of_complaints": city.languages[0],
        "zone": city.zone.key,
        "max_text": MAX_TEXT,
        "max_number": MAX_NUMBER,
        "at_once": SEND_AT_ONCE,
        "follow": follow,
        "modules": {name: address(file) for name, file in SCRIPTS.items()},
        "words": dict(words.script),
    }
    return orjson.dumps(said).decode()


def _areas(city: City, language: str) -> list[Option]:
    """A village is named with its district: there are many of one name."""
    names = {each.code: each.name.in_language(language) for each in city.areas.values()}
    return [
        (each.code, f"{names[each.code]}, {names[each.parent]}" if each.parent in names else names[each.code])
        for each in city.areas.values()
    ]
