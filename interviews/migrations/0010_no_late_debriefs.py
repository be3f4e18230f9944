from datetime import timedelta

from django.db import migrations

from config.kit import clock


def let_go(apps, schema_editor):
    """Ask nobody to write down what they learned in talks held before that was asked at all.

    Of older talks the plan would not ask anyway.
    """
    FollowUp = apps.get_model("interviews", "FollowUp")
    links = apps.get_model("interviews", "Interview").people.through.objects.filter(
        interview__stage__in=("held", "thanked", "closed"),
        interview__ended_at__gte=clock.now() - timedelta(days=31),
    )
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                account_id=link.interview.account_id,
                person_id=link.person_id,
                interview_id=link.interview_id,
                kind="debrief",
                key=f"debrief:{link.interview_id}",
                state="dropped",
                settled_at=link.interview.ended_at,
                due_on=link.interview.ended_at.date(),
                due_at=link.interview.ended_at,
            )
            for link in links.select_related("interview")
        ],
        # Where one was made already, it stays.
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("interviews", "0009_agreed")]

    operations = [migrations.RunPython(let_go, migrations.RunPython.noop)]
