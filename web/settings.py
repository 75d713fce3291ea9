"""Settings of every service that serves pages."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from chassis.settings import StoreSettings
from web.hosts import COMPLAINTS, IMPROVEMENTS

_ORIGIN = r"^https?://[^/\s]+$"


def _networks(listed: object) -> object:
    """Networks, or single addresses, with commas between them."""
    if not isinstance(listed, str):
        return listed
    return tuple(ip_network(each.strip()) for each in listed.split(",") if each.strip())


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_networks)]


class PageSettings(StoreSettings):
    """What pages need: who may sign in, what they sign with, and where people reach them."""

    access_file: Path = Field(description="hashed keys of channels and tokens of officers, YAML")
    tracking_key_file: Path = Field(
        description="at least 16 secret bytes; the tracking codes, and what the pages sign, follow from them"
    )
    public_url: str | None = Field(
        default=None,
        pattern=_ORIGIN,
        description="where people reach the pages, such as https://lapor.example.go.id; cookies then need https",
    )
    complaints_url: str | None = Field(
        default=None, pattern=_ORIGIN, description="origin of complaints, where services have ports of their own"
    )
    improvements_url: str | None = Field(
        default=None, pattern=_ORIGIN, description="origin of improvements, where services have ports of their own"
    )

    trusted_proxies: Networks = Field(
        default=(), description="networks of gateways whose X-Forwarded-For says who calls, with commas between them"
    )

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the pages over HTTPS."""
        return (self.public_url or "").startswith("https:")

    @property
    def origins(self) -> Mapping[str, str]:
        """Service → origin, for those that have one of their own."""
        known = {COMPLAINTS: self.complaints_url, IMPROVEMENTS: self.improvements_url}
        return {service: origin for service, origin in known.items() if origin is not None}
