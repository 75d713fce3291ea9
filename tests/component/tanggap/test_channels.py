"""`tanggap channel` on a real store."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from chassis.access import ChannelStore, access_database, hash_of
from chassis.mongo import Driver
from deploy.local.environment import Stack
from tests.component.tanggap.conftest import Tanggap
from tools.tanggap.__main__ import app


async def kept(stack: Stack, channel_id: str) -> tuple[str, ...]:
    """The hashes of a channel's keys."""
    driver = Driver(stack.mongo_url, access_database(stack.database), 1, 10.0)
    driver.open()
    try:
        channel = await ChannelStore(driver).get(channel_id)
        assert channel is not None
        return tuple(key.hash for key in channel.keys)
    finally:
        driver.close()


def test_a_channel_is_made_shown_and_listed(tanggap: Tanggap) -> None:
    options = ("--kind", "app", "--language", "id", "--rate", "60", "--bulk", "--sandbox")
    new = tanggap.json("channel", "add", "jaki", *options)
    assert asyncio.run(kept(tanggap.stack, "jaki")) == (hash_of(new["key"]),)
    assert "secret" not in new
    shown = tanggap.json("channel", "show", "jaki")
    assert shown == {name: value for name, value in new.items() if name != "key"}
    said = {name: shown[name] for name in ("kind", "language", "rate", "bulk", "sandbox", "keys", "secrets", "enabled")}
    assert said == {
        "kind": "app",
        "language": "id",
        "rate": 60,
        "bulk": True,
        "sandbox": True,
        "keys": 1,
        "secrets": 0,
        "enabled": True,
    }
    assert tanggap.json("channel", "list") == [shown]
    assert "jaki" in tanggap.run("channel", "list").stdout


def test_keys_and_secrets_change_and_it_is_disabled_and_enabled(tanggap: Tanggap) -> None:
    new = tanggap.json("channel", "add", "sp4n", "--hmac")
    assert new["key"].startswith("tgk_") and new["secret"].startswith("tgs_")
    rotated = tanggap.json("channel", "rotate", "sp4n")
    assert (rotated["keys"], rotated["key"] == new["key"], "secret" in rotated) == (2, False, False)
    signing = tanggap.json("channel", "rotate", "sp4n", "--hmac")
    assert (signing["secrets"], signing["secret"] == new["secret"], "key" in signing) == (2, False, False)
    dropped = tanggap.json("channel", "rotate", "sp4n", "--drop-old")
    assert (dropped["keys"], dropped["secrets"]) == (1, 1)
    assert tanggap.json("channel", "disable", "sp4n")["enabled"] is False
    assert tanggap.json("channel", "enable", "sp4n")["enabled"] is True


def test_a_channel_that_only_signs_has_no_key(tanggap: Tanggap) -> None:
    new = tanggap.json("channel", "add", "bot", "--hmac", "--no-key")
    assert (new["keys"], new["secrets"], "key" in new) == (0, 1, False)
    refused = tanggap.run("channel", "add", "mute", "--no-key")
    assert (refused.exit_code, "could not say who it is" in refused.stderr) == (1, True)


def test_what_cannot_be_is_refused_with_its_reason(tanggap: Tanggap) -> None:
    tanggap.json("channel", "add", "sp4n")
    for arguments, code, said in (
        (("add", "sp4n"), 1, "there is a channel sp4n"),
        (("add", "phone"), 1, "phone is taken"),
        (("add", "Not An Id"), 2, "must be like sp4n"),
        (("add", "x", "--language", "Bahasa"), 2, "language code"),
        (("add", "x", "--rate", "0"), 2, "equal to 1"),
        (("show", "nobody"), 1, "there is no channel nobody"),
    ):
        ran = tanggap.run("channel", *arguments)
        assert (ran.exit_code, said in ran.stderr) == (code, True), ran.output


def test_ids_of_the_access_file_are_taken_where_it_is_named(tanggap: Tanggap, tmp_path: Path) -> None:
    file = tmp_path / "access.yaml"
    file.write_text(f"channels:\n- {{id: sp4n, keys: [{hash_of('k')}]}}\n", encoding="utf-8")
    store = {"MONGO_URL": tanggap.stack.mongo_url, "MONGO_DATABASE": tanggap.stack.database}
    named = {**store, "ACCESS_FILE": str(file)}
    ran = CliRunner().invoke(app, ["channel", "add", "sp4n"], env=named)
    assert (ran.exit_code, "sp4n is taken" in ran.stderr) == (1, True)
    assert CliRunner().invoke(app, ["channel", "add", "radio"], env=named).exit_code == 0
