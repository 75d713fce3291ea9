"""Pages of two services are one site: one sign-in, one language, one look, one way to tell what is wrong."""

import re

import httpx
import pytest

from tests.component.complaints.pages.reading import form_with, forms, said
from tests.component.web.conftest import Pages

BUREAU, OFFICER = "token-of-bureau", "token-of-pu"
OF_THE_REQUEST = {"content-length", "traceparent", "content-language"}


async def test_signing_in_at_complaints_opens_the_page_of_the_other_service(pages: Pages) -> None:
    page = await pages.sign_in("/improvements?x=1", BUREAU)
    assert (page.status_code, str(page.url)) == (200, pages.address("/improvements?x=1"))
    assert "Plans" in said(page)
    assert "officer-bureau, organisation bureau, " in said(page)
    queue = await pages.get("/queue")
    assert (queue.status_code, "officer-bureau" in said(queue)) == (200, True)


async def test_the_work_of_the_bureau_begins_at_the_other_service(pages: Pages) -> None:
    page = await pages.get("/sign-in")
    arrived = await pages.send(page, form_with(page, "sign-in"), token=BUREAU)
    assert (arrived.status_code, str(arrived.url)) == (200, pages.address("/improvements"))
    again = await pages.get("/sign-in?next=/forum")
    assert str(again.url) == pages.address("/forum"), "who is signed in goes on"


@pytest.mark.parametrize(
    "wanted", ["http://test:8102/improvements", "//test:8102/improvements", "https://evil.example/improvements"]
)
async def test_an_address_with_an_origin_is_not_followed_after_signing_in(pages: Pages, wanted: str) -> None:
    page = await pages.get(f"/sign-in?next={wanted}")
    arrived = await pages.send(page, form_with(page, "sign-in"), token=OFFICER, next=wanted)
    assert str(arrived.url) == pages.address("/queue")


async def test_signing_out_on_a_page_of_one_service_ends_the_session_at_both(pages: Pages) -> None:
    page = await pages.sign_in("/improvements", BUREAU)
    out = await pages.send(page, form_with(page, "sign-out"))
    assert (out.status_code, str(out.url)) == (200, pages.address("/"))
    assert [(await pages.get(path)).url.path for path in ("/queue", "/improvements")] == ["/sign-in", "/sign-in"]


async def test_a_page_of_another_role_is_refused(pages: Pages) -> None:
    refused = await pages.sign_in("/improvements", OFFICER)
    assert (refused.status_code, "This is not yours to see" in said(refused)) == (403, True)


async def test_a_form_that_needs_a_sign_in_leads_there_without_what_was_in_it(pages: Pages) -> None:
    answer = await pages.ask("POST", "/improvements")
    assert answer.status_code == 303
    assert httpx.URL(pages.address("/forum")).join(answer.headers["Location"]) == pages.address("/sign-in")


@pytest.mark.parametrize("is_signed_in", [False, True])
async def test_a_form_of_the_other_service_is_taken_with_its_token_alone(pages: Pages, is_signed_in: bool) -> None:
    if is_signed_in:
        await pages.sign_in("/queue", OFFICER)
    page = await pages.get("/forum")
    form = form_with(page, "forum")
    taken = await pages.send(page, form, wish="More trees")
    assert (taken.status_code, taken.url.path, "More trees" in said(taken)) == (200, "/forum", True)
    for token in ("", "made-up"):
        refused = await pages.send(page, form, wish="Nothing", form_token=token)
        assert (refused.status_code, "open for too long" in said(refused)) == (403, True)
    by_program = await pages.send(page, form, wish="Nothing", website="https://shop.example")
    assert by_program.status_code == 400
    assert "Nothing" not in said(await pages.get("/forum"))


