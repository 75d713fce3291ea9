"""What heads and leaders read: what is overdue below them, how it was a week ago, and what was promised for today."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from contracts.events import ClocksSet
from contracts.ids import event_id
from contracts.values import Clock, ClockStatus
from services.complaints.domain import promises
from services.complaints.pages.overview import routes
from services.complaints.projection.counter import UnitCounter
from services.complaints.record import UnitCount
from services.complaints.store.unit_days import UnitDays
from tests.component.complaints.intake_api import AUDITOR, BUREAU, HEAD, LEADER, PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.links import day, everything, overdue
from tests.component.complaints.pages.triaging import Visitor, said, shown_ids, state, version, visitor


async def _late_by_law(api: IntakeClient, complaint_id: str, late: timedelta) -> None:
    """Let the deadline that the law sets be the one that has passed."""
    at = datetime.now(UTC)
    clock = Clock(
        name="resolve_by",
        status=ClockStatus.RUNNING,
        started_at=at - late - timedelta(days=2),
        due_at=at - late,
        breached_at=at - late,
    )
    await api.apply(
        ClocksSet(
            id=event_id(complaint_id, f"law{at}"),
            subject=complaint_id,
            occurred_at=at,
            unit="dinas-pu",
            assignment_number=1,
            clocks=(clock,),
            policy="p",
            policy_version="1",
            calendar="always",
            calendar_version="1",
        )
    )


async def test_what_the_law_sets_stands_first_then_what_is_late_longest(intake_api: IntakeClient) -> None:
    hours = (30, 5, 80, 2)
    some, few, most, law = [
        await overdue(intake_api, late=timedelta(hours=each), external_id=f"A-{each}") for each in hours
    ]
    await _late_by_law(intake_api, law, timedelta(hours=2))
    page = await (await visitor(intake_api, PU_HEAD)).get("/overview")
    assert shown_ids(page) == [law, most, some, few]
    text = said(page)
    assert "4 complaints below you are overdue." in text and "set by law" in text
    assert "Late by 3 working days 8 working hours" in text
    assert "have heard of it, level 1" in text


async def test_a_head_sees_the_own_subtree_only(intake_api: IntakeClient) -> None:
    pu = await overdue(intake_api, unit="dinas-pu", external_id="pu")
    drainage = await overdue(intake_api, unit="bidang-drainase", external_id="drainage")
    lh = await overdue(intake_api, unit="dinas-lh", external_id="lh")
    head, all_of_them = await visitor(intake_api, PU_HEAD), await visitor(intake_api, LEADER)
    assert set(shown_ids(await head.get("/overview"))) == {pu, drainage}
    assert set(shown_ids(await all_of_them.get("/overview"))) == {pu, drainage, lh}
    assert (await head.get(f"/overview/complaints/{lh}")).status_code == 404
    form = {"version": await version(intake_api, lh), "day": day(1)}
    assert (await head.post(f"/overview/complaints/{lh}/acknowledge", form)).status_code == 404


@pytest.mark.parametrize("officer", [PU, TRIAGE, AUDITOR, BUREAU])
async def test_others_may_not_see_it(intake_api: IntakeClient, officer: dict[str, str]) -> None:
    complaint_id = await overdue(intake_api)
    somebody, before = await visitor(intake_api, officer), await everything(intake_api)
    for path in ("/overview", f"/overview/complaints/{complaint_id}"):
        assert (await somebody.get(path)).status_code == 403
    form = {"version": "3", "day": day(1), "to": "unit:bidang-drainase"}
    for name in ("acknowledge", "delegate"):
        assert (await somebody.post(f"/overview/complaints/{complaint_id}/{name}", form)).status_code == 403
    assert await everything(intake_api) == before


async def test_nobody_is_shown_it_without_signing_in(intake_api: IntakeClient) -> None:
    assert (await intake_api.client.get("/overview")).headers["Location"] == "/sign-in?next=/overview"


async def test_nothing_overdue_is_said_kindly_in_both_languages(intake_api: IntakeClient) -> None:
    head = await visitor(intake_api, HEAD)
    page = said(answer := await head.get("/overview"))
    assert all(f'href="/improvements/{each}"' in answer.text for each in ("units", "satisfaction", "reports"))
    for each in ("Nothing below you is overdue. Thank you.", "No promise ends today.", "Nothing is open, and nothing"):
        assert each in page
    assert "Tidak ada yang terlambat di bawah Anda." in said(await head.get("/overview", lang="id"))


async def test_more_than_the_page_shows_leads_to_the_queue(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "SHOWN", 2)
    for number in range(3):
        await overdue(intake_api, external_id=f"A-{number}")
    page = await (await visitor(intake_api, PU_HEAD)).get("/overview")
    assert len(shown_ids(page)) == 2
    assert 'href="/queue?unit=dinas-pu&amp;overdue=true">and 1 more' in page.text


async def test_a_promise_is_made_from_the_page_and_stands_among_those_of_its_day(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    head = await visitor(intake_api, PU_HEAD)
    form = {"version": await version(intake_api, complaint_id), "day": day(0), "note": "Kirim tim <hari ini>."}
    answer = await head.post(f"/overview/complaints/{complaint_id}/acknowledge", form)
    assert answer.headers["Location"].startswith("/overview?done=acknowledge&proof=")
    kept = await state(intake_api, complaint_id)
    zone = intake_api.city.zone
    assert kept["promised_until"] == promises.until(datetime.now(zone).date(), None, zone)
    page = await head.get(answer.headers["Location"])
    assert "Done: the answer is promised" in said(page)
    assert f'<li><a href="/overview/complaints/{complaint_id}">' in page.text and "Move the promise" in said(page)
    story = await head.get(f"/overview/complaints/{complaint_id}")
    assert "Kirim tim &lt;hari ini&gt;." in story.text and "The promise stands." in said(story)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "Please name the day"),
        ("2020-01-01", "Please name a day from today on."),
        ("9999-12-31", "The rules of the city allow at most"),
    ],
)
async def test_a_wrong_day_is_said_in_words_and_what_was_typed_is_kept(
    intake_api: IntakeClient, typed: str, expected: str
) -> None:
    complaint_id = await overdue(intake_api)
    head = await visitor(intake_api, PU_HEAD)
    form = {"version": await version(intake_api, complaint_id), "day": typed, "note": "Segera."}
    answer = await head.post(f"/overview/complaints/{complaint_id}/acknowledge", form)
    assert answer.status_code == 422 and said(answer).count(expected) == 2
    assert f'name="day" value="{typed}"' in answer.text and "Segera.</textarea>" in answer.text
    assert "promised_until" not in await state(intake_api, complaint_id)


async def test_moving_a_promise_needs_a_reason_and_works_once(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    head, path = await visitor(intake_api, PU_HEAD), f"/overview/complaints/{complaint_id}/acknowledge"

    async def send(on: str, **more: str) -> str:
        form = {"version": await version(intake_api, complaint_id), "day": on, **more}
        answer = await head.post(path, form)
        return answer.headers.get("Location") or f"{answer.status_code} {said(answer)}"

    assert (await send(day(1))).startswith("/overview?done=acknowledge&")
    assert "422" in (without := await send(day(3))) and "Please say why it takes longer." in without
    assert (await send(day(3), reason="more_time_needed")).startswith("/overview?done=acknowledge&")
    again = await send(day(5), reason="more_time_needed")
    assert "409" in again and "A promise can be moved once only" in again
    story = said(await head.get(f"/overview/complaints/{complaint_id}"))
    assert story.index("The promise was moved before it ended.") < story.index("The promise stands.")


async def test_work_is_handed_down_to_a_unit_or_a_person_with_their_unit(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    head, path = await visitor(intake_api, PU_HEAD), f"/overview/complaints/{complaint_id}/delegate"
    form = {"version": await version(intake_api, complaint_id), "to": "person:officer-drainage", "note": "Tolong."}
    assert (await head.post(path, form)).headers["Location"].startswith("/overview?done=delegate&")
    kept = await state(intake_api, complaint_id)
    assert (kept["delegated_to"], kept["assignee"]) == ("bidang-drainase", "officer-drainage")


@pytest.mark.parametrize(
    ("to", "status", "expected"),
    [
        ("", 422, "Please choose a unit or a person."),
        ("unit:", 422, "Please choose a unit or a person."),
        ("unit:dinas-lh", 409, "that unit is not below"),
        ("unit:nothing", 409, "There is no such unit."),
        ("person:officer-lh", 409, "Nothing was changed."),
        ("person:nobody", 409, "Nobody of that name works there."),
    ],
)
async def test_who_cannot_be_given_the_work_is_said_in_words(
    intake_api: IntakeClient, to: str, status: int, expected: str
) -> None:
    complaint_id = await overdue(intake_api)
    form = {"version": await version(intake_api, complaint_id), "to": to}
    answer = await (await visitor(intake_api, PU_HEAD)).post(f"/overview/complaints/{complaint_id}/delegate", form)
    assert answer.status_code == status and expected in said(answer)


async def test_who_is_overtaken_is_told_so(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    seen = await version(intake_api, complaint_id)
    await intake_api.act(complaint_id, "acknowledge", PU)
    head = await visitor(intake_api, PU_HEAD)
    for name, given in (("acknowledge", {"day": day(1)}), ("delegate", {"to": "unit:bidang-drainase"})):
        answer = await head.post(f"/overview/complaints/{complaint_id}/{name}", {"version": seen, **given})
        assert answer.status_code == 409
        assert "Somebody else has changed this complaint meanwhile." in said(answer)


async def test_a_form_of_another_site_or_without_a_token_is_refused(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    head = await visitor(intake_api, PU_HEAD)
    form = {"version": await version(intake_api, complaint_id), "day": day(1), "to": "unit:bidang-drainase"}
    before = await everything(intake_api)
    for name in ("acknowledge", "delegate"):
        path = f"/overview/complaints/{complaint_id}/{name}"
        assert (await head.post(path, {**form, "form_token": ""})).status_code == 403
        assert (await head.post(path, form, Origin="https://elsewhere.example")).status_code == 403
    assert await everything(intake_api) == before


async def test_the_numbers_stand_beside_those_of_a_week_ago(intake_api: IntakeClient) -> None:
    await overdue(intake_api)
    city, now = intake_api.city, datetime.now(UTC)
    await UnitCounter(intake_api.projection, list(city.units), city.zone).count_now()
    counter = UnitCounter(intake_api.projection, ["dinas-pu"], city.zone)
    counter.touch("dinas-pu")
    await counter.count_now()
    head = await visitor(intake_api, PU_HEAD)
    assert "not counted a week ago" in said(await head.get("/overview"))
    then = UnitCount("dinas-pu", {"assigned": 4}, 1, now - timedelta(days=7))
    await UnitDays(intake_api.driver).keep(then, city.zone)
    page = await head.get("/overview")
    assert "Public Works Agency: 1 open, 3 fewer than a week ago" in said(page)
    row = re.search(r'<tr><th scope="row">Public Works Agency</th>(.*?)</tr>', page.text)
    assert row is not None and re.findall(r"<td[^>]*>([^<]*)</td>", row[1]) == [
        "1", "4", "3 fewer than a week ago", "1",
    ]  # fmt: skip
    assert 'role="img" aria-labelledby="chart-title chart-said"' in page.text
    assert (await _bars(head)) == [("65", "1"), ("260", "4")]


async def _bars(head: Visitor) -> list[tuple[str, str]]:
    page = await head.get("/overview")
    return re.findall(r'<rect [^>]*width="(\d+)" height="10"></rect><text [^>]*>(\d+)</text>', page.text)


async def test_looking_changes_nothing(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    head = await visitor(intake_api, PU_HEAD)
    before = await everything(intake_api)
    for path in ("/overview", f"/overview/complaints/{complaint_id}"):
        assert (await head.get(path)).status_code == 200
    for name in ("acknowledge", "delegate"):
        answer = await head.get(f"/overview/complaints/{complaint_id}/{name}", day=day(1), version="3")
        assert answer.status_code == 405
    assert await everything(intake_api) == before
