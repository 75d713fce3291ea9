"""The community satisfaction survey (Survei Kepuasan Masyarakat) of Indonesian public services.

Regulation of the Minister of Administrative and Bureaucratic Reform 14/2017 (Permenpan-RB 14/2017): nine elements, each
scored from 1 to 4; their weighted mean times 25 is the index, from 25 to 100, with four grades.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from statistics import fmean, variance

from scipy.stats import chi2
from scipy.stats import t as student

from contracts.small_numbers import K

LEAST_SCORE, MOST_SCORE, TIMES = 1, 4, 25
LEVEL, DIGITS = 0.95, 2
MARGIN = 0.05
"""The margin of error of the regulation's table of sample sizes."""


class Element(StrEnum):
    """What is asked, in the order of the regulation: U1 to U9.

    Forms in use sometimes put complaints last, behind facilities. Answers are therefore kept by name, never by number.
    """

    REQUIREMENTS = "requirements"  # U1 persyaratan
    PROCEDURE = "procedure"  # U2 sistem, mekanisme dan prosedur
    TIME = "time"  # U3 waktu penyelesaian
    COST = "cost"  # U4 biaya/tarif
    PRODUCT = "product"  # U5 produk spesifikasi jenis pelayanan
    COMPETENCE = "competence"  # U6 kompetensi pelaksana
    BEHAVIOUR = "behaviour"  # U7 perilaku pelaksana
    COMPLAINT_HANDLING = "complaint_handling"  # U8 penanganan pengaduan, saran dan masukan
    FACILITIES = "facilities"  # U9 sarana dan prasarana


class Grade(StrEnum):
    """Mutu pelayanan: A sangat baik, B baik, C kurang baik, D tidak baik."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


LOWEST = ((Grade.A, 88.31), (Grade.B, 76.61), (Grade.C, 65.0))
"""The lowest index of each grade but the last, as the regulation prints it: with two decimals."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One form that was filled in. Refused, with the elements by name, where one is missing or is not 1 to 4."""

    answered_on: date
    unit: str
    category: str | None
    scores: Mapping[Element, int]

    def __post_init__(self) -> None:
        missing, wrong = missing_elements(self.scores), wrong_elements(self.scores)
        if missing:
            raise ValueError(f"answers are missing for: {', '.join(missing)}; all nine elements need one")
        if wrong:
            raise ValueError(f"not a whole number from {LEAST_SCORE} to {MOST_SCORE}: {', '.join(wrong)}")

    @property
    def index(self) -> float:
        """The index of this form alone, 25 to 100."""
        return fmean(self.scores[element] for element in Element) * TIMES


@dataclass(frozen=True, slots=True)
class Index:
    """The index of some answers: 25 to 100 with its 95 % interval and grade, and the mean score of each element.

    `response_share` is answers by those who were asked, and `needed` how many the regulation's table wants of as many
    served (`served`); both None where that is not known. An interval over two grades says that the grade is not sure.
    """

    answers: int
    index: float
    low: float
    high: float
    grade: Grade
    elements: Mapping[Element, float]
    response_share: float | None = None
    needed: int | None = None

    @property
    def is_enough(self) -> bool | None:
        """Whether there are as many answers as the regulation's table wants; None where it is not known."""
        return None if self.needed is None else self.answers >= self.needed

    @property
    def is_grade_sure(self) -> bool:
        """Whether the whole interval has the grade."""
        return grade_of(self.low) is grade_of(self.high)


def missing_elements(scores: Mapping[Element, int]) -> tuple[Element, ...]:
    """The elements without a score, in the order of the regulation."""
    return tuple(element for element in Element if element not in scores)


def wrong_elements(scores: Mapping[Element, int]) -> tuple[Element, ...]:
    """The elements whose score is not a whole number from 1 to 4."""
    return tuple(
        element
        for element in Element
        if element in scores and (isinstance(scores[element], bool) or scores[element] not in range(1, MOST_SCORE + 1))
    )


def grade_of(index: float) -> Grade:
    """The grade of an index from 25 to 100, rounded to two decimals as the limits of the regulation are."""
    if not LEAST_SCORE * TIMES <= index <= MOST_SCORE * TIMES:
        raise ValueError(f"an index lies from 25 to 100, not at {index}")
    return next((grade for grade, lowest in LOWEST if round(index, DIGITS) >= lowest), Grade.D)


def index_of(answers: Sequence[Answer], asked: int | None = None, served: int | None = None) -> Index | None:
    """The index of some answers; None of fewer than `K`.

    Every element weighs 1/9. The regulation prints 0.11, which is 1/9 with two decimals: with 0.11 itself the best
    index would be 99, and no longer reach the 100 of its own table.

    The interval is Student's, of the indices of the single forms, with the correction for a finite population where
    `served` is known (Cochran, Sampling Techniques, 1977, section 2.5). Where all forms agree their variance is taken
    as that of one form that differs by one step in one element. Raises ValueError when more answered than were asked.
    """
    number = len(answers)
    if asked is not None and asked < number:
        raise ValueError(f"{number} answers of {asked} who were asked; correct the number of those who were asked")
    if number < K:
        return None
    indices = [answer.index for answer in answers]
    middle = fmean(indices)
    finite = 1 - number / max(served, number) if served else 1.0
    one_step = TIMES / len(Element)
    least = one_step**2 / number
    reach = float(student.ppf((1 + LEVEL) / 2, number - 1)) * sqrt(max(variance(indices), least) / number * finite)
    return Index(
        answers=number,
        index=round(middle, DIGITS),
        low=round(max(middle - reach, LEAST_SCORE * TIMES), DIGITS),
        high=round(min(middle + reach, MOST_SCORE * TIMES), DIGITS),
        grade=grade_of(middle),
        elements={element: round(fmean(each.scores[element] for each in answers), DIGITS) for element in Element},
        response_share=None if not asked else round(number / asked, 3),
        needed=None if not served else answers_needed(served),
    )


def answers_needed(served: int) -> int:
    """How many answers the regulation's table wants of so many who were served.

    The table is that of Krejcie and Morgan (Educational and Psychological Measurement 1970, 30:607-610):
    S = x N P (1 - P) / (d² (N - 1) + x P (1 - P)), with x of chi square at 95 % with one degree of freedom, P = 0.5 and
    d = 0.05. Rounded as the table is: to the nearest number.
    """
    if served < 1:
        raise ValueError(f"at least one must have been served, not {served}")
    spread = float(chi2.ppf(LEVEL, 1)) * 0.25
    return min(served, round(spread * served / (MARGIN**2 * (served - 1) + spread)))
