"""Days, numbers and what something is about, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.values import About
from services.improvements.city import City
from services.improvements.domain.effect.measures import Measure
from services.improvements.texts import WORDS
from web.words import Words

SHARES = frozenset(Measure) - {Measure.COMPLAINTS, Measure.ANSWER_DAYS}
"""The measures that lie between 0 and 1."""
_WHOLE_FROM = 10
"""From here on the part behind the point tells nobody anything."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reader's language says it; `words` are those of improvements."""

    city: City
    language: str
    words: Words
    dates: Words

    def about(self, about: About, is_quoted: bool = False) -> str:
        """The complaints that something is about, as a part of a sentence."""
        words, city = self.words.about, self.city
        what = str(words.any)
        if about.category is not None:
            what = city.category_name(about.category, self.language)
            what = words.quoted.format(category=what) if is_quoted else what
        if about.area is not None:
            what = words.area.format(what=what, area=city.area_name(about.area, self.language))
        if about.unit is not None:
            what = words.unit.format(what=what, unit=city.unit_name(about.unit, self.language))
        return what if about.word is None else str(words.word.format(what=what, word=about.word))

    def number(self, value: float) -> str:
        """A number as people write it; below ten with one digit behind the point."""
        rounded = round(value) if abs(value) >= _WHOLE_FROM else round(value, 1)
        text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
        swap = {",": self.words.thousands, ".": self.words.decimal}
        return "".join(swap.get(letter, letter) for letter in text)

    def exact(self, value: float) -> str:
        """A number of which the second digit behind the point still says something."""
        return f"{value:.2f}".replace(".", self.words.decimal)

    def share(self, value: float) -> str:
        """A share as per cent."""
        return str(self.words.percent.format(n=self.number(value * 100)))

    def value(self, measure: str, value: float | None) -> str:
        """The value of a measure, without its unit."""
        if value is None:
            return str(self.words.unknown)
        return self.share(value) if measure in SHARES else self.number(value)

    def amount(self, measure: str, value: float) -> str:
        """The value of a measure with its unit."""
        form = self.words.amounts.get(measure, "{n}")
        return str(form.format(n=self.value(measure, value)))

    def counted(self, forms: list[str], number: int) -> str:
        """One of the forms for none, one and many."""
        return forms[min(number, 2)].format(n=self.number(number))

    def day(self, day: date) -> str:
        """A day: `24 November 2026`."""
        return f"{day.day} {self.dates.calendar.months[day.month - 1]} {day.year}"

    def day_of(self, moment: datetime) -> str:
        """The day in the city."""
        return self.day(self.city.day_of(moment))


def wording_in(language: str, city: City) -> Wording:
    """How a language says it."""
    return Wording(city, language, WORDS.of(language, "improvements"), WORDS.of(language, "dates"))
