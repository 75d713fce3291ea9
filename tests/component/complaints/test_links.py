"""Taking complaints on from a message: once, by whoever it concerns, and with words where it is not possible."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import StoreUnavailable
from contracts.values import ActorKind
from tests.component.complaints.intake_api import LEADER, PU, IntakeClient
from tests.component.complaints.links import (
    DONE,
    DONE_BEFORE,
    EN,
    LEADER_ID,
    UNIT,
    day,
    deliver,
    escalate,
    everything,
    give,
    link,
    overdue,
    path,
    promises,
    said,
    take_on,
    ticks,
)


async def test_a_leader_sees_what_is_overdue_and_takes_it_on_with_an_instruction(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api, text="rahasia: jalan berlubang")
    where = path(link(complaint_id))
    page = await intake_api.client.get(where, params=EN)
    assert page.status_code == 200
    unit = intake_api.city.unit_name(UNIT, "en")
    for shown in (complaint_id, "late by 5 working hours", unit, "with the responsible unit"):
        assert shown in said(page)
    assert "rahasia" not in page.text

    answer = await take_on(intake_api, where, day(3), note="  Perbaiki dulu jalan utama.\r\nLaporkan besok. ")
    assert answer.status_code == 200
    assert DONE in said(answer)

    [event] = await promises(intake_api, complaint_id)
    assert (event.actor.kind, event.actor.id, event.actor.unit) == (ActorKind.LEADER, LEADER_ID, UNIT)
    assert (event.promised_until + timedelta(hours=7, seconds=1)).isoformat() == f"{day(4)}T00:00:00+00:00"
    detail = (await intake_api.client.get(f"/v1/complaints/{complaint_id}", headers=PU)).json()
    assert detail["remarks"][-1]["note"] == "Perbaiki dulu jalan utama.\nLaporkan besok."
    assert event.trace == answer.headers["traceparent"]


async def test_without_an_instruction_a_note_says_so(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    await take_on(intake_api, path(link(complaint_id)), day(1), note=" \r\n ")
    detail = (await intake_api.client.get(f"/v1/complaints/{complaint_id}", headers=PU)).json()
    assert detail["remarks"][-1]["note"] == "Taken on from the message, without a further instruction."


async def test_of_a_digest_the_ticked_ones_are_taken_on_with_one_day(intake_api: IntakeClient) -> None:
    several = [await overdue(intake_api, external_id=f"A-{n}") for n in range(4)]
    done = several[3]
    await deliver(intake_api, "m-1", several)
    await intake_api.act(done, "resolve", PU, message="Sudah diperbaiki.")
    where = path(link(None, count=4))

    page = await intake_api.client.get(where, params=EN)
    assert ticks(page) == {*several[:3]}
    assert "Of the 4 complaints in this message, 3 can be taken on." in said(page)
    assert "dealt with" in said(page)
    assert " checked" not in page.text
    assert (await intake_api.client.get(where, params={"all": "1"})).text.count(" checked") == 3

    answer = await take_on(intake_api, where, day(2), several[:2])
    assert (answer.status_code, said(answer).count(DONE)) == (200, 2)
    assert [len(await promises(intake_api, each)) for each in several] == [1, 1, 0, 0]
    page = await intake_api.client.get(where, params=EN)
    assert ticks(page) == {several[2]}
    assert said(page).count(DONE_BEFORE) == 2


async def test_only_complaints_of_the_message_can_be_taken_on(intake_api: IntakeClient) -> None:
    """The link of a message is no key to all other complaints of the unit."""
    told, other = await overdue(intake_api, external_id="A"), await overdue(intake_api, external_id="B")
    await deliver(intake_api, "m-1", [told])
    await deliver(intake_api, "m-2", [other], recipient="somebody-else")
    for where in (path(link(None)), path(link(None, "m-2"))):
        answer = await take_on(intake_api, where, day(1), [other])
        assert answer.status_code == 422
        assert "tick at least one" in said(answer)
    await take_on(intake_api, path(link(told, "m-3")), day(1), [other])
    assert [len(await promises(intake_api, each)) for each in (told, other)] == [1, 0]


async def test_asked_again_it_says_what_was_done_and_does_nothing(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    where = path(link(complaint_id))
    first = await take_on(intake_api, where, day(1))
    before = await everything(intake_api)
    again = await take_on(intake_api, where, day(5), note="another instruction")
    page = await intake_api.client.get(where, params=EN)
    assert (first.status_code, again.status_code, page.status_code) == (200, 200, 200)
    assert DONE_BEFORE in said(again).lower() and DONE_BEFORE in said(page)
    assert "<form" not in page.text
    assert await everything(intake_api) == before


async def test_however_often_it_is_asked_at_once_it_is_taken_on_once(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    where = path(link(complaint_id))
    answers = await asyncio.gather(*(take_on(intake_api, where, day(2)) for _ in range(8)))
    assert {each.status_code for each in answers} == {200}
    assert len(await promises(intake_api, complaint_id)) == 1


async def test_a_promise_whose_answer_was_lost_is_neither_lost_nor_made_twice(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store has kept the step, and said nothing: so does the page, and the next try says that it is done."""
    complaint_id = await overdue(intake_api)
    where, advance = path(link(complaint_id)), intake_api.deps.store.advance

    async def silent(*args: Any) -> bool:
        await advance(*args)
        raise StoreUnavailable("no answer in time")

    monkeypatch.setattr(intake_api.deps.store, "advance", silent)
    lost = await take_on(intake_api, where, day(1))
    monkeypatch.undo()
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "30")
    assert "it counts only once" in said(lost)
    again = await take_on(intake_api, where, day(1))
    assert again.status_code == 200
    assert len(await promises(intake_api, complaint_id)) == 1


