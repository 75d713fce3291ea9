"""What notify reads from its environment, beside what every service reads. Each transport has settings of its own."""

from pydantic import DirectoryPath, Field, FilePath

from chassis.settings import RelaySettings


class NotifySettings(RelaySettings):
    """With `PUBLIC_URL` and keys to sign it, every message to a person carries a link to a page of that address."""

    city_config: DirectoryPath = Field(description="folder of the city's configuration")
    link_keys_file: FilePath | None = Field(default=None, description="keys that sign links, shared with complaints")
    webhooks_port: int | None = Field(
        default=None, ge=0, le=65535, description="port of the API by which channels look after their webhooks"
    )
    access_file: FilePath | None = Field(default=None, description="hashed keys of the channels, for that API")
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s<>\"]+$")

    @property
    def database(self) -> str:
        """Deliveries are notify's alone, so they live in a database of their own."""
        return f"{self.mongo_database}_notify"
