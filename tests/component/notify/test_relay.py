"""Events of deliveries wait in the store until a broker has confirmed them, however many processes could publish."""

from collections import Counter

from aiokafka import AIOKafkaConsumer

from chassis.admin import AdminSettings, create_topics
from chassis.mongo import Driver
from chassis.outbox import Lease, LeaseStore, Pending, Relay
from chassis.process import cancel
from chassis.producer import Producer
from chassis.shares import SLOTS, Share
from chassis.store import StoreComponent
from contracts.codec import decode
from contracts.topics import NOTIFICATIONS
from deploy.local.broker import Broker
from deploy.local.environment import Stack
from deploy.local.ports import HOST
from deploy.local.store import Store
from services.notify.domain.city import City
from services.notify.store.deliveries import Deliveries
from services.notify.store.indexes import create_indexes
from services.notify.store.outbox import outbox
from tests.component.notify.planned import plans
from tests.component.notify.waiting import eventually, until
from tests.stacks import fresh
from tests.unit.notify.examples import escalated


def relay(driver: Driver, bootstrap: str, prefix: str, holder: str) -> tuple[Relay, Lease]:
    """A relay as another process would run it."""
    lease = Lease(LeaseStore(driver, NOTIFICATIONS.name), holder, 1.0)
    return Relay(outbox(driver), lease, Producer(bootstrap, prefix, holder), decides_readiness=True), lease


async def waiting(driver: Driver) -> list[Pending]:
    return await outbox(driver).look(Share(0, SLOTS), 1000)


async def nothing_waits(driver: Driver) -> bool:
    return not await waiting(driver)


async def published(stack: Stack) -> Counter[str]:
    """How often each event stands in the topic."""
    consumer = AIOKafkaConsumer(
        stack.prefix + NOTIFICATIONS.name, bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        found: Counter[str] = Counter()
        for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
            while await consumer.position(partition) < end:
                found[decode((await consumer.getone(partition)).value).id] += 1
        return found
    finally:
        await consumer.stop()


async def test_it_keeps_what_the_broker_did_not_take(city: City, driver: Driver, deliveries: Deliveries) -> None:
    await deliveries.insert(plans(city, [escalated("bridges")]))
    part, _ = relay(driver, f"{HOST}:9", "", "test")
    await part.start()
    await until(lambda: part.not_ready_because() is not None, "the relay notices")
    assert (part.not_ready_because() or "").startswith("broker unavailable: ")
    await part.stop()
    assert len(await waiting(driver)) == 1


async def test_two_relays_publish_everything_once(
    city: City, driver: Driver, deliveries: Deliveries, bare_stack: Stack, broker: Broker
) -> None:
    stack = fresh(bare_stack)
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    both = [relay(driver, stack.bootstrap, stack.prefix, holder) for holder in ("a", "b")]
    for part, _ in both:
        await part.start()
    for number in range(10):
        events = [escalated("bridges", subject=f"c-{number}-{n}", id=f"e-{number}-{n}") for n in range(30)]
        await deliveries.insert(plans(city, events))
        for part, _ in both:
            part.wake()
    await eventually(lambda: nothing_waits(driver), "everything is published")
    assert sorted(lease.token() is not None for _, lease in both) == [False, True]
    for part, _ in both:
        await part.stop()
    found = await published(stack)
    assert len(found) == 300
    assert set(found.values()) == {1}


async def test_a_second_relay_goes_on_when_the_holder_ends(
    city: City, driver: Driver, deliveries: Deliveries, bare_stack: Stack, broker: Broker
) -> None:
    stack = fresh(bare_stack)
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    (first, held), (second, free) = (relay(driver, stack.bootstrap, stack.prefix, holder) for holder in ("a", "b"))
    await first.start()
    await until(lambda: held.token() is not None, "the first relay holds the lease")
    await second.start()
    await deliveries.insert(plans(city, [escalated("bridges", subject=f"c-{n}", id=f"a-{n}") for n in range(50)]))
    await cancel(first._task)
    await cancel(held._task)
    await deliveries.insert(plans(city, [escalated("bridges", subject=f"d-{n}", id=f"b-{n}") for n in range(50)]))
    await eventually(lambda: nothing_waits(driver), "everything is published")
    assert free.token() == 2
    await second.stop()
    await first.stop()
    assert len(await published(stack)) == 100


async def test_the_store_is_ready_once_the_indexes_exist(bare_stack: Stack, store: Store) -> None:
    stack = fresh(bare_stack)
    own = Driver(stack.mongo_url, stack.database, 1, 5.0)
    part = StoreComponent((own,), "test-0", lambda: create_indexes(own))
    assert (part.not_ready_because() or "").startswith("store unavailable: ")
    await part.start()
    assert part.not_ready_because() is None
    await part.stop()
