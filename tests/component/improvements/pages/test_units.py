"""How units did, for everybody; their complaints, and where help is offered, for those concerned; and their notes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.figures import NoteRequest, annotate
from services.improvements.domain.performance.lists import Entry, Lists, Why
from services.improvements.domain.performance.measures import Key, Measure
from tests.component.complaints.pages.reading import forms, said
from tests.component.improvements.conftest import Clock
from tests.component.improvements.figures import OTHER_UNIT, answered, made, surveyed, two_units
from tests.component.improvements.lives import UNIT, hear
from tests.component.improvements.pages.conftest import ELSEWHERE, Visit, press
from tests.unit.improvements.actions import HEAD

UNITS = "/improvements/units"
MINE = f"{UNITS}/{UNIT}"


async def test_everybody_reads_how_units_did_beside_what_was_to_be_expected(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await annotate(NoteRequest(UNIT, "2026-1", ("answer_days",), "Banjir <besar>, 12-20 Januari"), HEAD, deps)
    await made("2026-1", deps)
    page = await (await visit()).get(UNITS)
    text = said(page)
    assert page.status_code == 200 and "noindex" not in page.text
    for each in (
        "this is no ranking",
        "Quarter 1 of 2026, from 1 January 2026 to 31 March 2026",
        "Public Works Agency 60 complaints",
        "Typical time to the first answer 2 working days",
        "Of 60 comparable complaints ",
        "took longer than is usual for their kind",
        "Best estimate:",
        "Quarter 1 of 2026: Banjir <besar>, 12-20 Januari",
    ):
        assert each in text, each
    assert text.count("Too few answers to show") == 2, "the unit of three answers, and the one that would say it"
    assert "<besar>" not in page.text, "what people wrote is escaped"
    assert text.index("Environment Agency") < text.index("Public Works Agency"), "by their ids"
    assert 'aria-hidden="true"' in page.text and "/complaints?" not in page.text


async def test_everything_is_said_in_indonesian_too(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    anybody = await visit(language="id")
    for path, text in ((UNITS, "ini bukan peringkat"), (MINE, "Waktu yang lazim sampai jawaban pertama")):
        page = await anybody.get(path)
        assert (page.headers["Content-Language"], text in said(page)) == ("id", True)


async def test_few_complaints_are_said_in_words(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    await hear(deps, list(answered("few", 3, "dinas-perhubungan")))
    await made("2026-1", deps)
    page = said(await (await visit()).get(UNITS))
    assert page.count("Too few complaints to show") == 2, "the smallest one, and the one that would show it"
    assert "40 complaints" not in page


async def test_a_period_is_chosen_and_a_wrong_one_is_not_there(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    anybody = await visit()
    assert "There are no figures yet." in said(await anybody.get(UNITS))
    await two_units(deps, clock)
    for name in ("2026", "2026-1", "2026-2"):
        await made(name, deps)
    assert "Quarter 1 of 2026, from" in said(await anybody.get(UNITS)), "the last quarter that is over"
    assert "2026, from 1 January 2026 to 31 December 2026" in said(await anybody.get(f"{UNITS}?period=2026"))
    for wrong in ("2025-1", "spring", "2026-5"):
        assert (await anybody.get(f"{UNITS}?period={wrong}")).status_code == 404
    assert (await anybody.get(f"{UNITS}?period={'9' * 20}")).status_code == 400


async def test_a_unit_has_its_trend_and_a_picture_over_the_quarters(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    first = clock.now - timedelta(days=49)
    await hear(deps, [*answered("pu2", 40, days=14, first=first), *answered("lh2", 40, OTHER_UNIT, 2, first)])
    await hear(deps, [surveyed(f"pu2-{each}", first + timedelta(days=20), 3 + each % 2) for each in range(8)])
    clock.pass_by(days=90)
    for name in ("2026-1", "2026-2"):
        await made(name, deps)
    page = await (await visit()).get(f"{MINE}?period=2026-2")
    assert "Satisfaction : index 87.50, B: Good (between" in said(page)
    assert "From 2 working days to 14 working days against the period before: worse than before." in said(page)
    assert "Typical time to the first answer, quarter by quarter" in page.text
    assert ">Q1 2026</text>" in page.text and ">Q2 2026</text>" in page.text


@pytest.mark.parametrize("unit", ["nobody", "x" * 200])
async def test_a_unit_that_there_is_not_has_a_page_that_says_so(visit: Visit, unit: str) -> None:
    assert (await (await visit()).get(f"{UNITS}/{unit}")).status_code == 404


async def test_where_help_is_offered_only_the_head_and_the_bureau_read(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    late, days = Key(Measure.LATE_SHARE, "respond_by"), Key(Measure.ANSWER_DAYS)
    helped = Entry(UNIT, Why.WORSENED, late, 60, 0.2, 0.0, 5.0)
    praised = Entry(UNIT, Why.BETTER_THAN_EXPECTED, days, 60, 0.1, 0.5, -5.0)
    edition = replace(await made("2026-1", deps), lists=Lists((praised,), (helped,)))
    await deps.editions.publish(edition, None)
    offered = "In time: first response: worse than in the period before (\u221220 percentage points; 60 complaints)."
    for person, sees in (("head", True), ("analyst", True), ("other-head", False), ("officer", False), (None, False)):
        page = said(await (await visit(person)).get(MINE))
        assert (offered in page, "Where help is offered" in page) == (sees, sees), person
        assert "took longer than is usual for their kind: 10%, where 50% was to be expected" in page
    public = said(await (await visit("analyst")).get(UNITS))
    assert "worse than in the period before" not in public and "where 50% was to be expected" in public


async def test_a_figure_leads_to_its_complaints_for_those_who_may_see_them(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    for person in ("officer", "head", "secretary", "analyst"):
        page = await (await visit(person)).get(MINE)
        assert f"{MINE}/complaints?period=2026-1&amp;measure=rating" in page.text, person
        behind = await (await visit(person)).get(f"{MINE}/complaints?period=2026-1&measure=rating")
        assert f"{ELSEWHERE}/complaints/pu-59" in behind.text
        assert "It rests on 60 complaints." in said(behind)
    assert "/complaints?" not in (await (await visit("other-head")).get(MINE)).text
    at = f"{MINE}/complaints?period=2026-1"
    assert (await (await visit("other-head")).get(at)).status_code == 403
    assert (await (await visit()).get(at)).headers["Location"].startswith(f"{ELSEWHERE}/sign-in?next=")
    head = await visit("head")
    for wrong in (f"{at}&measure=beauty", f"{MINE}/complaints?period=2020-1"):
        assert (await head.get(wrong)).status_code == 404


async def test_the_head_says_something_about_the_figures_and_everybody_reads_it(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    head = await visit("head")
    page = await head.get(MINE)
    after = await press(head, page, "annotations", {"text": "Banjir pada Januari.", "measures": "rating"})
    assert "Your note stands beside the figures." in said(after)
    assert "Quarter 1 of 2026: Banjir pada Januari." in said(await (await visit()).get(UNITS))
    for person in ("officer", "secretary", "other-head", None):
        shown = await (await visit(person)).get(MINE)
        assert not [each for each in forms(shown) if each.action.endswith("/annotations")], person


@pytest.mark.parametrize(
    ("typed", "status", "text"),
    [
        ({"text": "x" * 301}, 422, "A note has 1 to 300 characters."),
        ({"text": " "}, 422, "A note has 1 to 300 characters."),
        ({"text": "Banjir", "measures": "beauty"}, 422, "There is no such figure."),
    ],
)
async def test_a_note_that_cannot_be_kept_is_refused_with_what_was_typed(
    visit: Visit, deps: Dependencies, clock: Clock, typed: dict[str, str], status: int, text: str
) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    head = await visit("head")
    after = await press(head, await head.get(MINE), "annotations", typed)
    assert (after.status_code, text in said(after)) == (status, True)
    (form,) = [each for each in forms(after) if each.action.endswith("/annotations")]
    assert form.fields["text"] == typed["text"].strip()


async def test_a_note_of_another_unit_is_refused(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    await two_units(deps, clock)
    await made("2026-1", deps)
    head = await visit("head")
    page = await head.get(MINE)
    (form,) = [each for each in forms(page) if each.action.endswith("/annotations")]
    data = {**form.fields, "text": "Banjir."}
    at = f"{UNITS}/{OTHER_UNIT}/annotations"
    answer = await head.client.post(at, data=data, headers=dict(head.headers))
    assert (answer.status_code, "Your role does not allow this" in said(answer)) == (403, True)
    assert await deps.annotations.number(OTHER_UNIT, "2026-1") == 0


async def test_a_unit_that_was_renamed_leads_to_the_one_after_it(
    visit: Visit, deps: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(deps.city.improvements.successors, OTHER_UNIT, UNIT)
    answer = await (await visit()).get(f"{UNITS}/{OTHER_UNIT}?period=2026-1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{MINE}?period=2026-1")
