"""Where the store and the broker are: from the environment, as services have it, or from the stack of `make up`."""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.settings import load
from deploy.local.environment import Stack, service_environment, stack_from
from deploy.local.ports import is_listening
from services.notify.transports.addresses import Networks

Chosen = TypeVar("Chosen", bound=BaseSettings)


class ToolSettings(BaseSettings):
    """Without a broker only what lies in the store can be looked after."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    mongo_url: str = Field(pattern="^mongodb(\\+srv)?://", description="MongoDB connection string")
    mongo_database: str = Field(default="tanggap", pattern="^[A-Za-z0-9_-]+$")
    kafka_bootstrap: str | None = None
    topic_prefix: str = ""
    webhook_allowed_networks: Networks = ()
    access_file: Path | None = Field(default=None, description="the channels of the file, whose ids are taken")

    @property
    def database(self) -> str:
        """The database of notify."""
        return f"{self.mongo_database}_notify"


class BrokerSettings(BaseSettings):
    """For what is read from the topics alone."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    kafka_bootstrap: str = Field(pattern=r"^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$", description="host:port[,host:port]")
    topic_prefix: str = ""


def settings(local: bool) -> ToolSettings:
    """Raises `ConfigurationError` that names each variable that is missing or wrong."""
    stack = stack_from()
    if not local and ("MONGO_URL" in os.environ or not is_listening(stack.ports.store)):
        return load(ToolSettings)
    return _of_stack(stack, ToolSettings)


def broker_settings(local: bool) -> BrokerSettings:
    """So it is with those of the broker."""
    stack = stack_from()
    if not local and ("KAFKA_BOOTSTRAP" in os.environ or not is_listening(stack.ports.kafka)):
        return load(BrokerSettings)
    return _of_stack(stack, BrokerSettings)


def broker_if_known(local: bool) -> BrokerSettings | None:
    """The broker, if it is named or the stack of `make up` runs; None otherwise."""
    stack = stack_from()
    if local or "KAFKA_BOOTSTRAP" in os.environ or is_listening(stack.ports.kafka):
        return broker_settings(local)
    return None


def _of_stack(stack: Stack, model: type[Chosen]) -> Chosen:
    offered = service_environment(stack, "notify")
    return model.model_validate({name: offered[name.upper()] for name in model.model_fields if name.upper() in offered})
