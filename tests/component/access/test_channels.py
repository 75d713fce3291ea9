"""Channels on a real store: their keys are kept as hashes, replaced one by one, and known everywhere soon."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from chassis.access import Channel, ChannelDirectory, Channels, ChannelStore, Kind, hash_of, managing, of_file
from chassis.access.managing import AccessRefused
from chassis.errors import StoreUnavailable
from chassis.mongo import Driver
from tests.component.notify.waiting import until

SP4N = Channel("sp4n", Kind.NATIONAL, "id", 600, bulk=True)


@asynccontextmanager
async def running(directory: ChannelDirectory) -> AsyncIterator[ChannelDirectory]:
    await directory.start()
    try:
        yield directory
    finally:
        await directory.stop()


async def test_a_channel_is_kept_as_it_was_made_and_its_key_is_not(channels: ChannelStore, driver: Driver) -> None:
    made = await managing.add(channels, SP4N, hmac=True)
    assert made.key is not None and made.secret is not None
    kept = await managing.found(channels, "sp4n")
    assert kept == made.channel
    assert (kept.kind, kept.language, kept.rate, kept.bulk, kept.sandbox) == (Kind.NATIONAL, "id", 600, True, False)
    assert [key.hash for key in kept.keys] == [hash_of(made.key)]
    (document,) = await driver.collection("channels").find({}, {}, 10)
    assert made.key not in str(document)
    assert made.secret not in repr(kept)


async def test_an_id_is_given_once(channels: ChannelStore) -> None:
    await managing.add(channels, SP4N)
    with pytest.raises(AccessRefused, match="there is a channel sp4n"):
        await managing.add(channels, SP4N)
    with pytest.raises(AccessRefused, match="phone is taken"):
        await managing.add(channels, Channel("phone"), taken=("phone",))
    with pytest.raises(AccessRefused, match="could not say who it is"):
        await managing.add(channels, Channel("radio"), key=False)
    assert [each.id for each in await managing.listed(channels)] == ["sp4n"]


async def test_the_older_key_is_valid_until_it_is_dropped_or_the_next_one_comes(channels: ChannelStore) -> None:
    first = (await managing.add(channels, SP4N)).key
    second = (await managing.rotate(channels, "sp4n")).key
    third = (await managing.rotate(channels, "sp4n")).key
    assert first and second and third
    assert [key.hash for key in (await managing.found(channels, "sp4n")).keys] == [hash_of(third), hash_of(second)]
    assert [key.hash for key in (await managing.drop_old(channels, "sp4n")).keys] == [hash_of(third)]


async def test_a_secret_is_replaced_beside_the_key(channels: ChannelStore) -> None:
    made = await managing.add(channels, SP4N)
    rotated = await managing.rotate(channels, "sp4n", hmac=True)
    assert rotated.key is None and rotated.secret is not None
    assert [secret.value for secret in rotated.channel.secrets] == [rotated.secret]
    assert rotated.channel.keys == made.channel.keys


async def test_no_change_is_lost_to_another_at_the_same_moment(channels: ChannelStore) -> None:
    await managing.add(channels, SP4N)
    issued, secret, disabled = await asyncio.gather(
        managing.rotate(channels, "sp4n"),
        managing.rotate(channels, "sp4n", hmac=True),
        managing.disable(channels, "sp4n"),
    )
    kept = await managing.found(channels, "sp4n")
    assert (len(kept.keys), len(kept.secrets), kept.is_enabled) == (2, 1, False)
    assert issued.key and secret.secret and disabled.disabled_at == kept.disabled_at
    assert (await managing.disable(channels, "sp4n")).disabled_at == kept.disabled_at


async def test_what_is_not_there_is_refused(channels: ChannelStore) -> None:
    for work in (managing.found, managing.rotate, managing.drop_old, managing.disable, managing.enable):
        with pytest.raises(AccessRefused, match="there is no channel nobody"):
            await work(channels, "nobody")


@pytest.mark.parametrize("page", [1, 2, 3, 500])
async def test_everything_is_read_page_by_page(channels: ChannelStore, page: int) -> None:
    for name in ("a", "b", "c"):
        await managing.add(channels, replace(SP4N, id=name))
    assert [each.id for each in await channels.everything(page)] == ["a", "b", "c"]


async def test_a_kind_of_a_newer_version_is_another_one(channels: ChannelStore, driver: Driver) -> None:
    await managing.add(channels, SP4N)
    await driver.collection("channels").update_one({"_id": "sp4n"}, {"$set": {"kind": "telepathy"}})
    assert (await managing.found(channels, "sp4n")).kind is Kind.OTHER


async def test_the_directory_knows_what_the_store_knew_a_moment_ago(channels: ChannelStore) -> None:
    key = (await managing.add(channels, SP4N)).key
    directory = ChannelDirectory(channels)
    assert key is not None
    known = Channels(kept=directory)
    with pytest.raises(StoreUnavailable, match="not read yet"):
        known.by_key(key)
    with pytest.raises(StoreUnavailable, match="not read yet"):
        known.by_id("sp4n")
    async with running(directory):
        assert known.by_key(key) is not None
        assert known.by_key(key) == known.by_id("sp4n")
        assert known.by_key("another") is None
        await managing.disable(channels, "sp4n")
        new = (await managing.rotate(channels, "sp4n")).key or ""
        directory.wake()
        await until(lambda: known.by_key(new) is not None, "the new key is known")
        found = known.by_key(key)
        assert found is not None and not found.is_enabled


async def test_the_access_file_counts_where_it_has_the_id(channels: ChannelStore) -> None:
    key = (await managing.add(channels, SP4N)).key or ""
    other = (await managing.add(channels, Channel("radio"))).key or ""
    async with running(ChannelDirectory(channels)) as directory:
        known = Channels([of_file("sp4n", (hash_of("of the file"),))], directory)
        assert known.by_key(key) is None
        found = known.by_key("of the file")
        assert found is not None and found == known.by_id("sp4n")
        assert (found.rate, found.bulk) == (None, False)
        radio = known.by_key(other)
        assert radio is not None and radio.id == "radio"


async def test_channels_of_the_file_are_known_without_a_store() -> None:
    never_read = ChannelDirectory(ChannelStore(Driver("mongodb://127.0.0.1:9/", "nothing", 1, 0.2)))
    known = Channels([of_file("demo", (hash_of("key"),))], never_read)
    found = known.by_key("key")
    assert found is not None and found.id == "demo"
    with pytest.raises(StoreUnavailable):
        known.by_key("another")
