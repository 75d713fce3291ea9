"""The demonstration's channel listens: a webhook of its own, each post checked as Standard Webhooks has it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.ops import HttpServer
from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from verify import History

TRANSPORT = "webhook"


class Listener(HttpServer):
    """Takes posts of one webhook. `received` are the bodies by message id, `seqs` the numbers of each complaint as they
    came, `refused` what was not signed as it should be.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}/tanggap"
        self.received: dict[str, dict[str, Any]] = {}
        self.seqs: defaultdict[str, list[int]] = defaultdict(list)
        self.refused: list[str] = []
        self._verifier: Webhook | None = None
        super().__init__("listener", Starlette(routes=[Route("/tanggap", self._take, methods=["POST"])]), HOST, port)

    def know(self, secret: str) -> None:
        """What posts are signed with."""
        self._verifier = Webhook(secret)

    async def _take(self, request: Request) -> Response:
        body, message = await request.body(), request.headers.get("webhook-id", "")
        assert self._verifier is not None, "nobody posts before the webhook exists"
        try:
            content = self._verifier.verify(body, dict(request.headers))
        except WebhookVerificationError as error:
            self.refused.append(f"{message}: {error}")
            return Response(status_code=401)
        if message not in self.received:
            self.received[message] = content
            self.seqs[content["data"]["complaint_id"]].append(content["data"]["seq"])
        return Response(status_code=204)

    def mismatches(self, histories: Iterable[History]) -> list[str]:
        """What was promised to the channel and did not come so, in words."""
        said = {
            event.delivery_id for history in histories for event in history.delivered if event.transport == TRANSPORT
        }
        gaps = [key for key, seqs in self.seqs.items() if seqs != list(range(1, len(seqs) + 1))]
        return [
            *(f"a post to the channel was not signed as it should be: {each}" for each in self.refused),
            *(f"the channel did not hear {key[-8:]} in order: {self.seqs[key]}" for key in gaps),
            *(f"the channel never got the message {each}" for each in sorted(said - self.received.keys())),
        ]


@asynccontextmanager
async def listening(stack: Stack, key: str) -> AsyncIterator[Listener]:
    """A listener with a webhook for all events of the channel with this key."""
    listener = Listener(free_ports().api)
    await listener.start()
    try:
        async with httpx.AsyncClient(base_url=stack.webhooks_url, headers={"X-API-Key": key}, trust_env=False) as http:
            answer = await http.post("/v1/webhooks", json={"url": listener.url, "description": "the demonstration"})
            answer.raise_for_status()
        listener.know(answer.json()["secret"])
        yield listener
    finally:
        await listener.stop()
