"""The figures of units in words: what is measured, over which period, and how large it is."""

from dataclasses import dataclass
from typing import Self

from services.improvements.city import City
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import QUARTER, Named, named
from services.improvements.texts import WORDS
from services.improvements.wording.words import Wording, wording_in
from web.words import Words


@dataclass(frozen=True, slots=True)
class FigureWording:
    """`words` are those of `figures`. With `is_turned` the share late is said as 1 less it: the share in time."""

    wording: Wording
    words: Words
    is_turned: bool

    @classmethod
    def of(cls, language: str, city: City, is_turned: bool = True) -> Self:
        """How a language says figures."""
        return cls(wording_in(language, city), WORDS.of(language, "figures"), is_turned)

    def measure(self, key: Key) -> str:
        """What is measured; of a promise with what the city calls its clock."""
        if key.measure is not Measure.LATE_SHARE:
            return str(self.words.measures[key.measure])
        form = self.words.in_time if self.is_turned else self.words.measures.late_share
        return str(form.format(clock=self.clock(key.clock)))

    def clock(self, clock: str) -> str:
        """What the city calls a clock."""
        return self.wording.city.policies.clock_title(clock, self.wording.language)

    def turned(self, key: Key, value: float) -> float:
        """The value as it is said: 1 less the share late where that is said as the share in time."""
        return 1 - value if self._turns(key) else value

    def ends(self, key: Key, low: float, high: float) -> tuple[float, float]:
        """Both ends of an interval as they are said, the lower one first."""
        return (1 - high, 1 - low) if self._turns(key) else (low, high)

    def value(self, key: Key, value: float) -> str:
        """What a unit shows by itself: a share, working days, or stars."""
        said = self.turned(key, value)
        if key.measure in (Measure.ANSWER_DAYS, Measure.RATING):
            return str(self.words.units[key.measure].format(n=self.wording.number(said)))
        return self.wording.share(said)

    def compared(self, key: Key, value: float) -> str:
        """What stands beside what is expected: of days the share that took longer than is usual, so it is a share."""
        return self.value(key, value) if key.measure is Measure.RATING else self.wording.share(self.turned(key, value))

    def change(self, key: Key, value: float) -> str:
        """By how much something changed, with its sign: percentage points, or stars."""
        said = -value if self._turns(key) else value
        is_stars = key.measure is Measure.RATING
        amount = self.wording.number(abs(said) if is_stars else abs(said) * 100)
        sign = "+" if said > 0 else "\u2212" if said < 0 else ""
        return sign + str((self.words.units.rating if is_stars else self.words.points).format(n=amount))

    def range(self, low: str, high: str) -> str:
        """An interval from its ends in words."""
        return str(self.words.range.format(low=low, high=high))

    def period(self, name: str) -> str:
        """A quarter or a year."""
        found = named(name)
        return name if found is None else self.named(found)

    def named(self, period: Named) -> str:
        """A period by its name."""
        if period.months != QUARTER:
            return period.name
        year, number = period.name.split("-")
        return str(self.words.quarter.format(number=number, year=year))

    def short(self, period: Named) -> str:
        """A quarter as a picture has room for."""
        year, _, number = period.name.partition("-")
        return str(self.words.short_quarter.format(number=number, year=year)) if number else year

    def _turns(self, key: Key) -> bool:
        return self.is_turned and key.measure is Measure.LATE_SHARE
