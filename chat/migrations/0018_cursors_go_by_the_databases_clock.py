from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0017_thumbs_are_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='citationmark',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='citationmark',
            name='seen_id',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='conversation',
            name='reviewed_seq',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
