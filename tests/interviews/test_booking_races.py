"""Several who want one time at the same moment: one has it, the others are told and see fresh times."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Event, Thread
from time import sleep as pause

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from config.kit import clock
from interviews.actions.interviews import schedule_interview
from interviews.models import Interview
from tests.booked import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, an_offer, url, value
from tests.factories import InterviewFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*requests):
    """Send all of it at the same moment, each over a connection of its own; return the codes."""
    start, codes = Barrier(len(requests)), []

    def send(address, typed):
        try:
            start.wait()
            codes.append(Client().post(address, typed).status_code)
        finally:
            connection.close()

    threads = [Thread(target=send, args=request) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(codes)


@pytest.fixture(autouse=True)
def monday():
    cache.clear()
    with clock.moved_to(MONDAY):
        yield


def test_one_of_several_gets_a_time_and_the_others_see_fresh_ones(account):
    offers = [an_offer(account) for _ in range(4)]
    for offer in offers:
        Client().get(url(offer))

    codes = at_once(*((url(offer), {"starts_at": value(TUESDAY)}) for offer in offers))

    assert codes == {303: 1, 409: 3}
    assert Interview.objects.filter(stage="scheduled").count() == 1


@pytest.mark.full
def test_two_tabs_that_take_different_times_agree_on_one(account):
    offer = an_offer(account)
    Client().get(url(offer))

    codes = at_once(
        *((url(offer), {"starts_at": value(start)}) for start in (TUESDAY, WEDNESDAY, THURSDAY))
    )

    assert codes == {303: 3}
    assert offer.person.messages.count() == 1
    offer.interview.refresh_from_db()
    assert offer.interview.starts_at in (TUESDAY, WEDNESDAY, THURSDAY)


@pytest.mark.full
def test_a_pick_beside_a_move_of_another_talk_gives_the_time_to_one(account):
    first, second = an_offer(account), an_offer(account)
    Client().post(url(first), {"starts_at": value(WEDNESDAY)})

    codes = at_once(
        (url(first, "booking-move"), {"starts_at": value(TUESDAY)}),
        (url(second), {"starts_at": value(TUESDAY + timedelta(minutes=30))}),
    )

    assert codes == {303: 1, 409: 1}


def test_a_time_i_am_just_setting_for_another_talk_is_gone(account):
    offer = an_offer(account)
    Client().get(url(offer))
    mine, is_set = InterviewFactory(account=account), Event()

    def set_mine():
        with transaction.atomic():
            schedule_interview(mine, on_date=TUESDAY.date(), at_time=TUESDAY.time(), zone="UTC")
            is_set.set()
            pause(0.3)
        connection.close()

    thread = Thread(target=set_mine)
    thread.start()
    is_set.wait()
    codes = at_once((url(offer), {"starts_at": value(TUESDAY)}))
    thread.join()

    assert codes == {409: 1}
