"""What tests of the pages of staff need: complaints at the triage desk, and forms as a browser sends them."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from contracts.events import ComplaintSentToTriage
from contracts.ids import event_id
from contracts.values import Reason
from tests.component.complaints.intake_api import POLICY, TRIAGE, IntakeClient

TRIAGE_UNIT = "meja-triase"


async def waiting(api: IntakeClient, ago: timedelta = timedelta(0), number: int = 1, **fields: Any) -> str:
    """A complaint that came to the triage desk so long ago."""
    fields = {"category": "lainnya", "external_id": f"T-{datetime.now(UTC).timestamp()}"} | fields
    complaint_id: str = (await api.file(**fields))["id"]
    await send(api, complaint_id, ago, number)
    return complaint_id


async def send(api: IntakeClient, complaint_id: str, ago: timedelta = timedelta(0), number: int = 1) -> None:
    """Let routing leave the decision to the triage desk."""
    await api.apply(
        ComplaintSentToTriage(
            id=event_id(complaint_id, "assignment", number),
            subject=complaint_id,
            occurred_at=datetime.now(UTC) - ago,
            assignment_number=number,
            unit=TRIAGE_UNIT,
            filed_at=datetime.now(UTC) - ago,
            reason=Reason(code="no_rule_for_category"),
            policy=POLICY,
        )
    )


class Visitor:
    """Somebody who is signed in: reads pages and sends their forms with the token that they hold."""

    def __init__(self, api: IntakeClient, cookies: dict[str, str]) -> None:
        self._api, self._cookies = api, "; ".join(f"{name}={value}" for name, value in cookies.items())

    async def get(self, path: str, **params: str) -> httpx.Response:
        """A page, in English unless another language is asked for."""
        headers = {"Cookie": f"{self._cookies}; language=en"}
        return await self._api.client.get(path, params=params or None, headers=headers)

    async def post(self, path: str, form: dict[str, Any], **headers: str) -> httpx.Response:
        """A form as the page sends it."""
        given = {"form_token": await self.token()} | form
        headers = {"Cookie": f"{self._cookies}; language=en"} | headers
        return await self._api.client.post(path, data=given, headers=headers)

    async def token(self) -> str:
        """The token of their session."""
        page = await self.get("/")
        found = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert found is not None
        return found[1]


async def visitor(api: IntakeClient, officer: dict[str, str] = TRIAGE) -> Visitor:
    """An officer in front of a browser."""
    return Visitor(api, await api.sign_in(officer))


def said(answer: httpx.Response) -> str:
    """What a page says, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def shown_ids(answer: httpx.Response) -> list[str]:
    """The cards of a page in their order."""
    return re.findall(r'<article [^>]*id="c-([^"]+)"', answer.text)


async def version(api: IntakeClient, complaint_id: str) -> str:
    """The version of a complaint, as a form has it."""
    [kept] = await api.driver.collection("complaints").find({"_id": complaint_id}, {"version": 1}, limit=1)
    return str(kept["version"])


async def state(api: IntakeClient, complaint_id: str) -> dict[str, Any]:
    """A complaint as it is kept."""
    [kept] = await api.driver.collection("complaints").find({"_id": complaint_id}, {}, limit=1)
    return kept
