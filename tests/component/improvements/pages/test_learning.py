"""Learning is assigned and withdrawn on an improvement's page; everybody sees there how far each unit is."""

from typing import Any

import httpx
import pytest

from services.improvements.application.complete import complete
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.improve import StepRequest, act
from services.improvements.application.send_learning import make_statements
from services.improvements.domain.refusals import Refusal
from tests.component.complaints.pages.reading import Browser, forms, said
from tests.component.improvements.conftest import Clock
from tests.component.improvements.learned import COURSE, finished
from tests.component.improvements.pages.conftest import Visit, press
from tests.component.improvements.pages.known import proposed
from tests.unit.improvements.actions import BUREAU, LEADER

TYPED = {
    "learning-activity": COURSE,
    "learning-title-id": "Pelayanan prima",
    "learning-title-en": "Excellent <service>",
    "learning-due_on": "2026-03-31",
    "learning-people-dinas-pu": "24",
    "learning-people-bidang-drainase": "8",
}


async def agreed(deps: Dependencies) -> str:
    improvement = await proposed(deps)
    assert not isinstance(await act(StepRequest(improvement, "agree"), LEADER, deps), Refusal)
    return improvement


async def send(browser: Browser, improvement: str, **typed: str) -> httpx.Response:
    """Fill in the form for learning, and send it."""
    page = await browser.get(f"/improvements/{improvement}")
    form = next(each for each in forms(page) if each.action.endswith("/learning"))
    fields: dict[str, Any] = {**form.fields, **TYPED, **typed}
    return await browser.client.post(form.action, data=fields, headers=browser.headers, follow_redirects=True)


async def test_a_head_assigns_to_units_within_their_own_and_sees_how_far_they_are(
    visit: Visit, deps: Dependencies
) -> None:
    improvement, head = await agreed(deps), await visit("head")
    form = next(
        each for each in forms(await head.get(f"/improvements/{improvement}")) if each.action.endswith("/learning")
    )
    asked = {name for name in form.fields if name.startswith("learning-people-")}
    assert asked == {"learning-people-dinas-pu", "learning-people-bidang-drainase"}
    page = await send(head, improvement)
    assert page.status_code == 200, page.text
    text = said(page)
    assert "Done: Assign learning." in text and "Excellent <service>" in text and "<service>" not in page.text
    assert "To be finished by 31 March 2026" in text
    assert "Public Works Agency : 0 of 24 have finished" in text
    assert '<progress max="100" value="0" aria-label="Public Works Agency">' in page.text
    assert f'href="{COURSE}"' in page.text


@pytest.mark.parametrize("person", [None, "officer", "auditor", "other-head", "secretary"])
async def test_nobody_else_has_the_form(visit: Visit, deps: Dependencies, person: str | None) -> None:
    page = await (await visit(person)).get(f"/improvements/{await agreed(deps)}")
    assert not [each for each in forms(page) if each.action.endswith("/learning")]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"learning-activity": "prima"}, "The course needs its address or id"),
        ({"learning-title-en": ""}, "A title has 1 to 120 characters."),
        ({"learning-due_on": "someday"}, "Choose the day by which it is to be finished."),
        ({"learning-due_on": "2026-01-01"}, "That date is over already."),
        ({"learning-people-dinas-pu": "many"}, "Write for each unit how many of its people"),
        (
            {"learning-people-dinas-pu": "", "learning-people-bidang-drainase": " "},
            "Write for at least one unit how many of its people",
        ),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    visit: Visit, deps: Dependencies, typed: dict[str, str], error: str
) -> None:
    page = await send(await visit("head"), await agreed(deps), **typed)
    assert (page.status_code, error in said(page)) == (422, True), said(page)
    assert 'aria-invalid="true"' in page.text and '<details class="no-print" id="do-assign_learning" open>' in page.text
    form = next(each for each in forms(page) if each.action.endswith("/learning"))
    assert form.fields["learning-title-id"] == "Pelayanan prima"


async def test_small_numbers_are_not_shown_to_everybody(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    improvement, head = await agreed(deps), await visit("head")
    await send(head, improvement)
    clock.pass_by(days=10)
    sent = [finished(f"learner-{number}") for number in range(12)]
    await complete([*sent, finished("agus", "bidang-drainase")], BUREAU, deps)
    public = said(await (await visit()).get(f"/improvements/{improvement}"))
    assert "12 of 24 have finished" in public and "1 of 8" not in public
    assert "Drainage Division : 8 are to finish it; how many have is not shown" in public
    head = await visit("head")
    assert "1 of 8 have finished" in said(await head.get(f"/improvements/{improvement}"))


async def test_it_is_withdrawn_for_a_reason(visit: Visit, deps: Dependencies) -> None:
    improvement, head = await agreed(deps), await visit("head")
    page = await send(head, improvement)
    refused = await head.press(page, "withdrawal")
    assert (refused.status_code, "Choose a reason." in said(refused)) == (422, True)
    withdrawn = await press(head, refused, "withdrawal", {"withdraw-1-reason": "other_activity"})
    assert "Done: Withdraw what is to be learned." in said(withdrawn)
    assert "have finished" not in said(withdrawn)


async def test_people_of_the_city_see_all_that_is_to_be_learned(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    improvement, head, analyst = await agreed(deps), await visit("head"), await visit("analyst")
    assert "No improvement has assigned learning yet." in said(await analyst.get("/improvements/learning"))
    await send(head, improvement)
    clock.pass_by(days=60)
    analyst = await visit("analyst")
    page = await analyst.get("/improvements/learning")
    assert "Not finished on 31 March 2026" in said(page) and f'href="/improvements/{improvement}"' in page.text
    assert "What is to be learned" in said(await analyst.get("/improvements"))
    stranger = await visit()
    assert "/sign-in" in (await stranger.get("/improvements/learning")).headers["Location"]


async def test_what_a_learning_record_store_has_refused_is_shown_to_the_bureau(
    visit: Visit, deps: Dependencies
) -> None:
    improvement, head = await agreed(deps), await visit("head")
    await send(head, improvement)
    await make_statements(deps)
    for each in await deps.statements.due(deps.clock(), 10):
        await deps.statements.note_refused(each, "400: <no>")
    page = await (await visit("analyst")).get(f"/improvements/{improvement}")
    assert "Excellent <service>, Public Works Agency: 400: <no>" in said(page)
    assert "400:" not in said(await head.get(f"/improvements/{improvement}"))
