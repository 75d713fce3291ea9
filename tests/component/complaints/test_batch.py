"""POST /v1/complaints/batch: each line is filed as if it came alone, and answered in its place."""

import json
from datetime import datetime
from itertools import count

import pytest

from contracts.codec import decode
from services.complaints.api import lines
from services.complaints.api.problems import MEDIA_TYPE
from services.complaints.application.dependencies import system_clock
from tests.component.complaints.batches import NDJSON, PATH, ndjson, proper, send
from tests.component.complaints.intake_api import DEMO, LEADER, OTHER, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack
from tests.component.complaints.test_filing import COMPLETE, REFUSED


async def test_every_line_is_kept_with_its_event_and_answered_in_order(intake_api: IntakeClient) -> None:
    found = await send(intake_api, ndjson(proper(250)))
    assert [each["line"] for each in found] == list(range(1, 251))
    assert {(each["status"], each["replayed"]) for each in found} == {(201, False)}
    kept = {each["_id"]: each for each in await intake_api.kept()}
    assert len(kept) == 250
    for number, each in enumerate(found):
        document = kept[each["id"]]
        assert document["request"]["external_id"] == f"b-{number}"
        assert decode(document["events"][0]["body"]).subject == each["id"]
    tracked = await intake_api.client.get(f"/v1/track/{found[17]['tracking_code']}")
    assert tracked.json()["id"] == found[17]["id"]


async def test_a_line_means_the_same_as_a_single_complaint(intake_api: IntakeClient) -> None:
    [in_batch] = await send(intake_api, ndjson([COMPLETE]))
    alone = await intake_api.client.post("/v1/complaints", json=COMPLETE, headers=DEMO)
    assert alone.headers["Idempotency-Replayed"] == "true"
    assert (alone.json()["id"], alone.json()["tracking_code"]) == (in_batch["id"], in_batch["tracking_code"])


@pytest.mark.parametrize("name", REFUSED)
async def test_a_line_is_refused_as_a_single_complaint_is(intake_api: IntakeClient, name: str) -> None:
    sent, field = REFUSED[name]
    if isinstance(sent, dict):
        sent = {"external_id": "A-1", **sent}
    body = json.dumps(sent).encode()
    alone = await intake_api.client.post(
        "/v1/complaints", content=body, headers={**DEMO, "Content-Type": "application/json"}
    )
    before, refused, after = await send(intake_api, b"\n".join([*ndjson(proper(1)).splitlines(), body, b'{"text": 1}']))
    assert (before["status"], refused["line"], after["line"]) == (201, 2, 3)
    assert refused["status"] == refused["problem"]["status"] == alone.status_code == 422
    assert field in [error["field"] for error in refused["problem"]["errors"]]
    assert set(refused["problem"]) == {"type", "title", "status", "detail", "errors", "instance"}
    assert all(error["reason"] and error["remedy"] for error in refused["problem"]["errors"])
    if isinstance(sent, dict):
        assert refused["problem"]["errors"] == alone.json()["errors"]
    assert len(await intake_api.kept()) == 1


@pytest.mark.parametrize(
    "line", [b'{"text": "banjir', b"\xff\xfe{", b"\x00", b'{"te\x00xt": 1}', b"[" * 50_000, b'{"a":' * 10_000, b"NaN}"]
)
async def test_a_line_that_is_no_json_does_not_keep_the_others_out(intake_api: IntakeClient, line: bytes) -> None:
    first, second = ndjson(proper(2)).splitlines()
    found = await send(intake_api, b"\n".join([first, line, second]))
    assert [(each["line"], each["status"]) for each in found] == [(1, 201), (2, 400), (3, 201)]
    assert found[1]["problem"]["type"].endswith("malformed-body")
    assert found[1]["problem"]["errors"][0]["remedy"]


async def test_a_long_line_is_refused_alone(intake_api: IntakeClient) -> None:
    first, second = proper(2)
    long = b'{"text": "' + b"x" * lines.MAX_LINE + b'"}'
    found = await send(intake_api, ndjson([first]) + long + b"\n" + ndjson([second]))
    assert [(each["line"], each["status"]) for each in found] == [(1, 201), (2, 413), (3, 201)]
    assert str(lines.MAX_LINE) in found[1]["problem"]["errors"][0]["reason"]


async def test_the_longest_complaint_fits_into_a_line_in_its_longest_form(intake_api: IntakeClient) -> None:
    [found] = await send(intake_api, ndjson([{"text": "\U0001f600" * 4_000, "external_id": "é" * 100}]))
    assert found["status"] == 201


async def test_blank_lines_are_counted_and_passed_over(intake_api: IntakeClient) -> None:
    first, second = ndjson(proper(2)).splitlines()
    found = await send(intake_api, b"\xef\xbb\xbf" + first + b"\r\n\r\n  \n" + second)
    assert [(each["line"], each["status"]) for each in found] == [(1, 201), (4, 201)]


