"""The few errors that the chassis knows, each with what follows from it."""

# Defined below the chassis, because what reads a city's files raises it and knows no chassis.
from contracts.errors import ConfigurationError

__all__ = [
    "EXIT_CONFIGURATION",
    "EXIT_UNKNOWN",
    "BrokerUnavailable",
    "ClockRefused",
    "ConfigurationError",
    "DeliveryFailed",
    "Duplicate",
    "Poison",
    "StoreUnavailable",
    "TemporarilyUnavailable",
]


class Poison(Exception):
    """This record can never be handled: it goes to the dead letters with `reason`, and the next one is taken."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


class TemporarilyUnavailable(Exception):
    """Something outside (store, broker, mail server) does not answer now: the same step is tried again later."""


class StoreUnavailable(TemporarilyUnavailable):
    """The store did not confirm in time; what was asked for may or may not have happened."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"store unavailable: {detail}")


class Duplicate(Exception):
    """The store keeps a document with the same unique value already."""


class BrokerUnavailable(TemporarilyUnavailable):
    """The broker did not answer a question in time."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"broker unavailable: {detail}")


class DeliveryFailed(TemporarilyUnavailable):
    """The broker did not confirm every record: none of the batch may be acknowledged."""


class ClockRefused(DeliveryFailed):
    """The broker takes nothing that this machine has dated, until somebody corrects its clock.

    Kafka refuses what is dated more than an hour ahead of itself (`message.timestamp.after.max.ms`).
    """

    def __init__(self) -> None:
        super().__init__("the broker refuses our time stamps: this machine's clock is wrong, correct it")


EXIT_CONFIGURATION = 78
"""Exit code (EX_CONFIG) when a restart cannot help: somebody has to correct the configuration."""

EXIT_UNKNOWN = 70
"""Exit code (EX_SOFTWARE) when the worker stops rather than lose an event; a restart repeats the rest."""
