"""What goes over the wire to a mail server."""

import pytest

from config.kit.smtp import Server
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


def test_a_line_that_never_ends_refuses_no_letter():
    with PostOffice() as office:
        office.answers["RCPT"] = "250 " + "x" * 10_000
        server = Server({"host": "127.0.0.1", "port": office.port, "timeout": 2})

        answer = server.hand("a@example.org", "b@example.org", b"Subject: 1\r\n\r\nEnd")

    assert (answer.step, answer.code) == ("recipient", None)
