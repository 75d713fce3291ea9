"""The local store: a server that speaks MongoDB's wire protocol and keeps what it acknowledged."""

import sys
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.daemon import Daemon
from deploy.local.ports import HOST, Ports

SERVER = Path(sys.executable).parent / "secantusd-py"


class Store(Daemon):
    """The store with its files in `directory`/data; every acknowledged write is on disk.

    `server` may be another program with the same options, to see what share the store has in a measurement.
    """

    name = "store"

    def __init__(self, directory: Path, ports: Ports, server: Path = SERVER) -> None:
        super().__init__(directory)
        self._port, self._server = ports.store, server

    @property
    def url(self) -> str:
        return f"mongodb://{HOST}:{self._port}/?directConnection=true"

    def command(self) -> list[str]:
        where = ["--host", HOST, "--port", str(self._port), "--storage-path", str(self.directory / "data")]
        # A write may have to make room in a full cache while it holds the server's only lock. It waits for ever when a
        # reader that waits for that lock keeps the room: so the cache, a limit and nothing reserved, must not get full.
        return [str(self._server), *where, "--sync-on-commit", "--cache-size", "1G", "--log-level", "WARNING"]

    def is_ready(self) -> bool:
        client: MongoClient[dict[str, object]] = MongoClient(self.url, serverSelectionTimeoutMS=500)
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
        finally:
            client.close()
        return True
