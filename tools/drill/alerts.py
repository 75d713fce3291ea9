"""What fires just now, as Alertmanager tells it."""

from dataclasses import dataclass

import httpx

ALWAYS = "Watchdog"
"""The alert that says that alerts arrive."""
OF_THE_CITY = "city"


@dataclass(frozen=True, slots=True, order=True)
class Firing:
    """One alert: its name, and the service that it is about, if it names one."""

    alert: str
    service: str = ""

    def __str__(self) -> str:
        return f"{self.alert} ({self.service})" if self.service else self.alert


class Alerts:
    """Alertmanager's HTTP API at `url`."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client, self._url = client, url

    async def firing(self) -> frozenset[Firing]:
        """All that would be sent to who runs the system: nothing that is inhibited or silenced, nor what is the work of
        the city, such as complaints that nobody answers. The watchdog is left out.
        """
        params = {"active": "true", "silenced": "false", "inhibited": "false"}
        answer = await self._client.get(f"{self._url}/api/v2/alerts", params=params)
        answer.raise_for_status()
        labels = [each["labels"] for each in answer.json() if each["labels"].get("owner") != OF_THE_CITY]
        return frozenset(
            Firing(each["alertname"], each.get("service", "")) for each in labels if each["alertname"] != ALWAYS
        )

    async def is_alive(self) -> bool:
        """Whether the watchdog has arrived: then others do, too."""
        answer = await self._client.get(f"{self._url}/api/v2/alerts")
        answer.raise_for_status()
        return any(each["labels"]["alertname"] == ALWAYS for each in answer.json())
