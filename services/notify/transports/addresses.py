"""Which web addresses may be called: none that lead into our own network, unless the settings allow it.

An address is checked twice: its text when it is configured or registered, and each network address that its host's name
stands for when a connection is made. Names are not trusted to stay what they were.
"""

import re
from collections.abc import Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Annotated

import httpx
from pydantic import BeforeValidator
from pydantic_settings import NoDecode

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

MAX_LENGTH = 2000
NOT_PUBLIC = "leads to an address that is not public and not in a network that the settings allow"
UNENCRYPTED = "must begin with https://; http:// is only for hosts in a network that the settings allow"
EXAMPLE = "such as https://chat.city.example/hooks/1"

NEVER_PUBLIC: tuple[IPNetwork, ...] = (
    ip_network("192.0.0.0/24"),  # protocol assignments; clouds keep services of a machine's own there
    ip_network("192.88.99.0/24"),  # relays of 6to4, withdrawn
    ip_network("168.63.129.16/32"),  # a cloud's own service to its machines
    ip_network("64:ff9b:1::/48"),  # translation to private addresses
    ip_network("100:0:0:1::/64"),
    ip_network("5f00::/16"),  # segment routing inside a network
)
"""What `ipaddress` takes for public, or took in some version, and is not."""

NAT64 = IPv6Network("64:ff9b::/96")
_HOST = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?"
)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)


def networks_in(text: object) -> object:
    """The networks in a text that separates them by commas; anything else is left as it is."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) if isinstance(text, str) else text


Networks = Annotated[tuple[IPNetwork, ...], NoDecode, BeforeValidator(networks_in)]
"""A setting: networks that may be called though they are not public, such as `10.20.0.0/16,fd00:1::/64`."""


def web_address(text: str, allowed: tuple[IPNetwork, ...] | None = None) -> str:
    """The address itself; raises ValueError with the reason when it could never be called.

    `allowed` are the networks that may be called though they are not public. Where they are not known (None), what
    depends on them is not checked here but when it is called.
    """
    url = parsed(text)
    _check_host(url.host, url.raw_host)
    literal = _literal(url.host)
    if allowed is not None and literal is not None and (reason := why_not(literal, allowed)):
        raise ValueError(reason)
    if url.scheme == "http" and not _may_be_unencrypted(literal, allowed):
        raise ValueError(UNENCRYPTED)
    return text


def parsed(text: str) -> httpx.URL:
    """The parts of a web address; raises ValueError when it is none, or has parts that it must not have."""
    if len(text) > MAX_LENGTH or not text.isprintable() or re.search(r"[\s\\]", text):
        raise ValueError(f"must be one web address without spaces, {EXAMPLE}")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"must be a web address {EXAMPLE}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"must be a web address {EXAMPLE}")
    if "@" in re.split(r"[/?#]", text.partition("://")[2])[0]:
        raise ValueError("must not contain a user name or password")
    if url.fragment or "#" in text:
        raise ValueError("must not contain a fragment (#…)")
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError("must have a port between 1 and 65535")
    return url


def why_not(address: IPAddress, allowed: tuple[IPNetwork, ...]) -> str | None:
    """Why a network address may not be called; None when it may. The address itself is not repeated."""
    if is_allowed(address, allowed) or all(is_public(each) for each in embedded(address) or (address,)):
        return None
    return NOT_PUBLIC


def is_allowed(address: IPAddress, allowed: tuple[IPNetwork, ...]) -> bool:
    """Whether the settings allow the address, or all that it stands for."""
    return _is_in(address, allowed) or (
        bool(embedded(address)) and all(_is_in(each, allowed) for each in embedded(address))
    )


def is_public(address: IPAddress) -> bool:
    """Whether anybody in the world may be meant by the address."""
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    is_site_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not is_special and not is_site_local and not _is_in(address, NEVER_PUBLIC)


def embedded(address: IPAddress) -> tuple[IPv4Address, ...]:
    """The addresses of the older protocol that one of the newer stands for: packets end there."""
    return tuple(_embedded(address)) if isinstance(address, IPv6Address) else ()


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def _check_host(host: str, raw_host: bytes) -> None:
    """A name, or a network address in its one usual form: readers must not take it for something else."""
    if _literal(host) is not None and "%" not in host:
        return
    ascii_host = raw_host.decode("ascii").lower()
    if not _HOST.fullmatch(ascii_host) or _NUMBER.fullmatch(ascii_host.rstrip(".").rpartition(".")[2]):
        raise ValueError("must name its host, or give its network address in the usual form such as 203.0.113.7")


def _literal(host: str) -> IPAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _may_be_unencrypted(literal: IPAddress | None, allowed: tuple[IPNetwork, ...] | None) -> bool:
    if literal is not None:
        return is_allowed(literal, allowed) if allowed is not None else not is_public(literal)
    return allowed is None or bool(allowed)


def _is_in(address: IPAddress, networks: tuple[IPNetwork, ...]) -> bool:
    return any(address in network for network in networks)
