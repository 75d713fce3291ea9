"""The form of the counter: its fields, and what was entered in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.complaints import texts
from services.complaints.city import City
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.pages.work.fields import Field
from web.forms import Form
from web.site import Reader
from web.words import Words

CHANNELS = ("counter", "phone")
"""How somebody came: in person, or by phone."""
_FIELDS = ("channel", "text", "category", "area", "language", "wants_updates")


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed. `typed` is the same as it was sent, to be sent again."""

    channel: str
    text: str
    category: str | None
    area: str | None
    language: str
    wants_updates: bool
    typed: Mapping[str, str]


def counter_fields(
    city: City, language: str, words: Words, typed: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Field, ...]:
    """What there is to fill in beside how somebody came, and whether they want to hear of it."""
    said = words.counter
    categories = tuple((each.code, each.name.in_language(language)) for each in city.categories.values())
    areas = tuple((each.code, each.name.in_language(language)) for each in city.areas.values())
    languages = tuple((each, said.languages.get(each, each)) for each in city.languages)
    fields = (
        Field("area", "text", said.text, said.text_hint, required=True),
        Field("select", "category", said.category, said.category_hint, options=categories, empty=said.not_known),
        Field("select", "area", said.area, said.area_hint, options=areas, empty=said.not_known),
        Field("select", "language", said.language, said.language_hint, city.languages[0], options=languages),
    )
    return tuple(each.filled(typed.get(each.name, each.value), errors.get(each.name, "")) for each in fields)


def read_filing(form: Form, city: City, reader: Reader) -> Filing | tuple[dict[str, str], dict[str, str]]:
    """What was entered; or what was typed, with what is wrong about it by field."""
    typed = {name: form.text(name) for name in _FIELDS}
    typed["wants_updates"] = "on" if typed["wants_updates"] else "off"
    errors, words = dict[str, str](), reader.words("work")
    known = {
        "channel": CHANNELS,
        "category": ("", *city.categories),
        "area": ("", *city.areas),
        "language": city.languages,
    }
    for name, values in known.items():
        if typed[name] not in values:
            errors[name] = words.errors.select
    try:
        text = proper_text(typed["text"])
    except WrongText as error:
        errors["text"] = " ".join(texts.of(reader.language).faults[error.code]).format(**error.values)
    if errors:
        return typed, errors
    wants_updates = typed["wants_updates"] == "on"
    category, area = typed["category"] or None, typed["area"] or None
    return Filing(typed["channel"], text, category, area, typed["language"], wants_updates, typed)
