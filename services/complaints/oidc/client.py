"""What the city has configured: which identity provider, and as which of its clients we come."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from chassis.errors import ConfigurationError
from services.complaints.settings import IntakeSettings

CALLBACK = "/sign-in/oidc/callback"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class OidcClient:
    """`secret` is None for a public client, which PKCE alone protects. `public_url` has no slash at its end."""

    issuer: str
    id: str
    public_url: str
    secret: str | None = field(default=None, repr=False)
    scopes: str = "openid profile"
    groups_claim: str = "groups"
    person_claim: str = "preferred_username"
    allows_tokens: bool = False
    """Whether people may sign in with a token of the access file as well."""

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to: it has to know this address."""
        return f"{self.public_url}{CALLBACK}"


def load_client(settings: IntakeSettings) -> OidcClient | None:
    """The client of the settings, None where there is no provider; raises `ConfigurationError`."""
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    if issuer is None:
        if client_id is not None or settings.oidc_client_secret_file is not None:
            raise ConfigurationError("OIDC_ISSUER: must be set where OIDC_CLIENT_ID or OIDC_CLIENT_SECRET_FILE is")
        return None
    if client_id is None:
        raise ConfigurationError("OIDC_CLIENT_ID: must be set where OIDC_ISSUER is")
    if settings.public_url is None:
        raise ConfigurationError("PUBLIC_URL: must be set where OIDC_ISSUER is: people come back from there")
    if not is_protected(issuer):
        raise ConfigurationError("OIDC_ISSUER: must begin with https://, unless it is on this machine")
    if "openid" not in settings.oidc_scopes.split():
        raise ConfigurationError("OIDC_SCOPES: must contain openid")
    secret_file = settings.oidc_client_secret_file
    return OidcClient(
        issuer,
        client_id,
        settings.public_url,
        _secret(secret_file) if secret_file else None,
        settings.oidc_scopes,
        settings.oidc_groups_claim,
        settings.oidc_person_claim,
        settings.oidc_allow_tokens,
    )


def is_protected(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent there."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _secret(file: Path) -> str:
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{file}: the secret of the OIDC client cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file}: the secret of the OIDC client is not text") from None
    if not secret:
        raise ConfigurationError(f"{file}: the secret of the OIDC client is empty")
    return secret
