"""Steps of the plan, as tests begin with them."""

from interviews.actions.planning import replan
from interviews.models import FollowUp


def planned_thanks(interview, *, at=None):
    """Plan everybody of a talk as of its end; return the open thank-yous, in order of their making."""
    people = {*interview.people.all(), *(one.person for one in interview.follow_ups.all())}
    replan(people, at=at or interview.ended_at or interview.created_at)
    return list(FollowUp.objects.open().filter(interview=interview, kind="thank").order_by("pk"))
