"""Settings of the intake API for tests: everything that it needs, and whatever a test adds."""

from pathlib import Path
from typing import Any

from services.complaints.settings import IntakeSettings

_COMMON: dict[str, Any] = {
    "ops_port": 1,
    "api_port": 2,
    "kafka_bootstrap": "broker:9092",
    "mongo_url": "mongodb://store",
    "city_config": Path("config/demo"),
    "access_file": Path("access.yaml"),
    "tracking_key_file": Path("tracking.key"),
    "public_url": "https://lapor.example",
}


def settings(**more: Any) -> IntakeSettings:
    """The settings, with these beside or instead."""
    return IntakeSettings(**{**_COMMON, **more})
