"""Settings from the environment. What is missing or wrong is named by its variable before anything starts."""

import os
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.errors import ConfigurationError


class ServiceSettings(BaseSettings):
    """What every service needs. Field `ops_port` is read from the variable `OPS_PORT`, and so on."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    instance: str = Field(default="local-0", min_length=1, description="stable name of this process in its group")
    host: str = Field(default="127.0.0.1", description="address that the ports are bound to")
    ops_port: int = Field(ge=0, le=65535, description="port of /metrics, /livez and /readyz")
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    otel_exporter_otlp_endpoint: str | None = Field(
        default=None,
        pattern="^https?://[^/\\s]+",
        description="collector of traces, OTLP over HTTP; without it none are sent",
    )


class KafkaSettings(ServiceSettings):
    """What every service needs that talks to the broker."""

    kafka_bootstrap: str = Field(pattern=r"^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$", description="host:port[,host:port]")
    topic_prefix: str = Field(default="", pattern=r"^[a-z0-9.-]*$", description="lets environments share a broker")
    metadata_max_age_s: float = Field(default=300, gt=0, description="new partitions are noticed within this")
    session_timeout_s: float = Field(default=10.0, ge=3, description="a silent worker loses its partitions after this")

    @property
    def watchdog_limit_s(self) -> float:
        """How long a worker may be silent before it must not write: well before the broker reassigns its partitions."""
        return 0.6 * self.session_timeout_s


class StoreSettings(KafkaSettings):
    """What every service needs that keeps documents."""

    mongo_url: str = Field(pattern="^mongodb(\\+srv)?://", description="MongoDB connection string")
    mongo_database: str = Field(default="tanggap", pattern="^[A-Za-z0-9_-]+$")


class RelaySettings(StoreSettings):
    """What every service needs that publishes from its documents."""

    relay_lease_s: float = Field(default=3.0, gt=0, description="a silent relay is replaced after this")


Loaded = TypeVar("Loaded", bound=BaseSettings)


def load(settings: type[Loaded]) -> Loaded:
    """The settings from the environment; raises `ConfigurationError` that names each variable and its fault."""
    try:
        return settings()
    except ValidationError as error:
        faults = [f"  {_variable(fault['loc'])}: {fault['msg']}" for fault in error.errors(include_url=False)]
        raise ConfigurationError("environment variables are missing or wrong:\n" + "\n".join(faults)) from error


def load_if_set(settings: type[Loaded]) -> Loaded | None:
    """The settings of a part that need not be there: None when none of its variables is set.

    Raises `ConfigurationError` when some are set and the others are missing, or one is wrong.
    """
    return load(settings) if variables_of(settings) & {name.upper() for name in os.environ} else None


def variables_of(settings: type[BaseSettings]) -> set[str]:
    """The variables that a model reads."""
    return {name.upper() for name in settings.model_fields}


def required_variables_of(settings: type[BaseSettings]) -> set[str]:
    """The variables that a model cannot do without."""
    return {name.upper() for name, field in settings.model_fields.items() if field.is_required()}


def _variable(location: tuple[int | str, ...]) -> str:
    return str(location[0]).upper() if location else "(settings)"
