"""Files in a real store: whole or not at all, and nothing that nobody names stays for ever."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import StoreUnavailable
from chassis.files import FileMissing, Files, Unsettled
from chassis.mongo import Driver
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from tests.stacks import fresh

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LARGE = bytes(range(256)) * 40 * 1024
"""10 MiB: more than one piece, and more than one command."""


@pytest.fixture
async def driver(bare_stack: Stack, store: Store) -> AsyncIterator[Driver]:
    """On a database of this test alone."""
    opened = Driver(bare_stack.mongo_url, fresh(bare_stack).database, 2, 5.0)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def files(driver: Driver) -> Files:
    """A prepared bucket."""
    bucket = Files(driver, "things")
    await bucket.prepare()
    return bucket


async def _content(files: Files, file_id: str) -> bytes:
    return b"".join([piece async for piece in await files.open(file_id)])


@pytest.mark.parametrize("content", [b"", b"x", LARGE], ids=["empty", "one byte", "10 MiB"])
async def test_what_was_uploaded_is_read_byte_for_byte(files: Files, content: bytes) -> None:
    await files.upload("f-1", "c-1", content, NOW)
    assert await _content(files, "f-1") == content


async def test_a_file_that_is_not_there_is_named_as_missing(files: Files) -> None:
    with pytest.raises(FileMissing):
        await files.open("unknown")


async def test_what_nobody_settled_is_found_after_a_while(files: Files) -> None:
    await files.upload("f-1", "c-1", b"x", NOW)
    await files.upload("f-2", "c-2", b"y", NOW)
    await files.settle(["f-2"])
    assert await files.unsettled(NOW, 10) == []
    assert await files.unsettled(NOW + timedelta(seconds=1), 10) == [Unsettled("f-1", "c-1")]


async def test_a_half_written_file_is_removed_without_a_trace(files: Files, driver: Driver) -> None:
    """A process that dies during an upload leaves pieces, and no entry of the file."""
    await files.upload("f-1", "c-1", LARGE, NOW)
    await driver.collection("things.files").delete_all({"_id": "f-1"})
    assert [each.id for each in await files.unsettled(NOW + timedelta(seconds=1), 10)] == ["f-1"]
    await files.remove("f-1")
    await files.remove("f-1")
    for name in ("files", "chunks", "begun"):
        assert await driver.collection(f"things.{name}").find({}, {}, 10) == []


async def test_a_store_that_is_stopped_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    stack = Stack(directory=tmp_path_factory.mktemp("none"), ports=free_ports())
    driver = Driver(stack.mongo_url, "none", 1, 0.5)
    with pytest.raises(StoreUnavailable):
        await Files(driver, "things").open("f-1")
    driver.open()
    with pytest.raises(StoreUnavailable):
        await Files(driver, "things").open("f-1")
    driver.close()
