"""All that notify keeps, over one pool of connections."""

from chassis.mongo import Driver
from services.notify.store.beginning import Beginning
from services.notify.store.deliveries import Deliveries
from services.notify.store.digests import Digests
from services.notify.store.first_of_day import FirstOfDay
from services.notify.store.subjects import Subjects


class Stores:
    """One of each."""

    def __init__(self, driver: Driver) -> None:
        self.deliveries, self.digests = Deliveries(driver), Digests(driver)
        self.subjects, self.firsts, self.beginning = Subjects(driver), FirstOfDay(driver), Beginning(driver)

    def open_for_claims(self) -> None:
        """Called once the indexes exist: before that a look for what is due would read everything there is."""
        self.deliveries.claims.open()
        self.digests.claims.open()
