"""What is asked about a category can be answered: each question once, and choices where one chooses."""

from collections.abc import Iterator

from city.checks.names import twice
from city.faults import Fault
from city.files.categories import LISTS, CategoriesFile


def questions_can_be_answered(categories: CategoriesFile) -> Iterator[Fault]:
    """A list without values has no answer, and values of anything else would never be offered."""
    for number, category in enumerate(categories.categories):
        at = ("categories", number, "attributes")
        yield from twice("categories", at, [each.code for each in category.attributes])
        for place, each in enumerate(category.attributes):
            if (each.datatype in LISTS) != bool(each.values):
                reason = "needs values to choose from" if each.datatype in LISTS else "takes no values"
                yield Fault("categories", (*at, place, "values"), f"{each.datatype} {reason}")
            yield from twice("categories", (*at, place, "values"), [choice.key for choice in each.values])
