"""Settings of sla, from the environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from chassis.settings import KafkaSettings


class SlaSettings(KafkaSettings):
    """What sla needs."""

    city_config: Path = Field(description="folder of the city's configuration")
    late_events_s: float = Field(
        default=timedelta(days=7).total_seconds(),
        gt=0,
        description="how long after its last possible change a complaint is kept, for events that come late",
    )
