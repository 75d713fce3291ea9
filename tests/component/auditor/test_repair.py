"""`tanggap repair` on a real broker, with the services that it leads to take their step: said first, then done."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from typer.testing import CliRunner, Result

from contracts.events import RepairRequested, StepCleared, StepMissing
from contracts.topics import ASSIGNMENTS, COMPLAINTS, DEADLINES, Topic
from contracts.values import ClearedBy, Missing, Repair
from deploy.local.environment import Stack
from deploy.local.mailbox import Mailbox
from deploy.local.store import Store
from tests.component.auditor.auditor_process import AuditorProcess, records_of
from tests.component.notify.serving import start, until_ready
from tests.component.notify.waiting import eventually
from tests.component.sla.sla_process import SlaProcess
from tests.unit.auditor.lives import clocks
from tests.unit.auditor.planted import PLANTED
from tests.unit.verify.lives import BEGUN, life
from tests.unit.verify.logs import breached, escalated
from tools.tanggap.__main__ import app


def _run(stack: Stack, *arguments: str) -> Result:
    given = {"KAFKA_BOOTSTRAP": stack.bootstrap, "TOPIC_PREFIX": stack.prefix, "COLUMNS": "200"}
    return CliRunner().invoke(app, ["repair", *arguments], env=given)


async def repair(stack: Stack, *arguments: str) -> Any:
    """What the command prints, as a program reads it."""
    ran = await asyncio.to_thread(_run, stack, *arguments, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


async def passed_over(stack: Stack, group: str, topics: Sequence[Topic]) -> None:
    """The group of a service believes that it has handled all of these topics: so it will never see what they hold."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.bootstrap, group_id=stack.prefix + group, enable_auto_commit=False
    )
    await consumer.start()
    try:
        places = [TopicPartition(stack.prefix + topic.name, n) for topic in topics for n in range(topic.partitions)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.commit({place: OffsetAndMetadata(end, "") for place, end in ends.items()})
    finally:
        await consumer.stop()


async def all_cleared(auditor: AuditorProcess, within_s: float = 60) -> None:
    async def cleared() -> bool:
        said = await auditor.read()
        missing = {each.finding for each in said if isinstance(each, StepMissing)}
        return bool(missing) and missing == {each.finding for each in said if isinstance(each, StepCleared)}

    await eventually(cleared, "everything is cleared", within_s)


@pytest.mark.timeout(240)
async def test_sla_takes_up_an_assignment_that_it_never_saw(auditor: AuditorProcess) -> None:
    stack = auditor.stack
    await auditor.publish(records_of(life(*BEGUN), "c-1"))
    await passed_over(stack, "sla", (COMPLAINTS, ASSIGNMENTS))
    sla = SlaProcess(stack)
    await sla.start()
    try:
        await auditor.start()

        async def found() -> bool:
            said = await auditor.read()
            kinds = {each.missing for each in said if isinstance(each, StepMissing)}
            return {Missing.CLOCKS, Missing.BREACH, Missing.ESCALATION} <= kinds

        await eventually(found, "clocks, breaches and an escalation are missed")
        rows = {each["missing"]: each for each in await repair(stack)}
        assert rows["clocks_missing"]["repair"] == "published_again"
        assert rows["clocks_missing"]["would"].startswith("publish assignments, partition ")
        assert rows["breach_missing"]["repair"] is None
        assert "repair its clocks_missing" in rows["breach_missing"]["would"]
        await auditor.rounds(10)
        assert not [each for each in await auditor.read() if isinstance(each, StepCleared | RepairRequested)]

        done = await repair(stack, "--kind", "clocks_missing", "--apply")
        assert (done["done"], done["refused"]) == (1, {})
        await all_cleared(auditor)
    finally:
        sla.kill()
    requested = [each for each in auditor.said if isinstance(each, RepairRequested)]
    assert [(each.missing, each.repair) for each in requested] == [(Missing.CLOCKS, Repair.PUBLISHED_AGAIN)]
    assert {each.because for each in auditor.said if isinstance(each, StepCleared)} == {ClearedBy.CAME}
    for outcome in ("requested", "mended"):
        assert await auditor.metric("tanggap_audit_repairs_total", kind="clocks_missing", outcome=outcome) == 1
    assert await repair(stack) == []


@pytest.mark.timeout(240)
async def test_notify_tells_of_an_escalation_that_it_never_saw(
    auditor: AuditorProcess, store: Store, mailbox: Mailbox
) -> None:
    stack = auditor.stack
    late = life(*BEGUN, clocks(1, 1.1), breached("acknowledge_by", 11), escalated(1, 11.1))
    await auditor.publish(records_of(late, "c-1"))
    await passed_over(stack, "notify", (DEADLINES,))
    notify = start(stack)
    try:
        await until_ready(stack, notify)
        await auditor.start()

        async def unheard() -> bool:
            return any(
                isinstance(each, StepMissing) and each.missing is Missing.MESSAGE for each in await auditor.read()
            )

        await eventually(unheard, "nobody has heard of the escalation")
        (row,) = await repair(stack, "--kind", "message_missing")
        assert row["would"].startswith("publish deadlines, partition ") and row["would"].endswith(", for notify")
        assert (await repair(stack, row["finding"], "--apply"))["done"] == 1

        async def heard() -> bool:
            said = await auditor.read()
            return any(isinstance(each, StepCleared) and each.finding == row["finding"] for each in said)

        await eventually(heard, "the leader has heard of it", within_s=90)
    finally:
        notify.terminate()
        assert notify.wait(30) == 0
    cleared = next(each for each in auditor.said if isinstance(each, StepCleared) and each.finding == row["finding"])
    assert cleared.because is ClearedBy.CAME
    assert await auditor.metric("tanggap_audit_repairs_total", kind="message_missing", outcome="mended") == 1


async def test_what_no_event_repairs_is_left_to_a_person(auditor: AuditorProcess) -> None:
    _, log = PLANTED["a complaint that waits for a unit that does not exist"]
    await auditor.publish(records_of(log, "c-1"))
    await auditor.start()

    async def found() -> bool:
        return any(
            isinstance(each, StepMissing) and each.missing is Missing.NOBODY_MOVES for each in await auditor.read()
        )

    await eventually(found, "nobody moves")
    (row,) = await repair(auditor.stack, "--kind", "nobody_moves")
    assert row["repair"] is None and "units.yaml" in row["would"]
    assert (await repair(auditor.stack, "--kind", "nobody_moves", "--apply"))["for_a_person"] == {
        row["finding"]: row["would"]
    }
    named = await asyncio.to_thread(_run, auditor.stack, row["finding"], "--apply", "--json")
    assert named.exit_code == 1
    assert "no event repairs it" in named.stdout
    unknown = await asyncio.to_thread(_run, auditor.stack, "nothing-of-the-kind", "--json")
    assert unknown.exit_code == 1
    assert "no open finding nothing-of-the-kind" in unknown.output
