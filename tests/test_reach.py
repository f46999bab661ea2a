"""From where an address can be reached, judged by the address alone."""

import pytest

from podcaster.network.reach import Reach, reach


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST", "localhost.", "pod.localhost", "localhost.localdomain", "ip6-localhost"),
        *("127.0.0.1", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"),
        *("0.0.0.0", "0", "0.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]"),
    ],
)
def test_an_address_of_this_computer(host: str) -> None:
    """However it is written: a listener who follows it finds their own computer."""
    assert reach(f"http://{host}:8000/pod/") is Reach.MACHINE
    assert reach(f"http://{host}/") is Reach.MACHINE


@pytest.mark.parametrize(
    "host",
    [
        *("192.168.1.5", "10.0.0.2", "172.16.3.4", "169.254.1.1", "100.64.0.7", "3232235777"),
        *("[fd00::1]", "[fe80::1]", "nas", "nas.local", "NAS.local.", "pod.lan", "box.home.arpa", "pod.corp"),
    ],
)
def test_an_address_of_a_home_network(host: str) -> None:
    """Good enough for a family with a server at home."""
    assert reach(f"http://{host}/pod/") is Reach.NETWORK


@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "pod.example", "localhost.example.org", "local.example", "8.8.8.8", "[2606:4700::1111]"),
        *("xn--bcher-kva.example", "127.0.0.1.nip.io", "nas.local.example.org", "10.example.org", "0xcafe.example"),
    ],
)
def test_an_address_of_the_world(host: str) -> None:
    """Names that only look like local ones are not."""
    assert reach(f"https://{host}/pod/") is Reach.WORLD
