"""Checks of the mail server, step by step, as a letter would go; nothing is sent unless asked for."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage as Letter
from django.core.mail import mailers

from config.kit import clock
from config.kit.mail import is_mail_leaving
from interviews.mail_words import advice, meaning
from interviews.management.findings import Finding, fail, ok, warn
from interviews.rules.mail_troubles import Trouble, trouble_with_server

# Seconds for one answer, and for the whole conversation with a server that dawdles.
ANSWER, ALL = 10, 40
# A certificate is renewed a month ahead; within two weeks of its end somebody should know.
SOON = timedelta(days=14)
HOW_TO_SET_UP = (
    "Set ASKWELL_MAIL_URL and ASKWELL_MAIL_FROM; the page Reminder health and .env.example say how."
)


def mail_found(send_to: str = "") -> Iterator[Finding]:
    """Check the way letters go, and send a test letter to `send_to` if that is an address."""
    if not settings.MAIL_SERVER:
        yield warn(
            f"No mail server is set: letters land as files in {settings.LETTERS_DIR}.",
            HOW_TO_SET_UP,
        )
        if send_to and not is_mail_leaving():
            mailers.default.send_messages([_letter(send_to)])
            yield ok("A test letter is written there.")
        return
    yield from _within(ALL, lambda note: _conversation(settings.MAIL_SERVER, send_to, note))


def _within(seconds: float, work: Callable[[Callable[[Finding], None]], None]) -> list[Finding]:
    """Return what `work` notes, and that it took too long where it did; looking up a name can hang."""
    notes: list[Finding] = []
    thread = threading.Thread(target=work, args=[notes.append], daemon=True)
    thread.start()
    thread.join(seconds)
    found = list(notes)
    if thread.is_alive():
        found.append(_trouble(f"It took longer than {seconds:g} seconds.", Trouble.NO_ANSWER))
    return found


def _conversation(options: Any, send_to: str, note: Callable[[Finding], None]) -> None:
    """Talk to the server as far as it lets us."""
    talk = None
    try:
        talk = _connected(options, note)
        _signed_in(talk, options, note)
        if _accepted(talk, note) and send_to:
            _sent(talk, send_to, note)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        words = _in_words(error)
        note(_trouble(words, trouble_with_server(words)))
    finally:
        if talk:
            with suppress(OSError, smtplib.SMTPException):
                talk.quit()


def _connected(options: Any, note: Callable[[Finding], None]) -> smtplib.SMTP:
    """Return a conversation that is encrypted where the settings want it."""
    host, port = str(options["host"]), int(options["port"])
    # Certificate and name are verified against the system's authorities, or SSL_CERT_FILE.
    context = ssl.create_default_context()
    if options["use_ssl"]:
        talk: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=ANSWER, context=context)
    else:
        talk = smtplib.SMTP(host, port, timeout=ANSWER)
    note(ok(f"{host} answers on port {port}."))
    talk.ehlo_or_helo_if_needed()
    if options["use_tls"]:
        talk.starttls(context=context)
        talk.ehlo()
    if isinstance(talk.sock, ssl.SSLSocket):
        note(_encryption(talk.sock))
    else:
        note(_no_encryption(host))
    return talk


def _encryption(sock: ssl.SSLSocket) -> Finding:
    certificate = sock.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    says = f"It is encrypted ({sock.version()}); the certificate is right until {ends:%Y-%m-%d}."
    if ends < clock.now() + SOON:
        return warn(
            says, "Renew the certificate of the mail server soon: then nothing can be sent."
        )
    return ok(says)


def _no_encryption(host: str) -> Finding:
    if host in settings.LOOPBACK:
        return ok("It is not encrypted, but stays on this machine.")
    return warn(
        "It is not encrypted: whoever is on the way reads every letter.",
        "Begin ASKWELL_MAIL_URL with smtp+tls:// (port 587) or smtps:// (port 465).",
    )


def _signed_in(talk: smtplib.SMTP, options: Any, note: Callable[[Finding], None]) -> None:
    if not options["username"]:
        note(ok("It is used without signing in."))
        return
    is_open = not isinstance(talk.sock, ssl.SSLSocket)
    if is_open and str(options["host"]) not in settings.LOOPBACK:
        raise ValueError("The password is not sent without encryption (STARTTLS or TLS).")
    try:
        talk.login(str(options["username"]), str(options["password"]))
    except smtplib.SMTPServerDisconnected as end:
        # Each way to sign in is tried in turn; some servers hang up after the second or third.
        raise ValueError("It hung up over user name and password.") from end
    note(ok("It accepts user name and password."))


def _accepted(talk: smtplib.SMTP, note: Callable[[Finding], None]) -> bool:
    """Name sender and recipient, both us, and take it back; return whether we may write at all."""
    back, sender = (
        parseaddr(one)[1] for one in (settings.MAIL_BOUNCES, settings.DEFAULT_FROM_EMAIL)
    )
    code, said = talk.mail(back)
    if code != 250:
        note(
            _trouble(f"It does not take letters from {back}: {code} {_text(said)}", Trouble.SENDER)
        )
        return False
    note(ok(f"It takes letters from {back}."))
    code, said = talk.rcpt(sender)
    if code in (250, 251):
        note(ok(f"It takes letters to {sender}."))
    else:
        note(
            warn(
                f"It takes no letter to {sender}: {code} {_text(said)}",
                "If that mailbox does not exist, nobody gets what recipients answer: name one that "
                "does in ASKWELL_MAIL_FROM. If it wants you to sign in first, put user name and "
                "password into ASKWELL_MAIL_URL.",
            )
        )
    talk.rset()
    return True


def _sent(talk: smtplib.SMTP, send_to: str, note: Callable[[Finding], None]) -> None:
    """Send a test letter and tell what the server answered."""
    letter = _message(send_to)
    talk.mail(parseaddr(settings.MAIL_BOUNCES)[1])
    code, said = talk.rcpt(send_to)
    if code in (250, 251):
        code, said = talk.data(letter.as_bytes())
    if code == 250:
        note(ok(f"It took a test letter to {send_to}: {code} {_text(said)}"))
    else:
        note(_trouble(f"It refused the test letter: {code} {_text(said)}", Trouble.REFUSED))


def _message(send_to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = "A test letter from Askwell"
    letter["From"], letter["To"] = settings.DEFAULT_FROM_EMAIL, send_to
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = make_msgid(domain=settings.MAIL_DOMAIN)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(
        f"Letters from {settings.SITE_URL} arrive: `manage.py doctor` sent this one.\n"
    )
    return letter


def _letter(send_to: str) -> Letter:
    message = _message(send_to)
    return Letter(str(message["Subject"]), message.get_content(), to=[send_to])


def _trouble(says: str, trouble: Trouble) -> Finding:
    return fail(f"{meaning(trouble)} {says}", advice(trouble, runs_it=True))


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate is not trusted: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return f"Its name is not found (getaddrinfo): {error.strerror}"
    return str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(words.split())[:500]
