"""Which service has which pages, and where it is reached.

In a cluster all pages are on one host, and the ingress knows the paths of each service. On one machine every service
has a port of its own: there a link to a page of another one carries its origin.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

COMPLAINTS, IMPROVEMENTS = "complaints", "improvements"
_PATHS: Mapping[str, str] = dict.fromkeys(("improvements", "surveys", "forum", "reports"), IMPROVEMENTS)
"""The first part of a path → the service that serves it; all others are of complaints."""


@dataclass(frozen=True)
class Hosts:
    """`service` is the one that makes the pages, `origins` where others are reached, without a slash at the end."""

    service: str
    origins: Mapping[str, str] = field(default_factory=dict)

    def link(self, path: str) -> str:
        """The address of a page of the city: the path itself, unless it leads to a service with an own origin."""
        owner = service_of(path)
        return path if owner == self.service else f"{self.origins.get(owner, '')}{path}"

    @property
    def others(self) -> tuple[str, ...]:
        """The origins of the other services; none where all are on one host."""
        return tuple(origin for service, origin in self.origins.items() if service != self.service)


def service_of(path: str) -> str:
    """The service that serves a path, whatever stands behind its first part."""
    first = re.split("[/?#]", path.removeprefix("/"), maxsplit=1)[0]
    return _PATHS.get(first, COMPLAINTS)
