"""`media_url` answers with the photo, to the channel that handed the complaint in, for an hour."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image

from contracts.links import Link, LinkKey, sign
from deploy.local.environment import Stack
from deploy.local.store import Store
from tests import pictures
from tests.component.complaints.attaching import sent
from tests.component.complaints.intake_api import DEMO, LINK_KEYS, OTHER, PU, IntakeClient, opened
from tests.component.open311.client import KEY, OTHER_KEY, V2, posted, requests, updates, xml_of
from tests.stacks import fresh


async def with_photos(api: IntakeClient) -> str:
    """A complaint with what a unit keeps for itself, a document, two photos, and one of the result, in this order."""
    complaint_id = await posted(api)
    await api.assign(complaint_id, "dinas-pu")
    path = f"/v1/complaints/{complaint_id}"
    await sent(api, path, pictures.picture(9), who=PU)
    await sent(api, path, pictures.PDF, pictures.picture(1, size=(320, 240)), pictures.picture(2), who=DEMO)
    await sent(api, path, pictures.picture(3, size=(400, 300)), who=PU, phase="after")
    return complaint_id


async def size_at(api: IntakeClient, address: str) -> tuple[int, int]:
    """The size of the picture at an address, asked for without a key."""
    answer = await api.client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg"), answer.text
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    return Image.open(BytesIO(answer.content)).size


async def test_a_channel_is_given_the_first_photo_of_what_it_handed_in_and_nobody_else_is(
    intake_api: IntakeClient,
) -> None:
    complaint_id = await with_photos(intake_api)
    [listed] = await requests(intake_api, api_key=KEY)
    [single] = await requests(intake_api, f"/{complaint_id}", api_key=KEY)
    for address in (listed["media_url"], single["media_url"]):
        assert address.startswith(f"http://test{V2}/photos/")
        assert await size_at(intake_api, address) == (320, 240)
    for params in ({}, {"api_key": OTHER_KEY}):
        assert [each["media_url"] for each in await requests(intake_api, **params)] == [None]
        assert {each["media_url"] for each in await updates(intake_api, **params)} == {None}
    xml = xml_of(await intake_api.client.get(f"{V2}/requests/{complaint_id}.xml", headers=DEMO))
    assert await size_at(intake_api, xml.findtext("request/media_url") or "") == (320, 240)


async def test_an_update_about_a_photo_has_its_address(intake_api: IntakeClient) -> None:
    await with_photos(intake_api)
    addresses = [each["media_url"] for each in await updates(intake_api, api_key=KEY) if each["media_url"]]
    assert [await size_at(intake_api, each) for each in addresses] == [(320, 240), (640, 480), (400, 300)]


async def test_a_complaint_without_a_photo_of_its_own_has_no_address(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    await intake_api.assign(complaint_id, "dinas-pu")
    await sent(intake_api, f"/v1/complaints/{complaint_id}", pictures.PDF, who=DEMO)
    await sent(intake_api, f"/v1/complaints/{complaint_id}", pictures.picture(), who=PU, phase="after")
    assert [each["media_url"] for each in await requests(intake_api, api_key=KEY)] == [None]


async def test_an_address_is_good_for_an_hour_for_that_photo_and_signed_by_us(intake_api: IntakeClient) -> None:
    complaint_id = await with_photos(intake_api)
    [kept] = await intake_api.kept()
    photo, now = kept["attachments"][2]["id"], datetime.now(UTC).replace(microsecond=0)
    good = Link("photo", photo, complaint_id, "demo", "", now + timedelta(minutes=1))

    def path(link: Link, key: LinkKey = LINK_KEYS[1], at: datetime = now) -> str:
        return f"{V2}/photos/{sign(link, key, at)}.jpg"

    def changed(**fields: str) -> Link:
        return Link(**{**{name: getattr(good, name) for name in good.__slots__}, **fields})

    assert await size_at(intake_api, path(good)) == (320, 240)
    earlier = now - timedelta(hours=2)
    expired = path(Link("photo", photo, complaint_id, "demo", "", now - timedelta(hours=1)), at=earlier)
    wrong = [
        path(good, LinkKey("k1", b"x" * 32)),
        path(changed(purpose="read")),
        path(changed(recipient="other")),
        path(changed(complaint_id=await posted(intake_api))),
        path(changed(message="unknown")),
        f"{V2}/photos/{photo}.jpg",
    ]
    for each, said in [(expired, "berlaku satu jam"), *((each, "Foto itu tidak ada") for each in wrong)]:
        answer = await intake_api.client.get(each)
        assert (answer.status_code, xml_of(answer).findtext("error/code")) == (404, "404")
        assert said in (xml_of(answer).findtext("error/description") or "")
    page = await intake_api.client.get(f"/l/{sign(good, LINK_KEYS[0], now)}")
    assert page.status_code == 404, "it opens no page of a message"


async def test_without_keys_for_links_the_address_asks_for_the_key(bare_stack: Stack, store: Store) -> None:
    async with opened(fresh(bare_stack), link_keys=()) as api:
        await with_photos(api)
        [listed] = await requests(api, api_key=KEY)
        answers = [await api.client.get(listed["media_url"], headers=each) for each in (DEMO, OTHER, {})]
        assert [each.status_code for each in answers] == [200, 404, 401]
