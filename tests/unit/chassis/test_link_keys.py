"""The file with the keys of links: what is wrong with it is said, and no secret is ever shown."""

from base64 import b64encode
from pathlib import Path

import pytest

from chassis.errors import ConfigurationError
from chassis.link_keys import load_link_keys
from contracts.links import LinkKey

SECRET = b64encode(b"0123456789abcdef" * 2).decode()
SHORT = b64encode(b"planted-marker").decode()


def test_keys_are_read_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "keys.yaml"
    other = b64encode(b"x" * 40).decode()
    file.write_text(f"keys:\n  - {{id: k2, secret: {other}}}\n  - {{id: k1, secret: {SECRET}}}\n")
    assert load_link_keys(file) == (LinkKey("k2", b"x" * 40), LinkKey("k1", b"0123456789abcdef" * 2))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "must have `keys`"),
        ("keys: []", "at least one"),
        (f"key: {SECRET}", "must have `keys`"),
        (f"keys: [{SECRET}]", "keys.0: must have `id` and `secret`"),
        (f"keys: [{{id: k1, secret: {SECRET}, more: 1}}]", "nothing else"),
        (f"keys: [{{id: 7, secret: {SECRET}}}]", r"keys.0.id: must be a text"),
        (f"keys: [{{id: k 1, secret: {SECRET}}}]", r"keys.0.id: must be a text"),
        (f"keys: [{{id: k1, secret: {SECRET}!}}]", r"keys.0.secret: must be base64"),
        (f"keys: [{{id: k1, secret: {SECRET}é}}]", r"keys.0.secret: "),
        ("keys: [{id: k1, secret: 5}]", r"keys.0.secret: must be base64"),
        (f"keys: [{{id: k1, secret: {SHORT}}}]", "has 14 bytes; it needs 32"),
        (f"keys: [{{id: k1, secret: {SECRET}}}, {{id: k1, secret: {SECRET}}}]", "same id: k1, k1"),
        (f"keys:\n  - {{id: k1, secret: {SECRET}", "keys.yaml:2: not valid YAML"),
        (f"keys: [{{id: 2026-13-99, secret: {SECRET}}}]", "not valid YAML"),
        (f"keys: {SECRET}\x07", "not valid YAML"),
    ],
)
def test_a_fault_names_file_and_place_and_shows_no_secret(tmp_path: Path, content: str, fault: str) -> None:
    file = tmp_path / "keys.yaml"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=fault) as raised:
        load_link_keys(file)
    message = str(raised.value)
    assert str(file) in message
    assert SECRET not in message and SHORT not in message and "planted" not in message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.yaml: the keys of links cannot be read"):
        load_link_keys(tmp_path / "absent.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="not valid YAML"):
        load_link_keys(tmp_path / "binary.yaml")
