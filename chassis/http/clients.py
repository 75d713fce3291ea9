"""Which address a request comes from, also behind a gateway."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import Request

Network = IPv4Network | IPv6Network
_SITE_BITS = 64
"""Of an IPv6 address: whoever has one has all that share these bits."""


def client_address(request: Request) -> str:
    """The address of whoever asks: the network of 64 bits where it is one of IPv6."""
    peer = request.client.host if request.client else "unknown"
    return address_behind(peer, request.headers.getlist("x-forwarded-for"), request.app.state.trusted_proxies)


def address_behind(peer: str, forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """The right-most address of `X-Forwarded-For` that is no trusted proxy's; `peer` where it is none itself.

    Anybody can write the header: what stands left of an address that is not trusted is only said by that one. Where
    a trusted proxy names something that is no address, it stands for that proxy.
    """
    nearest = _parsed(peer)
    if nearest is None:
        return peer
    hops = [hop for line in forwarded for hop in line.split(",")]
    while hops and _is_trusted(nearest, trusted):
        hop = _parsed(hops.pop())
        if hop is None:
            break
        nearest = hop
    return _shared(nearest)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, with a port or without; an IPv4 one that is written as IPv6 is the IPv4 one."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _shared(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _SITE_BITS), strict=False))
