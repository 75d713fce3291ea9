"""POST requests: what is kept of a form, and what is refused."""

from typing import Any

from services.complaints.open311.call import MAX_FIELDS
from tests.component.complaints.intake_api import IntakeClient
from tests.component.open311.client import FILED, KEY, LAMP, V2, checked, posted, refused, requests, xml_of

POST = f"{V2}/requests.json"
AREA = "99.71.02.1001"


async def test_it_is_kept_as_a_complaint_of_the_channel(intake_api: IntakeClient) -> None:
    await posted(intake_api, address_id=AREA)
    [kept] = await intake_api.kept()
    known = kept["routing_input"]
    assert (known["channel"], known["category"], known["area"]) == ("demo", "lampu-jalan", AREA)
    assert known["point"] == {"latitude": -7.25, "longitude": 112.75}
    assert kept["request"]["text"] == "Lampu mati"


async def test_the_answer_has_the_id_the_promise_and_the_code(intake_api: IntakeClient) -> None:
    [row] = checked(await intake_api.client.post(POST, data=LAMP, headers={"Accept-Language": "en"}), FILED)
    code = intake_api.deps.codes.code(row["service_request_id"])
    assert code in row["service_notice"] and "25 seconds" in row["service_notice"]
    root = xml_of(await intake_api.client.post(f"{V2}/requests.xml", data=LAMP))
    assert root.tag == "service_requests"
    assert [each.tag for each in root.findall("request/*")] == ["service_request_id", "service_notice", "account_id"]


async def test_address_answers_and_picture_become_part_of_the_text(intake_api: IntakeClient) -> None:
    await posted(
        intake_api,
        **{
            "address_string": "Jalan Melati 3",
            "attribute[fault]": "dark",
            "attribute[pole]": "12 A",
            "media_url": "https://pictures.example/1.jpg",
        },
    )
    [kept] = await intake_api.kept()
    assert kept["request"]["text"] == (
        "Lampu mati\n\nAlamat: Jalan Melati 3\nNomor tiang: 12 A\nKerusakannya: Mati\n"
        "Foto: https://pictures.example/1.jpg"
    )


async def test_without_a_description_the_service_says_what_it_is_about(intake_api: IntakeClient) -> None:
    await posted(intake_api, description="")
    [kept] = await intake_api.kept()
    assert kept["request"]["text"] == "Lampu jalan"


async def test_who_the_complainant_is_is_not_kept(intake_api: IntakeClient) -> None:
    person = {"first_name": "Sari", "last_name": "Wijaya", "email": "sari@mail.example", "phone": "0811223344"}
    await posted(intake_api, **person, device_id="d-4711", account_id="a-4711")
    [kept] = await intake_api.kept()
    assert not any(value in str(kept) for value in (*person.values(), "d-4711", "a-4711"))


async def test_with_an_idempotency_key_it_is_kept_once(intake_api: IntakeClient) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = await intake_api.client.post(POST, data=LAMP, headers=headers)
    again = await intake_api.client.post(POST, data=LAMP, headers=headers)
    other = await intake_api.client.post(POST, data=LAMP | {"description": "lain"}, headers=headers)
    assert again.content == first.content
    assert "Idempotency-Key" in refused(other, 400)
    assert len(await intake_api.kept()) == 1


async def test_one_kind_of_place_is_enough(intake_api: IntakeClient) -> None:
    await posted(intake_api, lat="", long="", address_id=AREA)
    await posted(intake_api, lat="", long="", address_string="Jalan Melati 3")


async def test_the_key_may_be_in_the_address(intake_api: IntakeClient) -> None:
    form = {name: value for name, value in LAMP.items() if name != "api_key"}
    checked(await intake_api.client.post(POST, data=form, params={"api_key": KEY}), FILED)


async def test_a_required_answer_and_lists_are_checked(intake_api: IntakeClient) -> None:
    wrong = {"attribute[fault]": "unheard-of"}
    assert "attribute[fault]" in refused(await intake_api.client.post(POST, data=LAMP | wrong), 400)
    twice = {"attribute[fault][]": ["dark", "broken"]}
    assert "attribute[fault]" in refused(await intake_api.client.post(POST, data=LAMP | twice), 400)
    unknown = {"attribute[colour]": "red"}
    assert "attribute[colour]" in refused(await intake_api.client.post(POST, data=LAMP | unknown), 400)
    assert await intake_api.kept() == []


WRONG: list[tuple[dict[str, str], int, str]] = [
    ({"api_key": ""}, 403, "api_key"),
    ({"api_key": "wrong"}, 403, "api_key"),
    ({"service_code": ""}, 400, "service_code"),
    ({"service_code": "nothing"}, 404, "service_code"),
    ({"lat": "", "long": ""}, 400, "address_string"),
    ({"lat": ""}, 400, "lat"),
    ({"long": ""}, 400, "long"),
    ({"lat": "91"}, 400, "lat"),
    ({"long": "nan"}, 400, "long"),
    ({"lat": "1_0"}, 400, "lat"),
    ({"address_id": "11.01.01"}, 400, "address_id"),
    ({"description": "x" * 4001}, 400, "description"),
    ({"description": "a\x00b"}, 400, "description"),
    ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ({"jurisdiction_id": "elsewhere.example"}, 404, "jurisdiction_id"),
]


async def test_what_is_wrong_is_named_and_nothing_kept(intake_api: IntakeClient) -> None:
    for change, status, named in WRONG:
        assert named in refused(await intake_api.client.post(POST, data=LAMP | change), status), change
    assert await intake_api.kept() == []


NO_FORMS: list[dict[str, Any]] = [
    {"json": LAMP},
    {"content": b"a=%ff\xff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    {"data": {f"f{n}": "x" for n in range(MAX_FIELDS + 1)}},
    {"data": {**LAMP, "lat": ["1", "2"]}},
]


async def test_a_body_that_is_no_proper_form_is_refused(intake_api: IntakeClient) -> None:
    for sent in NO_FORMS:
        refused(await intake_api.client.post(POST, **sent), 400)
    assert await intake_api.kept() == []


async def test_what_xml_cannot_hold_is_replaced(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api, description="tanda \ufffe & <b> di sini")
    [row] = await requests(intake_api, f"/{complaint_id}", api_key=KEY)
    assert row["description"] == "tanda \ufffe & <b> di sini"
    answer = await intake_api.client.get(f"{V2}/requests/{complaint_id}.xml", params={"api_key": KEY})
    assert xml_of(answer).findtext("request/description") == "tanda \ufffd & <b> di sini"