@pytest.mark.parametrize("sent", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_form_of_another_site_is_refused_with_its_token(pages: Pages, sent: dict[str, str]) -> None:
    form = form_with(await pages.get("/forum"), "forum")
    data = {**form.fields, "wish": "Nothing"}
    refused = await pages.client.post(pages.address("/forum"), data=data, headers=sent)
    assert refused.status_code == 403


async def test_only_where_services_have_ports_a_form_of_the_same_site_is_one_of_ours(pages: Pages) -> None:
    form = form_with(await pages.get("/forum"), "forum")
    answer = await pages.client.post(
        pages.address("/forum"), data={**form.fields, "wish": "Trees"}, headers={"Sec-Fetch-Site": "same-site"}
    )
    assert answer.status_code == (303 if pages.origins else 403)


async def test_a_language_that_is_chosen_at_one_service_is_that_of_the_other(pages: Pages) -> None:
    chosen = await pages.get("/forum?lang=id")
    assert (chosen.headers["Content-Language"], "Sampaikan harapan Anda." in said(chosen)) == ("id", True)
    home = await pages.get("/")
    assert (home.headers["Content-Language"], "Beranda" in said(home)) == ("id", True)
    await pages.get("/?lang=en")
    assert "Say what you wish for." in said(await pages.get("/forum"))


@pytest.mark.parametrize(
    ("method", "own", "others"),
    [
        ("GET", "/forum", "/"),
        ("HEAD", "/forum", "/"),
        ("GET", "/forum/nothing", "/nothing"),
        ("HEAD", "/forum/nothing", "/nothing"),
        ("DELETE", "/forum", "/file"),
        ("POST", "/forum", "/file"),
    ],
)
async def test_answers_have_the_same_status_and_headers(pages: Pages, method: str, own: str, others: str) -> None:
    here, there = await pages.ask(method, own), await pages.ask(method, others)
    assert here.status_code == there.status_code
    assert _headers(here) == _headers(there)
    assert (not here.content) == (not there.content)
    if method == "GET":
        policy = here.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        forms_go_to = " ".join(["'self'", *_others(pages, own)])
        assert f"form-action {forms_go_to};" in policy


async def test_programs_read_the_refusal_of_an_api_at_both(pages: Pages) -> None:
    for path in ("/improvements/nothing", "/nothing"):
        answer = await pages.client.get(pages.address(path))
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    for path in ("/improvements/assets/x/nothing.css", "/assets/x/nothing.css"):
        assert (await pages.ask("GET", path)).headers["Content-Type"] == "application/problem+json"


async def test_a_template_of_its_own_comes_before_a_shared_one(pages: Pages) -> None:
    own, shared = await pages.ask("GET", "/forum/nothing"), await pages.ask("GET", "/nothing")
    assert 'class="wish"' in own.text and 'class="card notice"' in shared.text
    assert "There is nothing here" in said(own) and "There is nothing here" in said(shared)


async def test_its_style_sheet_is_at_an_address_of_its_own_with_the_shared_look(pages: Pages) -> None:
    page = await pages.get("/forum")
    (style,) = re.findall(r'href="(/improvements/assets/[^"]+\.css)"', page.text)
    sheet = await pages.ask("GET", style)
    assert ".wish" in sheet.text and "prefers-color-scheme: dark" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]


async def test_the_menu_leads_from_one_service_to_the_other(pages: Pages) -> None:
    plans = await pages.sign_in("/improvements", BUREAU)
    own, others = "/improvements", _seen_from(pages, own="/improvements", path="/queue")
    assert f'<a href="{own}" aria-current="page">Improvements</a>' in plans.text
    assert f'<a href="{others}">My work</a>' in plans.text
    queue = await pages.get("/queue")
    assert '<a href="/queue" aria-current="page">My work</a>' in queue.text
    assert f'<a href="{_seen_from(pages, own="/queue", path="/improvements")}">Improvements</a>' in queue.text
    assert _seen_from(pages, own="/forum", path="/sign-out") in [each.action for each in forms(plans)]


def _headers(answer: httpx.Response) -> dict[str, str]:
    """What does not follow from the content or from the service's own address."""
    policy = answer.headers.get("Content-Security-Policy", "")
    known = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in OF_THE_REQUEST}
    return {**known, "content-security-policy": re.sub("form-action [^;]*;", "", policy)}


def _others(pages: Pages, own: str) -> list[str]:
    return [origin for origin in pages.origins.values() if not pages.address(own).startswith(f"{origin}/")]


def _seen_from(pages: Pages, own: str, path: str) -> str:
    """The link to a page, as a page of the other service has it."""
    assert own != path
    return pages.address(path) if pages.origins else path
