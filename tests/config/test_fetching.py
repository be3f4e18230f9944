import gzip
import socket
import threading
import time
import zlib
from contextlib import suppress

import pytest

from config.kit import fetching
from config.kit.fetching import CannotFetch, Trouble, fetch, read_address
from config.kit.public import is_public

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "e"\r\nLast-Modified: then\r\n\r\nhello'


class Server:
    """Answers each connection with the next of `answers`: bytes, or a function of the connection."""

    def __init__(self, *answers):
        self.answers, self.asked, self.told = list(answers), [], 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        for answer in self.answers:
            connection, _ = self.listening.accept()
            self.asked.append(connection.recv(65_536).decode())
            with suppress(OSError):
                connection.sendall(answer) if isinstance(answer, bytes) else answer(connection)
                self.told += 1
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.listening.close()


def loopback(host, port, **_options):
    """Find every name on this machine."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def get(server, path="/secret.ics", **options):
    """Fetch from a server of ours, whose name is trusted."""
    given = {"trusted": {"calendar.test"}, "resolve": loopback, "seconds": 5} | options
    return fetch(f"http://calendar.test:{server.port}{path}", **given)


def trouble_of(*args, **options):
    with pytest.raises(CannotFetch) as told:
        get(*args, **options)
    return told.value.trouble


def test_a_file_comes_with_what_to_ask_by_next_time():
    with Server(OK, b"HTTP/1.1 304 Not Modified\r\n\r\n") as server:
        first = get(server)
        again = get(server, etag=first.etag, last_modified=first.last_modified)

    assert (first.body, first.etag, first.last_modified) == (b"hello", '"e"', "then")
    assert again.body is None
    assert server.asked[0].startswith("GET /secret.ics HTTP/1.1\r\nHost: calendar.test:")
    assert "If-None-Match" not in server.asked[0]
    assert 'If-None-Match: "e"\r\n' in server.asked[1]
    assert "If-Modified-Since: then\r\n" in server.asked[1]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "１２７.０.０.１",
        "127。0。0。1",
        "0",
        "0.0.0.0",
        "localhost",
        "LOCALHOST.",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "192.0.0.10",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[::ffff:93.184.216.34]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::808:808]",
        "[64:ff9b:1::1]",
        "[100::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001::1]",
        "[2001:db8::1]",
        "[2002:7f00:1::]",
        "[3fff::1]",
    ],
)
def test_our_own_network_is_never_asked(host, monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda *args: asked.append(args))

    with pytest.raises(CannotFetch) as told:
        fetch(f"http://{host}/x.ics", seconds=5)

    assert told.value.trouble in (Trouble.NOT_PUBLIC, Trouble.NO_HOST, Trouble.NO_ADDRESS)
    assert asked == []


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00::1"])
def test_the_public_network_may_be_asked(address):
    assert is_public(address)


def found(*places):
    """Return a resolver that knows one name."""
    return lambda host, port, **_options: [
        (socket.AF_INET6 if ":" in place else socket.AF_INET, 1, 6, "", (place, port))
        for place in places
    ]


@pytest.mark.parametrize(
    "places",
    [
        ["10.0.0.7"],
        ["93.184.216.34", "127.0.0.1"],
        ["2606:2800:220:1::1", "::1"],
        ["fe80::1%eth0"],
        ["::ffff:10.0.0.7"],
    ],
)
def test_a_name_that_leads_into_our_network_is_refused_whole(places, monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda *args: asked.append(args))

    with pytest.raises(CannotFetch) as told:
        fetch("https://calendar.test/x.ics", resolve=found(*places))

    assert (told.value.trouble, asked) == (Trouble.NOT_PUBLIC, [])


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_asked(monkeypatch):
    """A server of names that answers otherwise the second time gets no second time."""
    answers, asked = [["93.184.216.34", "93.184.216.35"], ["127.0.0.1"]], []

    def resolve(host, port, **_options):
        return found(*answers.pop(0))(host, port)

    def refuse(place, timeout):
        asked.append(place)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(CannotFetch) as told:
        fetch("http://calendar.test/x.ics", resolve=resolve)

    assert told.value.trouble == Trouble.UNREACHABLE
    assert asked == [("93.184.216.34", 80), ("93.184.216.35", 80)]
    assert answers == [["127.0.0.1"]]


def redirect(place, code=302):
    return f"HTTP/1.1 {code} Elsewhere\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("place", "trouble"),
    [
        ("http://127.0.0.1/", Trouble.NOT_PUBLIC),
        ("http://169.254.169.254/latest/meta-data/", Trouble.NOT_PUBLIC),
        ("//[::1]/", Trouble.NOT_PUBLIC),
        ("https://localhost/", Trouble.NOT_PUBLIC),
        ("http://127.0.0.1:6379/", Trouble.PORT),
        ("file:///etc/passwd", Trouble.NO_ADDRESS),
        ("gopher://calendar.test/", Trouble.NO_ADDRESS),
        ("http://me:word@calendar.test/", Trouble.PASSWORD),
        ("http://[::1", Trouble.NO_ADDRESS),
    ],
)
def test_a_redirect_is_looked_at_like_an_address(place, trouble):
    def resolve(host, port, **options):
        known = host == "calendar.test"
        return loopback(host, port) if known else socket.getaddrinfo(host, port, **options)

    with Server(redirect(place)) as server:
        assert trouble_of(server, resolve=resolve) == trouble
        assert len(server.asked) == 1


def test_three_redirects_are_followed_and_no_fourth():
    with Server(redirect("/a", 301), redirect("b?x=1", 307), redirect("./c", 308), OK) as server:
        assert get(server).body == b"hello"
    with Server(*[redirect("/again")] * 4) as other:
        assert trouble_of(other) == Trouble.REDIRECTS

    assert [asked.split(" ")[1] for asked in server.asked] == ["/secret.ics", "/a", "/b?x=1", "/c"]


def test_a_redirect_never_gives_up_encryption():
    secure = read_address("https://calendar.test/x")

    with pytest.raises(CannotFetch) as told:
        fetching._next(secure, "http://calendar.test/x", ())

    assert told.value.trouble == Trouble.REDIRECTS


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.NO_ADDRESS),
        ("calendar.test/x.ics", Trouble.NO_ADDRESS),
        ("ftp://calendar.test/", Trouble.NO_ADDRESS),
        ("javascript:alert(1)", Trouble.NO_ADDRESS),
        ("http://", Trouble.NO_ADDRESS),
        ("http://calendar.test/a b", Trouble.NO_ADDRESS),
        ("http://calendar.test/\r\nX: y", Trouble.NO_ADDRESS),
        ("http://calendar.test\\@127.0.0.1/", Trouble.NO_ADDRESS),
        ("http://[fe80::1%25eth0]/", Trouble.NO_ADDRESS),
        ("http://calendar.test:99999/", Trouble.NO_ADDRESS),
        ("http://calendar.test:22/", Trouble.PORT),
        ("http://calendar.test:8080/", Trouble.PORT),
        ("https://me@calendar.test/", Trouble.PASSWORD),
        ("https://calendar.test@127.0.0.1/", Trouble.PASSWORD),
    ],
)
def test_an_address_we_do_not_ask_is_refused_beforehand(text, trouble):
    with pytest.raises(CannotFetch) as told:
        read_address(text)

    assert told.value.trouble == trouble


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("webcal://calendar.test/x.ics", ("https", "calendar.test", 443, "/x.ics")),
        ("HTTPS://Calendar.Test?a=b#c", ("https", "calendar.test", 443, "/?a=b")),
        ("http://kalender.tést/ä/%20", ("http", "kalender.xn--tst-bma", 80, "/%C3%A4/%20")),
    ],
)
def test_addresses_are_read_as_programs_write_them(text, place):
    read = read_address(text)

    assert (read.scheme, read.host, read.port, read.target) == place


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_head(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def hang(connection):
    time.sleep(10)


@pytest.mark.parametrize("slowly", [drip, drip_head, hang])
def test_who_answers_drop_by_drop_is_left(slowly):
    with Server(slowly) as server:
        trouble = trouble_of(server, seconds=0.4)

    assert trouble == Trouble.SLOW
    assert server.told == 0


def test_a_look_up_that_hangs_is_left():
    is_over = threading.Event()
    answered = []

    def resolve(*_, **__):
        answered.append(is_over.wait(60))
        return []

    with pytest.raises(CannotFetch) as told:
        fetch("http://calendar.test/", resolve=resolve, seconds=0.2)

    assert told.value.trouble == Trouble.NO_HOST and answered == []
    is_over.set()


def packed(body, coding="gzip"):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def chunked(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def bomb():
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(50)) + packer.flush()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000,
        chunked,
        packed(bomb()),
    ],
    ids=["until it ends", "told before", "chunks", "gzip bomb"],
)
def test_what_is_too_large_is_not_read_to_its_end(answer):
    with Server(answer) as server:
        assert trouble_of(server, most=200_000) == Trouble.TOO_LARGE


def test_a_packed_file_is_unpacked():
    with Server(packed(gzip.compress(b"hello" * 1000))) as server:
        assert get(server, most=5000).body == b"hello" * 1000


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"HTTP/1.1 404 No\r\n\r\n", Trouble.GONE),
        (b"HTTP/1.1 410 Gone\r\n\r\n", Trouble.GONE),
        (b"HTTP/1.1 401 No\r\n\r\n", Trouble.FORBIDDEN),
        (b"HTTP/1.1 403 No\r\n\r\n", Trouble.FORBIDDEN),
        (b"HTTP/1.1 429 Later\r\n\r\n", Trouble.BUSY),
        (b"HTTP/1.1 503 Later\r\n\r\n", Trouble.BUSY),
        (b"HTTP/1.1 500 Broken\r\n\r\n", Trouble.BROKEN),
        (b"HTTP/1.1 418 Tea\r\n\r\n", Trouble.ODD),
        (b"HTTP/1.1 302 Nowhere\r\n\r\n", Trouble.ODD),
        (packed(b"x", "br"), Trouble.ODD),
        (packed(b"not packed"), Trouble.UNREACHABLE),
        # Without the time of writing: each process names the cases of this table anew.
        (packed(gzip.compress(b"x" * 999, mtime=0)[:-9]), Trouble.UNREACHABLE),
        (b"SSH-2.0-OpenSSH\r\n", Trouble.UNREACHABLE),
        (b"", Trouble.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", Trouble.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", Trouble.UNREACHABLE),
    ],
)
def test_every_bad_answer_has_its_name(answer, trouble):
    with Server(answer) as server:
        assert trouble_of(server) == trouble


def test_a_certificate_nobody_knows_is_refused(tmp_path):
    import ssl
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "calendar.test")])
    built = x509.CertificateBuilder(name, name, key.public_key(), 1)
    days = (datetime.now(UTC) + timedelta(days=n) for n in (-1, 1))
    signed = built.not_valid_before(next(days)).not_valid_after(next(days))
    file = tmp_path / "pair.pem"
    file.write_bytes(
        signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listening.accept()
        try:
            context.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    address = f"https://calendar.test:{listening.getsockname()[1]}/"
    with listening, pytest.raises(CannotFetch) as told:
        fetch(address, trusted={"calendar.test"}, resolve=loopback, seconds=5)

    assert told.value.trouble == Trouble.CERTIFICATE


def test_proxies_of_the_environment_are_passed_by(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with Server(OK) as server:
        assert get(server).body == b"hello"


def test_the_address_is_told_to_no_log_and_no_error(caplog):
    with (
        caplog.at_level("DEBUG"),
        Server(b"HTTP/1.1 500 Broken\r\n\r\n", b"") as server,
    ):
        troubles = [trouble_of(server, "/very-secret") for _ in range(2)]

    assert troubles == [Trouble.BROKEN, Trouble.UNREACHABLE]
    assert "very-secret" not in caplog.text


def test_what_is_raised_names_no_address():
    with pytest.raises(CannotFetch) as told:
        fetch("http://very-secret.test/very-secret", resolve=found())

    assert "very-secret" not in f"{told.value!r} {told.value.__cause__!r}"
