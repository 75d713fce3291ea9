"""What must be so in the store before complaints are read or written, and who waits for it."""

from chassis.errors import StoreUnavailable
from chassis.migration import migrate
from chassis.mongo import Collection, Driver
from services.complaints.domain.organisation import Organisation
from services.complaints.store import attachments, event_desks, guesses, messages, unit_days
from services.complaints.store.from_0_1 import COMPLAINTS
from services.complaints.store.indexes import create_indexes
from services.complaints.store.looks import Looks
from services.complaints.store.relist import relist
from services.complaints.store.requeue import requeue
from services.complaints.store.similar import SimilarCells


async def prepare(driver: Driver, organisation: Organisation) -> None:
    """Documents in the form of today; then indexes, one of which says which requests are the same; queues; lists."""
    await migrate(driver, COMPLAINTS)
    await create_indexes(driver)
    await requeue(driver, organisation)
    await relist(driver)
    await guesses.create_indexes(driver)
    await event_desks.create_indexes(driver)
    await messages.create_indexes(driver)
    await unit_days.create_indexes(driver)
    await SimilarCells(driver).create_indexes()
    await attachments.create_indexes(driver)
    await Looks(driver).create_indexes()


class PreparedStore:
    """The complaints for whoever must not touch them before they are prepared: all else is `StoreUnavailable`."""

    def __init__(self, driver: Driver) -> None:
        self._documents = driver.collection("complaints")
        self._is_open = False

    def open(self) -> None:
        """Called once they are: before that, one may not be readable yet, and a repeated request be kept twice."""
        self._is_open = True

    @property
    def _complaints(self) -> Collection:
        self._check_open()
        return self._documents

    def _check_open(self) -> None:
        if not self._is_open:
            raise StoreUnavailable("it is not prepared yet")
