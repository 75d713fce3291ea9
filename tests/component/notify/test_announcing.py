"""Facts about deliveries wait in the store while the broker is unavailable."""

import asyncio

from chassis.producer import Producer
from deploy.local.ports import HOST
from services.notify.announcements import Announcer
from services.notify.app import StoreComponent
from services.notify.city import City
from services.notify.domain import plan
from services.notify.store import Deliveries
from tests.component.notify.waiting import until
from tests.unit.notify.examples import NOW, escalated


async def test_it_keeps_what_the_broker_did_not_take(city: City, deliveries: Deliveries) -> None:
    await deliveries.insert([plan(escalated("bridges"), city, NOW)])
    announcer = Announcer(deliveries, Producer(f"{HOST}:9", "", "test"))
    await announcer.start()
    await until(lambda: announcer.not_ready_because() is not None, "the announcer notices")
    await asyncio.sleep(0.2)
    await announcer.stop()

    assert len(await deliveries.unannounced(10)) == 1


async def test_it_is_ready_once_the_indexes_exist(deliveries: Deliveries) -> None:
    part = StoreComponent(deliveries)
    assert part.not_ready_because() is not None
    await part.start()
    await until(lambda: part.not_ready_because() is None, "the store is ready")
