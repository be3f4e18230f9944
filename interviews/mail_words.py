"""What is said when letters do not leave: what it means, and what to do about it."""

from django.utils.translation import gettext as _

from interviews.rules.mail_troubles import Trouble


def meaning(trouble: Trouble) -> str:
    """Return what a trouble means, for whoever waits for the letter."""
    match trouble:
        case Trouble.SIGN_IN:
            return _("The mail server does not accept Askwell's user name and password.")
        case Trouble.NO_SIGN_IN:
            return _("The mail server offers no way to sign in as Askwell comes to it.")
        case Trouble.CERTIFICATE:
            return _(
                "The mail server cannot prove who it is: its certificate is wrong, out of date or "
                "for another name. Nothing is sent to it."
            )
        case Trouble.OWN_AUTHORITY:
            return _(
                "Nobody whom this machine trusts vouches for the mail server's certificate. Nothing is "
                "sent to it."
            )
        case Trouble.NOT_ENCRYPTED:
            return _("The mail server and Askwell do not agree on encryption.")
        case Trouble.NAME:
            return _("No server with the name of the mail server is found.")
        case Trouble.NOBODY_LISTENS:
            return _("Nobody answers at the mail server's address.")
        case Trouble.NO_ANSWER:
            return _("The mail server takes too long to answer, or hangs up.")
        case _:
            return _meaning_of_refusal(trouble)


def _meaning_of_refusal(trouble: Trouble) -> str:
    """Return what it means when a server that can be reached takes nothing from us."""
    match trouble:
        case Trouble.RATE:
            return _("The mail server takes only so many letters from Askwell in a time.")
        case Trouble.RELAY:
            return _(
                "The mail server passes letters on only for whoever signs in or whom it knows."
            )
        case Trouble.NOT_WELCOME:
            return _("The mail server takes nothing from the machine that Askwell runs on.")
        case Trouble.SENDER:
            return _("The mail server does not let Askwell write under its sender address.")
        case Trouble.NO_ROOM:
            return _("The mail server has no room left for letters.")
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
        case Trouble.TOO_LARGE:
            return _("The letter is larger than the mail server takes.")
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
            return _("There is nothing to do: it is tried again by itself.")
        case Trouble.RATE if not runs_it:
            return _("There is nothing to do: it is tried again by itself.")
        case Trouble.FULL:
            return _("Make room in the mailbox, then send it again.")
        case Trouble.TOO_LARGE:
            return _("Switch “Attach my question sheets” off in your mail settings.")
        case Trouble.ADDRESS:
            return _(
                "Look at the address for a typing slip; if it is right, say that it works again."
            )
        case Trouble.UNKNOWN if not is_over:
            return _(
                "Nothing: it is sent once more by itself, under the same name, so that most mail "
                "programs show it once."
            )
        case Trouble.UNKNOWN:
            return _("Look into the mailbox first; send it again if it is not there.")
        case Trouble.TIME:
            return _(
                "There is nothing to do, unless it happens again: then see above what holds letters up."
            )
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
                "Use the name that stands in the server's certificate in ASKWELL_MAIL_URL, and renew "
                "the certificate if it is out of date."
            )
        case Trouble.NO_SIGN_IN:
            return _(
                "Begin ASKWELL_MAIL_URL with smtp+tls:// and port 587, or smtps:// and port 465: most "
                "servers let nobody sign in before it is encrypted. Where the server knows this machine "
                "anyway, leave user name and password out."
            )
        case Trouble.OWN_AUTHORITY:
            return _(
                "For an authority of your own, name its file in SSL_CERT_FILE; it must be made with "
                "keyUsage=critical,keyCertSign,cRLSign. A certificate that vouches for itself is named "
                "there itself."
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
        case _:
            return _fix_of_refusal(trouble)


def _fix_of_refusal(trouble: Trouble) -> str:
    """Return what to do when a server that can be reached takes nothing, or not this letter."""
    match trouble:
        case Trouble.RATE:
            return _(
                "It goes on by itself. Set ASKWELL_MAIL_PER_MINUTE to what the server allows, and "
                "nothing is refused any more."
            )
        case Trouble.RELAY:
            return _(
                "Put user name and password into ASKWELL_MAIL_URL, most often with smtp+tls:// and port "
                "587. A server of your own can know this machine instead, in Postfix by mynetworks."
            )
        case Trouble.NOT_WELCOME:
            return _(
                "Read what the server said: it does not like this machine's name or address, or finds "
                "it on a list. Sign in to a mail server that knows you, or have that one let this "
                "machine in."
            )
        case Trouble.NO_ROOM:
            return _("Make room on the mail server's disk; letters leave by themselves then.")
        case Trouble.SENDER:
            return _(
                "Set ASKWELL_MAIL_FROM and ASKWELL_MAIL_BOUNCES to addresses that this mailbox may send "
                "as, most often the mailbox's own."
            )
        case Trouble.REFUSED:
            return _(
                "Read what the server said. Most often SPF, DKIM or DMARC of the sender's domain do "
                "not cover this mail server."
            )
        case _:
            return _("Run “python3 manage.py doctor”: it tries the server step by step.")
