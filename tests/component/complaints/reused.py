"""One prepared database for all tests that need nothing special: what a test left is deleted, and the indexes stay.

Preparing a database takes longer than most tests do.
"""

from dataclasses import dataclass, replace
from typing import Any

from chassis.access import access_database
from chassis.mongo import Driver
from deploy.local.environment import Stack
from services.complaints.domain.organisation import Organisation
from services.complaints.store.prepare import prepare
from tests.component.recorder import Client
from tests.stacks import fresh

_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class PreparedStack(Stack):
    """A stack whose database is as complaints prepares it."""


class ReusedDatabase:
    """The database of `stack`. `client` is for nothing else."""

    def __init__(self, stack: Stack, client: Client) -> None:
        self._stack, self._client = stack, client
        self._prepared: dict[str, list[dict[str, Any]]] | None = None

    async def as_prepared(self, organisation: Organisation) -> PreparedStack:
        """A stack on the database as if it had just been prepared; its topics are nobody else's."""
        if self._prepared is None:
            self._prepared = await self._prepare(organisation)
        else:
            self._empty(self._prepared)
        stack = replace(fresh(self._stack), database=self._stack.database)
        return PreparedStack(stack.directory, stack.ports, stack.prefix, stack.city, stack.database)

    async def _prepare(self, organisation: Organisation) -> dict[str, list[dict[str, Any]]]:
        driver = Driver(self._stack.mongo_url, self._stack.database, 1, _TIMEOUT_S)
        driver.open()
        await prepare(driver, organisation)
        driver.close()
        database = self._client[self._stack.database]
        return {name: list(database[name].find()) for name in database.list_collection_names()}

    def _empty(self, prepared: dict[str, list[dict[str, Any]]]) -> None:
        for database in (self._client[self._stack.database], self._client[access_database(self._stack.database)]):
            for name in database.list_collection_names():
                if database[name].find_one({}, {"_id": 1}) is not None:
                    database[name].delete_many({})
        for name, documents in prepared.items():
            if documents:
                self._client[self._stack.database][name].insert_many(documents)
