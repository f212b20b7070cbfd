from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0012_older_servers_can_write'),
    ]

    operations = [
        migrations.AddField(
            model_name='articleversion',
            name='base_number',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
