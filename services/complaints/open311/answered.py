"""What was answered to the questions of a service: `attribute[code]=value`, as lines of the complaint's text."""

import re
from collections.abc import Iterator

from city.files.categories import LISTS, Attribute, Category
from services.complaints.open311.given import Given, moment_of
from services.complaints.open311.refused import Refused

_NAME = re.compile(r"attribute\[([^\[\]]*)\](?:\[\d*\])?")


def answers(given: Given, category: Category, language: str) -> Iterator[str]:
    """A line for each question that was answered, in the order of the questions; refused where one does not fit."""
    sent = _sent(given)
    asked = {attribute.code for attribute in category.attributes}
    for code in sent:
        if code not in asked:
            raise Refused("attribute_unknown", code=code, service=category.code)
    for attribute in category.attributes:
        values = sent.get(attribute.code, ())
        if values:
            said = ", ".join(_said(attribute, value, category, language) for value in _at_most(attribute, values))
            yield f"{attribute.description.in_language(language)}: {said}"
        elif attribute.required:
            raise Refused("attribute_missing", code=attribute.code, service=category.code)


def _sent(given: Given) -> dict[str, tuple[str, ...]]:
    sent: dict[str, tuple[str, ...]] = {}
    for name in given.names:
        if match := _NAME.fullmatch(name):
            sent[match[1]] = (*sent.get(match[1], ()), *given.every(name))
    return sent


def _at_most(attribute: Attribute, values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > 1 and attribute.datatype != "multivaluelist":
        raise Refused("given_twice", field=f"attribute[{attribute.code}]")
    return values


def _said(attribute: Attribute, value: str, category: Category, language: str) -> str:
    if attribute.datatype in LISTS:
        names = {each.key: each.name.in_language(language) for each in attribute.values}
        if value in names:
            return names[value]
    elif _fits(attribute.datatype, value):
        return value
    expected = ", ".join(each.key for each in attribute.values) or attribute.datatype
    raise Refused("attribute_wrong", code=attribute.code, service=category.code, expected=expected)


def _fits(datatype: str, value: str) -> bool:
    match datatype:
        case "number":
            return re.fullmatch(r"[+-]?\d+(\.\d+)?", value, re.ASCII) is not None
        case "datetime":
            return moment_of(value.replace(" ", "+")) is not None
        case "string":
            return "\n" not in value and "\r" not in value
    return True
