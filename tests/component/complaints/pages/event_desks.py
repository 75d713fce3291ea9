"""What tests of the event desk do as its page does."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.component.complaints.intake_api import IntakeClient

EN = {"lang": "en"}


@dataclass
class Tablet:
    """The browser of somebody who is signed in, with the event desk that they have opened."""

    api: IntakeClient
    cookies: dict[str, str]
    token: str = ""
    permission: str = ""

    async def get(self, path: str) -> httpx.Response:
        """A page, or what its scripts ask for."""
        return await self.api.client.get(path, params=EN, headers=self._headers())

    async def open(self, event: str = "Hari Pelayanan Publik", **headers: str) -> httpx.Response:
        """Ask for an event desk; without `X-Form-Token` of their own with that of the session."""
        answer = await self.api.client.post(
            "/event-desk", data={"event": event}, params=EN, headers={**self._headers(), **headers}
        )
        if answer.status_code == 201:
            self.permission = answer.json()["permission"]
        return answer

    async def send(self, *entries: Any, permission: str | None = None, **headers: str) -> httpx.Response:
        """Send entries."""
        body = {"permission": self.permission if permission is None else permission, "entries": list(entries)}
        return await self.api.client.post(
            "/event-desk/batch", json=body, params=EN, headers={**self._headers(), **headers}
        )

    async def results(self, *entries: Any) -> list[dict[str, Any]]:
        """What became of entries."""
        answer = await self.send(*entries)
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "X-Form-Token": self.token}


async def tablet_of(api: IntakeClient, officer: dict[str, str]) -> Tablet:
    """A tablet on which the officer has just signed in."""
    tablet = Tablet(api, await api.sign_in(officer))
    answer = await tablet.get("/event-desk/session")
    tablet.token = answer.json().get("form_token", "")
    return tablet


async def opened(api: IntakeClient, officer: dict[str, str]) -> Tablet:
    """The same with an event desk."""
    tablet = await tablet_of(api, officer)
    assert (await tablet.open()).status_code == 201
    return tablet


def entry(number: int, **changed: Any) -> dict[str, Any]:
    """An entry as the page sends it; the text of each is another one."""
    return {"number": number, "text": f"lampu jalan nomor {number} mati", "wants_updates": True, **changed}
