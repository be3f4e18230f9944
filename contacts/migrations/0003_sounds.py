from django.db import migrations, models

from contacts.rules.pinyin import sounds

BATCH = 2_000


def fill(apps, schema_editor):
    """Spell the Chinese names that are there."""
    Person = apps.get_model("contacts", "Person")
    people = Person.objects.filter(name__regex="[\u3400-\u9fff\U00020000-\U0003134f]")
    spelled = []
    for person in people.only("pk", "name").order_by("pk").iterator(chunk_size=BATCH):
        person.sounds = sounds(person.name)
        spelled.append(person)
        if len(spelled) == BATCH:
            Person.objects.bulk_update(spelled, ["sounds"])
            spelled = []
    Person.objects.bulk_update(spelled, ["sounds"])


class Migration(migrations.Migration):

    dependencies = [
        ("contacts", "0002_network"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="sounds",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
