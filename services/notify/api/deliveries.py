"""/v1/webhooks/{id}/deliveries: what was sent, what was answered, and sending it again."""

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from services.notify.api import schemas
from services.notify.api.dependencies import Channel, Cursor, DeliveryId, Deps, Limit, WebhookId, place_in
from services.notify.application import webhook_deliveries
from services.notify.store.by_time import Place

router = APIRouter(prefix="/v1/webhooks/{webhook_id}", tags=["deliveries"])

From = Annotated[AwareDatetime, Query(alias="from", description="planned at that time or later")]
To = Annotated[AwareDatetime, Query(description="planned at that time or before")]
FailedOnly = Annotated[bool, Query(description="leave out what was delivered")]


@router.post("/test", status_code=202)
async def send_test(deps: Deps, channel: Channel, webhook_id: WebhookId) -> schemas.Accepted:
    """Send the event `webhook.test`, signed and repeated like any other."""
    return schemas.Accepted(delivery_id=(await webhook_deliveries.send_test(deps, channel, webhook_id)).id)


@router.get("/deliveries")
async def list_deliveries(
    deps: Deps, channel: Channel, webhook_id: WebhookId, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Deliveries:
    """The log, the latest first."""
    found = await webhook_deliveries.page(deps, channel, webhook_id, place_in(cursor, "cursor"), limit)
    return schemas.Deliveries(
        deliveries=[schemas.delivery_view(each) for each in found.deliveries],
        next=None if found.following is None else str(found.following),
    )


@router.get("/deliveries/{delivery_id}")
async def read_delivery(
    deps: Deps, channel: Channel, webhook_id: WebhookId, delivery_id: DeliveryId
) -> schemas.DeliveryWithRequest:
    """One delivery with the body of its request."""
    logged = await webhook_deliveries.one(deps, channel, webhook_id, delivery_id)
    return schemas.with_request(logged, await deps.request_of(logged.delivery))


@router.post("/deliveries/{delivery_id}/redeliver", status_code=202)
async def redeliver(deps: Deps, channel: Channel, webhook_id: WebhookId, delivery_id: DeliveryId) -> schemas.Accepted:
    """Send one delivery again, under the same `webhook-id`."""
    return schemas.Accepted(delivery_id=(await webhook_deliveries.redeliver(deps, channel, webhook_id, delivery_id)).id)


@router.post("/redeliver", status_code=202)
async def redeliver_range(
    deps: Deps,
    channel: Channel,
    webhook_id: WebhookId,
    begin: From,
    to: To,
    after: Cursor = None,
    failed_only: FailedOnly = False,
) -> schemas.RangeAccepted:
    """Send a range again, in its order; up to 100 deliveries in a call."""
    place = place_in(after, "after") or Place.before(begin.astimezone(UTC))
    done = await webhook_deliveries.redeliver_range(deps, channel, webhook_id, place, to.astimezone(UTC), failed_only)
    return schemas.RangeAccepted(redelivered=done.count, next=None if done.following is None else str(done.following))