async def test_what_another_leader_has_promised_is_shown_and_stays(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    await intake_api.act(complaint_id, "acknowledge_escalation", LEADER, note="x", promised_until=f"{day(3)}T05:00:00Z")
    where = path(link(complaint_id))
    page = await intake_api.client.get(where, params=EN)
    assert "a leader has promised an answer by" in said(page)
    assert "<form" not in page.text
    answer = await take_on(intake_api, where, day(1))
    assert answer.status_code == 409
    assert len(await promises(intake_api, complaint_id)) == 1


async def test_what_was_answered_between_mail_and_click_is_shown_as_it_is(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    await intake_api.act(complaint_id, "resolve", PU, message="Sudah diperbaiki.")
    where = path(link(complaint_id))
    page = await intake_api.client.get(where, params=EN)
    assert "There is nothing to take on here any more" in said(page)
    assert "State dealt with" in said(page)
    assert (await take_on(intake_api, where, day(1))).status_code == 409


async def test_what_was_reopened_and_given_back_is_not_overdue_until_it_is_late_again(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    where = path(link(complaint_id))
    await intake_api.act(complaint_id, "resolve", PU, message="Sudah diperbaiki.")
    await intake_api.act(complaint_id, "reopen", PU)
    page = await intake_api.client.get(where, params=EN)
    assert "the responsible unit is being determined" in said(page)
    await give(intake_api, complaint_id, UNIT, assignment_number=2)
    await escalate(intake_api, complaint_id, assignment_number=2)
    assert DONE in said(await take_on(intake_api, where, day(1)))


async def test_what_went_to_another_unit_is_not_the_leaders_any_more(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    await give(intake_api, complaint_id, "dinas-lh", assignment_number=2)
    where = path(link(complaint_id))
    page = await intake_api.client.get(where, params=EN)
    assert "now with a unit outside of your responsibility" in said(page)
    assert intake_api.city.unit_name("dinas-lh", "en") not in said(page)
    assert (await take_on(intake_api, where, day(1))).status_code == 409
    assert await promises(intake_api, complaint_id) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Please name the day by which it is done"),
        ("morgen", "Please name the day by which it is done"),
        (day(-1), "Please name a day from today on"),
        (day(40), "The rules of the city allow at most"),
        ("9999-12-31", "The rules of the city allow at most"),
    ],
)
async def test_a_day_that_cannot_be_promised_is_explained_and_nothing_is_lost(
    intake_api: IntakeClient, typed: str, words: str
) -> None:
    complaint_id = await overdue(intake_api)
    answer = await take_on(intake_api, path(link(complaint_id)), typed, note="<b>Segera</b> & rapi")
    assert answer.status_code == 422
    assert words in said(answer)
    assert "&lt;b&gt;Segera&lt;/b&gt; &amp; rapi</textarea>" in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert await promises(intake_api, complaint_id) == []


async def test_the_last_day_that_the_policy_allows_can_be_promised(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    where = path(link(complaint_id))
    page = await intake_api.client.get(where)
    last = re.search(r'max="([0-9-]+)"', page.text)
    assert last is not None and last[1] == day(14)
    assert DONE in said(await take_on(intake_api, where, last[1]))


async def test_an_instruction_that_cannot_be_kept_is_explained(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    for note in ("x" * 1001, "a\x00b"):
        answer = await take_on(intake_api, path(link(complaint_id)), day(1), note=note)
        assert (answer.status_code, "at most 1000 characters" in said(answer)) == (422, True)
    assert await promises(intake_api, complaint_id) == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"day": "2026-01-01"}', b"a=1&" * 5_000])
async def test_what_is_no_form_is_explained(intake_api: IntakeClient, body: bytes) -> None:
    where = path(link(await overdue(intake_api)))
    answer = await intake_api.client.post(where, content=body, params=EN)
    assert answer.status_code == 422
    assert "Please name the day" in said(answer)
