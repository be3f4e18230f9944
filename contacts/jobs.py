"""What runs by itself for contacts."""

from procrastinate.contrib.django import app

from config.kit import clock
from contacts.actions import accounts


@app.periodic(cron="23 3 * * *")
@app.task(name="contacts.delete_expired_accounts", queueing_lock="delete_expired_accounts")
def delete_expired_accounts(timestamp: int) -> int:
    """Delete the accounts whose days of grace are over; safe to run twice."""
    return accounts.delete_expired_accounts(at=clock.now())
