"""The satisfaction survey as everybody reads it: index, grade, interval and questions, or why there is none."""

from datetime import timedelta

from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import said
from tests.component.improvements.conftest import Clock
from tests.component.improvements.figures import FIRST_DAY, OTHER_UNIT, made, surveyed, two_units
from tests.component.improvements.lives import UNIT, hear
from tests.component.improvements.pages.conftest import Visit

AT = "/improvements/satisfaction"


async def _enough(deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    await hear(deps, [surveyed(f"lh-{each}", FIRST_DAY + timedelta(days=30), unit=OTHER_UNIT) for each in range(3, 9)])


async def test_everybody_reads_the_index_with_its_grade_interval_and_questions(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await _enough(deps, clock)
    await made("2026-1", deps)
    page = await (await visit()).get(AT)
    text = said(page)
    assert page.status_code == 200 and "noindex" not in page.text
    for each in (
        "Quarter 1 of 2026, from",
        "87.50 B: Good",
        "8 answers",
        "13% of those who could have answered did.",
        "The regulation wants 52 answers",
        "Time it takes",
        "3.5 of 4",
        "Damaged road 87.50, B: Good",
    ):
        assert each in text, each
    assert "by quarter" not in page.text, "one quarter is no course"


async def test_what_too_few_answered_is_said_in_words(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    page = said(await (await visit()).get(AT))
    assert page.count("Too few answers to show") == 2, "the unit of three answers, and the one that would say it"
    assert "11 answers" in page


async def test_nobody_answered_and_nothing_computed_are_said_in_words(visit: Visit, deps: Dependencies) -> None:
    anybody = await visit()
    assert "There are no figures yet." in said(await anybody.get(AT))
    await made("2025-4", deps)
    assert "Nobody answered in this period." in said(await anybody.get(AT))
    assert (await anybody.get(f"{AT}?period=2020")).status_code == 404


async def test_the_quarters_are_a_picture_and_everything_is_said_in_indonesian(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await _enough(deps, clock)
    later = FIRST_DAY + timedelta(days=100)
    await hear(deps, [surveyed(f"pu-{each}", later, 2 + each % 2) for each in range(20, 30)])
    for name in ("2026-1", "2026-2"):
        await made(name, deps)
    page = await (await visit(language="id")).get(f"{AT}?period=2026-2")
    assert "Indeks kepuasan masyarakat kota, dari triwulan ke triwulan" in page.text
    assert ">Tw 2 2026</text>" in page.text and 'class="band"' in page.text
    assert "Kurang baik" in said(page) or "Tidak baik" in said(page)
    assert UNIT not in said(page), "units are called by their names"
