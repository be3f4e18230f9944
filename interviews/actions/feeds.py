"""What is done to the feed of my talks: begun, switched, given a new address, ended."""

import secrets
from datetime import datetime, timedelta

from contacts.models import Account
from interviews.models import CalendarFeed


def open_feed(account: Account, *, at: datetime) -> CalendarFeed:
    """Return the feed under a new address; one it had leads nowhere from now on."""
    feed, _ = CalendarFeed.objects.update_or_create(
        account=account,
        # 256 bits, so that no address is ever guessed.
        defaults={"token": secrets.token_urlsafe(32)},
        create_defaults={"token": secrets.token_urlsafe(32), "created_at": at, "changed_at": at},
    )
    return feed


def close_feed(account: Account) -> None:
    """Let the address lead nowhere; what calendar programs have read is theirs to forget."""
    account.calendar_feeds.all().delete()


def switch_feed(feed: CalendarFeed, *, with_follow_ups: bool, with_details: bool) -> None:
    """Say what stands in the feed."""
    feed.with_follow_ups, feed.with_details = with_follow_ups, with_details
    feed.save(update_fields=["with_follow_ups", "with_details"])


def keep_print(feed: CalendarFeed, said: str, *, at: datetime) -> datetime:
    """Return since when the feed says what it says, which is from now on if its print is new.

    Programs compare whole seconds, so that two changes never fall into one.
    """
    if feed.said != said:
        after = feed.changed_at + timedelta(seconds=1) if feed.said else feed.changed_at
        feed.said, feed.changed_at = said, max(at, after)
        feed.save(update_fields=["said", "changed_at"])
    return feed.changed_at
