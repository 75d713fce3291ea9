"""The channels of the access file: known by their keys, and nobody else is."""

from pathlib import Path

import pytest

from chassis.access import Channels, Kind, hash_of, of_file
from city.access import load_channels
from contracts.errors import ConfigurationError


def _file(folder: Path, text: str) -> Path:
    file = folder / "access.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_channel_is_known_by_each_of_its_keys(tmp_path: Path) -> None:
    text = f"channels:\n- {{id: sp4n, keys: [{hash_of('old')}, {hash_of('new')}]}}\nofficers:\n- {{id: somebody}}\n"
    channels = Channels(of_file(**each.model_dump()) for each in load_channels(_file(tmp_path, text)))
    found = [channels.by_key(key) for key in ("old", "new", "other", "")]
    assert [each and each.id for each in found] == ["sp4n", "sp4n", None, None]


def test_a_channel_may_be_limited_for_bulk_or_of_the_sandbox(tmp_path: Path) -> None:
    options = "kind: national, language: id, rate: 600, bulk: true, sandbox: true"
    (entry,) = load_channels(_file(tmp_path, f"channels:\n- {{id: sp4n, keys: [{hash_of('k')}], {options}}}\n"))
    channel = of_file(**entry.model_dump())
    assert (channel.kind, channel.language, channel.rate) == (Kind.NATIONAL, "id", 600)
    assert (channel.bulk, channel.sandbox, channel.is_enabled) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("channels:\n- {id: sp4n, keys: [abc]}\n", "access.yaml:2: channels.0.keys.0: must be a SHA-256"),
        (
            f"channels:\n- {{id: a, keys: [{hash_of('k')}]}}\n- {{id: b, keys: [{hash_of('k')}]}}\n",
            "the same key is given to two channels",
        ),
        ("officers: []\n", "channels: is needed, and missing"),
        (f"channels:\n- {{id: phone, keys: [{hash_of('k')}]}}\n", "'phone' is what officers file under"),
        (f"channels:\n- {{id: web, keys: [{hash_of('k')}]}}\n", "'web' is what citizens file under on the pages"),
        (f"channels:\n- {{id: a, keys: [{hash_of('k')}], rate: 0}}\n", "channels.0.rate"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_channels(_file(tmp_path, text))
