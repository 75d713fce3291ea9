"""What is sent and answered, in JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.notify.application.webhooks import MAX_DESCRIPTION
from services.notify.domain.public import PUBLIC_EVENTS
from services.notify.domain.webhooks import Webhook
from services.notify.store.webhook_log import Logged

Url = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Events = Annotated[list[Annotated[str, StringConstraints(max_length=64)]], Field(max_length=len(PUBLIC_EVENTS))]
Description = Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewWebhook(_Sent):
    """Without `events` it is told of all kinds."""

    url: Url = Field(examples=["https://channel.example/tanggap"])
    events: Events = Field(default=[], examples=[["complaint.assigned", "complaint.resolved", "complaint.closed"]])
    description: Description = ""


class ChangedWebhook(_Sent):
    """What is left out stays as it is; an empty list of `events` stands for all kinds."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    enabled: bool | None = None


class WebhookView(BaseModel):
    """A webhook without its secrets. `secrets` says how many sign: two after a rotation."""

    id: str
    url: str
    events: list[str] = Field(description="empty: all kinds")
    description: str
    created_at: datetime
    enabled: bool
    disabled_at: datetime | None
    disabled_because: Literal["owner", "gone", "failing"] | None
    failing_since: datetime | None
    secrets: int


class WebhookWithSecret(WebhookView):
    """The only answer that shows a secret."""

    secret: str


class Webhooks(BaseModel):
    """All webhooks of the channel."""

    webhooks: list[WebhookView]


class AttemptView(BaseModel):
    """One post. `code` is the status of the answer, or a word where there was none; `reply` is how it begins."""

    at: datetime
    outcome: str
    code: int | str
    latency_ms: int
    reply: str


class DeliveryView(BaseModel):
    """One message. `message_id` is the header `webhook-id`: a repetition has that of the message it repeats."""

    id: str
    message_id: str
    event: str
    complaint_id: str | None
    seq: int | None
    state: Literal["pending", "delivered", "failed", "skipped"]
    planned_at: datetime
    next_attempt_at: datetime | None
    attempts: list[AttemptView]


class DeliveryWithRequest(DeliveryView):
    """With the body of its request."""

    request: dict[str, Any]


class Deliveries(BaseModel):
    """A page of the log, the latest first; `next` is the cursor of the page after it, null on the last one."""

    deliveries: list[DeliveryView]
    next: str | None


class Accepted(BaseModel):
    """It is on its way; the log says what becomes of it."""

    delivery_id: str


class RangeAccepted(BaseModel):
    """How many go out again; while `next` is not null the same call with it as `after` goes on."""

    redelivered: int
    next: str | None


def webhook_view(webhook: Webhook) -> WebhookView:
    """As its owner sees it."""
    return WebhookView(**_shown(webhook))


def with_secret(webhook: Webhook) -> WebhookWithSecret:
    """As its owner sees it once, with its newest secret."""
    return WebhookWithSecret(**_shown(webhook), secret=webhook.secrets[0])


def delivery_view(logged: Logged) -> DeliveryView:
    """As the owner of the webhook sees it."""
    return DeliveryView(**_logged(logged))


def with_request(logged: Logged, request: dict[str, Any]) -> DeliveryWithRequest:
    """The same with what was posted."""
    return DeliveryWithRequest(**_logged(logged), request=request)


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events or ()),
        "description": webhook.description,
        "created_at": webhook.created_at,
        "enabled": webhook.is_enabled,
        "disabled_at": webhook.disabled_at,
        "disabled_because": webhook.disabled_because,
        "failing_since": webhook.failing_since,
        "secrets": len(webhook.secrets),
    }


def _logged(logged: Logged) -> dict[str, Any]:
    delivery = logged.delivery
    return {
        "id": delivery.id,
        "message_id": logged.message_id,
        "event": logged.kind,
        "complaint_id": delivery.subject_id or None,
        "seq": delivery.seq or None,
        "state": delivery.state,
        "planned_at": delivery.planned_at,
        "next_attempt_at": delivery.next_attempt_at,
        "attempts": [
            AttemptView(at=each.at, outcome=each.outcome, code=each.code, latency_ms=each.latency_ms, reply=each.reply)
            for each in logged.attempts
        ],
    }
