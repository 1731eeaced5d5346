"""Which names the app answers to: a page elsewhere must not drive it because its name leads here (DNS rebinding)."""

import socket

import pytest

from benchmarks.pages.browser import serve


@pytest.fixture(scope="module")
def port():
    with serve() as (address, _):
        yield int(address.rpartition(":")[2])


@pytest.fixture(scope="module")
def port_behind_a_proxy():
    with serve(options=["--server.allowedHosts", "films.example", "--server.allowedHosts", "localhost"]) as (
        address,
        _,
    ):
        yield int(address.rpartition(":")[2])


def handshake(port: int, host: str) -> int:
    """The status of a WebSocket handshake as a browser makes it from a page of that host; 101 opens one."""
    lines = [
        "GET /_stcore/stream HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", "Upgrade: websocket",
        "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
    ]  # fmt: skip
    with socket.create_connection(("localhost", port), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.recv(4096).split()[1])


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_this_machine_is_answered(port, name):
    assert handshake(port, f"{name}:{port}") == 101


@pytest.mark.parametrize(
    "name", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.7", "[::2]", "x@y"]
)
def test_a_page_elsewhere_is_refused(port, name):
    assert handshake(port, f"{name}:{port}") == 403
    assert handshake(port, name) == 403


def test_behind_a_proxy_its_own_name_is_answered_and_no_other(port_behind_a_proxy):
    answers = {name: handshake(port_behind_a_proxy, name) for name in ("films.example", "localhost", "evil.example")}
    assert answers == {"films.example": 101, "localhost": 101, "evil.example": 403}
