"""Where the store and the broker are: from the environment, as services have it, or from the stack of `make up`."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.settings import load
from deploy.local.environment import service_environment, stack_from
from deploy.local.ports import is_listening
from services.notify.transports.addresses import Networks


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
    """What is needed where only topics are read and written."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    kafka_bootstrap: str
    topic_prefix: str = ""


def broker_settings(local: bool) -> BrokerSettings:
    """Raises `ConfigurationError` that names each variable that is missing or wrong."""
    stack = stack_from()
    if not local and ("KAFKA_BOOTSTRAP" in os.environ or not is_listening(stack.ports.kafka)):
        return load(BrokerSettings)
    return BrokerSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix)


def settings(local: bool) -> ToolSettings:
    """Raises `ConfigurationError` that names each variable that is missing or wrong."""
    stack = stack_from()
    if not local and ("MONGO_URL" in os.environ or not is_listening(stack.ports.store)):
        return load(ToolSettings)
    offered = service_environment(stack, "notify")
    known = {name: offered[name.upper()] for name in ToolSettings.model_fields if name.upper() in offered}
    return ToolSettings.model_validate(known)
