import django.db.models.deletion
from django.conf import settings
from django.contrib.contenttypes.management import RenameContentType
from django.db import migrations, models


class Migration(migrations.Migration):
    """`Stint` is `AgentSegment` in the code alone: table, columns and indexes keep their names, so
    that a server of the release before goes on beside it. The content type is renamed with it,
    and keeps the permissions that a bank's own roles may hold.
    """

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('handover', '0015_figures_of_what_is_gone'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel('Stint', 'AgentSegment'),
                migrations.AlterModelTable('agentsegment', 'handover_stint'),
                migrations.AlterField(
                    'agentsegment',
                    'handover',
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='handover.handover', verbose_name='handover'),
                ),
                migrations.AlterField(
                    'agentsegment',
                    'agent',
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='segments', to=settings.AUTH_USER_MODEL, verbose_name='agent'),
                ),
            ],
            database_operations=[RenameContentType('handover', 'stint', 'agentsegment')],
        ),
    ]
