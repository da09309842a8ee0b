"""What counts as one network, and when a window ends."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.limits import Limit, network_of


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("2001:DB8::1", "2001:0db8:0000:0000::9", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("unknown", "unknown", True),
        ("", "unknown", False),
    ],
)
def test_what_is_one_network(one: str, other: str, is_one: bool) -> None:
    assert (network_of(one) == network_of(other)) is is_one


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**64 - 1))
def test_an_ipv6_network_is_its_first_64_bits(number: int, host: int) -> None:
    address, neighbour = IPv6Address(number), IPv6Address(number >> 64 << 64 | host)
    if not (address.ipv4_mapped or neighbour.ipv4_mapped):
        assert network_of(str(address)) == network_of(str(neighbour))
        assert network_of(str(address)) != network_of(str(IPv6Address(number ^ 1 << 64)))


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_network_is_one_address(number: int) -> None:
    assert network_of(str(IPv4Address(number))) == str(IPv4Address(number))


@given(st.integers(0, 4_000_000_000), st.integers(1, 90_000))
def test_a_window_ends_after_now_and_the_next_one_begins_there(moment: int, seconds: int) -> None:
    now = datetime.fromtimestamp(moment, UTC)
    limit = Limit("x", 1, seconds)
    end = limit.window_end(now)
    assert now < end <= now + timedelta(seconds=seconds)
    assert limit.window_end(end) == end + timedelta(seconds=seconds)
