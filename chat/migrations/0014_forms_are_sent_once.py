from django.conf import settings
from django.db import migrations, models
import chat.models.fields
import django.db.models.deletion
import django.utils.timezone


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('chat', '0013_versions_know_what_they_began_from'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('token', chat.models.fields.ExactCharField(max_length=32, primary_key=True, serialize=False)),
                ('content', chat.models.fields.ExactCharField(max_length=64)),
                ('location', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
