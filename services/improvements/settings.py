"""What improvements read from their environment, beside what every service reads."""

from pathlib import Path

from pydantic import Field, FilePath

from chassis.settings import RelaySettings
from web.settings import PageSettings

_DAY_S = 86_400.0


class ImprovementsSettings(RelaySettings, PageSettings):
    """The API, the pages, their relays, and how often patterns are searched for and effects judged."""

    city_config: Path = Field(description="folder of the city's configuration")
    improvements_port: int = Field(ge=0, le=65535, description="port of the API and the pages")
    search_every_s: float = Field(default=_DAY_S, ge=1, description="between two searches for patterns")
    lrs_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/]+",
        description="xAPI endpoint of a learning record store that hears what is to be learned; without it none does",
    )
    lrs_credentials_file: FilePath | None = Field(
        default=None, description="YAML file with the username (key) and password (secret) for it"
    )

    @property
    def home(self) -> str:
        """The address of the pages, by which statements about learning name units."""
        return self.public_url or f"http://{self.host}:{self.improvements_port}"

    forum_votes_per_hour: int = Field(
        default=300, ge=1, description="answers to questions, and support of ideas, from one address within an hour"
    )
    forum_ideas_per_hour: int = Field(default=20, ge=1, description="ideas from one address within an hour")

    @property
    def database(self) -> str:
        """Observations, findings and improvements are this service's alone, so they live in a database of their own."""
        return f"{self.mongo_database}_improvements"