@pytest.mark.parametrize("body", [b"", b"\n", b" \r\n\n\t\n"])
async def test_a_batch_without_a_line_is_refused(intake_api: IntakeClient, body: bytes) -> None:
    answer = await intake_api.client.post(PATH, content=body, headers={**DEMO, **NDJSON})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, MEDIA_TYPE)
    assert answer.json()["errors"][0]["field"] == "body"


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/json"}, {"Content-Type": "text/csv"}])
async def test_another_content_type_is_refused(intake_api: IntakeClient, headers: dict[str, str]) -> None:
    answer = await intake_api.client.post(PATH, content=ndjson(proper(1)), headers={**DEMO, **headers})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Content-Type"
    assert "application/x-ndjson" in answer.json()["errors"][0]["remedy"]
    assert await intake_api.kept() == []


@pytest.mark.parametrize("credentials", [{}, {"X-API-Key": "wrong"}])
async def test_nobody_else_hands_in_a_batch(intake_api: IntakeClient, credentials: dict[str, str]) -> None:
    answer = await intake_api.client.post(PATH, content=ndjson(proper(1)), headers={**credentials, **NDJSON})
    assert answer.status_code == 401
    assert await intake_api.kept() == []


async def test_officers_hand_in_what_came_to_the_counter_and_leaders_nothing(intake_api: IntakeClient) -> None:
    [by_officer] = await send(intake_api, ndjson(proper(1)), **PU)
    [kept] = await intake_api.kept()
    assert (by_officer["status"], kept["routing_input"]["channel"]) == (201, "demo")
    answer = await intake_api.client.post(PATH, content=ndjson(proper(1, "c")), headers={**LEADER, **NDJSON})
    assert json.loads(answer.text)["status"] == 403


async def test_ten_thousand_lines_and_no_more(intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINES", 150)
    found = await send(intake_api, ndjson(proper(170)))
    assert [(each["line"], each["status"]) for each in found] == [(n, 201) for n in range(1, 151)] + [(151, 413)]
    assert "another batch" in found[-1]["problem"]["errors"][0]["remedy"]
    assert len(await intake_api.kept()) == 150


async def test_a_batch_that_is_sent_again_makes_nothing_anew(intake_api: IntakeClient) -> None:
    body = ndjson(proper(130))
    first, again = await send(intake_api, body), await send(intake_api, body)
    assert [{**each, "replayed": True} for each in first] == again
    more = await send(intake_api, ndjson(proper(140)[120:]))
    assert [each["replayed"] for each in more] == [True] * 10 + [False] * 10
    assert len(await intake_api.kept()) == 140


async def test_the_same_id_twice_in_a_batch_is_one_complaint_and_another_text_under_it_is_refused(
    intake_api: IntakeClient,
) -> None:
    one = {"text": "x", "external_id": "A-1"}
    first, same, other = await send(intake_api, ndjson([one, one, {**one, "text": "rahasia"}]))
    assert (first["id"], first["replayed"], same["id"], same["replayed"]) == (same["id"], False, first["id"], True)
    assert (other["status"], other["problem"]["errors"][0]["field"]) == (422, "external_id")
    assert "rahasia" not in json.dumps(other)
    assert len(await intake_api.kept()) == 1


async def test_a_line_without_an_id_is_refused(intake_api: IntakeClient) -> None:
    [found] = await send(intake_api, ndjson([{"text": "x"}]))
    [error] = found["problem"]["errors"]
    assert (found["status"], error["field"]) == (422, "external_id")
    assert "Idempotency-Key" in error["remedy"]
    assert await intake_api.kept() == []


async def test_under_a_key_the_number_of_a_line_makes_it_recognisable(intake_api: IntakeClient) -> None:
    key = {"Idempotency-Key": "upload-1"}
    body = ndjson([{"text": "x"}, {"text": "y"}, {"text": "y", "external_id": "A-1"}])
    first, again = [await send(intake_api, body, **key) for _ in range(2)]
    assert len({each["id"] for each in first}) == 3
    assert [{**each, "replayed": True} for each in first] == again
    shifted = await send(intake_api, b"\n".join(body.splitlines()[1:]), **key)
    assert [each["status"] for each in shifted] == [422, 201]
    assert shifted[0]["problem"]["errors"][0]["field"] == "Idempotency-Key"
    alone = await intake_api.client.post("/v1/complaints", json={"text": "x"}, headers={**DEMO, **key})
    assert alone.json()["id"] not in {each["id"] for each in first}


async def test_channels_do_not_share_the_ids_of_their_batches(intake_api: IntakeClient) -> None:
    body = ndjson(proper(3))
    [mine, theirs] = [await send(intake_api, body), await send(intake_api, body, **OTHER)]
    assert not {each["id"] for each in mine} & {each["id"] for each in theirs}


async def test_an_error_of_ours_is_said_of_its_line_alone(prepared_stack: PreparedStack) -> None:
    calls = count()

    def clock() -> datetime:
        if next(calls) == 1:
            raise ZeroDivisionError
        return system_clock()

    async with opened(prepared_stack, clock=clock) as intake_api:
        found = await send(intake_api, ndjson(proper(3)))
        [failed] = [each for each in found if each["status"] != 201]
        assert (len(found), failed["status"]) == (3, 500)
        assert "send the line again" in failed["problem"]["errors"][0]["remedy"]
        again = await send(intake_api, ndjson(proper(3)))
        assert [each["status"] for each in again] == [201, 201, 201]
        assert {each["id"] for each in found if each is not failed} <= {each["id"] for each in again}
