from django.db import migrations

import chat.models.fields


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0021_cases_made_of_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="assertion",
            field=chat.models.fields.ExactCharField(editable=False, max_length=64, null=True, unique=True),
        ),
    ]
