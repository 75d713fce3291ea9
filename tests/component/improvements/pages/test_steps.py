"""People of the city take the steps that are theirs on an improvement's page."""

import pytest

from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import Browser, form_with, forms, said
from tests.component.improvements.conftest import BEGINNING, Clock
from tests.component.improvements.lives import filed, hear
from tests.component.improvements.pages.conftest import ELSEWHERE, Visit, press
from tests.component.improvements.pages.known import done, found, proposed


async def offered(browser: Browser, improvement: str) -> set[str]:
    """The steps for which the page has forms."""
    page = await browser.get(f"/improvements/{improvement}")
    assert page.status_code == 200
    return {each.action.rsplit("/", 1)[1] for each in forms(page) if "/steps/" in each.action}


@pytest.mark.parametrize(
    ("person", "steps"),
    [
        (None, set()),
        ("officer", set()),
        ("auditor", set()),
        ("other-head", set()),
        ("head", {"drop", "link"}),
        ("secretary", {"agree", "decline", "drop"}),
        ("analyst", {"drop", "link"}),
    ],
)
async def test_a_proposal_offers_each_role_its_steps(
    visit: Visit, deps: Dependencies, person: str | None, steps: set[str]
) -> None:
    assert await offered(await visit(person), await proposed(deps)) == steps


async def test_it_is_agreed_begun_moved_and_done_on_the_page(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    improvement = await proposed(deps)
    secretary, head = await visit("secretary"), await visit("head")
    page = await secretary.get(f"/improvements/{improvement}")
    agreed = await press(secretary, page, "agree", {"agree-text": "Silakan <mulai>."})
    assert "Done: Agree." in said(agreed) and "Silakan <mulai>." in said(agreed) and "<mulai>" not in agreed.text
    begun = await head.press(await head.get(f"/improvements/{improvement}"), "start")
    assert "In progress" in said(begun)
    moved = await press(
        head, begun, "postpone", {"postpone-due_on": "2026-05-31", "postpone-reason": "waits_for_material"}
    )
    assert "31 May 2026 (the date was moved once)" in said(moved)
    seen = said(await (await visit()).get(f"/improvements/{improvement}"))
    assert "the date was moved from 30 April 2026 to 31 May 2026 (material is not there yet)" in seen
    finished = await head.press(moved, "finish")
    assert "Done: Say that it is done." in said(finished)
    assert await offered(head, improvement) == {"link"}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"postpone-due_on": "2026-05-31"}, "Choose a reason."),
        ({"postpone-due_on": "2026-05-31", "postpone-reason": "made-up!"}, "Choose a reason."),
        ({"postpone-reason": "weather"}, "Choose the new date."),
        ({"postpone-due_on": "9999-12-31", "postpone-reason": "weather"}, "Choose the new date."),
        ({"postpone-due_on": "2026-04-01", "postpone-reason": "weather"}, "must be later than the present one"),
        ({"postpone-due_on": "2040-04-01", "postpone-reason": "weather"}, "more than three years ahead"),
        (
            {"postpone-due_on": "2026-05-31", "postpone-reason": "weather", "postpone-text": "x" * 4001},
            "Shorten it to 4,000 characters",
        ),
    ],
)
async def test_what_is_missing_or_wrong_is_said_at_its_field_and_what_was_typed_stays(
    visit: Visit, deps: Dependencies, typed: dict[str, str], error: str
) -> None:
    improvement = await proposed(deps)
    secretary, head = await visit("secretary"), await visit("head")
    await secretary.press(await secretary.get(f"/improvements/{improvement}"), "agree")
    page = await head.get(f"/improvements/{improvement}")
    refused = await press(head, page, "postpone", typed)
    assert (refused.status_code, error in said(refused)) == (422, True)
    assert 'aria-invalid="true"' in refused.text and '<details id="do-postpone" open>' in refused.text
    kept = form_with(refused, "postpone").fields
    assert kept["postpone-due_on"] == typed.get("postpone-due_on", "")
    assert "Nothing was changed" in said(refused)


