from datetime import UTC, datetime, timedelta

from contacts.actions.first_minute import close_doors, open_door, open_first_minute
from contacts.models import Invitation

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_first_minute_is_offered_only_while_nobody_has_an_account(db):
    invitation = open_first_minute(at=AT)

    assert invitation.is_first_minute
    assert invitation.is_valid(AT + timedelta(minutes=29))
    assert not invitation.is_valid(AT + timedelta(minutes=30))


def test_first_minute_ends_with_the_first_account(account):
    assert open_first_minute(at=AT) is None


def test_each_start_withdraws_the_links_of_the_last(account):
    open_door(account, at=AT)
    spent = open_door(account, at=AT)
    spent.used_at = AT
    spent.save()
    invited = Invitation.objects.create(email="friend@example.com", expires_at=AT)

    close_doors()

    assert set(Invitation.objects.all()) == {spent, invited}
