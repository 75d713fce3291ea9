"""Channels: the systems that may call our APIs, known by keys or by signed requests, wherever they are kept."""

from chassis.access.buckets import RateLimits
from chassis.access.channels import Channel, Key, Kind, Secret, hash_of, of_file
from chassis.access.directory import ChannelDirectory
from chassis.access.lookup import Channels
from chassis.access.nonces import NonceStore
from chassis.access.store import ChannelStore

__all__ = [
    "Channel",
    "ChannelDirectory",
    "ChannelStore",
    "Channels",
    "Key",
    "Kind",
    "NonceStore",
    "RateLimits",
    "Secret",
    "access_database",
    "hash_of",
    "of_file",
]


def access_database(database: str) -> str:
    """Where channels are kept, beside the database of complaints: every service reads the same ones."""
    return f"{database}_access"
