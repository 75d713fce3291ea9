"""Webhooks as Standard Webhooks has them: a JSON body, signed, with an id by which a repetition is known.

While a secret is replaced by another the signature is made with both, so that a receiver may know either.
"""

import base64
import binascii
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Annotated

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FilePath, SecretStr

from chassis.settings import load_if_set
from city import reading
from services.notify.transports.addresses import IPNetwork, Networks, web_address
from services.notify.transports.base import Message, TransportSettings, TransportType
from services.notify.transports.outbound import Outbound
from services.notify.transports.posting import Post, PostingTransport, content

USER_AGENT = "tanggap-notify"
PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES = 24, 64
"""How long a secret is, as Standard Webhooks has it."""
WORDING = f"must be {PREFIX} and {LEAST_BYTES} to {MOST_BYTES} random bytes in base64"


class WebhookSettings(TransportSettings):
    """`WEBHOOK_SECRETS_FILE` names a YAML file with one or two `secrets`, for addresses in the city's files."""

    webhook_secrets_file: FilePath
    webhook_timeout_s: float = Field(default=10.0, gt=0, le=60, description="longest that one post may take")
    webhook_allowed_networks: Networks = Field(
        default=(), description="networks that may be called though they are not public, separated by commas"
    )


def allowed_networks() -> tuple[IPNetwork, ...]:
    """The networks that the environment allows to be called though they are not public."""
    settings = load_if_set(WebhookSettings)
    return settings.webhook_allowed_networks if settings else ()


def key_of(secret: str) -> bytes:
    """The bytes to sign with; raises ValueError, which never repeats the secret, when it is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(WORDING) from None
    if not secret.startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise ValueError(WORDING)
    return key


def new_secret() -> str:
    """A secret for a new webhook, as its receiver has to be given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _checked(secret: SecretStr) -> SecretStr:
    key_of(secret.get_secret_value())
    return secret


class Secrets(BaseModel):
    """The newer secret and, while receivers change over to it, the older one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secrets: tuple[Annotated[SecretStr, AfterValidator(_checked)], ...] = Field(min_length=1, max_length=2)


def signature(secrets: Sequence[str], id_: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one signature for each secret."""
    signed = f"{id_}.{timestamp}.".encode() + body
    made = [hmac.digest(key_of(secret), signed, "sha256") for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(each).decode('ascii')}" for each in made)


def post(message: Message, secrets: Sequence[str], now: float) -> Post:
    """The request for a message at `now`, in seconds since 1970; its body is the same each time.

    Raises ValueError or TypeError when a secret is none, or the event is not JSON.
    """
    said = content(message)
    body = orjson.dumps({"type": said["type"], "timestamp": said["time"], "data": said["data"]})
    timestamp = int(now)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secrets, message.id, timestamp, body),
    }
    return Post(headers, body)


class WebhookTransport(PostingTransport):
    """Signs with a message's own secrets, else with those of the settings.

    Raises `ConfigurationError` when these cannot be read.
    """

    def __init__(self, settings: WebhookSettings, clock: Callable[[], float] = time.time) -> None:
        known = reading.read(settings.webhook_secrets_file, Secrets)
        own = tuple(secret.get_secret_value() for secret in known.secrets)
        client = Outbound(settings.webhook_timeout_s, settings.webhook_allowed_networks)

        def write(message: Message) -> Post:
            return post(message, message.secrets or own, clock())

        super().__init__("webhook", client, write, settings.webhook_timeout_s)


WEBHOOK = TransportType("webhook", WebhookSettings, web_address, WebhookTransport)
