"""A real Prometheus beside a running stack, and what the dashboards and their variables find in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from services.complaints.city import load_city
from tools.dashboards.pages import DASHBOARDS
from tools.dashboards.variables import CHOICES
from tools.observe.app import create_board
from tools.observe.questions import Prometheus as Questions
from tools.observe.servers import Prometheus, running

SINCE = timedelta(minutes=10)


@contextmanager
def observed(stack: Stack, folder: Path) -> Iterator[Prometheus]:
    """Scrapes the stack while the block runs."""
    ports = free_ports()
    prometheus = Prometheus(folder, ports.api, stack, alertmanager_port=ports.webhooks)
    with running(prometheus):
        yield prometheus


async def faults_of_dashboards(prometheus: Prometheus, stack: Stack) -> list[str]:
    """Each panel whose query is wrong, or that shows nothing without a reason; each variable without a value."""
    triage = load_city(stack.city).triage_unit
    now, faults = datetime.now(UTC), []
    async with httpx.AsyncClient(timeout=30) as client:
        questions = Questions(client, prometheus.url)
        for page in DASHBOARDS:
            for panel in page.panels():
                answer = await questions.answer(panel, now, SINCE, triage=triage)
                if answer.fault is not None:
                    faults.append(f"{page.uid}: {panel.title}: {answer.fault}")
                elif not answer.series and panel.empty_because is None:
                    faults.append(f"{page.uid}: {panel.title}: nothing, and no reason for it")
        for choice in CHOICES:
            selector = choice.query.removeprefix("label_values(").rpartition(",")[0].replace("$namespace", ".*")
            found = await client.get(
                f"{prometheus.url}/api/v1/label/{choice.name}/values", params={"match[]": selector}
            )
            if not found.json()["data"]:
                faults.append(f"variable {choice.name}: no value")
    return faults


async def board_of(prometheus: Prometheus, stack: Stack) -> str:
    """The board as a browser gets it."""
    app = create_board(prometheus.url, load_city(stack.city).triage_unit)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        answer = await client.get("http://board/board")
    assert answer.status_code == httpx.codes.OK
    return answer.text
