"""A virus scanner decides before anything is kept; while it does not answer, nothing is taken."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from chassis.errors import ConfigurationError
from deploy.local.ports import free_ports
from services.complaints.attachments.scanner import Clamd, ScannerUnavailable
from tests import pictures
from tests.component.complaints.attaching import left, send, sent
from tests.component.complaints.clamd import VIRUS, clamd
from tests.component.complaints.clamd import Clamd as Server
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    """A clamd, and its address."""
    async with clamd() as running:
        yield running


@pytest.fixture
async def scanned(prepared_stack: PreparedStack, server: tuple[Server, str]) -> AsyncIterator[IntakeClient]:
    """An intake API whose files that clamd looks through."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(opened(prepared_stack, scanner=Clamd(server[1], timeout_s=0.5)))


async def test_a_file_comes_to_the_scanner_byte_for_byte(server: tuple[Server, str], tmp_path: Path) -> None:
    content = bytes(range(256)) * 2_000
    assert await Clamd(server[1]).is_clean(content)
    assert not await Clamd(server[1]).is_clean(content + VIRUS)
    async with clamd(tmp_path / "s") as (local, address):
        assert await Clamd(address).is_clean(content)
    assert [*server[0].received[:1], *local.received] == [content, content]


@pytest.mark.parametrize("reply", [b"INSTREAM size limit exceeded. ERROR", b"", b"stream: OK and more"])
async def test_a_scanner_that_says_neither_is_unavailable(server: tuple[Server, str], reply: bytes) -> None:
    server[0].reply = reply or b"\0"
    with pytest.raises(ScannerUnavailable):
        await Clamd(server[1]).is_clean(b"x")


@pytest.mark.parametrize("address", ["clamd", "tcp://host", "tcp://host:port", "unix:relative", "http://host:1"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ConfigurationError, match="SCANNER"):
        Clamd(address)


async def test_what_holds_a_virus_is_refused_and_not_kept(scanned: IntakeClient) -> None:
    filed = await scanned.file()
    answer = await send(scanned, filed["links"]["self"], pictures.picture(), pictures.picture() + VIRUS, who=DEMO)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "file.1", "reason": "the virus scanner has refused it", "remedy": "send another file"}
    ]
    assert set((await left(scanned)).values()) == {0}


async def test_nothing_is_taken_while_the_scanner_is_unavailable(
    scanned: IntakeClient, server: tuple[Server, str]
) -> None:
    filed = await scanned.file()
    server[0].is_silent = True
    answer = await send(scanned, filed["links"]["track"], pictures.picture())
    assert answer.status_code == 503
    assert answer.json()["title"] == "Kami belum dapat menerima berkas sekarang"
    assert 5 <= int(answer.headers["Retry-After"]) <= 15
    assert set((await left(scanned)).values()) == {0}
    server[0].is_silent = False
    await sent(scanned, filed["links"]["track"], pictures.picture())


async def test_a_scanner_that_is_not_there_is_unavailable() -> None:
    nobody = f"tcp://127.0.0.1:{free_ports().api}"
    with pytest.raises(ScannerUnavailable):
        await Clamd(nobody).is_clean(b"x")


async def test_officers_see_whether_a_file_was_scanned(scanned: IntakeClient, intake_api: IntakeClient) -> None:
    for seed, api, expected in ((1, scanned, []), (2, intake_api, ["not_scanned"])):
        filed = await api.file()
        await api.assign(filed["id"], "dinas-pu")
        (added,) = await sent(api, filed["links"]["self"], pictures.picture(seed), who=PU)
        assert [flag["code"] for flag in added["flags"]] == expected
