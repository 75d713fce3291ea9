"""The channels of the access file: known by their keys, and nobody else is."""

from pathlib import Path

import pytest

from city.access import hash_of, load_channel_access
from contracts.errors import ConfigurationError


def _file(folder: Path, text: str) -> Path:
    file = folder / "access.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_channel_is_known_by_each_of_its_keys(tmp_path: Path) -> None:
    text = f"channels:\n- {{id: sp4n, keys: [{hash_of('old')}, {hash_of('new')}]}}\nofficers:\n- {{id: somebody}}\n"
    access = load_channel_access(_file(tmp_path, text))
    assert [access.channel(key) for key in ("old", "new", "other", "", None)] == ["sp4n", "sp4n", None, None, None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("channels:\n- {id: sp4n, keys: [abc]}\n", "access.yaml:2: channels.0.keys.0: must be a SHA-256"),
        (
            f"channels:\n- {{id: a, keys: [{hash_of('k')}]}}\n- {{id: b, keys: [{hash_of('k')}]}}\n",
            "the same key is given to two channels",
        ),
        ("officers: []\n", "channels: is needed, and missing"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_channel_access(_file(tmp_path, text))
