"""Photos are filed with a complaint; one that is unfit loses neither the complaint nor the others."""

import re

import pytest

from chassis.http.context import MAX_BODY
from services.complaints.attachments.scanner import Scanner, ScannerUnavailable
from services.complaints.domain.attachments import MAX_BYTES
from services.complaints.pages.photos import MAX_REQUEST
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.complaints.pages.filing import Clock, code_in, filed, only_one, shown_code, to_review
from tests.component.complaints.pages.reading import Browser, said
from tests.component.complaints.reused import PreparedStack
from tests.pictures import HTML, picture
from web import room
from web.site import MAX_LARGE_FORMS


async def test_photos_are_filed_with_it(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    files = [("a.jpg", picture(1), "image/jpeg"), ("b.png", picture(2, "PNG"), "image/png")]
    done = await filed(browser, clock, files=files)
    assert "Not all photos were kept" not in said(done)
    follow = await browser.get(f"/follow/{code_in(done)}")
    pictures = re.findall(r'<img class="photo" src="([^"]+)" alt="([^"]+)"', follow.text)
    assert len(pictures) == 2 and all("Your photo" in alt for _, alt in pictures)
    for src, _ in pictures:
        assert (await pages.client.get(src)).headers["Content-Type"] == "image/jpeg"


async def test_a_photo_that_is_unfit_loses_neither_the_complaint_nor_the_others(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    files = [
        ("a.jpg", picture(1), "image/jpeg"),
        ("b.jpg", HTML, "image/jpeg"),
        ("c.jpg", picture(3)[:900], "image/jpeg"),
    ]
    done = await filed(browser, clock, files=files)
    assert "Your complaint is filed" in said(done) and code_in(done) == shown_code(done)
    assert "Photo 2 was not kept. It is neither a photo nor a PDF document." in said(done)
    assert "Photo 3 was not kept. The file is damaged" in said(done)
    record = await pages.deps.store.get((await only_one(pages))["_id"])
    assert record is not None and len(record.attachments) == 1
    again = await browser.press(done, "photos", files=[("d.jpg", picture(4), "image/jpeg")])
    assert "it has been added" in said(again) and again.text.count('class="photo"') == 2


class _Down(Scanner):
    """A scanner that does not answer."""

    async def is_clean(self, content: bytes) -> bool:
        raise ScannerUnavailable("down")


async def test_while_no_photo_can_be_taken_the_complaint_is_filed_all_the_same(
    prepared_stack: PreparedStack, clock: Clock
) -> None:
    async with opened(prepared_stack, clock=clock, scanner=_Down()) as api:
        done = await filed(Browser(api.client), clock, files=[("a.jpg", picture(1), "image/jpeg")])
        assert "Your complaint is filed" in said(done) and "We cannot take photos for the moment." in said(done)
        await only_one(api)


async def test_a_file_that_is_too_large_is_told_and_one_larger_than_any_form_is_not_read(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    done = await filed(browser, clock, files=[("a.jpg", bytes(MAX_BYTES + 1), "image/jpeg")])
    assert "Photo 1 was not kept. The file is larger than 10 MiB." in said(done)
    review = await to_review(browser)
    answer = await browser.press(review, "send", files=[("a.jpg", bytes(MAX_REQUEST + 1), "image/jpeg")])
    assert answer.status_code == 413 and "too much at once" in said(answer)
    await only_one(pages)


async def test_while_as_many_large_forms_come_in_as_there_is_room_for_the_next_one_waits(
    pages: IntakeClient, browser: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "WITHIN_S", 0.1)
    large = [("a.jpg", picture(1) + bytes(MAX_BODY), "image/jpeg")]
    review = await to_review(browser)
    clock.wait(seconds=30)
    for _ in range(MAX_LARGE_FORMS):
        await pages.site.room.acquire()
    refused = await browser.press(review, "send", files=large)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert "Reload this page in 30 seconds" in said(refused)
    assert await pages.kept() == []
    pages.site.room.release()
    assert "Your complaint is filed" in said(await browser.press(review, "send", files=large))
    assert not pages.site.room.locked(), "it is left when the request ends"


async def test_a_form_without_photos_waits_for_nobody(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    for _ in range(MAX_LARGE_FORMS):
        await pages.site.room.acquire()
    await filed(browser, clock)
    await only_one(pages)
