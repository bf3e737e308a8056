"""Which IP addresses belong to the public internet.

``ipaddress.is_global`` alone lets whole families of special addresses through (multicast, 6to4,
NAT64, IPv4 in IPv6 and more), so the IANA special-purpose registries stand here in full.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_SPECIAL_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # "this network"
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared address space of carriers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's wire server: public by number, internal by use
        "169.254.0.0/16",  # link local, cloud metadata
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relay anycast
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")  # all that is handed out; the rest cannot be a server
_SPECIAL_V6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarking, AMT, ORCHID, drones
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the old 6bone, returned
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Return whether *address* is one that a public web server can have.

    Addresses that carry another one inside (IPv4-mapped, NAT64, 6to4, Teredo) are not: nobody
    publishes them in the DNS for honest reasons.

    >>> [is_public(a) for a in ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "127.0.0.1", "?")]
    [True, True, False, False, False]
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if not ip.is_global:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _SPECIAL_V4)
    return _is_public_v6(ip)


def _is_public_v6(ip: IPv6Address) -> bool:
    if ip.scope_id is not None or ip not in _GLOBAL_UNICAST_V6:
        return False
    return not any(ip in block for block in _SPECIAL_V6)
