"""Settings of the identity provider: what is missing or unsafe is named before anything starts."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.errors import ConfigurationError
from services.complaints.oidc.client import OidcClient, is_protected, load_client
from tests.unit.complaints.settings import settings

ISSUER: dict[str, Any] = {"oidc_issuer": "https://issuer.example/realms/city", "oidc_client_id": "tanggap"}


def test_without_a_provider_there_is_no_client() -> None:
    assert load_client(settings()) is None


def test_a_client_without_a_secret_is_a_public_one() -> None:
    client = load_client(settings(**ISSUER))
    assert client == OidcClient("https://issuer.example/realms/city", "tanggap", "https://lapor.example")
    assert client.redirect_uri == "https://lapor.example/sign-in/oidc/callback"
    assert not client.allows_tokens


def test_a_secret_is_read_without_what_editors_leave_around_it_and_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n", encoding="utf-8")
    client = load_client(settings(**ISSUER, oidc_client_secret_file=file))
    assert client is not None
    assert client.secret == "s3cret"
    assert "s3cret" not in repr(client)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"oidc_issuer": None}, "OIDC_ISSUER"),
        ({"oidc_client_id": None}, "OIDC_CLIENT_ID"),
        ({"public_url": None}, "PUBLIC_URL"),
        ({"oidc_issuer": "http://issuer.example"}, "OIDC_ISSUER"),
        ({"oidc_scopes": "profile groups"}, "OIDC_SCOPES"),
    ],
)
def test_what_is_missing_or_unsafe_is_named(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_client(settings(**{**ISSUER, **changed}))


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_secret_that_cannot_be_read_is_named_by_its_file(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=str(file)):
        load_client(settings(**ISSUER, oidc_client_secret_file=file))


@pytest.mark.parametrize("issuer", ["issuer.example", "ftp://issuer.example", "https://a b", "https://a.example?x=1"])
def test_an_issuer_that_is_no_address_is_refused(issuer: str) -> None:
    with pytest.raises(ValidationError, match="oidc_issuer"):
        settings(**{**ISSUER, "oidc_issuer": issuer})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://issuer.example", True),
        ("http://127.0.0.1:9000", True),
        ("http://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://issuer.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://127.0.0.1@evil.example", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_what_is_encrypted_or_stays_on_this_machine_is_protected(address: str, expected: bool) -> None:
    assert is_protected(address) is expected
