"""The pages as a channel: what citizens file here, they file under one name."""

from city.access import WEB
from services.complaints.domain.rights import Principal, Role

THE_WEB = Principal(Role.CHANNEL, WEB)
"""Whoever files on the pages; nobody knows who they are."""
