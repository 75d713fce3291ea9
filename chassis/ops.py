"""The operations port of every service: /metrics, /livez (never asks the broker or the store) and /readyz."""

import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from chassis import metrics
from chassis.errors import ConfigurationError
from chassis.process import Component, finish, spawn
from chassis.version import VERSION

GRACE_S = 10
"""How long requests in hand may take when the process stops."""
STOP_TIMEOUT_S = GRACE_S + 5.0


class HttpServer:
    """An ASGI application on a port, as a part of a process."""

    def __init__(self, name: str, app: Any, host: str, port: int) -> None:
        self.name = name
        self._address = f"{host}:{port}"
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,  # the connection says who calls; a header could be anybody's
            timeout_graceful_shutdown=GRACE_S,
        )
        self._server = _QuietServer(config)

    async def start(self) -> None:
        """Bind and answer; raises `ConfigurationError` when the port is taken."""
        config = self._server.config
        if not config.loaded:
            config.load()
        try:
            listener = config.bind_socket()
        except SystemExit as error:
            raise ConfigurationError(f"{self.name}: cannot listen on {self._address}; is the port in use?") from error
        # asyncio sets this only on sockets whose protocol number is given; without it kept-alive clients wait 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._task = spawn(self.name, self._server.serve([listener]))

    async def stop(self) -> None:
        """Answer what is in hand, then close."""
        self._server.should_exit = True
        await finish(self._task, STOP_TIMEOUT_S)

    def not_ready_because(self) -> str | None:
        """Ready as soon as it listens."""
        return None if self._server.started else "not listening yet"


class Ops(HttpServer):
    """The operations port: it starts first and reports on `parts`."""

    def __init__(self, service: str, parts: Sequence[Component], host: str, port: int) -> None:
        metrics.build_info.labels(service, VERSION).set(1)
        self._parts = parts
        self._measure_at_scrapes()
        routes = [Route("/metrics", _metrics), Route("/livez", _live), Route("/readyz", self._ready)]
        super().__init__("ops", Starlette(routes=routes), host, port)

    async def _ready(self, _request: Request) -> Response:
        reasons = self._reasons()
        return JSONResponse({"ready": not reasons, "reasons": reasons}, status_code=503 if reasons else 200)

    def _reasons(self) -> dict[str, str]:
        """By its name, why a part is not ready."""
        return {part.name: reason for part in self._parts if (reason := part.not_ready_because())}

    def _measure_at_scrapes(self) -> None:
        """What is true at the moment of a scrape: readiness, the clock, the disk of temporary files."""
        metrics.ready.set_function(lambda: float(not self._reasons()))
        for part in self._parts:
            metrics.part_ready.labels(part.name).set_function(partial(_is_ready, part))
        metrics.clock.set_function(time.time)
        metrics.disk_free_share.set_function(_disk_free_share)


def _is_ready(part: Component) -> float:
    return float(part.not_ready_because() is None)


def _disk_free_share() -> float:
    usage = shutil.disk_usage(tempfile.gettempdir())
    return usage.free / usage.total


async def _metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _live(_request: Request) -> Response:
    return PlainTextResponse("alive\n")


class _QuietServer(uvicorn.Server):
    """Leaves the signals to the process, which stops all parts in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
