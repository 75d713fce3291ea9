"""The shortest honest sender of mails: some connections with aiosmtplib, the same text over and over."""

import asyncio
import os
from uuid import uuid4

import aiosmtplib

HOST, PORT, SENDER = "127.0.0.1", int(os.environ["SMTP_PORT"]), "bench@demo.tanggap.example"
CONNECTIONS, COUNT, SIZE = 8, int(os.environ["COUNT"]), int(os.environ["SIZE"])
TEXT = ("x" * 76 + "\r\n") * (SIZE // 78)


async def send(left: list[int]) -> None:
    """Send over one connection as long as something is left."""
    async with aiosmtplib.SMTP(hostname=HOST, port=PORT, local_hostname="bench") as client:
        while left:
            left.pop()
            mail = f"Message-ID: <{uuid4()}@bench>\r\nSubject: bench\r\nFrom: {SENDER}\r\nTo: {SENDER}\r\n\r\n{TEXT}"
            await client.sendmail(SENDER, [SENDER], mail.encode())


async def main() -> None:
    """Send all, then wait to be ended."""
    left = list(range(COUNT))
    await asyncio.gather(*(send(left) for _ in range(CONNECTIONS)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
