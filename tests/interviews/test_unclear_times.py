"""Every form that takes a time asks where clocks skip or repeat it, for every change of two years."""

from datetime import UTC, timedelta

import pytest

from config.kit import clock
from contacts.models import Account
from interviews.forms.booking import ProposeForm
from interviews.forms.moments import MomentFields
from interviews.forms.talks import TalkTimesForm
from interviews.forms.times import OTHER, TimeForm
from interviews.models import Interview
from tests.factories import InterviewFactory
from tests.zones import CHANGES

DAY = timedelta(days=1)


def moments_of(change):
    """The two moments that the middle of what is skipped or repeated may mean."""
    wall = change.middle
    first, second = wall - change.before, wall - change.after
    return tuple(sorted(one.replace(tzinfo=UTC) for one in (first, second)))


def local(change, name="at_time", day="on_date"):
    return {day: f"{change.middle:%Y-%m-%d}", name: f"{change.middle:%H:%M}"}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_page_behind_a_link_asks(change):
    typed = {**local(change), "zone": change.zone}

    with clock.moved_to(change.at - 9 * DAY):
        asking = ProposeForm(typed, zone=change.zone)
        assert not asking.is_valid()
        found = []
        for one in asking.asked:
            form = ProposeForm({**typed, "reading": one.value}, zone=change.zone)
            assert form.is_valid()
            found.append(form.instant)

    assert "at_time" in asking.errors and asking.instant is None
    assert tuple(sorted(found)) == moments_of(change)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_what_is_noted_afterwards_asks(change):
    account = Account(zone=change.zone)
    typed = local(change, "hour", "day")

    def moment(**more):
        form = MomentFields({**typed, **more})
        form.is_valid()
        return form.moment(account), form

    with clock.moved_to(change.at + 9 * DAY):
        found, form = moment()
        told = [moment(fold=fold)[0] for fold in "01"]

    assert found is None
    if change.is_forward:
        assert "either" in form.errors["hour"][0] and told == [None, None]
    else:
        assert "fold" in form.errors and not form["fold"].is_hidden
        assert tuple(told) == moments_of(change)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_when_a_talk_really_ended_is_asked(change):
    talk = Interview(account=Account(zone=change.zone))
    typed = {"times-ended": f"{change.middle:%Y-%m-%dT%H:%M}"}

    def form(**more):
        return TalkTimesForm({**typed, **more}, interview=talk, now=change.at + 9 * DAY)

    assert "ended" in form().errors
    if not change.is_forward:
        folds = [form(**{"times-fold": fold}) for fold in "01"]
        assert all(one.is_valid() for one in folds)
        assert tuple(one.cleaned_data["ended"] for one in folds) == moments_of(change)


def test_the_page_that_sets_a_time_asks(account):
    interview = InterviewFactory(account=account)

    for change in CHANGES:
        typed = {**local(change), "whose": OTHER, "zone": change.zone}
        with clock.moved_to(change.at - 9 * DAY):
            asking = TimeForm(typed, interview=interview)
            assert not asking.is_valid()
            found = []
            for one in asking.asked:
                form = TimeForm({**typed, "reading": one.value}, interview=interview)
                assert form.is_valid()
                found.append(form.instant)
                agreed = form.agreed()
                assert clock.instant(*(agreed[k] for k in ("on_date", "at_time", "zone", "fold")))

        assert tuple(sorted(found)) == moments_of(change)
