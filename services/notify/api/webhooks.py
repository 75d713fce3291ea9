"""/v1/webhooks: a channel's endpoints, which are told of what happens to its complaints."""

from fastapi import APIRouter, Response

from chassis.http.json_bodies import JsonRoute
from services.notify.api import schemas
from services.notify.api.dependencies import Channel, Deps, WebhookId
from services.notify.application import webhooks
from services.notify.application.webhooks import Changes

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=JsonRoute)


@router.post("", status_code=201)
async def create(
    deps: Deps, channel: Channel, new: schemas.NewWebhook, response: Response
) -> schemas.WebhookWithSecret:
    """A new webhook. Its secret is in this answer and in no other."""
    webhook = await webhooks.create(deps, channel, new.url, new.events, new.description)
    response.headers["Location"] = f"/v1/webhooks/{webhook.id}"
    return schemas.with_secret(webhook)


@router.get("")
async def list_webhooks(deps: Deps, channel: Channel) -> schemas.Webhooks:
    """All webhooks of the channel, the first one first."""
    return schemas.Webhooks(webhooks=[schemas.webhook_view(each) for each in await webhooks.listed(deps, channel)])


@router.get("/{webhook_id}")
async def read(deps: Deps, channel: Channel, webhook_id: WebhookId) -> schemas.WebhookView:
    """One webhook."""
    return schemas.webhook_view(await webhooks.found(deps, channel, webhook_id))


@router.patch("/{webhook_id}")
async def change(
    deps: Deps, channel: Channel, webhook_id: WebhookId, changed: schemas.ChangedWebhook
) -> schemas.WebhookView:
    """Change what is sent along; `enabled` of true also ends a row of failures."""
    changes = Changes(changed.url, changed.events, changed.description, changed.enabled)
    return schemas.webhook_view(await webhooks.change(deps, channel, webhook_id, changes))


@router.delete("/{webhook_id}", status_code=204)
async def remove(deps: Deps, channel: Channel, webhook_id: WebhookId) -> None:
    """Remove it; what still waits for it is not sent."""
    await webhooks.remove(deps, channel, webhook_id)


@router.post("/{webhook_id}/secret", status_code=201)
async def rotate(deps: Deps, channel: Channel, webhook_id: WebhookId) -> schemas.WebhookWithSecret:
    """A new secret. Messages are signed with both until the next rotation, or until the old one is removed."""
    return schemas.with_secret(await webhooks.rotate(deps, channel, webhook_id))


@router.delete("/{webhook_id}/secret/old", status_code=204)
async def remove_old_secret(deps: Deps, channel: Channel, webhook_id: WebhookId) -> None:
    """Sign with the newest secret only."""
    await webhooks.drop_old_secret(deps, channel, webhook_id)
