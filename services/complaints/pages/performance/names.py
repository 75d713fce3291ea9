"""What people call what numbers are about. All names come from the city's files or from our words."""

from collections.abc import Callable, Mapping

from services.complaints.city import City
from services.complaints.texts.pages import of as words_of
from web.dates import month_in_words

TABLES = ("category", "unit", "month", "promise")


def name_of(table: str, code: str, city: City, language: str) -> str:
    """The name of one line of a table; without a code it is what was put together because it was too little."""
    if not code:
        return str(words_of(language, "performance").others)
    return _NAMES[table](code, city, language)


def names_of(table: str, code: str, city: City) -> dict[str, str]:
    """The same in every language of the city."""
    return {language: name_of(table, code, city, language) for language in city.languages}


def _category(code: str, city: City, language: str) -> str:
    return city.category_name(code, language)


def _unit(code: str, city: City, language: str) -> str:
    return city.unit_name(code, language)


def _month(code: str, city: City, language: str) -> str:
    year, month = code.split("-")
    return month_in_words(int(year), int(month), language)


def _promise(code: str, city: City, language: str) -> str:
    return city.clock_title(code, language)


_NAMES: Mapping[str, Callable[[str, City, str], str]] = {
    "category": _category,
    "unit": _unit,
    "month": _month,
    "promise": _promise,
}
