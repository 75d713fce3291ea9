"""Whatever goes wrong under /open311, the answer is Open311's."""

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.http.context import MAX_BODY
from deploy.local.environment import Stack
from services.complaints.open311.errors import HANDLERS
from services.complaints.store.complaints import TIMEOUT_S
from tests.component.complaints.intake_api import IntakeClient, opened
from tests.component.open311.client import LAMP, V2, refused, xml_of
from tests.stacks import fresh


async def test_an_unknown_address_is_not_found(intake_api: IntakeClient) -> None:
    for path in (f"{V2}/nothing.json", "/open311/v3/requests.json", "/open311/nothing.json"):
        refused(await intake_api.client.get(path), 404)


async def test_without_a_format_the_error_is_xml(intake_api: IntakeClient) -> None:
    for path in (f"{V2}/requests", f"{V2}/requests.yaml", f"{V2}/requests/", f"{V2}/", V2):
        answer = await intake_api.client.get(path)
        assert answer.status_code == 404
        root = xml_of(answer)
        assert (root.tag, root.findtext("error/code")) == ("errors", "404")
        assert root.findtext("error/description")


async def test_a_wrong_key_is_forbidden_to_readers_too(intake_api: IntakeClient) -> None:
    for path in ("requests", "services", "discovery"):
        assert "api_key" in refused(await intake_api.client.get(f"{V2}/{path}.json", params={"api_key": "x"}), 403)


async def test_jurisdictions(intake_api: IntakeClient) -> None:
    for jurisdiction, status in (("", 200), ("tirtasari.example", 200), ("elsewhere.example", 404)):
        params = {"jurisdiction_id": jurisdiction}
        for path in ("requests", "services", "services/sampah"):
            answer = await intake_api.client.get(f"{V2}/{path}.json", params=params)
            assert answer.status_code == status
    assert "tirtasari.example" in refused(answer, 404)


async def test_a_method_that_an_address_does_not_know(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.delete(f"{V2}/requests.json")
    refused(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    options = await intake_api.client.options(f"{V2}/services.json")
    assert options.status_code == 204 and "GET" in options.headers["Allow"]


async def test_a_body_that_is_too_large(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.post(f"{V2}/requests.json", data=LAMP | {"description": "x" * MAX_BODY})
    refused(answer, 413)


async def test_errors_are_in_the_readers_language(intake_api: IntakeClient) -> None:
    path = f"{V2}/requests/nothing.json"
    assert "there is no request" in refused(await intake_api.client.get(path, headers={"Accept-Language": "en"}), 404)
    assert "tidak ada" in refused(await intake_api.client.get(path), 404)


async def test_a_store_that_does_not_answer(bare_stack: Stack, store: object) -> None:
    async with opened(fresh(bare_stack), prepared=False, timeout_s=TIMEOUT_S) as intake_api:
        for answer in (
            await intake_api.client.get(f"{V2}/requests.json"),
            await intake_api.client.post(f"{V2}/requests.json", data=LAMP),
        ):
            refused(answer, 503)
            assert int(answer.headers["Retry-After"]) > 0


async def test_what_surrounds_a_request_refuses_in_the_same_form(intake_api: IntakeClient) -> None:
    async def refuse(http: Request) -> Response:
        raise HTTPException(int(http.path_params["status"]), "not now", {"Retry-After": "7"})

    app = Starlette(routes=[Route("/{status}.{format}", refuse)], exception_handlers=HANDLERS)
    app.state.deps = intake_api.deps
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        for status, answered in ((401, 403), (403, 403), (409, 400), (422, 400), (429, 429)):
            answer = await client.get(f"/{status}.json")
            refused(answer, answered)
            assert answer.headers["Retry-After"] == "7"
