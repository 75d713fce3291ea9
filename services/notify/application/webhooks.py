"""The life of a webhook: made, looked at, changed, given a new secret, removed.

A caller is a channel, which sees only its own webhooks, or None for whoever operates the city and sees them all.
Refusals are those of `services.notify.application.refusals`; every use case may raise `StoreUnavailable`.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from services.notify.application.dependencies import Dependencies
from services.notify.application.refusals import NotFound, NotNow, WrongField
from services.notify.domain import webhooks
from services.notify.domain.public import PUBLIC_EVENTS
from services.notify.domain.webhooks import Webhook
from services.notify.store.webhooks import MAX_PER_CHANNEL
from services.notify.transports.webhook import new_secret

MAX_DESCRIPTION = 200


@dataclass(frozen=True)
class Changes:
    """What is to be different; None leaves it as it is. No `events` (an empty list) stands for all kinds."""

    url: str | None = None
    events: Sequence[str] | None = None
    description: str | None = None
    enabled: bool | None = None


async def create(
    deps: Dependencies, channel: str, url: str, events: Sequence[str] = (), description: str = ""
) -> Webhook:
    """A new webhook of a channel; its one secret is shown to its owner now and never again."""
    blank = Webhook(
        id=f"wh_{secrets.token_hex(12)}",
        channel=channel,
        url="",
        events=None,
        secrets=(new_secret(),),
        created_at=deps.clock(),
    )
    webhook = _changed(deps, Changes(url, events, description))(blank)
    if not await deps.store.add(webhook):
        raise NotNow(f"the channel has {MAX_PER_CHANNEL} webhooks already", "remove one that is no longer needed")
    deps.changed()
    return webhook


async def listed(deps: Dependencies, channel: str | None) -> list[Webhook]:
    """All webhooks that the caller sees."""
    return await (deps.store.everything() if channel is None else deps.store.of_channel(channel))


async def found(deps: Dependencies, channel: str | None, webhook_id: str) -> Webhook:
    """The webhook with this id."""
    webhook = await deps.store.get(webhook_id)
    if webhook is None or channel not in (None, webhook.channel):
        raise NotFound("there is no such webhook", "look at the list of webhooks")
    return webhook


async def change(deps: Dependencies, channel: str | None, webhook_id: str, changes: Changes) -> Webhook:
    """The webhook with these changes. One that is enabled again begins a new row of failures."""
    return await _kept(deps, channel, webhook_id, _changed(deps, changes))


async def rotate(deps: Dependencies, channel: str | None, webhook_id: str) -> Webhook:
    """The webhook with a new secret; the one before goes on signing beside it."""
    secret = new_secret()
    return await _kept(deps, channel, webhook_id, lambda webhook: webhooks.rotated(webhook, secret))


async def drop_old_secret(deps: Dependencies, channel: str | None, webhook_id: str) -> Webhook:
    """The webhook with its newest secret only."""
    return await _kept(deps, channel, webhook_id, webhooks.without_old_secret)


async def remove(deps: Dependencies, channel: str | None, webhook_id: str) -> None:
    """Forget the webhook; what was sent to it stays in the store."""
    webhook = await found(deps, channel, webhook_id)
    await deps.store.remove(webhook.id)
    deps.changed()


async def _kept(
    deps: Dependencies, channel: str | None, webhook_id: str, altered: Callable[[Webhook], Webhook]
) -> Webhook:
    webhook = await found(deps, channel, webhook_id)
    after = await deps.store.change(webhook.id, altered)
    if after is None:
        raise NotFound("there is no such webhook any more", "look at the list of webhooks")
    deps.changed()
    return after


def _changed(deps: Dependencies, changes: Changes) -> Callable[[Webhook], Webhook]:
    """Checks everything first."""
    if changes.url is not None:
        _check_url(deps, changes.url)
    events = None if changes.events is None else _events(changes.events)
    if changes.description is not None and len(changes.description) > MAX_DESCRIPTION:
        raise WrongField("description", "it is too long", f"send at most {MAX_DESCRIPTION} characters")

    def altered(webhook: Webhook) -> Webhook:
        after = replace(
            webhook,
            url=webhook.url if changes.url is None else changes.url,
            events=webhook.events if events is None else events or None,
            description=webhook.description if changes.description is None else changes.description,
        )
        if changes.enabled is None or changes.enabled == after.is_enabled:
            return after
        return webhooks.enabled(after) if changes.enabled else webhooks.disabled(after, "owner", deps.clock())

    return altered


def _check_url(deps: Dependencies, url: str) -> None:
    try:
        deps.check_url(url)
    except ValueError as error:
        raise WrongField("url", f"it {error}", "send the address of your own endpoint") from error


def _events(kinds: Sequence[str]) -> tuple[str, ...]:
    for kind in kinds:
        if kind not in PUBLIC_EVENTS:
            raise WrongField("events", "there is no such kind of event", f"send some of {', '.join(PUBLIC_EVENTS)}")
    return tuple(kind for kind in PUBLIC_EVENTS if kind in kinds)
