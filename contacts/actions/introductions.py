"""How an introduction is promised, goes from state to state, is corrected and taken back."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.actions.pool import promote
from contacts.actions.replanning import ask_for_plans
from contacts.models import Introduction, IntroductionState, Person, Tie
from contacts.rules.introductions import DAYS, check_move, days_after


@transaction.atomic
def promise_introduction(
    *, introducer: Person, person: Person, on: date, note: str = ""
) -> tuple[Introduction, bool]:
    """Return the introduction that `introducer` promised, and whether it is new.

    One that is on its way already stays as it stands; one that was declined or let go is promised
    anew. Whoever is to be introduced was named by that, and both people leave the pool.
    """
    _note_named(introducer, person, on)
    introduction, is_new = Introduction.objects.select_for_update().get_or_create(
        introducer=introducer,
        person=person,
        defaults={"account_id": introducer.account_id, "promised_on": on, "note": note},
    )
    if introduction.state in (IntroductionState.DECLINED, IntroductionState.DROPPED):
        _stand(introduction, IntroductionState.PROMISED, on)
        introduction.note = note or introduction.note
        introduction.save()
        is_new = True
    promote(people=Person.objects.filter(pk__in=(introducer.pk, person.pk)))
    _ask_for_plan(introduction)
    return introduction, is_new


@transaction.atomic
def move_introduction(
    introduction: Introduction, to: IntroductionState, *, on: date
) -> Introduction:
    """Let an introduction stand somewhere further along since a day; return it.

    One that was made marks how I know that person. Raises MoveRefused where `to` cannot follow.
    """
    introduction = _locked(introduction)
    check_move(IntroductionState(introduction.state), to)
    setattr(introduction, DAYS[to], on)
    introduction.state = to.value
    introduction.save()
    if to is IntroductionState.MADE:
        _mark_connection(introduction)
    _ask_for_plan(introduction)
    return introduction


@transaction.atomic
def take_back_move(introduction: Introduction, to: IntroductionState) -> Introduction:
    """Let an introduction stand where it stood before, as if what came after had not been said.

    Nothing happens when it stands there; raises MoveRefused where it cannot have come from there.
    """
    introduction = _locked(introduction)
    if introduction.state == to:
        return introduction
    check_move(to, IntroductionState(introduction.state))
    if introduction.state == IntroductionState.MADE:
        _unmark_connection(introduction)
    introduction.state = to.value
    for name in days_after(to):
        setattr(introduction, name, None)
    introduction.save()
    _ask_for_plan(introduction)
    return introduction


@transaction.atomic
def correct_introduction(introduction: Introduction) -> None:
    """Save days and words that were put right; the plan follows."""
    before = _locked(introduction)
    if introduction.state == IntroductionState.MADE:
        _unmark_connection(before)
    introduction.save()
    if introduction.state == IntroductionState.MADE:
        introduction.person.refresh_from_db()
        _mark_connection(introduction)
    _ask_for_plan(introduction)


@transaction.atomic
def delete_introduction(introduction: Introduction) -> None:
    """Forget that an introduction was promised; the people stay."""
    introduction = _locked(introduction)
    if introduction.state == IntroductionState.MADE:
        _unmark_connection(introduction)
    _ask_for_plan(introduction)
    introduction.delete()


def _note_named(introducer: Person, person: Person, on: date) -> None:
    if person.referred_by_id is None:
        person.referred_by, person.named_on = introducer, on
    if person.tie == Tie.COLD:
        person.tie = Tie.REFERRAL
    person.save(update_fields=["referred_by", "named_on", "tie"])


def _stand(introduction: Introduction, state: IntroductionState, on: date) -> None:
    introduction.state = state.value
    setattr(introduction, DAYS[state], on)
    for name in days_after(state):
        setattr(introduction, name, None)


def _mark_connection(introduction: Introduction) -> None:
    """Note how I came to know somebody, where nothing is noted yet."""
    person = introduction.person
    if not person.connection:
        person.connection = _connection(introduction)
        person.save(update_fields=["connection"])


def _unmark_connection(introduction: Introduction) -> None:
    """Take the sentence back, unless somebody has changed it."""
    person = introduction.person
    if person.connection == _connection(introduction):
        person.connection = ""
        person.save(update_fields=["connection"])


def _connection(introduction: Introduction) -> str:
    assert introduction.settled_on
    return _("%(name)s introduced us on %(day)s.") % {
        "name": introduction.introducer.name,
        "day": date_format(introduction.settled_on, "j F Y"),
    }


def _ask_for_plan(introduction: Introduction) -> None:
    ask_for_plans((introduction.introducer_id, introduction.person_id))


def _locked(introduction: Introduction) -> Introduction:
    return Introduction.objects.select_for_update().get(pk=introduction.pk)
