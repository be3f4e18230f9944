import config.kit.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interviews', '0025_letters_evening'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='created_at',
            field=models.DateTimeField(default=config.kit.clock.now, editable=False),
        ),
    ]
