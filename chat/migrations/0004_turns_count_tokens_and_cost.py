from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0003_articles_are_approved_by_another'),
    ]

    operations = [
        migrations.AddField(
            model_name='turn',
            name='cost_micro_won',
            field=models.PositiveBigIntegerField(default=0, verbose_name='cost in millionths of a won'),
        ),
        migrations.AddField(
            model_name='turn',
            name='tokens_in',
            field=models.PositiveIntegerField(default=0, verbose_name='tokens sent'),
        ),
        migrations.AddField(
            model_name='turn',
            name='tokens_out',
            field=models.PositiveIntegerField(default=0, verbose_name='tokens written'),
        ),
    ]
