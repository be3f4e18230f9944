"""How the letter to me reads when somebody proposes a time by their link, or says no."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from interviews.calendars.entry import clean, told
from interviews.mail.wording import Written, rendered
from interviews.models import Offer, OfferedTime
from interviews.rules.clocks import readings


def answered(offer: Offer, proposed: OfferedTime | None, word: str) -> Written:
    """Return the letter about a time they proposed, or about their no; its subject names nobody."""
    account, talk = offer.account, offer.interview
    with translation.override(account.language):
        clocks = [("", proposed.zone), ("", account.zone)] if proposed else []
        words = {
            "language": account.language,
            "name": account.name,
            "who": clean(offer.person.name),
            "when": [told(one) for one in readings(proposed.starts_at, clocks)] if proposed else [],
            "word": word.strip(),
            "url": f"{settings.SITE_URL}{talk.get_absolute_url()}",
            "colon": pgettext("after a label", ": "),
        }
        return Written(
            subject=gettext("Another time is proposed for a talk")
            if proposed
            else gettext("A kind no to the times you offered"),
            text=rendered("interviews/mail/answered.txt", words, autoescape=False),
            html=rendered("interviews/mail/answered.html", words, autoescape=True),
        )
