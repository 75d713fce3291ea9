"""The one outbox: a document keeps what it has yet to publish, and a relay publishes it, in order for each document, at
least once, by one process at a time."""

from chassis.mongo import Driver
from chassis.outbox.documents import Pending, appended, new_outbox
from chassis.outbox.lease import Lease
from chassis.outbox.relay import Relay
from chassis.outbox.store import LeaseStore, Outbox
from chassis.producer import Producer
from chassis.settings import RelaySettings

__all__ = ["Lease", "LeaseStore", "Outbox", "Pending", "Relay", "appended", "create_relay", "new_outbox"]


def create_relay(outbox: Outbox, driver: Driver, settings: RelaySettings, decides_readiness: bool = False) -> Relay:
    """A relay with a lease and a connection to the broker of its own."""
    topic = outbox.topic.name
    lease = Lease(LeaseStore(driver, topic), settings.instance, settings.relay_lease_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, f"{settings.instance}-relay")
    return Relay(outbox, lease, producer, decides_readiness)
