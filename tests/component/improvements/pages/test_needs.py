"""The page of what is asked for says it in both languages, and hides what few ask for."""

from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import said
from tests.component.improvements.conftest import Clock
from tests.component.improvements.pages.conftest import Visit
from tests.component.improvements.test_needs import published


async def test_everybody_reads_what_is_asked_for(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await published(deps, clock)
    anybody = await visit()
    assert 'href="/improvements/needs"' in (await anybody.get("/improvements")).text
    page = await anybody.get("/improvements/needs?period=2026-1")
    for text in (
        *("What people ask for", "New street lights", "13 complaints ask for it", "13 open"),
        *("Kaliwening District 7 no", "3 February 2026 to 9 February 2026", "No improvement action answers it yet."),
        *("Fewer than five complaints ask for it", "Quarter 1 of 2026"),
    ):
        assert text in said(page), text
    assert page.text.count("<svg") == 2 and "noindex" not in page.text
    assert "13 pengaduan memintanya" in said(await (await visit(language="id")).get("/improvements/needs"))


async def test_a_period_without_figures_says_so_and_one_that_cannot_be_is_not_there(visit: Visit) -> None:
    anybody = await visit()
    assert "not made yet" in said(await anybody.get("/improvements/needs"))
    for period, status in (("2019", 404), ("x", 404), ("x" * 20, 400)):
        assert (await anybody.get(f"/improvements/needs?period={period}")).status_code == status
