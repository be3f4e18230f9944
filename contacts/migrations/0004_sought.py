import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models

from contacts.models.searchable import Plain, Sought, Words

# A blank before each Chinese, Japanese or Korean character makes it the beginning of a word, of
# which pg_trgm keeps a trigram; of a character inside a word it keeps none to find it alone by.
# Most texts are ASCII and need only the lower case.
SOUGHT = r"""
CREATE FUNCTION public.askwell_sought(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN CASE
        WHEN octet_length($1) = length($1) THEN lower($1)
        ELSE regexp_replace(
            public.askwell_plain($1),
            '([\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f])',
            ' \1',
            'g'
        )
    END
"""


PERSON = [
    models.F("name"),
    models.Value(" "),
    models.F("called"),
    models.Value(" "),
    models.F("title"),
    models.Value(" "),
    Words(models.F("tags")),
    models.Value(" "),
    Words(models.F("groups")),
]


def sought(*parts):
    """Return the column that search looks in."""
    return models.GeneratedField(
        expression=Sought(models.Value(" "), *parts),
        output_field=models.TextField(),
        db_persist=True,
    )


def key():
    """Return the column that lists sort by, in the same order whatever the database's own."""
    return models.GeneratedField(
        expression=Plain(models.F("name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("contacts", "0003_sounds"),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.RunSQL(SOUGHT, "DROP FUNCTION public.askwell_sought(text)"),
        migrations.RemoveIndex("person", "person_plain"),
        migrations.RemoveIndex("person", "person_by_name"),
        migrations.RemoveIndex("organisation", "organisation_plain"),
        migrations.RemoveIndex("organisation", "organisation_by_name"),
        migrations.RemoveField("person", "plain"),
        migrations.RemoveField("person", "sort_key"),
        migrations.RemoveField("organisation", "plain"),
        migrations.RemoveField("organisation", "sort_key"),
        migrations.AddField(
            "person", "plain", sought(*PERSON, models.Value(" "), models.F("sounds"))
        ),
        migrations.AddField("person", "sort_key", key()),
        migrations.AddField(
            "organisation",
            "plain",
            sought(models.F("name"), models.Value(" "), Words(models.F("aliases"))),
        ),
        migrations.AddField("organisation", "sort_key", key()),
        migrations.AddIndex(
            "person", models.Index(fields=["account", "sort_key", "id"], name="person_by_name")
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["account", "sort_key", "id"],
                condition=models.Q(("archived_at", None), ("is_in_pool", False)),
                name="person_promoted_by_name",
            ),
        ),
        migrations.AddIndex(
            "person",
            django.contrib.postgres.indexes.GinIndex(
                fields=["account", "is_in_pool", "plain"],
                gin_pending_list_limit=256,
                name="person_sought",
                opclasses=["int8_ops", "bool_ops", "gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            "organisation",
            models.Index(fields=["account", "sort_key", "id"], name="organisation_by_name"),
        ),
        migrations.AddIndex(
            "organisation",
            django.contrib.postgres.indexes.GinIndex(
                fields=["account", "plain"],
                gin_pending_list_limit=256,
                name="organisation_sought",
                opclasses=["int8_ops", "gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            "reach",
            models.Index(
                models.F("account"),
                django.db.models.functions.text.Lower("value"),
                name="reach_by_value",
            ),
        ),
    ]
