"""CloudEvents 1.0 over HTTP, in structured mode, for systems that want events. Not signed: use webhooks for that."""

import orjson
from pydantic import Field

from services.notify.transports.addresses import Networks, web_address
from services.notify.transports.base import Message, TransportSettings, TransportType
from services.notify.transports.outbound import Outbound
from services.notify.transports.posting import Post, PostingTransport, content

HEADERS = {"Content-Type": "application/cloudevents+json; charset=utf-8", "User-Agent": "tanggap-notify"}


class CloudEventsSettings(TransportSettings):
    """`CLOUDEVENTS_SOURCE` says who we are in every event: a URI, or a path such as `/tanggap/notify`."""

    cloudevents_source: str = Field(pattern=r"^[A-Za-z0-9:/?&=@!$'()*+,;._~%-]+$", max_length=500)
    cloudevents_timeout_s: float = Field(default=10.0, gt=0, le=60, description="longest that one post may take")
    cloudevents_allowed_networks: Networks = Field(
        default=(), description="networks that may be called though they are not public, separated by commas"
    )


def post(message: Message, source: str) -> Post:
    """The request for a message, the same each time; raises TypeError when its event is not JSON."""
    event = {
        "specversion": "1.0",
        "id": message.id,
        "source": source,
        "datacontenttype": "application/json",
        **content(message),
    }
    return Post(HEADERS, orjson.dumps({name: value for name, value in event.items() if value is not None}))


class CloudEventsTransport(PostingTransport):
    """Posts one event a request."""

    def __init__(self, settings: CloudEventsSettings) -> None:
        client = Outbound(settings.cloudevents_timeout_s, settings.cloudevents_allowed_networks)

        def write(message: Message) -> Post:
            return post(message, settings.cloudevents_source)

        super().__init__("cloudevents", client, write, settings.cloudevents_timeout_s)


CLOUDEVENTS = TransportType("cloudevents", CloudEventsSettings, web_address, CloudEventsTransport)
