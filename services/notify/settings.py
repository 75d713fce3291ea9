"""What notify reads from its environment, beside what every service reads."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, DirectoryPath, Field, FilePath, SecretStr

from chassis.settings import RelaySettings
from city import reading
from services.notify.addresses import MailAddress


class NotifySettings(RelaySettings):
    """`SMTP_CREDENTIALS_FILE` names a YAML file with `username` and `password`; without it nobody logs in.

    With `PUBLIC_URL` every message carries a link: that address, `/complaints/` and the complaint's id.
    """

    city_config: DirectoryPath = Field(description="folder of the city's configuration")
    smtp_host: str = Field(min_length=1)
    smtp_port: int = Field(ge=1, le=65535)
    smtp_from: MailAddress = Field(description="sender of every mail; its domain names our messages")
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_credentials_file: FilePath | None = None
    smtp_timeout_s: float = Field(default=10.0, gt=0, le=60, description="longest that connecting or one mail may take")
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s<>\"]+$")

    @property
    def database(self) -> str:
        """Deliveries are notify's alone, so they live in a database of their own."""
        return f"{self.mongo_database}_notify"

    @property
    def mail_domain(self) -> str:
        """The right side of every Message-ID."""
        return self.smtp_from.rpartition("@")[2]


class Credentials(BaseModel):
    """How notify logs in at the mail server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: str
    password: SecretStr


def credentials(path: Path | None) -> Credentials | None:
    """The credentials in the file; raises `ConfigurationError` without ever showing a value."""
    return reading.read(path, Credentials) if path is not None else None
