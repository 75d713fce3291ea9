"""Broker, store and mailbox stop and start again: nothing that was promised meanwhile is lost or comes twice."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from demo.follower import Follower
from demo.intake_client import IntakeClient
from deploy.local.access import read_plain
from deploy.local.components import components_of
from deploy.local.control import halt, launch, wait_ready
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.mails import read_mails
from tests.e2e.waiting import TIMEOUT_S, until


def stop(stack: Stack, name: str) -> None:
    """Stop a component for good: its supervisor does not start it again."""
    halt(stack, name)


def start_again(stack: Stack, name: str) -> None:
    """Start it again and wait until it answers."""
    component = components_of(stack)[name]
    launch(stack, component)
    wait_ready(stack, component)


async def test_without_the_broker_a_complaint_is_accepted_and_is_assigned_after_the_outage(
    whole_stack: Stack, intake: IntakeClient
) -> None:
    stop(whole_stack, "broker")
    filing, _ = await intake.file(
        "no broker", {"external_id": "e2e-1", "text": "Jalan berlubang", "category": "jalan-rusak"}
    )
    assert filing.status == 201
    assert (await intake.read(filing.complaint_id or "", "officer-dinas-pu")).status == 404
    start_again(whole_stack, "broker")
    async with Follower(whole_stack) as follower:
        await until(lambda: not follower.unassigned([filing.complaint_id or ""]), "an assignment after the outage")
        history = follower.histories.get(filing.complaint_id or "")
    assert [each.unit for each in history.assignments] == ["dinas-pu"]


async def test_without_the_store_nothing_is_promised(whole_stack: Stack, intake: IntakeClient) -> None:
    request = {"external_id": "e2e-2", "text": "Lampu mati", "category": "lampu-jalan"}
    key = read_plain(whole_stack)["channels"]["demo"]
    stop(whole_stack, "store")
    try:
        async with httpx.AsyncClient(base_url=whole_stack.api_url) as http:
            answer = await http.post("/v1/complaints", json=request, headers={"X-API-Key": key})
    finally:
        start_again(whole_stack, "store")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert 5 <= int(answer.headers["retry-after"]) <= 15
    filing, _ = await intake.file("store available again", request)
    assert (filing.status, filing.replayed) == (201, False)


async def test_while_the_mail_server_is_unavailable_no_mail_is_lost_and_none_is_doubled(
    whole_stack: Stack, intake: IntakeClient
) -> None:
    stop(whole_stack, "mailbox")
    filing, _ = await intake.file(
        "no mail", {"external_id": "e2e-3", "text": "Got mampet", "category": "saluran-mampet"}
    )
    complaint_id = filing.complaint_id or ""
    async with Follower(whole_stack) as follower:
        await until(lambda: bool(follower.histories.get(complaint_id).escalations), "an escalation")
        start_again(whole_stack, "mailbox")
        await until(lambda: complaint_id not in follower.unmailed(), "all its mails")
        messages = {each.message for each in follower.histories.get(complaint_id).delivered}
    mails = {mail.message_id.strip("<>").partition("@")[0]: mail for mail in read_mails(whole_stack.mail)}
    assert messages
    assert messages <= mails.keys(), "each is in a mail: of its own, or a digest"
    assert {mails[each].receptions for each in messages if each} == {1}


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
        timeout=TIMEOUT_S,
        check=False,
    )
    assert ended.returncode == 78
    assert f"{tmp_path / file}:" in ended.stderr
