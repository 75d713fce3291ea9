"""Where a category asks for it, a unit resolves a complaint only once it has shown the result in a photo."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.complaints.city import City
from tests import pictures
from tests.component.complaints.attaching import sent
from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack

CATEGORY = "jalan-rusak"


def _asking(city: City) -> City:
    asked = city.categories[CATEGORY].model_copy(update={"proof_photo": True})
    return replace(city, categories={**city.categories, CATEGORY: asked})


@pytest.fixture
async def api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    """An intake API of a city that asks for a photo of roads."""
    async with opened(prepared_stack, change_city=_asking) as intake_api:
        yield intake_api


async def _resolve(api: IntakeClient, complaint_id: str) -> tuple[int, str]:
    answer = await api.act(complaint_id, "resolve", PU, message="Sudah ditambal.")
    return answer.status_code, answer.json().get("errors", [{"reason": ""}])[0]["reason"]


async def _possible(api: IntakeClient, path: str) -> list[str]:
    body = (await api.client.get(path, headers=PU)).json()
    actions: list[str] = body["possible_actions"]
    return actions


async def test_a_photo_of_the_result_is_needed_anew_after_a_reopening(api: IntakeClient) -> None:
    filed = await api.file(category=CATEGORY)
    self, track = filed["links"]["self"], filed["links"]["track"]
    await api.assign(filed["id"], "dinas-pu")
    await sent(api, track, pictures.picture(1))
    for useless in (pictures.PDF, pictures.picture(1)):  # no photo; and the very file that showed the damage
        await sent(api, self, useless, who=PU, phase="after")
        assert await _resolve(api, filed["id"]) == (409, "proof_missing")
    assert "resolve" not in await _possible(api, self)
    await sent(api, self, pictures.picture(2), who=PU, phase="after")
    assert "resolve" in await _possible(api, self)
    assert await _resolve(api, filed["id"]) == (200, "")
    await api.client.post(f"{track}/actions/reopen", json={"text": "belum"})
    await api.assign(filed["id"], "dinas-pu", assignment_number=2)
    assert await _resolve(api, filed["id"]) == (409, "proof_missing")
    await sent(api, self, pictures.picture(2), who=PU, phase="after")
    assert await _resolve(api, filed["id"]) == (409, "proof_missing"), "that photo shows the first attempt"
    await sent(api, self, pictures.picture(3), who=PU, phase="after")
    assert await _resolve(api, filed["id"]) == (200, "")


async def test_other_categories_are_resolved_as_before(api: IntakeClient) -> None:
    filed = await api.file(category="sampah")
    await api.assign(filed["id"], "dinas-pu")
    assert await _resolve(api, filed["id"]) == (200, "")
