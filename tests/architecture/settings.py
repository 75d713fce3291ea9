"""The settings of every process: the model that its `create_app` takes."""

import importlib
from typing import get_type_hints

from chassis.admin import AdminSettings
from chassis.settings import ServiceSettings
from deploy.processes import PROCESSES, Process


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

OTHERS = {"APP_DATADIR"}
"""Variables that are not ours: faust reads this one."""


def required(model: type[ServiceSettings]) -> set[str]:
    """The variables without which a process does not start."""
    return {name.upper() for name, field in model.model_fields.items() if field.is_required()}


def known(model: type[ServiceSettings]) -> set[str]:
    """All variables that a process reads."""
    return {name.upper() for name in model.model_fields} | OTHERS
