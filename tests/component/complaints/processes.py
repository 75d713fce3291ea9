"""The processes of this service as they are run, for the tests that need them whole."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from deploy.local.environment import REPOSITORY, Stack, service_environment


@contextmanager
def process_of(
    stack: Stack, service: str, module: str, own: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """One process until the end of the block, with these settings of its `own`. It may be killed meanwhile."""
    environment = {**os.environ, **service_environment(stack, service), **(own or {})}
    log = (stack.directory / f"{stack.database}-{environment['INSTANCE'].removesuffix('-0')}.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", module], cwd=REPOSITORY, env=environment, stderr=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()


async def eventually(url: str, expected: int = 200, holds: str = "") -> httpx.Response:
    """The first answer with this status that has these words in it."""
    async with httpx.AsyncClient() as client:
        for _ in range(300):
            try:
                answer = await client.get(url)
                if answer.status_code == expected and holds in answer.text:
                    return answer
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError(f"{url} never answered {expected} {holds}")
