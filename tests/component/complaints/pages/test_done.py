"""A page says that something was done only when a page of the same session has done it."""

from typing import Any

import pytest

from tests.component.complaints.intake_api import PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.pages.triaging import said, version, visitor, waiting


@pytest.mark.parametrize(
    ("officer", "address"),
    [
        (TRIAGE, "/triage?done=assign&about=pdam"),
        (PU_HEAD, "/overview?done=acknowledge"),
        (PU, "/queue?done=saved"),
        (PU, "/queue?done=nothing&proof=%C3%A9"),
    ],
)
async def test_an_address_that_somebody_made_up_claims_nothing(
    intake_api: IntakeClient, officer: dict[str, Any], address: str
) -> None:
    page = await (await visitor(intake_api, officer)).get(address)
    assert page.status_code == 200 and 'role="status"' not in page.text


async def test_the_address_of_another_session_claims_nothing_here(intake_api: IntakeClient) -> None:
    complaint_id = await waiting(intake_api)
    one, another = await visitor(intake_api), await visitor(intake_api)
    form = {"version": await version(intake_api, complaint_id), "to_unit": "pdam"}
    there = (await one.post(f"/triage/complaints/{complaint_id}/assign", form)).headers["Location"]
    assert "Done: the complaint goes to" in said(await one.get(there))
    assert "Done:" not in said(await another.get(there))
    changed = there.replace("about=pdam", "about=dinas-pu")
    assert "Done:" not in said(await one.get(changed))
    elsewhere = await one.get(there.replace("/triage", "/queue"))
    assert elsewhere.status_code == 200 and 'role="status"' not in elsewhere.text
