"""Tells of everybody there already when I was last in contact with them."""

from django.db import migrations

DERIVE = """
UPDATE contacts_person SET last_contact_at = contact.at
FROM (
    SELECT person_id, max(at) AS at FROM (
        SELECT person_id, sent_at AS at FROM contacts_message WHERE sent_at IS NOT NULL
        UNION ALL
        SELECT part.person_id, coalesce(talk.ended_at, talk.starts_at)
        FROM interviews_interview_people part
        JOIN interviews_interview talk ON talk.id = part.interview_id
        WHERE talk.stage IN ('held', 'thanked', 'closed')
    ) facts GROUP BY person_id
) contact
WHERE contacts_person.id = contact.person_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_network"),
        ("interviews", "0001_initial"),
    ]
    operations = [migrations.RunSQL(DERIVE, migrations.RunSQL.noop)]
