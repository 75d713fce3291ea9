"""Settings of routing, from the environment."""

from pathlib import Path

from pydantic import Field

from chassis.settings import KafkaSettings


class RoutingSettings(KafkaSettings):
    """What every worker needs, and the city."""

    city_config: Path = Field(description="folder of the city's configuration")
