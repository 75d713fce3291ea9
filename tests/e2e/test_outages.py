"""What is away comes back, and nothing that was promised meanwhile is lost or comes twice."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from demo.follower import Watch
from demo.intake_client import IntakeClient
from demo.stack import running
from deploy.local.access import read_plain
from deploy.local.control import halt, launch, wait_ready
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.mails import Mail, read_mails
from deploy.local.parts import parts_of
from deploy.local.ports import free_ports

PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All parts running, for the tests of this file."""
    stack = Stack(directory=tmp_path_factory.mktemp("outages"), ports=free_ports())
    with running(stack, Console(quiet=True)):
        yield stack


@pytest.fixture
async def door(whole_stack: Stack) -> AsyncIterator[IntakeClient]:
    """A client of the intake API."""
    async with IntakeClient(whole_stack.api_url, read_plain(whole_stack)) as client:
        yield client


def away(stack: Stack, part: str) -> None:
    """Stop a part for good: its supervisor does not start it again."""
    halt(stack, part)


def back(stack: Stack, part: str) -> None:
    """Start it again and wait until it answers."""
    each = parts_of(stack)[part]
    launch(stack, each)
    wait_ready(stack, each)


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"did not happen in {PATIENCE_S:.0f} s: {what}") from None


async def test_without_the_broker_a_complaint_is_taken_and_walks_on_when_it_returns(
    whole_stack: Stack, door: IntakeClient
) -> None:
    away(whole_stack, "broker")
    filing, _ = await door.file(
        "no broker", {"external_id": "e2e-1", "text": "Jalan berlubang", "category": "jalan-rusak"}
    )
    assert filing.status == 201
    assert (await door.read(filing.complaint_id or "", "dinas-pu")).status == 404
    back(whole_stack, "broker")
    async with Watch(whole_stack) as watch:
        await until(lambda: not watch.unassigned([filing.complaint_id or ""]), "an assignment after the outage")
        history = watch.histories.get(filing.complaint_id or "")
    assert [each.unit for each in history.assignments] == ["dinas-pu"]


async def test_without_the_store_nothing_is_promised(whole_stack: Stack, door: IntakeClient) -> None:
    request = {"external_id": "e2e-2", "text": "Lampu mati", "category": "lampu-jalan"}
    key = read_plain(whole_stack)["channels"]["demo"]
    away(whole_stack, "store")
    try:
        async with httpx.AsyncClient(base_url=whole_stack.api_url) as http:
            answer = await http.post("/v1/complaints", json=request, headers={"X-API-Key": key})
    finally:
        back(whole_stack, "store")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert 5 <= int(answer.headers["retry-after"]) <= 15
    filing, _ = await door.file("store back", request)
    assert (filing.status, filing.replayed) == (201, False)


async def test_a_mail_server_that_is_away_costs_no_mail_and_doubles_none(
    whole_stack: Stack, door: IntakeClient
) -> None:
    away(whole_stack, "mailbox")
    filing, _ = await door.file("no mail", {"external_id": "e2e-3", "text": "Got mampet", "category": "saluran-mampet"})
    complaint_id = filing.complaint_id or ""
    async with Watch(whole_stack) as watch:
        await until(lambda: bool(watch.histories.get(complaint_id).escalations), "an escalation")
        back(whole_stack, "mailbox")
        await until(lambda: complaint_id not in watch.unmailed(), "all its mails")
        delivered = len(watch.histories.get(complaint_id).delivered)
    mails = [mail for mail in read_mails(whole_stack.mail) if complaint_id in mail.text]
    assert len(mails) >= delivered
    assert {mail.receptions for mail in mails} == {1}
    assert len({_identity(mail) for mail in mails}) == len(mails)


def _identity(mail: Mail) -> tuple[str, str]:
    return mail.subject, ",".join(mail.recipients)


@pytest.mark.parametrize(
    ("service", "file", "broken"),
    [
        ("routing", "routing.yaml", "rules:\n  - {name: x, unit: nobody, reason: {id: a, en: b}}\nversion: '1'\n"),
        ("sla", "calendars.yaml", "version: '1'\ncalendars:\n  - {name: always, working_day: PT25H}\n"),
    ],
)
def test_a_service_with_a_broken_configuration_refuses_to_start_and_says_where(
    service: str, file: str, broken: str, whole_stack: Stack, tmp_path: Path
) -> None:
    for source in whole_stack.city.glob("*.yaml"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    (tmp_path / file).write_text(broken, encoding="utf-8")
    environment = {**os.environ, **service_environment(whole_stack, service), "CITY_CONFIG": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", f"services.{service}"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 78
    assert f"{tmp_path / file}:" in ended.stderr
