"""The network as the client of webhooks sees it: names are resolved here, once a connection, and checked."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

import httpcore

from services.notify.transports.addresses import IPAddress

RESOLVERS = 8
"""So many names are looked up at once, in threads of their own: a name server that hangs holds up nothing else."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The network addresses that a host's name stands for; raises OSError when there are none."""

WhyNot = Callable[[IPAddress], str | None]
"""Why an address may not be called; None when it may."""


class NotCallable(Exception):
    """The host is at an address that may not be called."""


class NotFound(Exception):
    """The host's name stands for no address."""


class Names:
    """Looks up names with the system's resolver."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(RESOLVERS, "resolver")

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """As `Resolve` says."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _look_up, host, port)

    def close(self) -> None:
        """Let go of the threads, without waiting for a name server."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be called. The name is resolved here and nowhere else."""

    def __init__(self, resolve: Resolve, why: WhyNot) -> None:
        self._resolve, self._why_not, self._network = resolve, why, httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """Connect to the first address that answers, if all may be called; one that may not is no accident."""
        failure: Exception = NotFound()
        for address in await self._addresses(host, port):
            try:
                stream = await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
                return Connected(stream)
            except httpcore.ConnectError as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = [ip_address(each) for each in dict.fromkeys(await self._resolve(host, port))]
        except (OSError, UnicodeError) as error:
            raise NotFound from error
        for address in addresses:
            if reason := self._why_not(address):
                raise NotCallable(reason)
        return [str(address) for address in addresses]


class Connected(httpcore.AsyncNetworkStream):
    """A connection that does not stay open when the time limit ends its TLS handshake, as the client's own does."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the client's own."""
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the client's own."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """As the client's own."""
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        """As the client's own."""
        return self._stream.get_extra_info(info)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Encrypt it, or close it."""
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise


def _look_up(host: str, port: int) -> list[str]:
    return [str(address[0]) for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
