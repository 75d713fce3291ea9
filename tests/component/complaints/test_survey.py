"""The satisfaction survey by the tracking code: answered once, published without a word, refused in words."""

import asyncio
from datetime import datetime
from typing import Any

import httpx
import pytest

from contracts.codec import decode
from contracts.events import ComplaintSurveyed
from contracts.values import SURVEY_ELEMENTS, ActorKind, AnsweredVia
from services.complaints.texts import of as texts_of
from tests.component.complaints.intake_api import PU, IntakeClient
from web.dates import date_in_words

SCORES = {name: number % 4 + 1 for number, name in enumerate(SURVEY_ELEMENTS)}
SENTENCE = "Petugas di loket dua sangat membantu"


async def closed(api: IntakeClient) -> dict[str, Any]:
    """A complaint that a unit has resolved and whose complainant is content."""
    filed = await api.file()
    await api.assign(filed["id"], "dinas-pu")
    resolved = await api.act(filed["id"], "resolve", PU, message="Sudah ditambal.")
    assert resolved.status_code == 200, resolved.text
    confirmed = await api.client.post(f"{filed['links']['track']}/actions/confirm")
    assert confirmed.status_code == 200, confirmed.text
    return filed


async def answer(api: IntakeClient, filed: dict[str, Any], language: str = "en", **body: Any) -> httpx.Response:
    path = f"{filed['links']['track']}/actions/survey"
    return await api.client.post(path, json=body, headers={"Accept-Language": language})


async def test_the_complainant_answers_with_the_code_and_sees_that_it_was_taken(intake_api: IntakeClient) -> None:
    filed = await closed(intake_api)
    before = (await intake_api.client.get(filed["links"]["track"])).json()
    assert "survey" in before["possible_actions"] and before["surveyed_at"] is None
    taken = await answer(intake_api, filed, scores=SCORES, text=SENTENCE)
    assert (taken.status_code, taken.json()["state"]) == (200, "closed")
    assert "survey" not in taken.json()["possible_actions"]
    after = (await intake_api.client.get(filed["links"]["track"], params={"lang": "en"})).json()
    assert after["surveyed_at"] == after["timeline"][-1]["at"]
    assert after["timeline"][-1]["text"] == texts_of("en").events["complaint.surveyed"]


async def test_scores_travel_and_the_sentence_stays_with_the_other_texts(intake_api: IntakeClient) -> None:
    filed = await closed(intake_api)
    await answer(intake_api, filed, scores=SCORES, text=SENTENCE)
    (kept,) = await intake_api.kept()
    bodies = [bytes(each["body"]) for each in kept["events"]]
    event = decode(bodies[-1])
    assert isinstance(event, ComplaintSurveyed)
    assert event.scores.in_order == tuple(SCORES.values())
    assert (event.unit, event.answered_via, event.actor.kind) == (
        "dinas-pu",
        AnsweredVia.CHANNEL,
        ActorKind.COMPLAINANT,
    )
    assert not any(SENTENCE.encode() in body for body in bodies)
    detail = (await intake_api.client.get(f"/v1/complaints/{filed['id']}", headers=PU)).json()
    assert detail["remarks"][-1] == {"seq": event.seq, "note": None, "message": None, "text": SENTENCE}


async def test_a_second_answer_changes_nothing_and_hears_when_the_first_came(intake_api: IntakeClient) -> None:
    filed = await closed(intake_api)
    await answer(intake_api, filed, scores=SCORES)
    tracked = (await intake_api.client.get(filed["links"]["track"])).json()
    for language in ("en", "id"):
        again = await answer(intake_api, filed, language, scores=SCORES | {"cost": 1}, text=SENTENCE)
        day = date_in_words(datetime.fromisoformat(tracked["surveyed_at"]), language, intake_api.city.zone)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/not-possible-now")
        assert day in again.json()["detail"]
        (fault,) = again.json()["errors"]
        assert (fault["field"], fault["reason"]) == ("action", "survey_answered")
    assert (await intake_api.client.get(filed["links"]["track"])).json() == tracked


async def test_of_two_answers_at_the_same_moment_one_counts(intake_api: IntakeClient) -> None:
    filed = await closed(intake_api)
    answers = await asyncio.gather(*(answer(intake_api, filed, scores=SCORES) for _ in range(2)))
    assert sorted(each.status_code for each in answers) == [200, 409]
    (kept,) = await intake_api.kept()
    assert sum(isinstance(decode(bytes(each["body"])), ComplaintSurveyed) for each in kept["events"]) == 1


@pytest.mark.parametrize(("language", "named"), [("en", "time, facilities"), ("id", "waktu penyelesaian, sarana")])
async def test_each_element_that_is_missing_is_named(intake_api: IntakeClient, language: str, named: str) -> None:
    filed = await closed(intake_api)
    given = {name: score for name, score in SCORES.items() if name not in ("time", "facilities")}
    refused = await answer(intake_api, filed, language, scores=given)
    assert refused.status_code == 422 and named in refused.json()["detail"]
    faults = [(each["field"], each["reason"]) for each in refused.json()["errors"]]
    assert faults == [("scores.time", "score_missing"), ("scores.facilities", "score_missing")]


@pytest.mark.parametrize("wrong", [0, 5, -1, "4", 2.5, True])
async def test_what_is_no_score_names_its_element(intake_api: IntakeClient, wrong: object) -> None:
    refused = await answer(intake_api, await closed(intake_api), scores=SCORES | {"cost": wrong})
    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, ["scores.cost"])


async def test_an_element_that_there_is_not_is_refused_by_name(intake_api: IntakeClient) -> None:
    refused = await answer(intake_api, await closed(intake_api), scores=SCORES | {"u10": 4})
    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, ["scores.u10"])


async def test_a_survey_without_scores_says_what_to_give(intake_api: IntakeClient) -> None:
    refused = await answer(intake_api, await closed(intake_api), text=SENTENCE)
    assert refused.json()["errors"][0]["reason"] == "scores_required"
    commented = await intake_api.client.post(
        f"{(await intake_api.file())['links']['track']}/actions/comment", json={"text": "x", "scores": SCORES}
    )
    assert commented.json()["errors"][0]["reason"] == "scores_not_expected"


async def test_it_waits_for_the_end(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    for action in (None, "resolve"):
        if action is not None:
            await intake_api.act(filed["id"], action, PU, message="Sudah.")
        refused = await answer(intake_api, filed, scores=SCORES)
        assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (409, "wrong_state")


async def test_officers_do_not_answer_it(intake_api: IntakeClient) -> None:
    filed = await closed(intake_api)
    refused = await intake_api.act(filed["id"], "survey", PU)
    assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (403, "wrong_actor")


async def test_what_is_reopened_keeps_its_answer(intake_api: IntakeClient) -> None:
    filed = await closed(intake_api)
    await answer(intake_api, filed, scores=SCORES)
    await intake_api.client.post(f"{filed['links']['track']}/actions/reopen")
    await intake_api.assign(filed["id"], "dinas-pu", 2)
    await intake_api.act(filed["id"], "resolve", PU, message="Kini sudah.")
    await intake_api.client.post(f"{filed['links']['track']}/actions/confirm")
    refused = await answer(intake_api, filed, scores=SCORES)
    assert refused.json()["errors"][0]["reason"] == "survey_answered"
