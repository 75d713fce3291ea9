"""The settings of every process: the model that its `create_app` takes."""

import importlib
from collections.abc import Mapping, Set
from typing import get_type_hints

from pydantic_settings import BaseSettings

from chassis.admin import AdminSettings
from chassis.settings import ServiceSettings, required_variables_of, variables_of
from deploy.processes import PROCESSES, Process
from services.notify.settings import NotifySettings
from services.notify.transports import TRANSPORTS


def settings_of(process: Process) -> type[ServiceSettings]:
    """What a process reads from its environment."""
    model = get_type_hints(importlib.import_module(f"{process.module}.app").create_app)["settings"]
    assert isinstance(model, type) and issubclass(model, ServiceSettings)
    return model


SETTINGS: dict[str, type[ServiceSettings]] = {
    **{name: settings_of(process) for name, process in PROCESSES.items()},
    "topics": AdminSettings,
}
"""By process, and for the step that makes the topics."""

PARTS: Mapping[type[ServiceSettings], tuple[type[BaseSettings], ...]] = {
    NotifySettings: tuple(transport.settings for transport in TRANSPORTS.values())
}
"""The settings of what a process has only where its variables are set."""

OTHERS = {"APP_DATADIR"}
"""Variables that are not ours: faust reads this one."""


def lacking(model: type[ServiceSettings], given: Set[str]) -> set[str]:
    """The variables that are not given, of those without which a process does not start."""
    begun = [part for part in PARTS.get(model, ()) if variables_of(part) & given]
    return {variable for each in (model, *begun) for variable in required_variables_of(each)} - given


def known(model: type[ServiceSettings]) -> set[str]:
    """All variables that a process reads."""
    return {variable for each in (model, *PARTS.get(model, ())) for variable in variables_of(each)} | OTHERS
