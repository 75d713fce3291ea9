"""The client for channels against the real API: what it files is there, and an outage in the middle doubles nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from tanggap_client import NewComplaint, Point, Refused, Retrying, TanggapClient
from tests.component.complaints.batches import served
from tests.component.complaints.intake_api import PU, IntakeClient, opened

KEY = "key-of-demo"


@pytest.fixture
async def client(intake_api: IntakeClient) -> AsyncIterator[TanggapClient]:
    """The client of a channel at that API."""
    async with served(intake_api.app) as port, TanggapClient(f"http://{HOST}:{port}", KEY) as opened_client:
        yield opened_client


async def test_a_channel_files_reads_and_passes_on_what_the_complainant_says(
    intake_api: IntakeClient, client: TanggapClient
) -> None:
    given = NewComplaint(
        text="Got mampet",
        category="saluran-mampet",
        area="99.71.01.1001",
        point=Point(latitude=-7.25, longitude=112.75),
        external_id="A-1",
        language="id",
        wants_updates=False,
    )
    filed = await client.file(given)
    again = await client.file(given)
    assert (filed.id, filed.tracking_code, filed.replayed) == (again.id, again.tracking_code, False)
    assert again.replayed
    complaint = await client.get(filed.id)
    assert (complaint.text, complaint.external_id, complaint.point) == ("Got mampet", "A-1", given.point)
    assert complaint.filed_at == filed.filed_at

    await intake_api.assign(filed.id, "dinas-pu")
    await intake_api.act(filed.id, "acknowledge", PU)
    await intake_api.act(filed.id, "request_information", PU, message="Di mana tepatnya?")
    tracked = await client.track(filed.tracking_code, language="en")
    assert (tracked.language, tracked.state, "reply" in tracked.possible_actions) == ("en", "needs_information", True)
    assert tracked.timeline[-1].message == "Di mana tepatnya?"
    stepped = await client.act_as_complainant(filed.tracking_code, "reply", text="Di depan nomor 12")
    assert (stepped.id, stepped.state) == (filed.id, "in_progress")


async def test_it_knows_what_the_city_has(client: TanggapClient) -> None:
    assert "saluran-mampet" in {each.code for each in await client.categories()}
    assert {each.parent for each in await client.areas("99.71.01")} == {"99.71.01"}


async def test_a_refusal_carries_the_problem(client: TanggapClient) -> None:
    with pytest.raises(Refused) as raised:
        await client.file(NewComplaint(text="\ud800"))
    assert (raised.value.status, raised.value.problem.errors[0].field) == (422, "text")
    with pytest.raises(Refused, match="404"):
        await client.track("AAAA-AAAA-AAAA-AAAA")


async def test_a_batch_is_filed_whole_though_the_store_stops_in_the_middle(tmp_path: Path) -> None:
    stack = Stack(directory=tmp_path, ports=free_ports())
    store = Store(stack.directory / "store", stack.ports)
    store.start()
    store.wait_until_ready()
    given = [NewComplaint(text=f"jalan berlubang {number}", external_id=f"A-{number}") for number in range(600)]
    retrying = Retrying(attempts=60, first_s=0.1, max_s=1.0)
    ids: dict[str | None, str | None] = {}
    outage: asyncio.Task[None] | None = None
    try:
        async with (
            opened(stack) as api,
            served(api.app) as port,
            TanggapClient(f"http://{HOST}:{port}", KEY, retrying=retrying) as client,
        ):
            async for result in client.file_batch(given, lines=200):
                assert (result.status, result.position, result.external_id) == (201, len(ids), f"A-{len(ids)}")
                ids[result.external_id] = result.id
                if outage is None:
                    outage = asyncio.create_task(asyncio.to_thread(_restart, store))
            assert outage is not None
            await outage
            kept = {each["request"]["external_id"]: each["_id"] for each in await api.kept()}
            assert len(await api.kept()) == 600
    finally:
        store.stop()
    assert kept == ids


def _restart(store: Store) -> None:
    store.stop()
    store.start()
    store.wait_until_ready()