async def test_complaints_are_linked_and_lead_to_where_they_are_worked_on(visit: Visit, deps: Dependencies) -> None:
    await hear(deps, [filed("c-1", BEGINNING), filed("c-2", BEGINNING)])
    improvement, analyst = await proposed(deps), await visit("analyst")
    page = await analyst.get(f"/improvements/{improvement}")
    wrong = await press(analyst, page, "link", {"link-complaints": "c-1 c-9"})
    assert (wrong.status_code, "One of these complaints is not known here" in said(wrong)) == (422, True)
    linked = await press(analyst, page, "link", {"link-complaints": "c-1\nc-2"})
    assert "2 complaints gave rise to it" in said(linked)
    assert f'<a href="{ELSEWHERE}/complaints/c-1">c-1</a>' in linked.text


async def test_a_step_that_is_not_possible_any_more_says_so(visit: Visit, deps: Dependencies) -> None:
    improvement, secretary = await proposed(deps), await visit("secretary")
    before = await secretary.get(f"/improvements/{improvement}")
    await secretary.press(before, "agree")
    again = await secretary.press(before, "agree")
    assert (again.status_code, "not possible any more" in said(again)) == (409, True)


async def test_whoever_may_not_is_refused_though_they_have_a_token(visit: Visit, deps: Dependencies) -> None:
    improvement, officer = await proposed(deps), await visit("officer")
    page = await officer.get(f"/improvements/{improvement}")
    token = forms(page)[0].fields["form_token"]
    path = f"/improvements/{improvement}/steps"
    refused = await officer.client.post(f"{path}/agree", data={"form_token": token}, headers=dict(officer.headers))
    assert (refused.status_code, "Your role does not allow this" in said(refused)) == (403, True)
    unknown = await officer.client.post(f"{path}/pray", data={"form_token": token}, headers=dict(officer.headers))
    missing = await officer.client.post(
        "/improvements/none/steps/agree", data={"form_token": token}, headers=dict(officer.headers)
    )
    assert (unknown.status_code, missing.status_code) == (404, 404)


async def test_a_form_without_its_token_changes_nothing(visit: Visit, deps: Dependencies) -> None:
    improvement, secretary = await proposed(deps), await visit("secretary")
    path = f"/improvements/{improvement}/steps/agree"
    for data in ({}, {"form_token": "made-up"}):
        answer = await secretary.client.post(path, data=data, headers=dict(secretary.headers))
        assert (answer.status_code, "open for too long" in said(answer)) == (403, True)
    stranger = await visit()
    answer = await stranger.client.post(path, data={}, headers=dict(stranger.headers))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ELSEWHERE}/sign-in")
    assert "Proposed" in said(await stranger.get(f"/improvements/{improvement}"))


async def test_a_made_up_address_does_not_say_that_something_was_done(visit: Visit, deps: Dependencies) -> None:
    secretary = await visit("secretary")
    page = await secretary.get(f"/improvements/{await proposed(deps)}?done=agree&proof=x")
    assert "Done: Agree." not in said(page)


async def test_whoever_has_proposed_it_does_not_decide_and_is_told_why(visit: Visit, deps: Dependencies) -> None:
    finding, secretary = await found(deps), await visit("secretary")
    form = await secretary.get(f"/improvements/propose?finding={finding.id}")
    typed = {"name": "Tambal", "kind": "repair", "unit": "dinas-pu", "due_on": "2026-06-30"}
    page = await press(secretary, form, "propose", typed)
    assert "You have proposed it, so somebody else decides." in said(page)
    steps = {each.action.rsplit("/", 1)[1] for each in forms(page) if "/steps/" in each.action}
    assert steps == {"decline", "drop"}


async def test_the_page_has_notes_and_findings_for_people_of_the_city(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    finding = await found(deps)
    improvement = await done(deps, clock, findings=(finding.id,))
    page = await (await visit("auditor", "id")).get(f"/improvements/{improvement}")
    assert "Pada langkah 2, 3 Maret 2026" in said(page) and "catatan <b>" in said(page)
    assert f'<a href="/improvements/findings/{finding.id}">Jawaban terlambat tentang' in page.text
