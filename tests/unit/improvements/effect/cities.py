"""Complaints of a made city, one by one, for tests that judge an action from them."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from contracts.outcomes import Outcome
from services.improvements.domain.observations import Observation, Standing

BEGAN_ON, STARTED_ON, DONE_ON, JUDGED_ON = date(2024, 1, 1), date(2025, 1, 6), date(2025, 2, 2), date(2025, 8, 2)


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def city(
    falls_to: float = 1.0, until: date = JUDGED_ON, late_before: float = 0.4, late_after: float = 0.4, seed: int = 3
) -> Iterator[Observation]:
    """Two categories in two areas, each with about a complaint a day; roads in the north change when they are done."""
    random = np.random.default_rng(seed)
    for number in range((until - BEGAN_ON).days + 1):
        day = BEGAN_ON + timedelta(days=number)
        for category in ("roads", "water"):
            for area in ("north", "south"):
                treated = (category, area) == ("roads", "north") and day > DONE_ON
                rate = (1.3 if is_working_day(day) else 0.4) * (falls_to if treated else 1)
                for each in range(random.poisson(rate)):
                    late = random.random() < (late_after if treated else late_before)
                    yield Observation(
                        complaint=f"{category}-{area}-{number}-{each}",
                        filed_on=day,
                        category=category,
                        area=area,
                        unit=f"{category}-{area}",
                        standing=Standing.ANSWERED,
                        answered_on=day + timedelta(days=7 if late else 2),
                        answer_days=5 if late else 2,
                        promises=(("answer", Outcome.LATE if late else Outcome.KEPT),),
                        reopened=late,
                        transfers=int(late),
                        stars=1 if late else 5,
                    )
