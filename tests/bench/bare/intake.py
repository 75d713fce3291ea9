"""A bare intake API: one FastAPI route, one durable insert, no keys, no relay. Its uvicorn is set up as ours is."""

import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import uvicorn
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel

CLIENT: Any = AsyncIOMotorClient(os.environ["MONGO_URL"], w="majority", journal=True, maxPoolSize=8)
COMPLAINTS = CLIENT[os.environ["MONGO_DATABASE"]]["complaints"]
app = FastAPI()


class NewComplaint(BaseModel):
    """What is sent."""

    text: str
    category: str | None = None
    area: str | None = None
    point: dict[str, float] | None = None
    external_id: str | None = None
    language: str | None = None


@app.post("/complaints", status_code=201)
async def file(complaint: NewComplaint) -> dict[str, Any]:
    """Keep a complaint and, as an intake API with an outbox must, the event that says so."""
    complaint_id, now = str(uuid4()), datetime.now(UTC)
    routing_input = complaint.model_dump(exclude={"text"}, exclude_none=True)
    event = orjson.dumps(
        {"id": str(uuid4()), "type": "filed", "subject": complaint_id, "time": now, "data": routing_input}
    )
    document = {
        "_id": complaint_id,
        "text": complaint.text,
        "routing_input": routing_input,
        "filed_at": now,
        "state": "filed",
    }
    await COMPLAINTS.insert_one({**document, "events": [{"seq": 1, "body": event}], "pending_since": now})
    return {"id": complaint_id, "state": "filed", "filed_at": now}


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["PORT"]), log_config=None, access_log=False, lifespan="off",
        timeout_graceful_shutdown=10,
    )  # fmt: skip
