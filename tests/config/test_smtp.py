"""What goes over the wire to a mail server."""

import pytest
from django.core.mail.utils import DNS_NAME

from config.kit.smtp import Server, own_name
from tests.post_office import PostOffice


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\r\n.", b"\r\n.\r\n"])
def test_a_letter_is_whole_however_its_last_line_ends(end):
    with PostOffice() as office:
        server = Server({"host": "127.0.0.1", "port": office.port, "timeout": 2})

        answers = [
            server.hand("a@example.org", "b@example.org", b"Subject: 1\r\n\r\nEnd" + end),
            server.hand("a@example.org", "b@example.org", b"Subject: 2\r\n\r\nEnd\r\n"),
        ]
        server.close()

    assert [answer.code for answer in answers] == [250, 250]
    assert office.raw[0].rstrip(b"\r\n") == (b"Subject: 1\r\n\r\nEnd" + end).rstrip(b"\r\n")


PLAIN, AT_ONCE = [], ["250-PIPELINING"]


@pytest.mark.parametrize("offers", [PLAIN, AT_ONCE])
@pytest.mark.parametrize(
    ("command", "step", "code"), [("MAIL", "sender", 550), ("RCPT", "recipient", 451)]
)
def test_a_refusal_leaves_the_connection_to_the_next_letter(offers, command, step, code):
    with PostOffice() as office:
        office.offers = offers
        server = Server({"host": "127.0.0.1", "port": office.port, "timeout": 2})

        first = server.hand("a@example.org", "b@example.org", b"Subject: 1\r\n\r\nEnd")
        office.answers[command] = f"{code} no"
        refused = server.hand("a@example.org", "b@example.org", b"Subject: 2\r\n\r\nEnd")
        office.answers = {}
        last = server.hand("a@example.org", "b@example.org", b"Subject: 3\r\n\r\nEnd")
        server.close()

    assert [(one.step, one.code) for one in (first, refused, last)] == [
        ("end", 250),
        (step, code),
        ("end", 250),
    ]
    assert [letter["Subject"] for letter in office.letters] == ["1", "3"]
    assert office.connections == 1


def test_a_letter_to_nobody_is_taken_back_where_a_server_waits_for_it():
    with PostOffice() as office:
        office.offers, office.is_lax = AT_ONCE, True
        server = Server({"host": "127.0.0.1", "port": office.port, "timeout": 2})
        office.refused["b@example.org"] = "550 5.1.1 nobody here"

        refused = server.hand("a@example.org", "b@example.org", b"Subject: 1\r\n\r\nEnd")
        taken = server.hand("a@example.org", "c@example.org", b"Subject: 2\r\n\r\nEnd")
        server.close()

    assert (refused.step, refused.code, taken.code) == ("recipient", 550, 250)
    assert [raw.strip() for raw in office.raw] == [b"", b"Subject: 2\r\n\r\nEnd"]


def test_a_line_that_never_ends_refuses_no_letter():
    with PostOffice() as office:
        office.answers["RCPT"] = "250 " + "x" * 10_000
        server = Server({"host": "127.0.0.1", "port": office.port, "timeout": 2})

        answer = server.hand("a@example.org", "b@example.org", b"Subject: 1\r\n\r\nEnd")

    assert (answer.step, answer.code) == ("recipient", None)


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("mail.example.org", "192.0.2.7", "mail.example.org"),
        # As a container is called: strict servers take nothing from such a name.
        ("vm", "192.0.2.7", "[192.0.2.7]"),
        ("localhost", "::1", "[IPv6:::1]"),
    ],
)
def test_who_has_no_full_name_introduces_itself_by_number(monkeypatch, name, number, said):
    class Connected:
        def getsockname(self):
            return number, 40_000

    monkeypatch.setattr(DNS_NAME, "get_fqdn", lambda: name)

    assert own_name(Connected()) == said
