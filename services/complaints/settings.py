"""Settings of the intake API and of the projection, from the environment."""

from pathlib import Path

from pydantic import Field

from chassis.settings import RelaySettings, StoreSettings
from web.settings import PageSettings


class ComplaintsSettings(StoreSettings):
    """What both processes need."""

    city_config: Path = Field(description="folder with the city's configuration")
    store_pool: int = Field(
        default=8, ge=1, le=100, description="connections to the store; more make a small store slower"
    )


class ProjectionSettings(ComplaintsSettings):
    """What the projection needs."""

    publish_every_s: float = Field(
        default=3600.0,
        ge=1,
        description="between two editions of what is published; sooner, somebody could see when something happened",
    )


class IntakeSettings(ComplaintsSettings, RelaySettings, PageSettings):
    """What the API and its relay need."""

    api_port: int = Field(ge=0, le=65535, description="port of the API")
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="the city's identity provider, exactly as it names itself; staff sign in there",
    )
    oidc_client_id: str | None = Field(default=None, min_length=1, description="what it calls this service")
    oidc_client_secret_file: Path | None = Field(
        default=None, description="the client's secret, as text; without it the client is a public one, with PKCE"
    )
    oidc_scopes: str = Field(default="openid profile", description="what is asked for, with blanks between them")
    oidc_groups_claim: str = Field(default="groups", min_length=1, description="the claim with somebody's groups")
    oidc_person_claim: str = Field(
        default="preferred_username", min_length=1, description="the claim with somebody's id in records"
    )
    oidc_allow_tokens: bool = Field(
        default=False, description="beside the provider, people may sign in with a token of the access file as well"
    )
    map_tiles: str | None = Field(
        default=None,
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]+/[^\s;,]+$",
        description="address of the tiles of a map, with {z}, {x} and {y}; without it the pages have no map",
    )
    map_start: str | None = Field(default=None, description="where the map opens: latitude,longitude,zoom")
    map_credit: str = Field(
        default="© OpenStreetMap contributors", min_length=1, description="whose map it is, as its licence asks for"
    )
    filings_per_hour: int = Field(
        default=30, ge=1, description="complaints that may be filed on the pages from one address within an hour"
    )
    link_keys_file: Path | None = Field(
        default=None, description="keys of the links in messages, YAML; without it no link is accepted"
    )
    scanner: str | None = Field(
        default=None,
        pattern=r"^(tcp://|unix:/)",
        description="clamd that looks files through: tcp://host:port or unix:/path; without it they are not scanned",
    )
    bulk_max_outbox_age_s: float = Field(
        default=60.0, gt=0, description="bulk channels wait while the oldest event has waited longer to be published"
    )
    bulk_min_free_share: float = Field(
        default=0.1, ge=0, lt=1, description="bulk channels wait while less of the store's disk is free"
    )
