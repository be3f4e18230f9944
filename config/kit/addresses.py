"""What an address is: whether only this machine reaches it, whether its port is free, who answers."""

import http.client
import ipaddress
import socket


def is_loopback(host: str) -> bool:
    """Return whether only programs on this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def why_not_free(host: str, port: int) -> str:
    """Return why a server could not listen there, or nothing when it could."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen(1)
    except OSError as problem:
        return problem.strerror or str(problem)
    return ""


def answers(host: str, port: int, path: str, *, name: str) -> bool:
    """Return whether a GET of `path` under the host name `name` answers 200 at once."""
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(place, port, timeout=2)
    try:
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
