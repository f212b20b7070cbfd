import django.db.models.deletion
from django.contrib.contenttypes.management import RenameContentType
from django.db import migrations, models


class Migration(migrations.Migration):
    """`ArticleDeed` is `ArticleEvent` in the code alone: table and columns keep their names, so
    that a server of the release before goes on beside it. The content type is renamed with it,
    and keeps the permissions that a bank's own roles may hold.
    """

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('chat', '0015_labels_are_the_fields_terms'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel('ArticleDeed', 'ArticleEvent'),
                migrations.AlterModelTable('articleevent', 'chat_articledeed'),
                migrations.RenameField('articleevent', 'deed', 'action'),
                migrations.AlterField(
                    'articleevent',
                    'action',
                    models.CharField(choices=[('drafted', 'drafted'), ('edited', 'edited'), ('submitted', 'sent to review'), ('sent_back', 'sent back'), ('approved', 'approved'), ('retired', 'retired'), ('discarded', 'discarded'), ('imported', 'published by an import')], db_column='deed', max_length=10, verbose_name='action'),
                ),
                migrations.AlterField(
                    'articleevent',
                    'version',
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='chat.articleversion'),
                ),
            ],
            database_operations=[RenameContentType('chat', 'articledeed', 'articleevent')],
        ),
    ]
