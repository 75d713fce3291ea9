"""What notify reads from its environment, beside what every service reads. Each transport has settings of its own."""

from pydantic import DirectoryPath, Field

from chassis.settings import RelaySettings


class NotifySettings(RelaySettings):
    """With `PUBLIC_URL` every message carries a link: that address, `/complaints/` and the complaint's id."""

    city_config: DirectoryPath = Field(description="folder of the city's configuration")
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s<>\"]+$")

    @property
    def database(self) -> str:
        """Deliveries are notify's alone, so they live in a database of their own."""
        return f"{self.mongo_database}_notify"
