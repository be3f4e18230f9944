"""Checks of the mail server, step by step, as a letter would go; nothing is sent unless asked for."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import make_msgid, parseaddr

from django.conf import settings

from config.kit import clock
from config.kit.mail import is_mail_leaving, way_out
from config.kit.mime import Mail
from config.kit.smtp import Answer, NotOpen, Server
from interviews.mail_words import advice, meaning
from interviews.management.findings import Finding, Level, fail, ok, warn
from interviews.rules.bouncing import Verdict
from interviews.rules.delivering import verdict
from interviews.rules.mail_troubles import Trouble, trouble_with_server

# Seconds for one answer, and for all that is said before a letter, or about one.
ANSWER, ALL = 10, 40
# A certificate is renewed a month ahead; within two weeks of its end somebody should know.
SOON = timedelta(days=14)
# A name that belongs to nobody (RFC 2606): it is named to the server, and nothing is sent.
STRANGER = "postmaster@elsewhere.example"
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
            folder = way_out()
            folder.send(folder.pack(_letter(send_to)))
            yield ok("A test letter is written there.")
        return
    server = Server({**settings.MAIL_SERVER, "timeout": ANSWER}, limit=ALL)
    try:
        yield from _conversation(server, send_to)
    except NotOpen as why:
        said = str(why.answer)
        yield _trouble(said, trouble_with_server(said))
    finally:
        server.close()


def _conversation(server: Server, send_to: str) -> Iterator[Finding]:
    """Talk to the server as far as it lets us."""
    server.connect()
    yield ok(f"{server.host} answers on port {server.port}.")
    yield _encryption(server)
    server.sign_in()
    says = "It accepts user name and password."
    yield ok(says if server.username else "It is used without signing in.")
    back, sender = (
        parseaddr(one)[1] for one in (settings.MAIL_BOUNCES, settings.DEFAULT_FROM_EMAIL)
    )
    answer = _answer(server, back, sender)
    if answer.step == "sender":
        yield _trouble(f"It does not take letters from {back}: {answer}", _of_sender(answer))
        return
    yield ok(f"It takes letters from {back}.")
    yield (found := _recipient(sender, answer))
    if found.level is Level.FAIL:
        return
    yield from _passed_on(_answer(server, back, STRANGER))
    if send_to:
        yield _sent(send_to, _answer(server, back, send_to, _letter(send_to).as_bytes()))


def _answer(server: Server, sender: str, to: str, letter: bytes | None = None) -> Answer:
    """Return what was said to a letter, or would be; raise NotOpen where nothing was."""
    answer = server.hand(sender, to, letter)
    if answer.code is None:
        raise NotOpen(answer)
    return answer


def _encryption(server: Server) -> Finding:
    if not isinstance(server.socket, ssl.SSLSocket):
        if server.host in settings.LOOPBACK:
            return ok("It is not encrypted, but stays on this machine.")
        return warn(
            "It is not encrypted: whoever is on the way reads every letter.",
            "Begin ASKWELL_MAIL_URL with smtp+tls:// (port 587) or smtps:// (port 465).",
        )
    certificate = server.socket.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    kind = server.socket.version()
    says = f"It is encrypted ({kind}); the certificate is right until {ends:%Y-%m-%d}."
    if ends < clock.now() + SOON:
        return warn(
            says, "Renew the certificate of the mail server soon: then nothing can be sent."
        )
    return ok(says)


def _of_sender(answer: Answer) -> Trouble:
    """Return what is wrong with a sender; where nothing is said of it and for good, it is the sender."""
    trouble = trouble_with_server(str(answer))
    is_for_good = answer.code is not None and answer.code >= 500
    return Trouble.SENDER if trouble is Trouble.SERVER and is_for_good else trouble


def _recipient(sender: str, answer: Answer) -> Finding:
    """Say whether it takes letters to our own address; many say only now what they hold against us."""
    if answer.code in (250, 251):
        return ok(f"It takes letters to {sender}.")
    says = f"It takes no letter to {sender}: {answer}"
    match verdict(answer.step, answer.code, answer.words):
        case Verdict.SERVER:
            return _trouble(says, trouble_with_server(str(answer)))
        case Verdict.LATER:
            return ok(f"It takes letters to {sender} later, as many do from strangers: {answer}")
        case _:
            return warn(
                says,
                "If that mailbox does not exist, nobody gets what recipients answer: name one that "
                "does in ASKWELL_MAIL_FROM.",
            )


def _passed_on(answer: Answer) -> Iterator[Finding]:
    """Warn where it takes letters for its own domains alone; of a stranger nothing else counts."""
    if verdict(answer.step, answer.code, answer.words) is Verdict.SERVER:
        yield warn(
            f"It does not pass letters on to other domains: {answer}",
            advice(Trouble.RELAY, runs_it=True),
        )


def _sent(send_to: str, answer: Answer) -> Finding:
    if answer.step == "end" and answer.code == 250:
        return ok(f"It took a test letter to {send_to}: {answer}")
    return _trouble(f"It refused the test letter: {answer}", Trouble.REFUSED)


def _letter(send_to: str) -> Mail:
    return Mail(
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
        date=clock.now(),
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL),
        to=send_to,
        subject="A test letter from Askwell",
        text=f"Letters from {settings.SITE_URL} arrive: `manage.py doctor` sent this one.\n",
        headers=(("Auto-Submitted", "auto-generated"),),
    )


def _trouble(says: str, trouble: Trouble) -> Finding:
    if trouble is Trouble.OWN_AUTHORITY:
        known = ssl.get_default_verify_paths()
        says = f"{says}. Authorities are looked up in {known.cafile or known.capath}."
    return fail(f"{meaning(trouble)} {says}", advice(trouble, runs_it=True))
