"""What is said when letters do not leave: what it means, and what to do about it."""

from django.utils.translation import gettext as _

from interviews.rules.mail_troubles import Trouble


def meaning(trouble: Trouble) -> str:
    """Return what a trouble means, for whoever waits for the letter."""
    match trouble:
        case Trouble.SIGN_IN:
            return _("The mail server does not accept Askwell's user name and password.")
        case Trouble.CERTIFICATE:
            return _(
                "The mail server cannot prove who it is: its certificate is wrong, out of date or "
                "for another name. Nothing is sent to it."
            )
        case Trouble.NOT_ENCRYPTED:
            return _("The mail server and Askwell do not agree on encryption.")
        case Trouble.NAME:
            return _("No server with the name of the mail server is found.")
        case Trouble.NOBODY_LISTENS:
            return _("Nobody answers at the mail server's address.")
        case Trouble.NO_ANSWER:
            return _("The mail server takes too long to answer, or hangs up.")
        case Trouble.SENDER:
            return _("The mail server does not let Askwell write under its sender address.")
        case Trouble.SERVER:
            return _("The mail server cannot be used at the moment.")
        case _:
            return _meaning_of_one(trouble)


def _meaning_of_one(trouble: Trouble) -> str:
    """Return what a trouble with a single letter means."""
    match trouble:
        case Trouble.LATER:
            return _(
                "Their mail server asked to be tried again later, as many do with senders they do "
                "not know yet."
            )
        case Trouble.FULL:
            return _("The mailbox is full.")
        case Trouble.ADDRESS:
            return _("Their mail server says that this address takes no mail.")
        case Trouble.REFUSED:
            return _("The mail server refused this letter for what it is or whom it is from.")
        case Trouble.UNKNOWN:
            return _(
                "The connection broke just after the letter was handed over, so it may have arrived."
            )
        case Trouble.TIME:
            return _("It could not leave while it was of use.")
        case _:
            return _("It could not be sent.")


def advice(trouble: Trouble, *, runs_it: bool, is_over: bool = False) -> str:
    """Return what to do; who does not run this Askwell can only tell whoever does.

    `is_over` of a letter that is not tried any more.
    """
    match trouble:
        case Trouble.LATER if is_over:
            return _("It was tried for days, in vain. Send it again if it is still of use.")
        case Trouble.LATER:
            return _("Nothing: it is tried again by itself.")
        case Trouble.FULL:
            return _("Make room in the mailbox, then send it again.")
        case Trouble.ADDRESS:
            return _(
                "Look at the address for a typing slip; if it is right, say that it works again."
            )
        case Trouble.UNKNOWN:
            return _("Look into the mailbox first; send it again if it is not there.")
        case Trouble.TIME:
            return _("Nothing, unless it happens again: then see above what holds letters up.")
        case Trouble.ANOTHER:
            return ""
        case _ if not runs_it:
            return _("Only whoever runs this Askwell can mend that: show them this page.")
        case _:
            return _fix(trouble)


def _fix(trouble: Trouble) -> str:
    """Return what whoever runs this installation does about its mail server."""
    match trouble:
        case Trouble.SIGN_IN:
            return _(
                "Check user name and password in ASKWELL_MAIL_URL. Mailboxes with two-step sign-in "
                "need an app password; in the user name write %40 for @, and encode other signs of "
                "the password alike."
            )
        case Trouble.CERTIFICATE:
            return _(
                "Use the name that stands in the server's certificate in ASKWELL_MAIL_URL. For an "
                "authority of your own, name its file in SSL_CERT_FILE."
            )
        case Trouble.NOT_ENCRYPTED:
            return _(
                "Begin ASKWELL_MAIL_URL with smtps:// and use port 465, or with smtp+tls:// and "
                "port 587; the server must offer the one you choose."
            )
        case Trouble.NAME:
            return _("Check the server's name in ASKWELL_MAIL_URL, and this machine's DNS.")
        case Trouble.NOBODY_LISTENS:
            return _(
                "Check name and port in ASKWELL_MAIL_URL, and whether a firewall or your provider "
                "blocks that port: many block 25."
            )
        case Trouble.NO_ANSWER:
            return _(
                "Check that the port fits the beginning of ASKWELL_MAIL_URL: smtps:// is 465, "
                "smtp+tls:// is 587. Otherwise wait: it is tried again by itself."
            )
        case Trouble.SENDER:
            return _(
                "Set ASKWELL_MAIL_FROM to an address that this mailbox may send as, most often the "
                "mailbox's own."
            )
        case Trouble.REFUSED:
            return _(
                "Read what the server said. Most often SPF, DKIM or DMARC of the sender's domain do "
                "not cover this mail server."
            )
        case _:
            return _("Run “python3 manage.py doctor”: it tries the server step by step.")
