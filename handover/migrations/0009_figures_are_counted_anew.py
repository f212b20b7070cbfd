from django.db import migrations


def count_anew(apps, schema_editor):
    """Kept hours counted answers to intake questions as questions, and call-backs as left."""
    apps.get_model("handover", "HourFigures").objects.update(stale=True)


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0008_briefings_by_the_model"),
    ]

    operations = [
        migrations.RunPython(count_anew, migrations.RunPython.noop, elidable=True),
    ]
