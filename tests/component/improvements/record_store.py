"""A small learning record store behind a real HTTP server, which can fail as real ones do, be stopped and come back."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis.ops import HttpServer
from deploy.local.ports import HOST, free_ports


class RecordStore:
    """`kept` are the statements by their ids; `answers` are statuses with which the next requests end, before all else.

    With `says_conflict` it answers 409 also where the same statement comes again, as some do.
    """

    def __init__(self) -> None:
        self._port = free_ports().api
        self.url = f"http://{HOST}:{self._port}/xapi/"
        self.kept: dict[str, dict[str, Any]] = {}
        self.answers: list[int] = []
        self.requests: list[tuple[str, str]] = []
        self.headers: dict[str, str] = {}
        self.says_conflict = False
        self._server: HttpServer | None = None

    async def start(self) -> None:
        routes = [Route("/xapi/statements", self._take, methods=["PUT", "GET"])]
        self._server = HttpServer("lrs", Starlette(routes=routes), HOST, self._port)
        await self._server.start()

    async def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await server.stop()

    async def _take(self, request: Request) -> Response:
        id_ = request.query_params.get("statementId", "")
        self.requests.append((request.method, id_))
        self.headers = dict(request.headers)
        if self.answers:
            return Response("that is wrong", self.answers.pop(0))
        if request.method == "GET":
            known = self.kept.get(id_)
            return (
                Response(status_code=404) if known is None else JSONResponse(known | {"stored": "2026-03-02T03:00:01Z"})
            )
        sent = await request.json()
        known = self.kept.setdefault(id_, sent)
        return Response(status_code=409 if known != sent or (self.says_conflict and known is not sent) else 204)
