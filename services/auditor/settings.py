"""Settings of the auditor, from the environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from chassis.settings import KafkaSettings
from services.auditor.domain.rules import Within

_DAY_S = timedelta(days=1).total_seconds()


class AuditorSettings(KafkaSettings):
    """What the auditor needs. Each `…_within_s` covers what is ordinarily late: what is missing longer is a finding."""

    city_config: Path = Field(description="folder of the city's configuration")
    look_back_days: float = Field(default=365, gt=0, description="how far back it reads when it starts")
    keep_closed_s: float = Field(
        default=2 * _DAY_S, gt=0, description="how long a complaint is watched that can be reopened no more"
    )
    audit_every_s: float = Field(default=1, gt=0, description="rest between two rounds")
    settle_s: float = Field(
        default=60, ge=0, description="how long it judges nothing after its start and after an outage of the broker"
    )
    assigned_within_s: float = Field(default=300, gt=0)
    clocks_within_s: float = Field(default=300, gt=0)
    breached_within_s: float = Field(default=120, gt=0)
    escalated_within_s: float = Field(default=120, gt=0)
    heard_within_s: float = Field(default=900, gt=0)
    proven_within_s: float = Field(default=4 * _DAY_S, gt=0)
    ended_within_s: float = Field(default=300, gt=0)
    moved_within_s: float = Field(default=300, gt=0)

    @property
    def within(self) -> Within:
        """How long each step may take."""
        return Within(
            assigned=timedelta(seconds=self.assigned_within_s),
            clocks=timedelta(seconds=self.clocks_within_s),
            breached=timedelta(seconds=self.breached_within_s),
            escalated=timedelta(seconds=self.escalated_within_s),
            heard=timedelta(seconds=self.heard_within_s),
            proven=timedelta(seconds=self.proven_within_s),
            ended=timedelta(seconds=self.ended_within_s),
            moved=timedelta(seconds=self.moved_within_s),
        )
