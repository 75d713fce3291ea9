"""The shortest honest sender of webhooks: posts with httpx, a few at a time."""

import asyncio
import os
from uuid import uuid4

import httpx

URL, COUNT, AT_ONCE = os.environ["URL"], int(os.environ["COUNT"]), 8
TEXT = "x" * int(os.environ["SIZE"])


async def post(client: httpx.AsyncClient, left: list[int]) -> None:
    """Post as long as something is left."""
    while left:
        left.pop()
        await client.post(URL, json={"type": "bench", "data": TEXT}, headers={"webhook-id": str(uuid4())})


async def main() -> None:
    """Post all, then wait to be ended."""
    left = list(range(COUNT))
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(post(client, left) for _ in range(AT_ONCE)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
