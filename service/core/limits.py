"""How often something may happen within a window of time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class Limit:
    """most: how often within one window; seconds: how long a window is."""

    name: str
    most: int
    seconds: int

    def window_end(self, now: datetime) -> datetime:
        """When the window that holds now is over."""
        start = int(now.timestamp()) // self.seconds * self.seconds
        return datetime.fromtimestamp(start + self.seconds, UTC)


SIGNINGS_BY_NETWORK = Limit("signings by network", 100, 600)
"""A lecture hall behind one address can sign; a script cannot fill the list."""

LOOKUPS_BY_NETWORK = Limit("lookups by network", 60, 600)
MAILS_TO_ADDRESS = Limit("mails to address", 6, 3600)
"""Mails that strangers can cause to one address, over all letters."""

MAILS_TO_DOMAIN = Limit("mails to domain", 1_000, 3600)
"""Above it the mails of a domain wait for the next window; none is lost."""

RESENDS = Limit("resends", 3, 3600)
CODE_TRIES = Limit("code tries", 5, 7 * 86400)
SECOND_STEP_TRIES = Limit("second step tries", 10, 3600)
"""Tries of one account, right ones too: counted before they are looked at, so that none slips through."""


def network_of(address: str) -> str:
    """What a limit counts as one network: an IPv4 address, an IPv6 /64, or the text where it is neither."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return IPv6Address(int(parsed)).exploded[:19]
    return str(parsed)
