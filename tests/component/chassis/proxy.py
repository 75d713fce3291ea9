"""A proxy in front of one broker. On demand it holds back what goes to and comes from a group's coordinator.

A client keeps a connection of its own for its group, so fetching and producing go on meanwhile: that is how a worker
is cut off whose coordinator's broker has failed, while those that lead its partitions are well.
"""

import asyncio
from types import TracebackType

HOST = "127.0.0.1"
GROUP_REQUESTS = frozenset({11, 12, 13, 14})
"""JoinGroup, Heartbeat, LeaveGroup and SyncGroup, by their numbers in the protocol."""


class Proxy:
    """Listens on a port of its own; `bootstrap` is its address, and what the broker calls its own is replaced by it."""

    def __init__(self, bootstrap: str) -> None:
        self._broker = int(bootstrap.rpartition(":")[2])
        self._passes = asyncio.Event()
        self._passes.set()
        self._of_a_group: set[int] = set()
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self._port = self._server.sockets[0].getsockname()[1]
        self.bootstrap = f"{HOST}:{self._port}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def cut_coordinator(self) -> None:
        """Hold back every byte of the connections that groups use, from now on."""
        self._passes.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        broker_reader, broker_writer = await asyncio.open_connection(HOST, self._broker)
        number = id(writer)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._requests(reader, broker_writer, number))
                both.create_task(self._answers(broker_reader, writer, number))
        except* (asyncio.IncompleteReadError, OSError):
            pass  # one side has hung up
        finally:
            self._of_a_group.discard(number)
            broker_writer.close()
            writer.close()

    async def _requests(self, client: asyncio.StreamReader, broker: asyncio.StreamWriter, number: int) -> None:
        while True:
            frame = await _frame(client)
            if int.from_bytes(frame[4:6]) in GROUP_REQUESTS:
                self._of_a_group.add(number)
            await self._pass(frame, broker, number)

    async def _answers(self, broker: asyncio.StreamReader, client: asyncio.StreamWriter, number: int) -> None:
        there, here = (HOST.encode() + port.to_bytes(4) for port in (self._broker, self._port))
        while True:
            await self._pass((await _frame(broker)).replace(there, here), client, number)

    async def _pass(self, frame: bytes, to: asyncio.StreamWriter, number: int) -> None:
        if number in self._of_a_group:
            await self._passes.wait()
        to.write(frame)
        await to.drain()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, with its length before it."""
    length = await reader.readexactly(4)
    return length + await reader.readexactly(int.from_bytes(length))
